//! The files of crates one after the other, nearest crates first, until there are enough.

use std::path::PathBuf;

use super::Crate;
use crate::syntax::{Source, read, walk};

/// Tokens read in all, and of one crate.
const MOST: usize = 5_000_000;
const OF_ONE: usize = 350_000;

/// See the module.
pub struct Texts {
    crates: std::vec::IntoIter<Crate>,
    files: std::vec::IntoIter<PathBuf>,
    near: bool,
    number: u32,
    tokens: usize,
    of_one: usize,
}

/// A file of a crate.
pub struct File {
    /// Its text in tokens.
    pub source: Source,
    /// Which crate it is of, counted from 1.
    pub number: u32,
    /// The project names that crate itself.
    pub near: bool,
}

impl Texts {
    /// Nothing read yet.
    pub fn new(crates: Vec<Crate>) -> Texts {
        Texts {
            crates: crates.into_iter(),
            files: Vec::new().into_iter(),
            near: false,
            number: 0,
            tokens: 0,
            of_one: 0,
        }
    }

    /// Reads one file, or looks which there are; `None` when nothing is left, or enough is read.
    pub fn step(&mut self) -> Option<Option<File>> {
        if self.tokens >= MOST {
            return None;
        }
        let path = (self.of_one < OF_ONE).then(|| self.files.next()).flatten();
        match path {
            Some(path) => Some(self.file(path)),
            None => {
                let next = self.crates.next()?;
                self.open(&next);
                Some(None)
            }
        }
    }

    fn open(&mut self, next: &Crate) {
        let mut files = walk(&next.folder, &next.folder);
        files.sort_unstable();
        self.files = files.into_iter();
        (self.number, self.of_one, self.near) = (self.number + 1, 0, next.near);
    }

    fn file(&mut self, path: PathBuf) -> Option<File> {
        let source = Source::without_tree(&read(&path)?);
        self.tokens += source.tokens().len();
        self.of_one += source.tokens().len();
        Some(File {
            source,
            number: self.number,
            near: self.near,
        })
    }
}
