//! What a word costs that is no candidate: as one of the known words, by how often it stood in such
//! places; or as a new one, by its parts or its letters. Each of the ways to come to a word has a
//! probability, and those of all ways sum to 1; a word is charged for one way of each kind, so that it
//! never costs too little.

use rustc_hash::FxHashMap;

use crate::{
    model::next::{Class, camel, snake},
    replay::Spelling,
    text::{Kind, Sym, Token},
};

/// The share of how often a word stood in this kind of place; the rest is how often anywhere.
const OF_CLASS: f64 = 0.7;
const DISCOUNT: f64 = 0.5;
const LENGTHS: usize = 8;
const STYLES: usize = 3;

/// Words and parts of words, counted.
#[derive(Default)]
pub struct Price {
    words: FxHashMap<u32, [u32; 3]>,
    totals: [u32; 3],
    /// How often the word was known, and wasn't, where it was no candidate.
    missed: [u32; 2],
    spelling: Spelling,
    parts: FxHashMap<Box<str>, u32>,
    part_total: u32,
    lengths: [u32; LENGTHS],
    styles: [u32; STYLES],
    names: u32,
}

impl Price {
    /// The probability of a word among all that are no candidates.
    pub fn of(&mut self, name: Sym, word: &str, class: Class) -> f64 {
        let is_known = self.words.contains_key(&name.0);
        let [known, new] = self.missed.map(|n| f64::from(n) + 1.0);
        self.missed[usize::from(!is_known)] += 1;
        let spelled = 0.5 * self.spelling.probability(word) + 0.5 * self.composed(word);
        (known * self.written(name, class) + new * spelled) / (known + new)
    }

    fn written(&self, name: Sym, class: Class) -> f64 {
        let Some(times) = self.words.get(&name.0) else {
            return 0.0;
        };
        let share = |n: u32, of: u32| f64::from(n) / f64::from(of.max(1));
        let class = class as usize;
        let anywhere = share(times.iter().sum(), self.totals.iter().sum());
        match self.totals[class] {
            0 => anywhere,
            total => OF_CLASS * share(times[class], total) + (1.0 - OF_CLASS) * anywhere,
        }
    }

    /// The probability of a name by its parts.
    fn composed(&self, word: &str) -> f64 {
        let Some((style, parts)) = parts(word) else {
            return 0.0;
        };
        let parts: Vec<&str> = parts.iter().map(|part| &**part).collect();
        let all = parts.iter().map(|part| self.part(part));
        self.style(style) * self.length(parts.len()) * all.product::<f64>()
    }

    fn style(&self, style: usize) -> f64 {
        (f64::from(self.styles[style]) + 1.0) / (f64::from(self.names) + STYLES as f64)
    }

    /// Of so many parts; where they are many, each one more is half as likely.
    fn length(&self, parts: usize) -> f64 {
        let last = LENGTHS - 1;
        let counted = f64::from(self.lengths[(parts - 1).min(last)]);
        let length = (counted + 0.5) / (f64::from(self.names) + 0.5 * LENGTHS as f64);
        match parts.checked_sub(LENGTHS) {
            Some(more) => length * 0.5_f64.powi(more as i32 + 1),
            None => length,
        }
    }

    fn part(&self, part: &str) -> f64 {
        let total = f64::from(self.part_total) + 1.0;
        let new = DISCOUNT * self.parts.len() as f64 + 1.0;
        let known = self.parts.get(part);
        let known = known.map_or(0.0, |&times| f64::from(times) - DISCOUNT);
        (known + new * self.spelling.probability(part)) / total
    }

    /// Counts a token.
    pub fn learn(&mut self, token: &Token, word: &str, class: Class, is_known: bool) {
        self.words.entry(token.sym.0).or_default()[class as usize] += 1;
        self.totals[class as usize] += 1;
        if is_known {
            return;
        }
        self.spelling.learn(word);
        let Some((style, parts)) = parts(word).filter(|_| token.kind == Kind::Ident) else {
            return;
        };
        self.styles[style] += 1;
        self.names += 1;
        self.lengths[(parts.len() - 1).min(LENGTHS - 1)] += 1;
        for part in parts {
            *self.parts.entry(part.into()).or_default() += 1;
            self.part_total += 1;
        }
    }
}

/// How a name is written, and its parts in small letters; `None` for what these don't spell again.
fn parts(word: &str) -> Option<(usize, Vec<String>)> {
    let is_large = |b: &u8| b.is_ascii_uppercase();
    let style = match word.as_bytes() {
        [first, ..] if !is_large(first) => 0,
        bytes if bytes.len() > 1 && !bytes.iter().any(u8::is_ascii_lowercase) => 2,
        _ => 1,
    };
    let snake = snake(word);
    let parts: Vec<String> = snake.split('_').map(str::to_owned).collect();
    let again = [
        |snake: &str| snake.to_owned(),
        camel,
        |snake: &str| snake.to_uppercase(),
    ][style](&snake);
    let spells = again == word && parts.iter().all(|part| !part.is_empty());
    spells.then_some((style, parts))
}

#[cfg(test)]
pub(super) mod tests;
