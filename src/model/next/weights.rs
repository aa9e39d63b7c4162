//! All that is learned about how to weigh: votes, facts, the net, calibration. No weight names a word,
//! so they carry over to other projects.
//!
//! A vote or a fact has a weight in each of four sets, and its weight is their sum: one set for all
//! places, and one each of those for the token before, for the longest context that was seen before,
//! for the bracket round the place. States (how often a candidate and
//! how often others followed) have a weight in the first set only. Weights move by AdaGrad (Duchi et
//! al., JMLR 2011) on the negative log-likelihood of what came.

use super::{
    context::{BEFORE, CONTEXTS, POINTERS},
    net::NET,
    rank::LAYERS,
};

/// Buckets of a vote's weight: by how much was counted, and how many different words.
pub const BUCKETS: usize = 16;
/// States of a candidate under a key.
pub const STATES: usize = 128;
/// Most facts.
pub const FACTS: usize = 256;

const VOTES: usize = CONTEXTS * LAYERS * BUCKETS;
const POINTED: usize = POINTERS * BUCKETS;
/// Weights that every set has.
const SHARED: usize = VOTES + POINTED + FACTS;
/// All weights of the first set.
pub const FIRST: usize = SHARED + CONTEXTS * LAYERS * STATES;

/// How many sets there are.
pub const SETS: usize = 4;
/// How many places each of the sets tells apart.
pub const PLACES: [usize; SETS] = [1, BEFORE, 9, 24];

const NETS: usize = FIRST + SHARED * (PLACES[1] + PLACES[2] + PLACES[3]);
const TEMPERATURES: usize = NETS + NET;
const PLATT: usize = TEMPERATURES + BEFORE;
/// Number of all weights.
pub const SIZE: usize = PLATT + 2 * BEFORE;

/// Rates of AdaGrad.
const RATE: f32 = 0.2;
const NET_RATE: f32 = 0.01;
const TEMPERATURE_RATE: f32 = 0.02;
const PLATT_RATE: f32 = 0.1;

/// The weight of a context's vote.
pub fn vote(context: usize, layer: usize, bucket: usize) -> u32 {
    ((context * LAYERS + layer) * BUCKETS + bucket) as u32
}

/// The weight of a pointer's vote.
pub fn pointed(context: usize, bucket: usize) -> u32 {
    (VOTES + context * BUCKETS + bucket) as u32
}

/// The weight of a fact.
pub fn fact(fact: usize) -> u32 {
    (VOTES + POINTED + fact) as u32
}

/// The weight of a state.
pub fn state(context: usize, layer: usize, state: usize) -> u32 {
    (SHARED + (context * LAYERS + layer) * STATES + state) as u32
}

/// What a weight belongs to, in groups that the net tells apart; below 12.
pub fn group(weight: usize) -> usize {
    let of = |context: usize, layer: usize| {
        let kind = match context {
            0 => 0,
            1..=3 => 1,
            4..=8 => 2,
            15..=18 | 23 => 3,
            _ => 4,
        };
        if layer == 0 { kind } else { 5 + kind }
    };
    match weight {
        w if w < VOTES => of(w / BUCKETS / LAYERS, w / BUCKETS % LAYERS),
        w if w < VOTES + POINTED => 11,
        w if w < SHARED => 10,
        w => of(
            (w - SHARED) / STATES / LAYERS,
            (w - SHARED) / STATES % LAYERS,
        ),
    }
}

/// Which of each set's places a place is.
#[derive(Clone, Copy, Default, Debug)]
pub struct Place(pub [usize; SETS]);

impl Place {
    /// Where a set's weights for this place begin.
    fn offset(self, set: usize) -> usize {
        let before: usize = PLACES[1..set.max(1)].iter().sum();
        match set {
            0 => 0,
            _ => FIRST + SHARED * (before + self.0[set]),
        }
    }

    /// The same of all sets.
    pub fn offsets(self) -> [usize; SETS] {
        std::array::from_fn(|set| self.offset(set))
    }
}

/// All weights with their AdaGrad sums. Changed by one thread, published whole.
#[derive(Clone)]
pub struct Weights {
    value: Vec<f32>,
    square: Vec<f32>,
}

impl Weights {
    /// Untrained: each vote counts a little, more where the context is longer.
    pub fn plain() -> Weights {
        Weights::seeded(0)
    }

