//! The demo: functions are cut out of a copy of real source and typed back into the real server, in
//! sessions that end with a kill, beside a control that learns nothing.
//!
//! It works on a copy in a temporary folder and must leave nothing behind, whatever happens. It may
//! know the server only through [`crate::client`], as an editor does.
pub mod corpus;
pub mod cut;
mod leaves;
pub mod plan;
mod race;
mod report;
pub mod score;
pub mod typist;

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use corpus::Unusable;

/// What the demo is told.
pub struct Demo<'a> {
    /// Where the source is; without it, a crate that the build has downloaded.
    pub path: Option<&'a Path>,
    /// The program whose `serve` is typed into.
    pub server: PathBuf,
    /// About how many words are typed.
    pub words: usize,
    /// Becomes true when the user has had enough.
    pub stop: &'a AtomicBool,
}

/// Words that take about 30 seconds on two cores.
pub const WORDS: usize = 2000;

const SESSIONS: usize = 4;

/// Runs the demo and prints as it goes.
pub fn run(demo: &Demo, out: &mut dyn Write) -> anyhow::Result<()> {
    let corpus = match demo.path {
        Some(path) => corpus::given(path)?,
        None => corpus::downloaded()?,
    };
    let files = cut::cut_all(corpus.files);
    let sessions = plan::sessions(&files, SESSIONS, demo.words);
    if sessions.is_empty() {
        return Err(Unusable::TooFew(corpus.name).into());
    }
    let race = race::Race::new(&files, demo)?;
    let mut report = report::Report::new(out, &files, &sessions);
    report.opening(&corpus.name)?;
    let score = race.run(&sessions, &mut report)?;
    report.closing(&score)
}

#[cfg(test)]
mod tests;
