//! Reading crates into counts, a file at a time. Lexes only: of other people's code the words and
//! their neighbors are enough.

use std::path::PathBuf;

use super::Crate;
use crate::{
    model::{Library, Scan, Shelf},
    privacy,
    syntax::{Source, read, walk},
};

/// Tokens read in all, and of one crate.
const MOST: usize = 5_000_000;
const OF_ONE: usize = 350_000;

/// A library in the making: which crates are left, and what was read.
pub struct Reading {
    crates: std::vec::IntoIter<Crate>,
    files: std::vec::IntoIter<PathBuf>,
    now: Option<Crate>,
    number: u32,
    tokens: usize,
    of_one: usize,
    shelf: Shelf,
}

impl Reading {
    /// Nothing read yet, with room for `bytes` of counts.
    pub fn new(crates: Vec<Crate>, bytes: usize) -> Reading {
        Reading {
            crates: crates.into_iter(),
            files: Vec::new().into_iter(),
            now: None,
            number: 0,
            tokens: 0,
            of_one: 0,
            shelf: Shelf::new(bytes),
        }
    }

    /// Reads one file; false when nothing is left, or enough is read.
    pub fn step(&mut self) -> bool {
        if self.tokens >= MOST {
            return false;
        }
        let file = (self.of_one < OF_ONE).then(|| self.files.next()).flatten();
        match file {
            Some(file) => self.file(file),
            None => {
                let Some(next) = self.crates.next() else {
                    return false;
                };
                let mut files = walk(&next.folder, &next.folder);
                files.sort_unstable();
                self.files = files.into_iter();
                (self.number, self.of_one) = (self.number + 1, 0);
                self.now = Some(next);
            }
        }
        true
    }

    fn file(&mut self, path: PathBuf) {
        let (Some(text), Some(from)) = (read(&path), &self.now) else {
            return;
        };
        let source = Source::without_tree(&text);
        let mut scan = Scan::default();
        for token in source.tokens() {
            if let Some(word) = privacy::word(&source, token) {
                scan.newline(token.line);
                self.shelf
                    .add(self.number, from.near, word, &scan.contexts());
            }
            scan.push(token, source.as_str());
        }
        self.tokens += source.tokens().len();
        self.of_one += source.tokens().len();
    }

    /// What was read.
    pub fn finish(self) -> Library {
        self.shelf.finish()
    }
}