    /// The same with a net drawn from another seed.
    pub fn seeded(seed: u64) -> Weights {
        let mut value = vec![0.0; SIZE];
        for (i, v) in value[..VOTES].iter_mut().enumerate() {
            *v = if i / BUCKETS / LAYERS < 9 { 0.12 } else { 0.08 };
        }
        super::net::begin(&mut value[NETS..NETS + NET], seed);
        value[TEMPERATURES..PLATT].fill(1.0);
        for pair in value[PLATT..].chunks_exact_mut(2) {
            pair[1] = 1.0;
        }
        Weights {
            square: vec![0.0; SIZE],
            value,
        }
    }

    /// Weights from [`Weights::to_vec`]; `None` where the number is another or a value isn't finite.
    pub fn from_slice(all: &[f32]) -> Option<Weights> {
        let fits = all.len() == SIZE * 2 && all.iter().all(|v| v.is_finite());
        fits.then(|| Weights {
            value: all[..SIZE].to_vec(),
            square: all[SIZE..].to_vec(),
        })
    }

    /// Values, then AdaGrad sums.
    pub fn to_vec(&self) -> Vec<f32> {
        [&self.value[..], &self.square[..]].concat()
    }

    /// A weight of a place: the sum of its sets'.
    pub fn of(&self, weight: u32, offsets: &[usize; SETS]) -> f32 {
        let w = weight as usize;
        if w >= SHARED {
            return self.value[w];
        }
        offsets.iter().map(|o| self.value[o + w]).sum()
    }

    /// The net's weights.
    pub fn net(&self) -> &[f32] {
        &self.value[NETS..NETS + NET]
    }

    /// How much scores behind this kind of token are sharpened.
    pub fn temperature(&self, before: usize) -> f32 {
        self.value[TEMPERATURES + before]
    }

    /// The probability that the first row is right, where the softmax says `p`: Platt scaling of its
    /// log-odds for this kind of token before.
    pub fn calibrated(&self, before: usize, p: f32) -> f32 {
        let [a, b] = self.platt(before);
        1.0 / (1.0 + (-(a + b * log_odds(p))).exp())
    }

    fn platt(&self, before: usize) -> [f32; 2] {
        let at = PLATT + 2 * before;
        [self.value[at], self.value[at + 1]]
    }

    /// A share, 0 to 1, of a step. Shares that sum up to 1 come to about the whole of it.
    pub fn take(&mut self, step: &Step, share: f32) {
        if let Some((p, right)) = step.first {
            let wrong = self.calibrated(step.before, p) - if right { 1.0 } else { 0.0 };
            let at = PLATT + 2 * step.before;
            self.adagrad(at, wrong, (PLATT_RATE, 1.0), share);
            self.adagrad(at + 1, wrong * log_odds(p), (PLATT_RATE, 1.0), share);
        }
        let at = TEMPERATURES + step.before;
        self.adagrad(at, step.temperature, (TEMPERATURE_RATE, 1.0), share);
        self.value[at] = self.value[at].clamp(0.5, 1.5);
        let net = step.net.iter().enumerate().filter(|(_, g)| **g != 0.0);
        net.for_each(|(i, &g)| self.adagrad(NETS + i, g, (NET_RATE, 0.5), share));
        for &(weight, gradient) in &step.votes {
            let w = weight as usize;
            let sets = if w >= SHARED { 1 } else { SETS };
            for &offset in &step.offsets[..sets] {
                self.adagrad(offset + w, gradient, (RATE, 0.5), share);
            }
        }
    }

    fn adagrad(&mut self, at: usize, gradient: f32, (rate, calm): (f32, f32), share: f32) {
        self.square[at] += share * gradient * gradient;
        self.value[at] -= share * rate * gradient / (self.square[at].sqrt() + calm);
    }
}

/// What one lesson does to the weights: gradients of `-ln p` of what came.
#[derive(Clone, Debug)]
pub struct Step {
    /// The kind of the token before.
    pub(super) before: usize,
    /// Where the place's weights begin in each set.
    pub(super) offsets: [usize; SETS],
    /// What the softmax said of the first row, and whether that was right.
    pub(super) first: Option<(f32, bool)>,
    pub(super) temperature: f32,
    pub(super) net: Box<[f32; NET]>,
    /// Of votes and facts, by their weights' numbers.
    pub(super) votes: Vec<(u32, f32)>,
}

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-4, 0.9999);
    (p / (1.0 - p)).ln()
}
