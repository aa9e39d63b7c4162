//! Ranking one place: every table votes, facts are added, a softmax orders the candidates.

use rustc_hash::FxHashMap;

use super::{
    context::{CONTEXTS, Contexts},
    mix::{self, Fact, Feature, LAYERS, Part, Step, Weights},
    table::Table,
};
use crate::text::Sym;

/// Absolute discount of a count (Ney et al., 1994), and the size of the unseen rest it is compared to.
const DISCOUNT: f32 = 0.5;
const UNSEEN: f32 = 100.0;
const MOST: usize = 4000;
/// As many more where words that may not stand here are ranked too, in case they turn out to.
const MORE: usize = 12_000;
const REJECTED: u16 = u16::MAX;

/// The tables to ask, by [`super::Layer`].
#[derive(Clone, Copy, Default)]
pub struct Tables<'a>(pub [Option<&'a Table>; LAYERS]);

/// Candidates of one place with their scores. Reused from place to place, so that ranking allocates
/// next to nothing.
#[derive(Default)]
pub struct Ranking {
    contexts: Option<Contexts>,
    names: Vec<Sym>,
    /// How often each was chosen in this very place; 0 where it was not.
    here: Vec<f32>,
    scores: Vec<f32>,
    /// Which are none after all.
    out: Vec<bool>,
    /// How many more candidates there may be than [`MOST`].
    more: usize,
    features: Vec<Feature>,
    index: FxHashMap<Sym, u16>,
    gradient: Vec<f32>,
    votes: Vec<(Sym, u32)>,
}

impl Ranking {
    /// One with room for words that are left out again.
    pub fn wide() -> Ranking {
        Ranking {
            more: MORE,
            ..Ranking::default()
        }
    }

    /// Begins anew and takes the tables' votes on every word that `fits`.
    pub fn vote(
        &mut self,
        contexts: &Contexts,
        tables: Tables,
        weights: &Weights,
        mut fits: impl FnMut(Sym) -> bool,
    ) {
        self.names.clear();
        self.here.clear();
        self.scores.clear();
        self.out.clear();
        self.features.clear();
        self.index.clear();
        self.contexts = Some(*contexts);
        for context in 0..CONTEXTS {
            if contexts.keys[context] == 0 {
                continue;
            }
            for (layer, table) in tables.0.iter().enumerate() {
                if let Some(table) = table {
                    self.ask(contexts, context, layer, table, weights, &mut fits);
                }
            }
        }
    }

    fn ask(
        &mut self,
        contexts: &Contexts,
        context: usize,
        layer: usize,
        table: &Table,
        weights: &Weights,
        fits: &mut impl FnMut(Sym) -> bool,
    ) {
        let mut votes = std::mem::take(&mut self.votes);
        votes.clear();
        let mut total = 0;
        table.each(context, contexts.keys[context], |word, count| {
            total += count;
            votes.push((word, count));
        });
        let distinct = votes.len() as u32;
        let weight = mix::vote(contexts.class, context, layer, total, distinct);
        for &(word, count) in &votes {
            let x = ((count as f32 - DISCOUNT) / (DISCOUNT * distinct as f32) * UNSEEN).max(0.0);
            self.feature(word, weight, x.ln_1p(), weights, false, fits);
        }
        self.votes = votes;
    }

    fn feature(
        &mut self,
        word: Sym,
        weight: u16,
        x: f32,
        weights: &Weights,
        again: bool,
        fits: &mut impl FnMut(Sym) -> bool,
    ) {
        let known = self.index.get(&word).copied();
        let candidate = match known {
            Some(c) if c != REJECTED || !again => c,
            _ if self.names.len() < MOST + self.more && fits(word) => {
                self.names.push(word);
                self.here.push(0.0);
                self.scores.push(0.0);
                self.out.push(false);
                (self.names.len() - 1) as u16
            }
            _ => REJECTED,
        };
        if known != Some(candidate) {
            self.index.insert(word, candidate);
        }
        if candidate != REJECTED {
            self.features.push(Feature {
                candidate,
                weight,
                x,
            });
            self.scores[candidate as usize] += x * weights.of(weight);
        }
    }

    /// Adds a fact about a word, which becomes a candidate if it wasn't one, even where `vote`
    /// rejected it because it didn't know its text.
    pub fn fact(&mut self, word: Sym, fact: Fact, x: f32, weights: &Weights) {
        let Some(class) = self.contexts.map(|c| c.class) else {
            return;
        };
        self.feature(word, mix::fact(class, fact), x, weights, true, &mut |_| {
            true
        });
        if fact == Fact::ChosenHere
            && let Some(&c) = self.index.get(&word).filter(|&&c| c != REJECTED)
        {
            self.here[c as usize] = x;
        }
    }

