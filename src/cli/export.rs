//! `habitus export`.
use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Result, bail};

use super::report::{folder, profile, tell};
use crate::engine::profile::{Exporting, Problem};

/// Its flags.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The file, which must not be there yet; without it standard output.
    file: Option<PathBuf>,
    /// Only this project, unless --user is said too (default: the current folder's and the user).
    #[arg(long, value_name = "PATH")]
    project: Option<PathBuf>,
    /// Only what carries over from project to project, unless --project is said too.
    #[arg(long)]
    user: bool,
    /// A view to read, as JSON; it can't be imported.
    #[arg(long)]
    json: bool,
    /// Weights and public names only: nothing private.
    #[arg(long)]
    redact: bool,
    /// Write over a file that is there.
    #[arg(long)]
    force: bool,
}

/// Exports.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let profile = profile()?;
    let is_all = args.project.is_none() && !args.user;
    let project = (is_all || args.project.is_some())
        .then(|| folder(args.project.as_ref()))
        .transpose()?;
    let what = Exporting {
        project,
        user: is_all || args.user,
        redact: args.redact,
        view: args.json,
    };
    if let Some(file) = &args.file {
        let outcome = profile.export_to(&what, file, args.force);
        return tell("export", outcome, false, out);
    }
    if !args.json && std::io::stdout().is_terminal() {
        bail!("an export is no text: name a file, or say --json for a view to read");
    }
    match profile.export(&what) {
        Ok(written) => {
            out.write_all(&written.bytes)?;
            out.flush()?;
            Ok(ExitCode::SUCCESS)
        }
        Err(Problem::Refused(why)) => {
            super::print::warn(&why);
            Ok(ExitCode::FAILURE)
        }
        Err(failed) => Err(failed.into()),
    }
}
