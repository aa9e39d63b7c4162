//! Ranking one place: every table votes, facts are added, the net weighs, a softmax orders the
//! candidates and the escape, which stands for all other words.

mod votes;

use super::{
    context::BEFORE,
    net::{self, GROUPS, Hidden, INPUTS, Input, KINDS, NET, SCENE, Shared},
    weights::{self, FIRST, Place, SETS, Step, Weights},
};
use crate::{model::Table, text::Sym};

/// Whose counts are asked: the file's, the project's, the user's, the libraries'.
pub const LAYERS: usize = 4;
/// The context as which pointers are counted.
pub const POINTER: usize = 3;

const MOST: usize = 1500;
const SLOTS: usize = 4096;
const REJECTED: u16 = u16::MAX;
/// The candidate that stands for all words that are none.
pub const ESCAPE: usize = 0;

/// A table of counts, and what its keys are mixed with.
#[derive(Clone, Copy)]
pub struct Counted<'a> {
    /// The counts.
    pub table: &'a Table,
    /// Mixed into each key; 0 for none.
    pub salt: u64,
}

#[derive(Clone, Copy)]
struct Feature {
    candidate: u16,
    weight: u32,
    x: f32,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    round: u32,
    word: u32,
    candidate: u16,
}

/// Candidates of one place with their scores. Reused from place to place, so that ranking allocates
/// next to nothing.
pub struct Ranking {
    words: Vec<u32>,
    scores: Vec<f32>,
    p: Vec<f32>,
    raw: Vec<f32>, // before the temperature
    groups: Vec<[f32; GROUPS]>,
    inputs: Vec<Input>,
    hidden: Vec<Hidden>,
    /// Kind of each candidate, below [`KINDS`].
    pub(super) kinds: Vec<u8>,
    /// The place, as the net sees it.
    pub(super) scene: [f32; SCENE],
    features: Vec<Feature>,
    slots: Vec<Slot>,
    round: u32,
    before: usize,
    offsets: [usize; SETS],
    known: Vec<(u32, f32)>, // of each weight: round, value
    gradient: Vec<f32>,
    touched: Vec<u32>,
    votes: Vec<(u32, u32)>,
    longest: usize,
    group: Vec<u8>,
}

impl Default for Ranking {
    fn default() -> Self {
        Ranking {
            words: Vec::new(),
            scores: Vec::new(),
            p: Vec::new(),
            raw: Vec::new(),
            groups: Vec::new(),
            inputs: Vec::new(),
            hidden: Vec::new(),
            kinds: Vec::new(),
            scene: [0.0; SCENE],
            features: Vec::new(),
            slots: vec![Slot::default(); SLOTS],
            round: 0,
            before: 0,
            offsets: [0; SETS],
            known: vec![(0, 0.0); FIRST],
            gradient: vec![0.0; FIRST],
            touched: Vec::new(),
            votes: Vec::new(),
            longest: 0,
            group: (0..FIRST).map(|w| weights::group(w) as u8).collect(),
        }
    }
}

impl Ranking {
    /// Begins anew.
    pub fn begin(&mut self, place: Place) {
        self.round += 1;
        self.words.clear();
        self.scores.clear();
        self.groups.clear();
        self.features.clear();
        self.longest = 0;
        self.before = place.0[1].min(BEFORE - 1);
        self.offsets = place.offsets();
        self.push(0);
    }

    fn push(&mut self, word: u32) -> usize {
        self.words.push(word);
        self.scores.push(0.0);
        self.groups.push([0.0; GROUPS]);
        self.words.len() - 1
    }

    fn slot(&self, word: u32) -> usize {
        let mut i = (word.wrapping_mul(0x9e37_79b1) >> 20) as usize & (SLOTS - 1);
        while self.slots[i].round == self.round && self.slots[i].word != word {
            i = (i + 1) & (SLOTS - 1);
        }
        i
    }

    /// Which candidate a word is.
    pub fn find(&self, word: Sym) -> Option<usize> {
        let slot = self.slots[self.slot(word.0)];
        let known = slot.round == self.round && slot.candidate != REJECTED;
        known.then_some(slot.candidate as usize)
    }

    /// The candidate of a word, which becomes one where it fits.
    pub fn add(&mut self, word: u32, fits: &mut dyn FnMut(Sym) -> bool) -> Option<usize> {
        let i = self.slot(word);
        if self.slots[i].round == self.round {
            let candidate = self.slots[i].candidate;
            return (candidate != REJECTED).then_some(candidate as usize);
        }
        if self.words.len() >= MOST {
            return None;
        }
        let takes = fits(Sym(word));
        let candidate = if takes {
            self.push(word) as u16
        } else {
            REJECTED
        };
        self.slots[i] = Slot {
            round: self.round,
            word,
            candidate,
        };
        takes.then_some(candidate as usize)
    }

    fn weight(&mut self, weight: u32, weights: &Weights) -> f32 {
        let known = &mut self.known[weight as usize];
        if known.0 != self.round {
            *known = (self.round, weights.of(weight, &self.offsets));
        }
        known.1
    }

    fn feature(&mut self, candidate: usize, weight: u32, x: f32, weights: &Weights) {
        let value = self.weight(weight, weights) * x;
        self.features.push(Feature {
            candidate: candidate as u16,
            weight,
            x,
        });
        self.scores[candidate] += value;
        self.groups[candidate][self.group[weight as usize] as usize] += value;
    }

    /// Adds a fact about a candidate.
    pub fn fact(&mut self, candidate: usize, fact: usize, x: f32, weights: &Weights) {
        self.feature(candidate, weights::fact(fact), x, weights);
    }

