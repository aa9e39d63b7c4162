//! What followed which context: a fixed array of 64-bit entries, one per (context, word) pair.
//!
//! An entry is `check:24 | word:32 | count:8`, so a pair seen once costs eight bytes, every change is
//! one atomic store, and readers need no lock. One thread writes. Entries of a context share its
//! bucket of eight (low-order contexts spread over more); a full bucket forgets its rarest entry.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::text::Sym;

const BUCKET: usize = 8;

/// The context as which evidence is counted, whatever its site: the one whose words are spread over
/// most buckets, so that a popular site is neither full nor in the way of others.
pub const EVIDENCE: usize = 0;

/// A lossy count of (context, word) pairs.
pub struct Table {
    // A bucket is one line of the processor's cache, so that a key costs one wait for memory. Pages that
    // were never written take no memory: hence no aligned type, whose zeros the allocator would write.
    room: Box<[AtomicU64]>,
    start: usize,
    buckets: usize,
}

/// Bytes of a line of the cache, and of a bucket.
const LINE: usize = BUCKET * size_of::<AtomicU64>();

/// Number of buckets over which a context's words are spread, a power of two.
fn width(context: usize) -> usize {
    match context {
        0 => 32,
        1 => 8,
        2 | 9 | 12 | 13 | 14 | 15 | 16 | 18 | 22 | 23 => 2,
        24 => 4,
        _ => 1,
    }
}

fn entry(check: u64, word: u32, count: u64) -> u64 {
    (check << 40) | (u64::from(word) << 8) | count
}

impl Table {
    /// A table of `bytes` (rounded down to a power of two, at least 64 KiB).
    pub fn new(bytes: usize) -> Table {
        let entries = (bytes.max(1 << 16) / 8 + 1).next_power_of_two() / 2;
        let room: Box<[AtomicU64]> = (0..entries + BUCKET).map(|_| AtomicU64::new(0)).collect();
        let beyond = room.as_ptr().addr() % LINE;
        Table {
            start: (LINE - beyond) % LINE / size_of::<AtomicU64>(),
            buckets: entries / BUCKET,
            room,
        }
    }

    /// A table from [`Table::dump`]'s words; `None` unless their number is a power of two ≥ 8,192.
    pub fn load(words: Vec<u64>) -> Option<Table> {
        (words.len() >= 8192 && words.len().is_power_of_two()).then(|| {
            let table = Table::new(words.len() * size_of::<u64>());
            let pairs = table.entries().zip(words).filter(|(_, word)| *word != 0);
            pairs.for_each(|(entry, word)| entry.store(word, Relaxed));
            table
        })
    }

    /// All entries.
    pub fn dump(&self) -> Vec<u64> {
        self.entries().map(|e| e.load(Relaxed)).collect()
    }

    fn entries(&self) -> impl Iterator<Item = &AtomicU64> {
        self.room[self.start..][..self.buckets * BUCKET].iter()
    }

    fn bucket(&self, key: u64, spread: usize) -> &[AtomicU64] {
        let b = (key as usize).wrapping_add(spread) & (self.buckets - 1);
        &self.room[self.start + b * BUCKET..][..BUCKET]
    }

    /// Reads a little under each of these contexts' keys, and returns what means nothing: no read waits
    /// for another, so what is asked next has come near from memory all at once. Of one word, where
    /// that is told, else of all.
    pub fn touch(&self, keys: impl Iterator<Item = (usize, u64)>, word: Option<Sym>) -> u64 {
        keys.fold(0, |sum, (context, key)| {
            let all = 0..width(context);
            let spreads = word.map_or(all, |word| {
                let own = word.0 as usize & (width(context) - 1);
                own..own + 1
            });
            let read = |spread| self.bucket(key, spread)[0].load(Relaxed);
            spreads.map(read).fold(sum, |sum, e| sum ^ e)
        })
    }

    /// Visits what followed the key of a context: each word with its count (1 to 255).
    pub fn each(&self, context: usize, key: u64, mut visit: impl FnMut(Sym, u32)) {
        let check = key >> 40;
        for spread in 0..width(context) {
            for e in self.bucket(key, spread) {
                let e = e.load(Relaxed);
                if e != 0 && e >> 40 == check {
                    visit(Sym((e >> 8) as u32), (e & 255) as u32);
                }
            }
        }
    }

