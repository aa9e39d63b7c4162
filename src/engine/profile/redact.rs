//! What of an export may be seen by anybody: weights, which name no word, and how often public names
//! were written. No context goes out: a hash of private words can be guessed.
use std::{collections::BTreeMap, path::Path};

use super::super::librarian::to_library;
use crate::{
    privacy::is_public,
    store::{self, Evidence, Kept, Part, State},
    suggest,
    text::Sym,
};

/// Names that anybody may have: keywords, names of the standard library, and what the crates of crates.io
/// on this machine write.
pub struct Public {
    libraries: Vec<crate::model::Library>,
}

impl Public {
    /// What the libraries of these scopes show.
    pub fn of<'a>(dirs: impl Iterator<Item = &'a Path>) -> Public {
        let kept = dirs.filter_map(|dir| match store::libraries(dir) {
            Kept::State(state) => to_library(state),
            _ => None,
        });
        Public {
            libraries: kept.collect(),
        }
    }

    /// Whether a word is one of them.
    pub fn has(&self, word: &str) -> bool {
        let name = Sym::of(word);
        let is_shown = |l: &crate::model::Library| l.get(name).is_some_and(|w| *w.word == *word);
        suggest::is_keyword(word) || is_public(word) || self.libraries.iter().any(is_shown)
    }
}

/// A part with nothing private in it. Evidence of a word is summed up, without its site.
pub fn redact(part: Part, public: &Public) -> Part {
    let mut words = part.state.words;
    words.retain(|word| public.has(word));
    words.sort();
    let mut sums: BTreeMap<Sym, Evidence> = words
        .iter()
        .map(|word| (Sym::of(word), Evidence::default()))
        .collect();
    for (_, name, evidence) in part.state.ledger {
        if let Some(sum) = sums.get_mut(&name) {
            sum.add(evidence);
        }
    }
    sums.retain(|_, evidence| *evidence != Evidence::default());
    Part {
        is_user: part.is_user,
        state: State {
            weights: part.state.weights,
            words,
            ledger: sums.into_iter().map(|(name, e)| (0, name, e)).collect(),
            ..State::default()
        },
        ..Part::default()
    }
}
