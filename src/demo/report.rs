//! What the demo prints: lines for a reader, and a progress bar where stderr is a terminal. Writes
//! into what it is given, never to stdout by itself.
use std::io::Write;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    cut::CutFile,
    plan::Task,
    score::{Pair, Score},
};

/// The printed account of a run.
pub struct Report<'a> {
    out: &'a mut dyn Write,
    files: &'a [CutFile],
    bar: ProgressBar,
    sessions: usize,
    functions: usize,
    words: usize,
    done: usize,
}

impl<'a> Report<'a> {
    /// Of these sessions over these files.
    pub fn new(out: &'a mut dyn Write, files: &'a [CutFile], sessions: &[Vec<Task>]) -> Report<'a> {
        let words: usize = sessions.iter().flatten().map(|task| task.words).sum();
        let bar = ProgressBar::new(2 * words as u64);
        let style = "typing {wide_bar} {percent:>3} % {eta:>4}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Report {
            out,
            files,
            bar,
            sessions: sessions.len(),
            functions: sessions.iter().map(Vec::len).sum(),
            words,
            done: 0,
        }
    }

    /// The bar, which counts each name once for the learner and once for the control.
    pub fn bar(&self) -> ProgressBar {
        self.bar.clone()
    }

    /// What is about to happen.
    pub fn opening(&mut self, name: &str) -> Result<()> {
        let all: usize = self.files.iter().map(|file| file.functions).sum();
        let cut: usize = self.files.iter().map(|file| file.cuts.len()).sum();
        let (files, functions, words) = (self.files.len(), self.functions, self.words);
        let sessions = self.sessions;
        self.line(&format!(
            "{name}: {files} files, {all} functions; {cut} cut out of a copy before anything read it."
        ))?;
        self.line(&format!(
            "{functions} of them ({words} names to complete) are typed back in {sessions} sessions, kill -9 after each.\n"
        ))?;
        self.line(&format!("{:<10} {:>6}   share of keys saved", "", "names"))?;
        self.line(&format!(
            "{:<10} {:>6}   {:>8}   {:>12}   {:>10}",
            "", "", "learning", "not learning", "difference"
        ))
    }

    /// One session is over.
    pub fn session(&mut self, pair: &Pair) -> Result<()> {
        self.done += 1;
        self.row(&format!("session {}", self.done), pair, "")
    }

    /// Mean, worst file, and what to make of it.
    pub fn closing(&mut self, score: &Score) -> Result<()> {
        self.bar.finish_and_clear();
        let total = score.total();
        self.row("mean", &total, "")?;
        if let Some((file, pair)) = score.worst_file() {
            let path = format!("  {}", self.files[file].path);
            self.row("worst file", &pair, &path)?;
        }
        self.line(&format!("\n{}\n{CAVEAT}", verdict(&total)))
    }

    fn row(&mut self, name: &str, pair: &Pair, note: &str) -> Result<()> {
        self.line(&format!(
            "{name:<10} {:>6}   {:>6.1} %   {:>10.1} %   {:>+10.1}{note}",
            pair.words,
            100.0 * pair.learner,
            100.0 * pair.control,
            100.0 * pair.gain(),
        ))
    }

    fn line(&mut self, line: &str) -> Result<()> {
        let out = &mut self.out;
        Ok(self
            .bar
            .suspend(|| writeln!(out, "{line}").and_then(|()| out.flush()))?)
    }
}

const CAVEAT: &str = "Counted are names of three or more letters that are used, not defined,
each taken at its best moment from the first five rows: more than a person would save.
And one crate typed by a machine is not your code typed by you.";

fn verdict(total: &Pair) -> String {
    let points = 100.0 * total.gain();
    match points {
        0.05.. => format!("Learning saved {points:.1} points more keys than not learning."),
        -0.05..0.05 => "Learning made no difference here.".to_owned(),
        _ => format!(
            "Learning did harm here: {:.1} points fewer keys saved.",
            -points
        ),
    }
}
