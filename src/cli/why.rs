//! `habitus why`: why a word stands where it does in a list.
use std::{io::Write, process::ExitCode};

use anyhow::Result;

use super::{
    asked::{Asked, Here},
    print,
};
use crate::{
    control::{LISTED, Place, Unplaced, why_beside, why_json},
    engine::{Reason, Why},
};

/// Tells what is known of a word at a place, and what it is ranked by.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The place: FILE:LINE:COLUMN, both counted from 1. The file is read as it was saved.
    place: Place,

    /// The word; without it, the first rows of the list there.
    word: Option<String>,

    #[command(flatten)]
    asked: Asked,
}

/// 1 where there is nothing to tell.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let folder = args.asked.project.as_ref().map(|_| args.asked.folder());
    let folder = folder.transpose()?;
    let word = args.word.as_deref();
    let told = why_beside(&here.data, folder.as_deref(), &args.place, word, here.now);
    let (why, faults) = match told {
        Ok(told) => told,
        Err(error @ Unplaced::Unknown(_)) => {
            print::warn(error.to_string());
            return Ok(ExitCode::FAILURE);
        }
        Err(error) => anyhow::bail!(print::plain(&error.to_string())),
    };
    match args.asked.json {
        true => print::json(out, &why_json(&why, &faults))?,
        false => tell(&why, &faults, out)?,
    }
    let is_known = |r: &Reason| r.row.is_some() || r.evidence.is_some();
    Ok(match why.words.iter().any(is_known) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn tell(why: &Why, faults: &[String], out: &mut dyn Write) -> Result<()> {
    for note in faults.iter().chain(&why.remarks) {
        print::line(out, format!("note: {note}"))?;
    }
    if why.words.is_empty() {
        return print::line(out, format!("Nothing is offered {}.", why.place));
    }
    for reason in &why.words {
        tell_word(reason, out)?;
    }
    Ok(())
}

fn tell_word(reason: &Reason, out: &mut dyn Write) -> Result<()> {
    let rank = match reason.row {
        Some(row) if reason.is_listed => {
            format!("row {}, {:.0} %", row + 1, 100.0 * reason.score)
        }
        Some(row) => format!(
            "place {} of the candidates: a list ends at {LISTED}",
            row + 1
        ),
        None => "not offered here".to_owned(),
    };
    print::line(out, format!("{}: {rank}", reason.word))?;
    print::line(out, format!("  {}", reason.sentence))?;
    for (name, share) in &reason.votes {
        print::line(out, format!("  {:>+4.0} %  {name}", 100.0 * share))?;
    }
    Ok(())
}
