//! What of a project can't be read, told in one message for all of it: what, where, and what
//! follows. Nothing of it is for the user to mend.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashSet;

use super::Skipped;

const FILE: &str = "isn't read: it is no UTF-8 text, or longer than 1 MB";
const DEEP: &str = "is read word by word only: its brackets are nested too deep";
const GONE: &str = "isn't there: suggestions go on from what was learned of it";

/// What was met and isn't told yet; nothing is told twice.
#[derive(Default)]
pub struct Unread {
    known: FxHashSet<(&'static str, PathBuf)>,
    met: Vec<(&'static str, PathBuf, usize)>,
    /// What is of no use now.
    now: BTreeMap<PathBuf, &'static str>,
}

impl Unread {
    /// A file that is no text, or too long.
    pub fn file(&mut self, path: &Path) {
        self.add(FILE, path);
    }

    /// A file that no parser takes.
    pub fn deep(&mut self, path: &Path) {
        self.add(DEEP, path);
    }

    /// A project's folder that is missing.
    pub fn gone(&mut self, folder: &Path) {
        self.add(GONE, folder);
    }

    /// A file that is of use again.
    pub fn mended(&mut self, path: &Path) {
        self.now.remove(path);
    }

    /// What is of no use at or below a folder, and why.
    pub fn below(&self, folder: &Path) -> Vec<(PathBuf, &'static str)> {
        let all = self.now.iter().filter(|(path, _)| path.starts_with(folder));
        let there = all.filter(|(path, what)| path.exists() != (**what == GONE));
        there
            .map(|(path, what)| (path.clone(), reason(what)))
            .collect()
    }

    fn add(&mut self, what: &'static str, path: &Path) {
        self.now.insert(path.to_owned(), what);
        if !self.known.insert((what, path.to_owned())) {
            return;
        }
        match self.met.iter_mut().find(|(w, ..)| *w == what) {
            Some((.., more)) => *more += 1,
            None => self.met.push((what, path.to_owned(), 0)),
        }
    }

    /// What is to be told.
    pub fn take(&mut self) -> impl Iterator<Item = String> {
        std::mem::take(&mut self.met).into_iter().map(tell)
    }
}

/// A reason in a few words.
fn reason(what: &str) -> &'static str {
    match what {
        DEEP => "brackets nested too deep: read word by word only",
        GONE => "the folder isn't there",
        _ => Skipped::UNREADABLE,
    }
}

/// What is told of a document of which only the words are read.
pub fn too_deep(uri: &str) -> String {
    format!("{uri} {DEEP}")
}

fn tell((what, first, more): (&str, PathBuf, usize)) -> String {
    match more {
        0 => format!("{} {what}", first.display()),
        _ => format!("{} {what}; {more} more are like it", first.display()),
    }
}
