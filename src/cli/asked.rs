//! What verbs about a project have in common: which project, in which form, and when it is.
use std::{env, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    config::{Clock, data_folder},
    store::{self, Known},
};

/// The flags that all of them take.
#[derive(clap::Args, Debug)]
pub(super) struct Asked {
    /// A folder of the project; without it, the project of the current folder.
    #[arg(long, value_name = "PATH")]
    pub project: Option<PathBuf>,

    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// The world in which a verb is done.
pub(super) struct Here {
    /// The data folder.
    pub data: PathBuf,
    /// Unix milliseconds.
    pub now: u64,
}

impl Here {
    /// As the environment says.
    pub(super) fn new() -> Result<Here> {
        Ok(Here {
            data: data_folder()?,
            now: Clock::from_env().now(),
        })
    }
}

impl Asked {
    /// The folder of which the project is asked for.
    pub(super) fn folder(&self) -> Result<PathBuf> {
        let folder = match &self.project {
            Some(folder) => folder.clone(),
            None => env::current_dir().context("there is no current folder")?,
        };
        let found = folder.canonicalize();
        found.with_context(|| format!("{} can't be found", folder.display()))
    }

    /// Its project, if that is known; tells where it isn't.
    pub(super) fn known(&self, here: &Here) -> Result<Option<Known>> {
        let folder = self.folder()?;
        let known = store::find(&here.data, &folder, here.now)?;
        if known.is_none() {
            super::print::warn(format!("nothing is known of {}", folder.display()));
        }
        Ok(known)
    }
}
