//! What other tools wrote into a document: it waits for the user to commit it.

use rustc_hash::FxHashSet;

use super::Open;
use crate::{
    engine::{keep::waiting::Committed, lesson::lines_at},
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

    /// What was committed of it is the user's own.
    pub fn adopt(&mut self, committed: &Committed) {
        let all = std::mem::take(&mut self.foreign);
        let is_own = |f: &Foreign| f.saved && committed.has(f.name.0);
        let (own, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(is_own);
        self.foreign = rest;
        self.names.extend(own.iter().map(|f| f.name));
    }

    /// Lines and names of other tools, of these the ones that are `new`.
    pub fn waits(&self, is_new: impl Fn(Sym) -> bool) -> Vec<u32> {
        if self.foreign.is_empty() {
            return Vec::new();
        }
        let names = self.foreign.iter().map(|f| f.name);
        let names = names.filter(|name| is_new(*name)).map(|name| name.0);
        let places = self.foreign.iter().map(|f| f.mark.at).collect();
        let lines = lines_at(&self.lexed, &places);
        lines.into_iter().chain(names).collect()
    }
}