    /// Words of the candidates; the first is the escape.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Probabilities of the candidates, once all facts are added.
    pub fn probabilities(&self) -> &[f32] {
        &self.p
    }

    /// Weighs what was added.
    pub fn finish(&mut self, weights: &Weights, with_net: bool) {
        softmax(&self.scores, 1.0, &mut self.p);
        self.inputs.clear();
        self.hidden.clear();
        let best = best_two(&self.p);
        let shared = net::begun(weights.net(), &self.shared());
        for candidate in 0..self.words.len().min(if with_net { MOST } else { 0 }) {
            let input = self.input(candidate, best);
            let mut hidden = shared;
            self.scores[candidate] += net::forward(weights.net(), &input, &mut hidden);
            self.inputs.push(input);
            self.hidden.push(hidden);
        }
        softmax(&self.scores, 1.0, &mut self.raw);
        let temperature = weights.temperature(self.before);
        softmax(&self.scores, temperature, &mut self.p);
    }

    /// What is the same for all candidates, as the net sees it.
    fn shared(&self) -> Shared {
        let mut shared = [0.0; net::SHARED];
        shared[0] = 1.0;
        shared[1] = self.longest as f32 * 0.15;
        shared[2] = (self.words.len() as f32).ln() * 0.2;
        shared[3..].copy_from_slice(&self.scene);
        shared
    }

    fn input(&self, candidate: usize, (best, second): (f32, f32)) -> Input {
        let mut input = [0.0; INPUTS];
        for (x, group) in input.iter_mut().zip(&self.groups[candidate]) {
            *x = group * 0.25;
        }
        let p = self.p[candidate];
        input[GROUPS] = p.max(1e-7).ln() * 0.2;
        input[GROUPS + 1] = p;
        input[GROUPS + 2] = p - if p == best { second } else { best };
        let kind = self.kinds.get(candidate).copied().unwrap_or(0) as usize;
        input[GROUPS + 3 + kind.min(KINDS - 1)] = 1.0;
        input
    }

    /// Place of a candidate, from 1; the escape has none, equals stand by name.
    pub fn rank(&self, candidate: usize) -> usize {
        let (p, word) = (self.p[candidate], self.words[candidate]);
        let others = self.p.iter().zip(&self.words).skip(1);
        let above = others.filter(|&(&q, &w)| q > p || (q == p && w < word));
        1 + above.count()
    }

    /// The best candidate, where there is one.
    pub fn first(&self) -> Option<usize> {
        let better = |a: &usize, b: &usize| {
            let (p, q) = (self.p[*a], self.p[*b]);
            p.total_cmp(&q).then(self.words[*b].cmp(&self.words[*a]))
        };
        (1..self.words.len()).max_by(better)
    }

    /// The calibrated probability of the best candidate.
    pub fn confidence(&self, weights: &Weights) -> Option<f32> {
        let first = self.first()?;
        Some(weights.calibrated(self.before, self.p[first]))
    }

    /// Moves the weights towards what came; [`ESCAPE`] where it was no candidate.
    pub fn learn(&mut self, truth: usize, weights: &mut Weights) {
        let step = self.step(truth, weights);
        weights.take(&step, 1.0);
    }

    /// The step that would move the weights towards what came; else as [`Ranking::learn`].
    pub fn step(&mut self, truth: usize, weights: &Weights) -> Step {
        let first = self.first().map(|first| (self.p[first], first == truth));
        let expected: f32 = self.p.iter().zip(&self.scores).map(|(p, s)| p * s).sum();
        Step {
            before: self.before,
            offsets: self.offsets,
            first,
            temperature: expected - self.scores[truth],
            net: self.net_gradient(truth, weights),
            votes: self.gradient(truth),
        }
    }

    fn gradient(&mut self, truth: usize) -> Vec<(u32, f32)> {
        for f in &self.features {
            let wrong = self.wrong(f.candidate as usize, truth);
            if wrong.abs() >= 1e-4 {
                let slot = &mut self.gradient[f.weight as usize];
                if *slot == 0.0 {
                    self.touched.push(f.weight);
                }
                *slot += wrong * f.x;
            }
        }
        let gradient = &mut self.gradient;
        let touched = self.touched.drain(..);
        let moved = touched.map(|w| (w, std::mem::take(&mut gradient[w as usize])));
        moved.filter(|(_, gradient)| *gradient != 0.0).collect()
    }

    fn wrong(&self, candidate: usize, truth: usize) -> f32 {
        self.raw[candidate] - if candidate == truth { 1.0 } else { 0.0 }
    }

    fn net_gradient(&self, truth: usize, weights: &Weights) -> Box<[f32; NET]> {
        let mut gradient = Box::new([0.0; NET]);
        let shared = self.shared();
        for (candidate, (input, hidden)) in self.inputs.iter().zip(&self.hidden).enumerate() {
            let wrong = self.wrong(candidate, truth);
            if wrong.abs() >= 1e-3 {
                net::backward(
                    weights.net(),
                    (input, &shared),
                    hidden,
                    wrong,
                    &mut gradient,
                );
            }
        }
        gradient
    }
}

fn softmax(scores: &[f32], temperature: f32, out: &mut Vec<f32>) {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    out.clear();
    out.extend(scores.iter().map(|s| ((s - top) * temperature).exp()));
    let sum: f64 = out.iter().map(|&p| f64::from(p)).sum();
    out.iter_mut()
        .for_each(|p| *p = (f64::from(*p) / sum) as f32);
}

fn best_two(p: &[f32]) -> (f32, f32) {
    p.iter().fold((0.0, 0.0), |(best, second), &p| match () {
        () if p > best => (p, best),
        () if p > second => (best, p),
        () => (best, second),
    })
}
