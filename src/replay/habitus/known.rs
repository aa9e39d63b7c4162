//! What the learner knows of a project's words, as a replay goes: exact where the product's stores are
//! bounded, since a history has an end.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::unchanged;
use crate::{
    model::next::{Class, Lore, Seen, Types},
    replay::Passage,
    text::{Kind, Sym, Token},
};

/// Words of a project.
#[derive(Default)]
pub struct Known {
    /// Its types.
    pub types: Types,
    words: FxHashMap<u32, Word>,
    /// Names in the order of their letters.
    pub names: BTreeMap<Box<str>, Sym>,
    below: FxHashMap<u32, u32>,
    clock: u32,
}

/// A word, and how it was used.
#[derive(Default)]
pub struct Word {
    /// Its text.
    pub text: Box<str>,
    /// How often, in each kind of place.
    pub times: [u32; 3],
    /// When it was used last.
    pub at: u32,
    kind: u8,
}

impl Known {
    /// Counts a token.
    pub fn learn(&mut self, token: &Token, text: &str, class: Class) {
        self.clock += 1;
        let clock = self.clock;
        let word = self.words.entry(token.sym.0).or_insert_with(|| Word {
            text: text.into(),
            kind: kind(token.kind, text),
            ..Word::default()
        });
        if word.at == 0 && token.kind == Kind::Ident {
            self.names.insert(text.into(), token.sym);
        }
        word.at = clock;
        word.times[class as usize] += 1;
    }

    /// A passage begins.
    pub fn enter(&mut self, passage: &Passage) {
        self.below.clear();
        for name in unchanged(passage) {
            *self.below.entry(name.0).or_default() += 1;
        }
    }

    /// A word was counted.
    pub fn has(&self, word: Sym) -> bool {
        self.words.contains_key(&word.0)
    }

    /// A word that was counted.
    pub fn word(&self, word: Sym) -> Option<&Word> {
        self.words.get(&word.0)
    }
}

impl Lore for Known {
    fn types(&self) -> &Types {
        &self.types
    }

    fn seen(&self, word: Sym) -> Option<Seen> {
        self.words.get(&word.0).map(|w| Seen {
            times: w.times.iter().sum(),
            ago: self.clock - w.at,
        })
    }

    fn kind(&self, word: Sym) -> u8 {
        self.words.get(&word.0).map_or(1, |w| w.kind)
    }

    fn below(&self, word: Sym) -> u32 {
        self.below.get(&word.0).copied().unwrap_or(0)
    }

    fn age(&self) -> u64 {
        u64::from(self.clock)
    }
}

/// See [`Lore::kind`].
fn kind(kind: Kind, text: &str) -> u8 {
    let is_large = |b: &u8| b.is_ascii_uppercase();
    match kind {
        Kind::Ident if !text.as_bytes().first().is_some_and(is_large) => 2,
        Kind::Ident if text.len() > 1 && !text.bytes().any(|b| b.is_ascii_lowercase()) => 4,
        Kind::Ident => 3,
        Kind::Keyword => 5,
        Kind::Punct => 6,
        _ => 7,
    }
}
