//! Which text a name stands for, during one request.

use rustc_hash::FxHashMap;

use crate::{
    model::{Library, Vocabulary},
    text::Sym,
};

/// Texts by name: first what the request saw itself, then the vocabularies.
#[derive(Default)]
pub struct Names<'a> {
    seen: FxHashMap<Sym, &'a str>,
    vocabularies: [Option<&'a Vocabulary>; 2],
    library: Option<&'a Library>,
}

impl<'a> Names<'a> {
    /// Looks into these vocabularies, in this order.
    pub fn new(vocabularies: [Option<&'a Vocabulary>; 2], library: Option<&'a Library>) -> Self {
        Names {
            seen: FxHashMap::default(),
            vocabularies,
            library,
        }
    }

    /// Takes note of a word and returns its name.
    pub fn note(&mut self, word: &'a str) -> Sym {
        let name = Sym::of(word);
        self.seen.entry(name).or_insert(word);
        name
    }

    /// Takes note of a text that stands under another name than its own.
    pub fn note_as(&mut self, name: Sym, word: &'a str) {
        self.seen.entry(name).or_insert(word);
    }

    /// The text of a name.
    pub fn get(&self, name: Sym) -> Option<&'a str> {
        let known = self.seen.get(&name).copied();
        known
            .or_else(|| self.vocabularies.iter().flatten().find_map(|v| v.get(name)))
            .or_else(|| self.library?.get(name).map(|c| &*c.word))
    }
}

/// A word that saves a key at most.
pub fn is_short(word: &str) -> bool {
    word.len() < 3
}

/// True where typing `prefix` could lead to `word`, and there is something left to type.
pub fn matches(word: &str, prefix: &str) -> bool {
    word.len() > prefix.len()
        && word.is_char_boundary(prefix.len())
        && word[..prefix.len()].eq_ignore_ascii_case(prefix)
}
