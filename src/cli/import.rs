//! `habitus import`.
use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::Result;

use super::report::{profile, tell};
use crate::engine::profile::{Importing, Mode};

/// Its flags.
#[derive(clap::Args)]
pub(super) struct Args {
    /// A file that `habitus export` wrote.
    file: PathBuf,
    /// Add to what is there; a second time adds nothing.
    #[arg(long, conflicts_with = "replace")]
    merge: bool,
    /// In the place of what is there.
    #[arg(long)]
    replace: bool,
    /// The project's part goes to the project in this folder (default: the one it comes from).
    #[arg(long = "as", alias = "project", value_name = "PATH")]
    to: Option<PathBuf>,
    /// Report as JSON.
    #[arg(long)]
    json: bool,
}

/// Imports.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let how = Importing {
        mode: match (args.merge, args.replace) {
            (true, _) => Mode::Merge,
            (_, true) => Mode::Replace,
            _ => Mode::Refuse,
        },
        to: args.to.clone(),
    };
    tell(
        "import",
        profile()?.import(&args.file, &how),
        args.json,
        out,
    )
}
