//! `habitus uninstall`: removes what Habitus made, and says what is left for its user to remove.
use std::{
    io::{BufRead, Write},
    process::ExitCode,
};

use anyhow::Result;

use super::{asked::Here, print};
use crate::{
    control::{Leaving, leaving},
    store::Removal,
};

/// Removes the data folder; files in it that Habitus did not make stay.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// Don't ask.
    #[arg(long)]
    yes: bool,

    /// Also while an editor is open.
    #[arg(long)]
    force: bool,

    /// Answer in JSON; asks nothing, so it wants --yes.
    #[arg(long)]
    json: bool,
}

/// 1 where it was not done, 2 where a part could not be.
pub(super) fn run(args: &Args, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<ExitCode> {
    let leaving = leaving(&Here::new()?.data);
    let is_kept = !args.force && !leaving.at_work.is_empty();
    let removal = match is_kept {
        true => None,
        false => consent(args, &leaving, input, out)?.then(|| leaving.inventory.remove()),
    };
    match args.json {
        true => print::json(out, &leaving.json(removal.as_ref()))?,
        false => tell(&leaving, is_kept, removal.as_ref(), out)?,
    }
    Ok(match removal {
        None => ExitCode::FAILURE,
        Some(removal) if removal.failed.is_empty() => ExitCode::SUCCESS,
        Some(_) => ExitCode::from(2),
    })
}

fn consent(
    args: &Args,
    leaving: &Leaving,
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<bool> {
    if args.yes || args.json || leaving.inventory.files.is_empty() {
        return Ok(args.yes || !args.json);
    }
    let (files, size) = (
        leaving.inventory.files.len(),
        print::bytes(leaving.inventory.bytes),
    );
    let data = print::path(&leaving.data);
    write!(
        out,
        "Remove all that was learned: {files} files, {size}, in {data}? [y/N] "
    )?;
    out.flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn tell(
    leaving: &Leaving,
    is_kept: bool,
    removal: Option<&Removal>,
    out: &mut dyn Write,
) -> Result<()> {
    let data = print::path(&leaving.data);
    match removal {
        None if is_kept => tell_live(leaving, out)?,
        None => return print::line(out, "Nothing was removed."),
        Some(removal) if removal.files == 0 && removal.failed.is_empty() => {
            print::line(out, format!("There is nothing of Habitus in {data}."))?;
        }
        Some(removal) => {
            print::line(out, format!("Removed {} files from {data}.", removal.files))?;
            for (path, why) in &removal.failed {
                print::line(out, format!("Not removed: {} ({why})", print::path(path)))?;
            }
        }
    }
    for path in &leaving.inventory.strangers {
        let path = print::path(path);
        print::line(out, format!("Left, as Habitus did not make it: {path}"))?;
    }
    if !is_kept {
        tell_rest(leaving, out)?;
    }
    Ok(())
}

fn tell_live(leaving: &Leaving, out: &mut dyn Write) -> Result<()> {
    for (scope, owner) in &leaving.at_work {
        let who = match owner.pid.filter(|_| owner.is_live) {
            Some(pid) => format!("process {pid}"),
            None => "a running server".to_owned(),
        };
        print::line(out, format!("{who} has {} open.", print::path(scope)))?;
    }
    print::line(
        out,
        "Nothing was removed. Close your editors first; with --force it is removed all the same, \
         and an open editor makes it anew.",
    )
}

fn tell_rest(leaving: &Leaving, out: &mut dyn Write) -> Result<()> {
    print::line(out, "What is left for you to remove:")?;
    for trace in &leaving.traces {
        let path = print::path(&trace.path);
        print::line(
            out,
            match trace.line {
                Some(line) => format!("  {}: the lines that name habitus, {path}:{line}", trace.of),
                None => format!("  {}: the extension, {path}", trace.of),
            },
        )?;
    }
    for path in &leaving.programs {
        print::line(out, format!("  the program: {}", print::path(path)))?;
    }
    Ok(())
}
