//! What of late events is carried over into a new folder.
use serde::{Deserialize, Serialize};

use crate::{store::Event, text::Sym};

/// What must not pass. On the disk only while a scope is rewritten; names words by their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sieve {
    /// Names of words.
    pub words: Vec<u32>,
    /// Keys of files.
    pub files: Vec<u64>,
    /// Unix milliseconds from which on nothing passes.
    pub until: u64,
}

impl Default for Sieve {
    /// All passes.
    fn default() -> Sieve {
        Sieve {
            words: Vec::new(),
            files: Vec::new(),
            until: u64::MAX,
        }
    }
}

impl Sieve {
    /// Nothing passes.
    pub fn nothing() -> Sieve {
        Sieve {
            until: 0,
            ..Sieve::default()
        }
    }

    /// What is left of an event.
    pub fn pass(&self, time: u64, event: Event) -> Option<Event> {
        let is_kept = time < self.until && event.file().is_none_or(|f| !self.files.contains(&f));
        let gone = |name: Sym| self.words.contains(&name.0);
        event.without(gone).filter(|_| is_kept)
    }
}
