//! How the words of a project were used: how often in each kind of place, when last, what they look
//! like. A fixed array with one writer and readers without locks; a full bucket forgets the word that
//! was used longest ago.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

use super::{facts::Seen, scan::Class};
use crate::text::{Kind, Sym};

const BUCKET: usize = 4;
const CLASSES: usize = 3;
/// Bits of a count.
const BITS: u32 = 20;
const MOST: u64 = (1 << BITS) - 1;
/// Bytes of an entry.
const ENTRY: usize = 16;

/// A word's entry: `word:32 | at:32` and `kind:4 | times:3 x 20`. A reader may see the one half before
/// and the other half after a change: then it sees a count of the moment before.
#[derive(Default)]
struct Entry {
    word: AtomicU64,
    times: AtomicU64,
}

/// See the module.
pub struct Usage {
    entries: Box<[Entry]>,
    clock: AtomicU32,
}

/// How a word was used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Used {
    /// How often, in each [`Class`] of place.
    pub times: [u32; CLASSES],
    /// How many tokens ago.
    pub ago: u32,
    /// See [`super::Lore::kind`].
    pub kind: u8,
}

impl Usage {
    /// Room for as many words as fit into `bytes`, rounded down to a power of two, at least 4,096.
    pub fn new(bytes: usize) -> Usage {
        let entries = (bytes.max(ENTRY << 12) / ENTRY + 1).next_power_of_two() / 2;
        Usage {
            entries: (0..entries).map(|_| Entry::default()).collect(),
            clock: AtomicU32::new(0),
        }
    }

    fn bucket(&self, word: Sym) -> &[Entry] {
        let buckets = self.entries.len() / BUCKET;
        let mixed = word.0.wrapping_mul(0x9e37_79b1) >> 7;
        let b = mixed as usize & (buckets - 1);
        &self.entries[b * BUCKET..(b + 1) * BUCKET]
    }

    /// A token goes by: its word, what it looks like, and the place where it stands.
    pub fn add(&self, word: Sym, kind: u8, class: Class) {
        let clock = self.clock.load(Relaxed).saturating_add(1);
        self.clock.store(clock, Relaxed);
        let bucket = self.bucket(word);
        let own = bucket.iter().find(|e| e.is(word));
        let oldest = || bucket.iter().min_by_key(|e| e.word.load(Relaxed) as u32);
        let Some(entry) = own.or_else(oldest) else {
            return;
        };
        let times = match own {
            Some(entry) => entry.times.load(Relaxed),
            None => u64::from(kind & 15) << 60,
        };
        let shift = BITS * class as u32;
        let is_full = (times >> shift) & MOST == MOST;
        entry
            .times
            .store(times + (u64::from(!is_full) << shift), Relaxed);
        let word = u64::from(word.0) << 32 | u64::from(clock);
        entry.word.store(word, Relaxed);
    }

    /// How a word was used; `None` for one that wasn't, or that is forgotten.
    pub fn of(&self, word: Sym) -> Option<Used> {
        let entry = self.bucket(word).iter().find(|e| e.is(word))?;
        let (at, times) = (entry.word.load(Relaxed) as u32, entry.times.load(Relaxed));
        Some(Used {
            times: [0, 1, 2].map(|class| ((times >> (BITS * class)) & MOST) as u32),
            ago: self.clock.load(Relaxed).saturating_sub(at),
            kind: (times >> 60) as u8,
        })
    }

    /// Tokens that went by.
    pub fn age(&self) -> u64 {
        u64::from(self.clock.load(Relaxed))
    }
}

impl Entry {
    fn is(&self, word: Sym) -> bool {
        let own = self.word.load(Relaxed);
        own as u32 != 0 && own >> 32 == u64::from(word.0)
    }
}

impl From<Used> for Seen {
    fn from(used: Used) -> Seen {
        Seen {
            times: used.times.iter().sum(),
            ago: used.ago,
            of_class: used.times,
            kind: used.kind,
        }
    }
}

/// What a token looks like, see [`super::Lore::kind`].
pub fn kind(kind: Kind, text: &str) -> u8 {
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
