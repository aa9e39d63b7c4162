//! What followed which tokens, in any number of scopes. It must count exactly: nothing is thrown
//! away, and a context is never taken for another one of its length.

use rustc_hash::FxHashMap;

use super::tally::Tally;
use crate::text::Token;

/// The longest n-gram.
pub(super) const ORDER: usize = 6;

/// The keys of the contexts before a token, from none to five tokens; and how many there are.
pub(super) type Keys = ([u64; ORDER], usize);

/// Where a context's followers are.
pub(super) type Place = u32;

/// Followers of contexts.
#[derive(Default)]
pub(super) struct Counts {
    places: FxHashMap<u64, Place>,
    followers: Vec<Followers>,
    free: Vec<Place>,
}

/// Most contexts have a single follower.
pub(super) enum Followers {
    One((u32, u32)),
    Many(Box<Tally>),
}

impl Followers {
    /// Words and counts, the most often first.
    pub(super) fn rows(&self) -> &[(u32, u32)] {
        match self {
            Followers::One(row) => std::slice::from_ref(row),
            Followers::Many(tally) => tally.rows(),
        }
    }

    /// The part of them that is this word.
    pub(super) fn share(&self, word: u32) -> f64 {
        match self {
            Followers::One(row) => f64::from(u8::from(row.0 == word)),
            Followers::Many(tally) => f64::from(tally.count(word)) / f64::from(tally.total()),
        }
    }

    /// How many they are.
    pub(super) fn total(&self) -> u32 {
        match self {
            Followers::One(row) => row.1,
            Followers::Many(tally) => tally.total(),
        }
    }

    fn add(&mut self, word: u32) {
        match self {
            Followers::One(row) if row.0 == word => row.1 += 1,
            Followers::One(row) => {
                let mut tally = Tally::of(*row);
                tally.add(word);
                *self = Followers::Many(Box::new(tally));
            }
            Followers::Many(tally) => tally.add(word),
        }
    }

    fn take(&mut self, word: u32) {
        match self {
            Followers::One(row) => row.1 -= 1,
            Followers::Many(tally) => tally.take(word),
        }
    }
}

/// The keys of what stands before a token, in a scope.
pub(super) fn keys(scope: u64, before: &[Token]) -> Keys {
    let (mut keys, mut count, mut key) = ([0; ORDER], 1, scope);
    keys[0] = key;
    for token in before.iter().rev().take(ORDER - 1) {
        key = (key.rotate_left(23) ^ u64::from(token.sym.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        keys[count] = key;
        count += 1;
    }
    (keys, count)
}

impl Counts {
    /// Counts a word behind each of the contexts.
    pub(super) fn add(&mut self, keys: &Keys, word: u32) {
        for &key in &keys.0[..keys.1] {
            match self.places.get(&key) {
                Some(&place) => self.followers[place as usize].add(word),
                None => self.put(key, word),
            }
        }
    }

    fn put(&mut self, key: u64, word: u32) {
        let first = Followers::One((word, 1));
        let place = match self.free.pop() {
            Some(place) => place,
            None => self.followers.len() as Place,
        };
        match self.followers.get_mut(place as usize) {
            Some(free) => *free = first,
            None => self.followers.push(first),
        }
        self.places.insert(key, place);
    }

    /// Takes a word away that was counted there.
    pub(super) fn take(&mut self, keys: &Keys, word: u32) {
        for &key in &keys.0[..keys.1] {
            let Some(&place) = self.places.get(&key) else {
                continue;
            };
            let followers = &mut self.followers[place as usize];
            followers.take(word);
            if followers.total() == 0 {
                *followers = Followers::One((0, 0));
                self.places.remove(&key);
                self.free.push(place);
            }
        }
    }

    /// The contexts that were seen, the shortest first, up to one that wasn't.
    pub(super) fn found(&self, keys: &Keys) -> ([Place; ORDER], usize) {
        let (mut places, mut count) = ([0; ORDER], 0);
        for key in &keys.0[..keys.1] {
            let Some(&place) = self.places.get(key) else {
                break;
            };
            places[count] = place;
            count += 1;
        }
        (places, count)
    }

    /// What followed there.
    pub(super) fn at(&self, place: Place) -> &Followers {
        &self.followers[place as usize]
    }
}
