//! Pausing a project in all its windows, by the mark that their servers look at.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::store;

/// A project that is paused, or isn't any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paused {
    /// The project's folder.
    pub folder: PathBuf,
    /// Its id.
    pub id: String,
    /// Whether it is paused now.
    pub is_paused: bool,
    /// Whether that is new.
    pub is_news: bool,
}

/// The project of a folder: its id, its scope, its folder; one that nobody knew becomes known by that.
pub(super) fn place(data: &Path, folder: &Path, now: u64) -> Result<(String, PathBuf, PathBuf)> {
    Ok(match store::find(data, folder, now)? {
        Some(known) => (known.id, known.dir, known.folder),
        None => {
            let identity = store::identify(data, folder, now);
            let fault = identity.notices.into_iter().next();
            let dir = identity.dir.ok_or_else(|| match fault {
                Some(fault) => anyhow::Error::new(fault),
                None => anyhow::anyhow!("the data folder is of no use"),
            })?;
            (identity.id, dir, folder.to_owned())
        }
    })
}

/// Pauses the project of a folder; one that nobody knew becomes known by that.
pub fn pause(data: &Path, folder: &Path, now: u64) -> Result<Paused> {
    let (id, dir, folder) = place(data, folder, now)?;
    let is_news = !store::is_paused(&dir);
    store::pause(&dir, now).context("the mark can't be written")?;
    Ok(Paused {
        folder,
        id,
        is_paused: true,
        is_news,
    })
}

/// Ends that; `None` where no such project is known.
pub fn resume(data: &Path, folder: &Path, now: u64) -> Result<Option<Paused>> {
    let Some(known) = store::find(data, folder, now)? else {
        return Ok(None);
    };
    let is_news = store::resume(&known.dir).context("the mark can't be removed")?;
    Ok(Some(Paused {
        folder: known.folder,
        id: known.id,
        is_paused: false,
        is_news,
    }))
}

/// The same as JSON.
pub fn paused_json(paused: &Paused) -> Value {
    json!({
        "project": { "id": paused.id, "folder": paused.folder.to_string_lossy() },
        "paused": paused.is_paused,
        "changed": paused.is_news,
    })
}
