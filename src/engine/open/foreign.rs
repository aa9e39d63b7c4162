//! What other tools wrote into a document: it waits for the user to commit it.

use rustc_hash::FxHashSet;

use super::Open;
use crate::{engine::lesson::Learned, observe::Mark, text::Sym};

/// Words of other tools that wait for a commit.
const FOREIGN: usize = 5000;

/// What a save of an open document may count.
pub struct Mine {
    pub names: FxHashSet<Sym>,
    /// Where words of other tools wait for a commit.
    pub foreign: FxHashSet<usize>,
}

/// A word that a tool wrote in one piece with others.
pub struct Foreign {
    pub mark: Mark,
    pub word: Learned,
    pub saved: bool,
}

impl Open {
    /// See [`Mine`].
    pub fn mine(&self) -> Mine {
        Mine {
            names: self.names.clone(),
            foreign: self.foreign.iter().map(|f| f.mark.at).collect(),
        }
    }

    /// Keeps a word that a tool wrote for the next commit.
    pub fn keep_foreign(&mut self, word: Learned) {
        if self.foreign.len() < FOREIGN {
            let (at, length) = (word.at, word.word.len());
            let mark = Mark::new(at, length, at + length);
            self.foreign.push(Foreign {
                mark,
                word,
                saved: false,
            });
        }
    }
}
