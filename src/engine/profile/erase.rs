//! Words erased from a scope: from vocabulary, ledger, tables and events, and from what libraries show.
//! Nothing else of it changes.
use std::path::Path;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::{
    super::librarian::{print_of, snapshot, to_library},
    bake::{Baked, Raw},
};
use crate::{
    store::{self, Kept, Libraries},
    text::Sym,
};

/// What went from a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// Words of the vocabulary.
    pub words: usize,
    /// Rows of the ledger.
    pub rows: usize,
    /// Pairs of a context and a word in the tables.
    pub pairs: usize,
    /// Words of journals.
    pub journal: usize,
    /// Names that were noted as written in a project.
    pub names: usize,
    /// Episodes that named one.
    pub episodes: usize,
    /// Words of the libraries.
    pub library: usize,
}

impl Gone {
    /// What went, for people.
    pub fn told(&self) -> String {
        let parts = [
            (self.words, "words"),
            (self.rows, "rows of evidence"),
            (self.pairs, "counts"),
            (self.journal, "words of journals"),
            (self.names, "names that were noted"),
            (self.episodes, "episodes"),
            (self.library, "words of libraries"),
        ];
        let parts = parts.iter().filter(|(n, _)| *n > 0);
        let parts: Vec<String> = parts.map(|(n, what)| format!("{n} {what}")).collect();
        match parts.is_empty() {
            true => "nothing".to_owned(),
            false => format!("{} went", parts.join(", ")),
        }
    }

    /// Whether nothing did.
    pub fn is_nothing(&self) -> bool {
        *self == Gone::default()
    }
}

/// A scope without these names. They stay forgotten where `for_good`.
pub fn erase(mut raw: Raw, names: &FxHashSet<u32>, is_user: bool, for_good: bool) -> (Baked, Gone) {
    let (is, mut gone) = (|name: Sym| names.contains(&name.0), Gone::default());
    let counted = |gone: &mut usize, before: usize, after: usize| *gone += before - after;
    gone.words = raw.state.words.iter().filter(|w| is(Sym::of(w))).count();
    let before = raw.state.ledger.len();
    raw.state.ledger.retain(|(_, name, _)| !is(*name));
    counted(&mut gone.rows, before, raw.state.ledger.len());
    let written = raw.pending.iter().flat_map(|(_, e)| e.words());
    gone.journal = written.filter(|w| is(Sym::of(w))).count();
    if is_user {
        for written in raw.known.values_mut() {
            let before = written.len();
            written.retain(|name| !names.contains(name));
            counted(&mut gone.names, before, written.len());
        }
    }
    gone.episodes = raw.state.episodes.retain(|e| !e.names_any(is));
    // Made with them and then without: all else is counted as it was.
    let mut baked = raw.bake();
    gone.pairs = baked.counts.words_after.retain(|name| !is(name));
    if for_good {
        names
            .iter()
            .for_each(|n| baked.counts.words.forget(Sym(*n)));
    }
    baked.erased.clone_from(names);
    (baked, gone)
}

/// What libraries show, without these names; how many of them it had.
pub fn libraries(dir: &Path, names: &FxHashSet<u32>) -> (Libraries, usize) {
    let state = match store::libraries(dir) {
        Kept::Nothing => return (Libraries::Drop, 0),
        // Nobody knows what is in it, and it can be read anew from the crates.
        Kept::Foreign => return (Libraries::Drop, 0),
        Kept::State(state) => state,
    };
    let is = |name: Sym| names.contains(&name.0);
    let had = state.words.iter().filter(|w| is(Sym::of(w))).count();
    let print = print_of(&state);
    match (had, to_library(state)) {
        (0, _) => (Libraries::Copy, 0),
        (_, Some(library)) => {
            let library = library.retain(|name| !is(name));
            (Libraries::State(snapshot(&library, print)), had)
        }
        (_, None) => (Libraries::Drop, had),
    }
}
