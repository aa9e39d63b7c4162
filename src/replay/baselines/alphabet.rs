//! The names of a file in alphabetical order, as editors show words that they know nothing about.
//! It must never look at another file.

use std::{collections::BTreeMap, ops::Bound, rc::Rc};

use super::lexicon::Lexicon;
use crate::replay::{Mark, Passage};

/// The names that stand in a file so far, and below on lines that are unchanged.
#[derive(Default)]
pub(super) struct Alphabet {
    pub(super) lexicon: Lexicon,
    names: BTreeMap<Rc<str>, u32>,
}

impl Alphabet {
    /// Begins with another file.
    pub(super) fn enter(&mut self, passage: &Passage) {
        self.names.clear();
        for at in passage.context() {
            self.add(passage, at);
        }
    }

    /// A token of the file goes by.
    pub(super) fn pass(&mut self, passage: &Passage, at: usize) {
        if passage.marks[at] != Mark::Context && passage.is_scored() {
            self.add(passage, at);
        }
    }

    fn add(&mut self, passage: &Passage, at: usize) {
        let (id, _) = self.lexicon.see(passage, at);
        let word = self.lexicon.word(id);
        if word.is_name && !self.names.contains_key(&word.text) {
            self.names.insert(word.text.clone(), id);
        }
    }

    /// Whether a name stands in the file.
    pub(super) fn has(&self, id: u32) -> bool {
        self.names.contains_key(&self.lexicon.word(id).text)
    }

    /// The names that begin so, by their letters.
    pub(super) fn from<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = u32> + 'a {
        let range = (Bound::Included(prefix), Bound::Unbounded);
        let names = self.names.range::<str, _>(range);
        let fitting = names.take_while(move |(name, _)| name.starts_with(prefix));
        fitting.map(|(_, &id)| id)
    }
}