    /// Did this word follow the key of a context?
    pub fn has(&self, context: usize, key: u64, word: Sym) -> bool {
        let spread = word.0 as usize & (width(context) - 1);
        let pair = (key >> 40) << 32 | u64::from(word.0);
        let mut bucket = self.bucket(key, spread).iter();
        bucket.any(|e| {
            let e = e.load(Relaxed);
            e >> 8 == pair && e & 255 != 0
        })
    }

    /// Counts a word `times` times under a key. Where `drift`, the others of this key lose half of
    /// what they have above two, so that a habit that changed is soon followed.
    pub fn add(&self, context: usize, key: u64, word: Sym, times: u8) {
        let check = key >> 40;
        let spread = word.0 as usize & (width(context) - 1);
        let drift = width(context) == 1;
        let bucket = self.bucket(key, spread);
        let (mut mine, mut victim, mut least) = (None, 0, u64::MAX);
        for (i, slot) in bucket.iter().enumerate() {
            let e = slot.load(Relaxed);
            let (same, count) = (e != 0 && e >> 40 == check, e & 255);
            if same && (e >> 8) as u32 == word.0 {
                mine = Some((i, count));
            } else if same && drift && count > 2 {
                slot.store(e - (count - 2).div_ceil(2), Relaxed);
            }
            let worth = if e == 0 { 0 } else { count };
            if worth < least {
                (victim, least) = (i, worth);
            }
        }
        match mine {
            Some((i, count)) if count + u64::from(times) > 255 => self.halve(bucket, check, i),
            Some((i, count)) => {
                bucket[i].store(entry(check, word.0, count + u64::from(times)), Relaxed)
            }
            None if least <= 1 => {
                bucket[victim].store(entry(check, word.0, u64::from(times)), Relaxed)
            }
            None => {
                let e = bucket[victim].load(Relaxed);
                bucket[victim].store(e - 1, Relaxed);
            }
        }
    }

    /// Sets what is counted of a word under a key; false where there is no room.
    pub fn set(&self, context: usize, key: u64, word: Sym, count: u8) -> bool {
        let spread = word.0 as usize & (width(context) - 1);
        let pair = (key >> 40) << 32 | u64::from(word.0);
        let takes = |e: &&AtomicU64| {
            let e = e.load(Relaxed);
            e == 0 || e >> 8 == pair
        };
        let slot = self.bucket(key, spread).iter().find(takes);
        let set = |slot: &AtomicU64| slot.store(pair << 8 | u64::from(count), Relaxed);
        slot.map(set).is_some()
    }

    /// Counts a word once, and puts it before the others of its bucket: what followed last says more,
    /// and of equally rare ones the oldest gives way. [`Table::each`] visits the newest first.
    pub fn add_newest(&self, context: usize, key: u64, word: Sym) {
        let spread = word.0 as usize & (width(context) - 1);
        let bucket = self.bucket(key, spread);
        let mut entries: [u64; BUCKET] = std::array::from_fn(|i| bucket[i].load(Relaxed));
        newest(&mut entries, key >> 40, word, width(context) == 1);
        let stored = bucket.iter().zip(entries);
        stored.for_each(|(slot, e)| slot.store(e, Relaxed));
    }

    /// Counts a word once that came before all that is counted already: nothing gives way to it, and
    /// where others followed its key since, it gains no more than these would have left it.
    pub fn add_older(&self, context: usize, key: u64, word: Sym) {
        let spread = word.0 as usize & (width(context) - 1);
        let bucket = self.bucket(key, spread);
        let (mut mine, mut free, mut others) = (None, None, false);
        for slot in bucket {
            let e = slot.load(Relaxed);
            let same = e & 255 != 0 && e >> 40 == key >> 40;
            match (e >> 8) as u32 == word.0 {
                true if same => mine = Some(slot),
                _ if e & 255 == 0 => free = Some(slot),
                _ => others |= same,
            }
        }
        let most = if others && width(context) == 1 {
            2
        } else {
            255
        };
        match mine {
            Some(slot) => {
                let e = slot.load(Relaxed);
                slot.store(e + u64::from(e & 255 < most), Relaxed);
            }
            None => _ = free.map(|slot| slot.store(entry(key >> 40, word.0, 1), Relaxed)),
        }
    }

    fn halve(&self, bucket: &[AtomicU64], check: u64, mine: usize) {
        for (i, slot) in bucket.iter().enumerate() {
            let e = slot.load(Relaxed);
            if e != 0 && (e >> 40 == check || i == mine) {
                let count = e & 255;
                slot.store(e - count / 2, Relaxed);
            }
        }
    }

