//! The vocabulary: a word's text by its name. Readers take no lock; at most [`CAPACITY`] words.
//! Words that were forgotten are known by their names alone, so that no file brings them back.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::*},
    },
};

use crate::text::Sym;

/// Most words that are kept; later ones are not learned.
pub const CAPACITY: usize = 1 << 18;

/// Words by name. An entry is `name:32 | index + 1:32` at the name's place or after it.
pub struct Vocabulary {
    slots: Box<[AtomicU64]>,
    words: boxcar::Vec<Box<str>>,
    forgotten: Mutex<BTreeSet<u32>>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Vocabulary {
            slots: (0..CAPACITY * 2).map(|_| AtomicU64::new(0)).collect(),
            words: boxcar::Vec::new(),
            forgotten: Mutex::default(),
        }
    }
}

impl Vocabulary {
    /// The text of a name.
    pub fn get(&self, name: Sym) -> Option<&str> {
        let mask = self.slots.len() - 1;
        let mut i = name.0 as usize & mask;
        loop {
            match self.slots[i].load(Acquire) {
                0 => return None,
                e if (e >> 32) as u32 == name.0 => {
                    return self.words.get((e as u32 - 1) as usize).map(|w| &**w);
                }
                _ => i = (i + 1) & mask,
            }
        }
    }

    /// Takes a word in; false where it can't be (full, forgotten, or another word has this name). One
    /// thread at a time may add.
    pub fn add(&self, word: &str) -> bool {
        let name = Sym::of(word);
        if let Some(known) = self.get(name) {
            return known == word;
        }
        if self.words.count() >= CAPACITY || self.is_forgotten(name) {
            return false;
        }
        let mask = self.slots.len() - 1;
        let mut i = name.0 as usize & mask;
        while self.slots[i].load(Relaxed) != 0 {
            i = (i + 1) & mask;
        }
        let index = self.words.push(word.into()) as u64 + 1;
        self.slots[i].store((u64::from(name.0) << 32) | index, Release);
        true
    }

    /// The same for a word that a person writes: it is not forgotten any longer.
    pub fn recall(&self, word: &str) -> bool {
        self.marks().remove(&Sym::of(word).0);
        self.add(word)
    }

    /// From now on the word of this name isn't taken in; one that was is not taken away.
    pub fn forget(&self, name: Sym) {
        self.marks().insert(name.0);
    }

    /// Whether the word of this name was forgotten.
    pub fn is_forgotten(&self, name: Sym) -> bool {
        self.marks().contains(&name.0)
    }

    /// The names of forgotten words.
    pub fn forgotten(&self) -> Vec<u32> {
        self.marks().iter().copied().collect()
    }

    fn marks(&self) -> MutexGuard<'_, BTreeSet<u32>> {
        self.forgotten
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// All words, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(_, w)| &**w)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.words.count()
    }

    /// True before the first word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