    /// The candidates so far.
    pub fn names(&self) -> &[Sym] {
        &self.names
    }

    /// True where this word is a candidate.
    pub fn has(&self, word: Sym) -> bool {
        self.index.get(&word).is_some_and(|&c| c != REJECTED)
    }

    /// These are no candidates after all. Nothing is said of them any more.
    pub fn leave_out(&mut self, mut is_out: impl FnMut(Sym) -> bool) {
        for (i, &name) in self.names.iter().enumerate() {
            self.out[i] = is_out(name);
        }
    }

    /// Candidates with their probabilities, best first. What was chosen in this very place stands
    /// before all else, the most often chosen first: the ledger alone decides there, so that the order
    /// is the same when tables and weights are lost. Equals stand by name, never by chance.
    pub fn ranked(&self) -> Vec<(Sym, f32)> {
        self.ranked_by(|_, _| 1.0)
    }

    /// The same with the rest in the order of probability by what a candidate's is worth, 0 to 1, by its
    /// place among [`Ranking::names`] and its name.
    pub fn ranked_by(&self, worth: impl Fn(usize, Sym) -> f32) -> Vec<(Sym, f32)> {
        let p = self.probabilities();
        let place = |i: usize| match self.here[i] {
            here if here > 0.0 => 1.0 + here,
            _ => p[i] * worth(i, self.names[i]),
        };
        let mut all: Vec<(Sym, f32, f32)> = (0..p.len())
            .filter(|&i| !self.out[i])
            .map(|i| (self.names[i], p[i], place(i)))
            .collect();
        all.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        all.into_iter().map(|(name, p, _)| (name, p)).collect()
    }

    /// What a candidate's score is the sum of, the weightiest first; nothing where it is none.
    pub fn parts(&self, word: Sym, weights: &Weights) -> Vec<(Part, f32)> {
        let own = self.index.get(&word).copied();
        let mut parts: Vec<(Part, f32)> = Vec::new();
        for f in self.features.iter().filter(|f| Some(f.candidate) == own) {
            let (part, value) = (mix::part(f.weight), f.x * weights.of(f.weight));
            match parts.iter_mut().find(|(known, _)| *known == part) {
                Some((_, sum)) => *sum += value,
                None => parts.push((part, value)),
            }
        }
        parts.retain(|(_, value)| *value != 0.0);
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        parts
    }

    fn probabilities(&self) -> Vec<f32> {
        let all = || self.scores.iter().zip(&self.out);
        let stands = all().filter(|(_, out)| !**out).map(|(score, _)| *score);
        let top = stands.fold(f32::MIN, f32::max);
        let p = all().map(|(score, out)| if *out { 0.0 } else { (score - top).exp() });
        let mut p: Vec<f32> = p.collect();
        let sum: f32 = p.iter().sum();
        p.iter_mut().for_each(|v| *v /= sum);
        p
    }

    /// Moves the weights towards the word that was typed. Returns its probability before that, or
    /// `None` where it was no candidate: then nothing is learned, a weight can't make it one.
    pub fn learn(&mut self, truth: Sym, weights: &mut Weights, rate: f32) -> Option<f32> {
        let (p, step) = self.step(truth)?;
        weights.take(&step, rate, 1.0);
        Some(p)
    }

    /// The step that would move the weights towards the word that was typed, and its probability; else
    /// as [`Ranking::learn`].
    pub fn step(&mut self, truth: Sym) -> Option<(f32, Step)> {
        let truth = *self.index.get(&truth)?;
        if truth == REJECTED {
            return None;
        }
        let p = self.probabilities();
        let mut gradient = std::mem::take(&mut self.gradient);
        let mut touched = Vec::new();
        for f in &self.features {
            let wrong = p[f.candidate as usize] - if f.candidate == truth { 1.0 } else { 0.0 };
            if wrong.abs() > 1e-4 {
                let w = f.weight as usize;
                gradient.resize(gradient.len().max(w + 1), 0.0);
                if gradient[w] == 0.0 {
                    touched.push(f.weight);
                }
                gradient[w] += f.x * wrong;
            }
        }
        let sparse = touched.iter().map(|&w| (w, gradient[w as usize]));
        let step = Step(sparse.collect());
        touched.iter().for_each(|&w| gradient[w as usize] = 0.0);
        self.gradient = gradient;
        Some((p[truth as usize], step))
    }
}
