//! How likely it is that the rest of a line is just what was foretold.

use super::binary::{squash, stretch};

/// What is known of a foretold rest of a line.
pub const FACTS: usize = 24;
/// Bins of the last step.
const BINS: usize = 24;
/// How fast weights move.
const RATE: f32 = 0.02;

/// See the module.
pub struct Accept {
    weights: [f32; FACTS],
    bins: [(f32, f32); BINS],
}

impl Default for Accept {
    fn default() -> Self {
        let mut weights = [0.0; FACTS];
        weights[1] = 1.0;
        Accept {
            weights,
            bins: [(0.0, 0.0); BINS],
        }
    }
}

/// A foretold line as it is judged.
#[derive(Clone, Debug)]
pub struct Judged {
    facts: [f32; FACTS],
    raw: f32,
    /// The probability.
    pub p: f32,
}

/// What a roll-out says of itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Roll {
    /// Logarithm of the probability of its tokens and its end.
    pub log: f32,
    /// The same of its least likely token.
    pub least: f32,
    /// The same of its first token.
    pub first: f32,
    /// The same of its end.
    pub end: f32,
    /// The same of its literals.
    pub literals: f32,
    /// Its tokens.
    pub tokens: usize,
    /// How many of them are literals.
    pub literal: usize,
    /// Its characters.
    pub characters: usize,
    /// It begins the line.
    pub begins: bool,
    /// Logarithm of what the next best could be at most.
    pub rival: f32,
    /// How often that line stands elsewhere.
    pub known: u32,
    /// How often the likeliest token was the one lately: anywhere, on this line.
    pub hits: f32,
    /// See `hits`.
    pub here: f32,
    /// What was foretold one token before: nothing (0), the same first token (1), the same (2), another (3).
    pub agrees: u8,
}

impl Roll {
    /// A token more, of this probability, and that of its text where it is a literal.
    pub fn takes(&mut self, p: f32, literal: Option<f32>) {
        let log = p.ln();
        if self.tokens == 0 {
            self.first = log;
        }
        (self.tokens, self.log) = (self.tokens + 1, self.log + log);
        self.least = self.least.min(log);
        if let Some(p) = literal {
            self.literal += 1;
            self.literals += p.ln();
            self.log += p.ln();
        }
    }

    /// It ends, with this probability, where the next best is of this logarithm at most.
    pub fn ends(&mut self, p: f32, rival: f32) {
        (self.end, self.rival) = (p.ln(), rival);
        self.log += p.ln();
    }
}

impl Accept {
    fn bin(raw: f32) -> usize {
        (((stretch(raw) + 5.0) / 10.0 * BINS as f32) as usize).min(BINS - 1)
    }

    /// Judges a roll-out.
    pub fn judge(&self, roll: &Roll) -> Judged {
        let facts = [
            1.0,
            stretch(roll.log.exp()),
            roll.log * 0.3,
            roll.least * 0.3,
            roll.first * 0.3,
            roll.end * 0.3,
            (roll.tokens as f32).ln_1p() * 0.3,
            (roll.characters as f32).ln_1p() * 0.3,
            f32::from(u8::from(roll.begins)),
            f32::from(u8::from(roll.literal > 0)),
            roll.literals * 0.3,
            f32::from(u8::from(roll.tokens == 1)),
            f32::from(u8::from(roll.begins)) * roll.log * 0.3,
            roll.log / roll.tokens.max(1) as f32,
            (roll.log - roll.rival) * 0.3,
            (roll.known as f32).ln_1p() * 0.5,
            f32::from(u8::from(roll.known == 0)),
            roll.hits,
            roll.here,
            f32::from(u8::from(roll.agrees == 0)),
            f32::from(u8::from(roll.agrees == 1)),
            f32::from(u8::from(roll.agrees == 2)),
            f32::from(u8::from(roll.agrees == 3)),
            f32::from(u8::from(roll.known > 0)) * roll.log * 0.3,
        ];
        let sum: f32 = facts.iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        let raw = squash(sum);
        let (right, told) = self.bins[Self::bin(raw)];
        let p = (right + raw * 30.0) / (told + 30.0);
        Judged { facts, raw, p }
    }

    /// Whether it was.
    pub fn tell(&mut self, judged: &Judged, was: bool) {
        let y = f32::from(u8::from(was));
        for (weight, x) in self.weights.iter_mut().zip(&judged.facts) {
            *weight += RATE * (y - judged.raw) * x;
        }
        let bin = &mut self.bins[Self::bin(judged.raw)];
        *bin = (bin.0 * 0.995 + y, bin.1 * 0.995 + 1.0);
    }
}
