//! Words with how often each was seen, always in order. It must count exactly, and stay in order
//! without sorting.

use rustc_hash::FxHashMap;

/// Up to here a word is looked for one by one.
const SHORT: usize = 16;

/// Words by how often they were counted, the most often first.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    rows: Vec<(u32, u32)>,
    /// Where each word stands, once there are many.
    places: FxHashMap<u32, u32>,
    total: u32,
}

impl Tally {
    /// One with a single word.
    pub(super) fn of(row: (u32, u32)) -> Tally {
        Tally {
            rows: vec![row],
            places: FxHashMap::default(),
            total: row.1,
        }
    }

    /// The words and their counts.
    pub(super) fn rows(&self) -> &[(u32, u32)] {
        &self.rows
    }

    /// All counts together.
    pub(super) fn total(&self) -> u32 {
        self.total
    }

    /// How often a word was counted.
    pub(super) fn count(&self, word: u32) -> u32 {
        self.place(word).map_or(0, |place| self.rows[place].1)
    }

    /// Where a word stands, from 0.
    pub(super) fn place(&self, word: u32) -> Option<usize> {
        match self.places.is_empty() {
            true => self.rows.iter().position(|row| row.0 == word),
            false => self.places.get(&word).map(|&place| place as usize),
        }
    }

    /// Counts a word once more.
    pub(super) fn add(&mut self, word: u32) {
        let place = self.place(word).unwrap_or_else(|| self.push(word));
        let count = self.rows[place].1;
        let first = self.rows[..place].partition_point(|row| row.1 > count);
        self.swap(place, first);
        self.rows[first].1 += 1;
        self.total += 1;
    }

    /// Counts a word once less.
    pub(super) fn take(&mut self, word: u32) {
        let Some(place) = self.place(word) else {
            return;
        };
        let count = self.rows[place].1;
        let last = self.rows.partition_point(|row| row.1 >= count) - 1;
        self.swap(place, last);
        self.rows[last].1 -= 1;
        self.total -= 1;
        if count == 1 {
            self.rows.pop();
            self.places.remove(&word);
        }
    }

    fn push(&mut self, word: u32) -> usize {
        let place = self.rows.len();
        self.rows.push((word, 0));
        if !self.places.is_empty() {
            self.places.insert(word, place as u32);
        } else if place == SHORT {
            let words = self.rows.iter().zip(0..);
            self.places = words.map(|(row, place)| (row.0, place)).collect();
        }
        place
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.rows.swap(a, b);
        if !self.places.is_empty() && a != b {
            for place in [a, b] {
                self.places.insert(self.rows[place].0, place as u32);
            }
        }
    }
}
