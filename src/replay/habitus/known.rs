//! What the learner knows of a project's words, as a replay goes. Their texts are all kept, for a history
//! has an end.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::unchanged;
use crate::{
    model::next::{Class, Lore, Seen, Types, Usage, Used, kind},
    replay::Passage,
    text::{Kind, Sym, Token},
};

/// Bytes for how words were used.
const USAGE: usize = 1 << 20;

/// Words of a project.
pub struct Known {
    /// Its types.
    pub types: Types,
    /// Names in the order of their letters.
    pub names: BTreeMap<Box<str>, Sym>,
    texts: FxHashMap<u32, Box<str>>,
    usage: Usage,
    below: FxHashMap<u32, u32>,
}

impl Default for Known {
    fn default() -> Self {
        Known {
            types: Types::default(),
            names: BTreeMap::new(),
            texts: FxHashMap::default(),
            usage: Usage::new(USAGE),
            below: FxHashMap::default(),
        }
    }
}

impl Known {
    /// Counts a token.
    pub fn learn(&mut self, token: &Token, text: &str, class: Class) {
        if !self.has(token.sym) {
            self.texts.insert(token.sym.0, text.into());
            if token.kind == Kind::Ident {
                self.names.insert(text.into(), token.sym);
            }
        }
        self.usage.add(token.sym, kind(token.kind, text), class);
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
        self.texts.contains_key(&word.0)
    }

    /// The text of a word that was counted.
    pub fn text(&self, word: Sym) -> Option<&str> {
        self.texts.get(&word.0).map(|text| &**text)
    }

    /// How a word was used.
    pub fn used(&self, word: Sym) -> Option<Used> {
        self.usage.of(word)
    }
}

impl Lore for Known {
    fn types(&self) -> &Types {
        &self.types
    }

    fn seen(&self, word: Sym) -> Option<Seen> {
        self.used(word).map(Seen::from)
    }

    fn kind(&self, word: Sym) -> u8 {
        self.used(word).map_or(1, |used| used.kind)
    }

    fn below(&self, word: Sym) -> u32 {
        self.below.get(&word.0).copied().unwrap_or(0)
    }

    fn age(&self) -> u64 {
        self.usage.age()
    }
}
