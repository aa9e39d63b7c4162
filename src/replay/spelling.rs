//! What a word costs that was never seen: a model of letters, so that bits of predictors that know
//! different words can be compared. It must give each text a probability, and all texts 1 together.

use rustc_hash::FxHashMap;

/// Letters of context.
const ORDER: usize = 3;
/// The bytes, and the end of a word.
const SYMBOLS: f64 = 257.0;
const END: u16 = 256;

/// Bytes after the three before them, backing off by Witten and Bell (1991), counted once for each
/// different word.
#[derive(Default)]
pub struct Spelling(FxHashMap<u32, Followers>);

#[derive(Default)]
struct Followers {
    total: u32,
    counts: Vec<(u16, u32)>,
}

impl Spelling {
    /// Counts the letters of a word that is new.
    pub fn learn(&mut self, word: &str) {
        let mut last = 0;
        for letter in letters(word) {
            for order in 0..=ORDER {
                self.0.entry(key(last, order)).or_default().add(letter);
            }
            last = last << 8 | u32::from(letter);
        }
    }

    /// The probability of exactly this word.
    pub fn probability(&self, word: &str) -> f64 {
        let (mut last, mut probability) = (0, 1.0);
        for letter in letters(word) {
            probability *= self.of(last, letter);
            last = last << 8 | u32::from(letter);
        }
        probability
    }

    /// The probability of a letter after those before it.
    fn of(&self, last: u32, letter: u16) -> f64 {
        let mut probability = 1.0 / SYMBOLS;
        for order in 0..=ORDER {
            let Some(found) = self.0.get(&key(last, order)) else {
                break;
            };
            let kinds = found.counts.len() as f64;
            let count = f64::from(found.count(letter));
            probability = (count + kinds * probability) / (f64::from(found.total) + kinds);
        }
        probability
    }
}

impl Followers {
    fn add(&mut self, letter: u16) {
        self.total += 1;
        match self.counts.iter_mut().find(|row| row.0 == letter) {
            Some(row) => row.1 += 1,
            None => self.counts.push((letter, 1)),
        }
    }

    fn count(&self, letter: u16) -> u32 {
        let row = self.counts.iter().find(|row| row.0 == letter);
        row.map_or(0, |row| row.1)
    }
}

fn letters(word: &str) -> impl Iterator<Item = u16> {
    word.bytes().map(u16::from).chain([END])
}

/// The last letters, and how many.
fn key(last: u32, order: usize) -> u32 {
    (last & !(u32::MAX << (8 * order))) | (order as u32) << 24
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_after_any_others_sum_to_one() {
        let mut spelling = Spelling::default();
        for word in ["push", "pull", "put", "len", "is_empty", "é"] {
            spelling.learn(word);
        }
        for last in [0, 0x70, 0x7075, 0x70_7573, 0xff_ffff] {
            let sum: f64 = (0..=END).map(|letter| spelling.of(last, letter)).sum();
            assert!((sum - 1.0).abs() < 1e-9, "{last:x}: {sum}");
        }
    }

    #[test]
    fn what_is_spelled_like_others_costs_less() {
        let mut spelling = Spelling::default();
        assert!(spelling.probability("push") > 0.0);
        for word in ["push_back", "push_front", "pop_back"] {
            spelling.learn(word);
        }
        assert!(spelling.probability("pop_front") > 1e3 * spelling.probability("xkcd_zq"));
    }
}
