//! What other tools wrote into a document: it waits for the user to commit it.

use rustc_hash::FxHashSet;

use super::Open;
use crate::{
    observe::Mark,
    text::{Sym, Token},
};

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
    pub name: Sym,
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
    pub fn keep_foreign(&mut self, token: &Token) {
        if self.foreign.len() < FOREIGN {
            let (at, end) = (token.start as usize, token.end as usize);
            self.foreign.push(Foreign {
                mark: Mark::new(at, end - at, end),
                name: token.sym,
                saved: false,
            });
        }
    }

    /// What was saved is committed: it is the user's own.
    pub fn adopt(&mut self) {
        let all = std::mem::take(&mut self.foreign);
        let (saved, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|f| f.saved);
        self.foreign = rest;
        self.names.extend(saved.iter().map(|f| f.name));
    }
}
