//! `habitus episodes`: what became of the last suggestion lists of a project. Only reads.
use std::{io::Write, process::ExitCode};

use anyhow::Result;

use super::asked::{Asked, Here};
use crate::store::{End, Episode, Store};

/// Prints what became of the last suggestion lists of a project, the newest last.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(flatten)]
    asked: Asked,

    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

/// Runs it: 0, or 1 where nothing is known of the project.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let Some(known) = args.asked.known(&here)? else {
        return Ok(ExitCode::FAILURE);
    };
    let (loaded, now) = (Store::peek(&known.dir, here.now), here.now);
    for fault in &loaded.notices {
        super::print::warn(fault.to_string());
    }
    let episodes: Vec<&Episode> = loaded.state.episodes.last(args.limit).collect();
    match args.asked.json {
        true => writeln!(out, "{}", serde_json::to_string(&episodes)?)?,
        false => episodes.iter().try_for_each(|e| print(e, now, out))?,
    }
    Ok(ExitCode::from(u8::from(episodes.is_empty())))
}

/// One line: how long ago, where, how it ended, the word, what was shown first.
fn print(episode: &Episode, now: u64, out: &mut dyn Write) -> Result<()> {
    let word = episode.word.as_deref().unwrap_or("-");
    let rows = episode.shown.iter().map(|row| match row.word.is_empty() {
        true => "\u{b7}",
        false => &*row.word,
    });
    let rows: Vec<&str> = rows.take(5).collect();
    let row = episode.row.map(|row| format!(", row {}", row + 1));
    let kept = match serde_json::to_value(&episode.kept)? {
        serde_json::Value::Array(kept) if !kept.is_empty() => {
            let kept = kept.iter().filter_map(|k| k.as_str());
            format!(", kept {}", kept.collect::<Vec<_>>().join(" "))
        }
        _ => String::new(),
    };
    writeln!(
        out,
        "{:>8} ago  {:<9} {:<13} {word}{}{kept}  of {}",
        age(now.saturating_sub(episode.time)),
        episode.place,
        end(episode.end),
        row.unwrap_or_default(),
        rows.join(" "),
    )?;
    Ok(())
}

fn end(end: End) -> &'static str {
    match end {
        End::Open => "open",
        End::Ignored => "ignored",
        End::Refused => "refused",
        End::TypedThrough => "typed through",
        End::Accepted => "accepted",
        End::Edited => "edited",
        End::Undone => "undone",
    }
}

fn age(milliseconds: u64) -> String {
    match milliseconds / 1000 {
        s @ ..100 => format!("{s} s"),
        s @ ..6000 => format!("{} min", s / 60),
        s @ ..360_000 => format!("{} h", s / 3600),
        s => format!("{} d", s / 86_400),
    }
}
