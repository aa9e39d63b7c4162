//! `habitus forget`.
use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};

use super::report::{folder, profile, tell};
use crate::engine::profile::{Forget, Presence, since};

/// Its flags.
#[derive(clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true)))]
pub(super) struct Args {
    /// A word: it goes from all projects and from what carries over between them.
    #[arg(group = "what")]
    word: Option<String>,
    /// What was learned in this file.
    #[arg(long, group = "what", value_name = "PATH")]
    file: Option<PathBuf>,
    /// What was learned in the files of this folder.
    #[arg(long, group = "what", value_name = "PATH")]
    folder: Option<PathBuf>,
    /// What was learned on this day and later: 2026-03-01, 2d, 3w.
    #[arg(long, group = "what", value_name = "DAY")]
    since: Option<String>,
    /// The project (with --since: the current folder's unless said; with a word: only there).
    #[arg(long, value_name = "PATH", conflicts_with_all = ["file", "folder"])]
    project: Option<PathBuf>,
    /// With --file or --folder: it needn't be there any more.
    #[arg(long, conflicts_with_all = ["word", "since"])]
    gone: bool,
    /// Report as JSON.
    #[arg(long)]
    json: bool,
}

/// Forgets.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let profile = profile()?;
    let what = what(args, profile.now)?;
    tell("forget", profile.forget(&what), args.json, out)
}

fn what(args: &Args, now: u64) -> Result<Forget> {
    let project = args.project.as_ref();
    let presence = match args.gone {
        true => Presence::MayBeGone,
        false => Presence::Wanted,
    };
    Ok(match args {
        Args {
            word: Some(word), ..
        } => {
            let project = project.map(|p| folder(Some(p))).transpose()?;
            Forget::Word(word.clone(), project)
        }
        Args {
            file: Some(file), ..
        } => Forget::File(folder(Some(file))?, presence),
        Args {
            folder: Some(of), ..
        } => Forget::Folder(folder(Some(of))?, presence),
        _ => {
            let day = args.since.as_deref().and_then(|text| since(text, now));
            let day = day.context("--since wants a day: 2026-03-01, 2d or 3w")?;
            Forget::Since(day, folder(project)?)
        }
    })
}
