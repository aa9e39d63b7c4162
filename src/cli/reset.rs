//! `habitus reset`. Asks first, unless told not to.
use std::{
    io::{BufRead, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Result;

use super::report::{folder, profile, tell};
use crate::engine::profile::{Problem, Profile, Report, Reset};

/// Its flags.
#[derive(clap::Args)]
pub(super) struct Args {
    /// The project: the current folder's unless said.
    #[arg(long, value_name = "PATH", group = "what")]
    project: Option<PathBuf>,
    /// What carries over from project to project.
    #[arg(long, group = "what")]
    user: bool,
    /// Everything.
    #[arg(long, group = "what")]
    all: bool,
    /// Don't ask.
    #[arg(long)]
    yes: bool,
    /// Report as JSON.
    #[arg(long)]
    json: bool,
}

/// Resets.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let what = match args {
        Args { all: true, .. } => Reset::All,
        Args { user: true, .. } => Reset::User,
        _ => Reset::Project(folder(args.project.as_ref())?),
    };
    let profile = profile()?;
    tell(
        "reset",
        reset(&profile, &what, args.yes, out),
        args.json,
        out,
    )
}

fn reset(
    profile: &Profile,
    what: &Reset,
    yes: bool,
    out: &mut dyn Write,
) -> Result<Report, Problem> {
    let titles = profile.would_reset(what)?;
    if !yes && !is_wanted(&titles, out) {
        let why = "nothing was taken away; --yes does it without asking";
        return Err(Problem::Refused(why.to_owned()));
    }
    profile.reset(what)
}

/// Asks who sits at the terminal; nobody there says no.
fn is_wanted(titles: &[String], out: &mut dyn Write) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let list = titles.join("\n  ");
    let asked = write!(
        out,
        "This forgets all that was learned of\n  {list}\nGo on? [y/N] "
    );
    let mut answer = String::new();
    let read = asked
        .and_then(|()| out.flush())
        .and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes")
}
