//! Words by small numbers, with their texts, and what an unknown one costs. It must give equal
//! numbers for equal histories.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::tally::Tally;
use crate::{
    replay::{Passage, predictor::spelled, spelling::Spelling},
    text::{Kind, Sym},
};

/// A known word.
pub(super) struct Word {
    /// Its name.
    pub(super) sym: Sym,
    /// How it is spelled.
    pub(super) text: Rc<str>,
    /// It is an identifier, and not a keyword, sign or literal.
    pub(super) is_name: bool,
}

/// The words seen so far, numbered from 0 as they came.
#[derive(Default)]
pub(super) struct Lexicon {
    ids: FxHashMap<Sym, u32>,
    words: Vec<Word>,
}

impl Lexicon {
    /// A word's number, if it was seen.
    pub(super) fn id(&self, sym: Sym) -> Option<u32> {
        self.ids.get(&sym).copied()
    }

    /// The word of a number.
    pub(super) fn word(&self, id: u32) -> &Word {
        &self.words[id as usize]
    }

    /// A token's number, and whether its word is new.
    pub(super) fn see(&mut self, passage: &Passage, at: usize) -> (u32, bool) {
        let token = &passage.source.tokens()[at];
        let next = self.words.len() as u32;
        let id = *self.ids.entry(token.sym).or_insert(next);
        if id == next {
            self.words.push(Word {
                sym: token.sym,
                text: spelled(passage, at).into(),
                is_name: token.kind == Kind::Ident,
            });
        }
        (id, id == next)
    }

    /// All numbers and texts.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..).zip(self.words.iter().map(|word| word.text.as_ref()))
    }

    /// Whether a word is an identifier that begins so.
    pub(super) fn fits(&self, id: u32, prefix: &str) -> bool {
        let word = self.word(id);
        word.is_name && word.text.starts_with(prefix)
    }
}

/// Words with how often each was learned: what is left to go by where no context helps.
#[derive(Default)]
pub(super) struct Words {
    pub(super) lexicon: Lexicon,
    counts: Tally,
    spelling: Spelling,
    /// Names by how they begin: one and two letters.
    shelves: FxHashMap<Box<str>, Tally>,
}

impl Words {
    /// Counts a token, and gives its number.
    pub(super) fn learn(&mut self, passage: &Passage, at: usize) -> u32 {
        let (id, is_new) = self.lexicon.see(passage, at);
        self.counts.add(id);
        let word = self.lexicon.word(id);
        if is_new {
            self.spelling.learn(&word.text);
        }
        if word.is_name {
            for begin in [1, 2].map(|letters| beginning(&word.text, letters)) {
                match self.shelves.get_mut(begin) {
                    Some(shelf) => shelf.add(id),
                    None => drop(self.shelves.insert(begin.into(), Tally::of((id, 1)))),
                }
            }
        }
        id
    }

    /// The probability of a word of which nothing is known but how common it is and how it is
    /// spelled, each half.
    pub(super) fn probability(&self, id: Option<u32>, text: &str) -> f64 {
        let spelled = self.spelling.probability(text);
        match self.counts.total() {
            0 => spelled,
            total => {
                let count = id.map_or(0, |id| self.counts.count(id));
                (f64::from(count) / f64::from(total) + spelled) / 2.0
            }
        }
    }

    /// The probability of all that is unknown.
    #[cfg(test)]
    pub(super) fn rest(&self) -> f64 {
        let texts: std::collections::HashSet<&str> = self.lexicon.all().map(|row| row.1).collect();
        let known = texts.iter().map(|text| self.spelling.probability(text));
        let part = if self.counts.total() == 0 { 1.0 } else { 0.5 };
        (1.0 - known.sum::<f64>()) * part
    }

    /// The names that begin so, the most common first; with nothing typed all words.
    pub(super) fn shelf(&self, prefix: &str) -> &[(u32, u32)] {
        match prefix {
            "" => self.counts.rows(),
            _ => self.shelves.get(prefix).map_or(&[], Tally::rows),
        }
    }
}

fn beginning(text: &str, letters: usize) -> &str {
    let end = text.char_indices().nth(letters);
    &text[..end.map_or(text.len(), |(end, _)| end)]
}
