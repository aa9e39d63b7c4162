//! `habitus pause` and `habitus resume`: all windows of a project stop learning, and go on.
use std::{io::Write, process::ExitCode};

use anyhow::Result;

use super::{
    asked::{Asked, Here},
    print,
};
use crate::control::{self, Paused, paused_json};

/// For all windows of a project, also those that are opened later.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(flatten)]
    asked: Asked,
}

/// Pauses; 0 also where it was paused before.
pub(super) fn pause(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let paused = control::pause(&here.data, &args.asked.folder()?, here.now)?;
    let until = "Nothing typed there is learned until `habitus resume`; lists go on.";
    let told = match paused.is_news {
        true => format!("Paused: {}. {until}", print::path(&paused.folder)),
        false => format!("{} was paused before. {until}", print::path(&paused.folder)),
    };
    tell(args, &paused, &told, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Resumes; 1 where it wasn't paused.
pub(super) fn resume(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let Some(paused) = control::resume(&here.data, &args.asked.folder()?, here.now)? else {
        args.asked.known(&here)?;
        return Ok(ExitCode::FAILURE);
    };
    let folder = print::path(&paused.folder);
    let told = match paused.is_news {
        true => format!("Learning goes on: {folder}. A window that its editor paused stays so."),
        false => format!("{folder} was not paused."),
    };
    tell(args, &paused, &told, out)?;
    Ok(match paused.is_news {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn tell(args: &Args, paused: &Paused, told: &str, out: &mut dyn Write) -> Result<()> {
    match args.asked.json {
        true => print::json(out, &paused_json(paused)),
        false => print::line(out, told),
    }
}
