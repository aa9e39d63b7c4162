//! Reading crates into counts, a file at a time. Lexes only: of other people's code the words and
//! their neighbors are enough.

use super::{
    Crate,
    texts::{File, Texts},
};
use crate::{
    model::{Library, Scan, Shelf},
    privacy,
};

/// A library in the making.
pub struct Reading {
    texts: Texts,
    shelf: Shelf,
}

impl Reading {
    /// Nothing read yet, with room for `bytes` of counts.
    pub fn new(crates: Vec<Crate>, bytes: usize) -> Reading {
        Reading {
            texts: Texts::new(crates),
            shelf: Shelf::new(bytes),
        }
    }

    /// Reads one file; false when nothing is left, or enough is read.
    pub fn step(&mut self) -> bool {
        let Some(file) = self.texts.step() else {
            return false;
        };
        if let Some(file) = file {
            self.count(&file);
        }
        true
    }

    fn count(&mut self, file: &File) {
        let source = &file.source;
        let mut scan = Scan::default();
        for token in source.tokens() {
            if let Some(word) = privacy::word(source, token) {
                scan.newline(token.line);
                self.shelf
                    .add(file.number, file.near, word, &scan.contexts());
            }
            scan.push(token, source.as_str());
        }
    }

    /// What was read.
    pub fn finish(self) -> Library {
        self.shelf.finish()
    }
}