    /// Takes a word's count under a key down by one, to nothing at zero.
    pub fn subtract(&self, context: usize, key: u64, word: Sym) {
        let check = key >> 40;
        let spread = word.0 as usize & (width(context) - 1);
        for slot in self.bucket(key, spread) {
            let e = slot.load(Relaxed);
            if e != 0 && e >> 40 == check && (e >> 8) as u32 == word.0 {
                slot.store(if e & 255 > 1 { e - 1 } else { 0 }, Relaxed);
            }
        }
    }

    /// Ages the table: every count is halved, what was seen once goes.
    pub fn age(&self) {
        for slot in self.entries() {
            let e = slot.load(Relaxed);
            let count = (e & 255) / 2;
            slot.store(if count == 0 { 0 } else { (e & !255) | count }, Relaxed);
        }
    }

    /// Visits every pair: the word and its count.
    pub fn all(&self, mut visit: impl FnMut(Sym, u32)) {
        for e in self.entries().map(|e| e.load(Relaxed)) {
            if e != 0 {
                visit(Sym((e >> 8) as u32), (e & 255) as u32);
            }
        }
    }

    /// Drops the words that don't stay, and nothing else; returns how many pairs those were.
    pub fn retain(&self, stays: impl Fn(Sym) -> bool) -> usize {
        let mut gone = 0;
        for slot in self.entries() {
            let e = slot.load(Relaxed);
            if e != 0 && !stays(Sym((e >> 8) as u32)) {
                slot.store(0, Relaxed);
                gone += 1;
            }
        }
        gone
    }

    /// Adds what another table counted; false, and nothing is added, where it is of another size: its
    /// keys can't be told then.
    pub fn merge(&self, other: &Table) -> bool {
        if self.buckets != other.buckets {
            return false;
        }
        for (i, e) in other.entries().enumerate() {
            let e = e.load(Relaxed);
            if e != 0 {
                merge_into(self.bucket((i / BUCKET) as u64, 0), e);
            }
        }
        true
    }

    /// Bytes that it takes.
    pub fn bytes(&self) -> usize {
        self.buckets * LINE
    }
}

/// [`Table::add_newest`] in a bucket.
fn newest(entries: &mut [u64; BUCKET], check: u64, word: Sym, drift: bool) {
    let pair = check << 32 | u64::from(word.0);
    let found = entries.iter().position(|e| e >> 8 == pair && *e != 0);
    let free = || entries.iter().position(|e| e & 255 == 0);
    let once = || entries.iter().rposition(|e| e & 255 == 1);
    let at = found.or_else(free).or_else(once);
    if drift {
        let others = entries
            .iter_mut()
            .filter(|e| **e >> 40 == check && **e >> 8 != pair);
        others.for_each(|e| *e -= (*e & 255).saturating_sub(2).div_ceil(2));
    }
    let Some(at) = at else {
        // All are worth more: the rarest of them loses one.
        let rarest = entries.iter_mut().min_by_key(|e| **e & 255);
        return rarest.into_iter().for_each(|e| *e -= 1);
    };
    match found {
        Some(_) if entries[at] & 255 == 255 => {
            let own = entries[at] >> 40;
            let same = entries.iter_mut().filter(|e| **e >> 40 == own);
            same.for_each(|e| *e -= (*e & 255) / 2);
        }
        Some(_) => entries[at] += 1,
        None => entries[at] = entry(check, word.0, 1),
    }
    entries[..=at].rotate_right(1);
}

/// Adds an entry to a bucket; where that is full, in the place of its rarest if that is rarer.
fn merge_into(bucket: &[AtomicU64], entry: u64) {
    let mut rarest = (0, u64::MAX);
    for (i, slot) in bucket.iter().enumerate() {
        let e = slot.load(Relaxed);
        if e >> 8 == entry >> 8 {
            let count = ((e & 255) + (entry & 255)).min(255);
            return slot.store(e & !255 | count, Relaxed);
        }
        let worth = if e == 0 { 0 } else { (e & 255).max(1) };
        if worth < rarest.1 {
            rarest = (i, worth);
        }
    }
    if rarest.1 < entry & 255 || rarest.1 == 0 {
        bucket[rarest.0].store(entry, Relaxed);
    }
}
