//! How a verb that changes what is learned ends: a report for people or for programs, and 0 where it was
//! done, 1 where there was nothing to do or it was refused.
use std::{io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};

use crate::{
    config::{self, Clock},
    engine::profile::{Problem, Profile, Report},
};

/// What is learned on this machine.
pub(super) fn profile() -> Result<Profile> {
    Ok(Profile {
        data: config::data_folder()?,
        now: Clock::from_env().now(),
        fail: config::fail_point(),
    })
}

/// The folder that was named, else the current one.
pub(super) fn folder(named: Option<&PathBuf>) -> Result<PathBuf> {
    match named {
        Some(folder) => Ok(std::path::absolute(folder)?),
        None => std::env::current_dir().context("there is no current folder"),
    }
}

/// Tells what was done.
pub(super) fn tell(
    verb: &str,
    outcome: Result<Report, Problem>,
    json: bool,
    out: &mut dyn Write,
) -> Result<ExitCode> {
    let report = match outcome {
        Ok(report) => report,
        Err(Problem::Refused(why)) => Report::refused(verb, &why),
        Err(failed) => return Err(failed.into()),
    };
    match json {
        true => writeln!(out, "{}", report.json)?,
        false => report
            .text
            .iter()
            .try_for_each(|line| writeln!(out, "{line}"))?,
    }
    Ok(ExitCode::from(u8::from(!report.done)))
}
