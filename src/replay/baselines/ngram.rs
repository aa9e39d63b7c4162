//! The n-gram models: one table with Jelinek-Mercer interpolation, and the nested and cached ones of
//! SLP-Core (Hellendoorn and Devanbu, FSE 2017). Their probabilities must sum to 1.

use std::collections::VecDeque;

use super::{
    counts::{Counts, Keys, ORDER, Place, keys},
    lexicon::Words,
};
use crate::{
    replay::{Passage, Predictor, predictor::spelled},
    text::Sym,
};

/// How much an order counts against all that are shorter.
const LAMBDA: f64 = 0.5;
/// Tokens of the cache.
const CACHED: usize = 5000;
/// Followers of a context that come into a ranking; the rest is counted in probabilities only.
const BEAM: usize = 64;
const PROJECT: u64 = 1;
const CACHE: u64 = 2;

/// An n-gram model over one or several scopes.
pub struct NGram {
    name: &'static str,
    nests: bool,
    counts: Counts,
    words: Words,
    /// The scopes of the passage, the widest first; what is said in a later one weighs as much again.
    scopes: Vec<u64>,
    cache: VecDeque<(Keys, u32)>,
    /// What the last prediction goes by: followers, and their weight.
    evidence: Vec<(Place, f64)>,
    /// The mass that isn't kept back for what was never seen.
    confidence: f64,
    scores: Scores,
}

/// Candidates and their scores.
#[derive(Default)]
struct Scores {
    of: Vec<f64>,
    ids: Vec<u32>,
}

impl Scores {
    fn clear(&mut self) {
        for id in self.ids.drain(..) {
            self.of[id as usize] = 0.0;
        }
    }

    fn add(&mut self, id: u32, score: f64) {
        if self.of.len() <= id as usize {
            self.of.resize(id as usize + 1, 0.0);
        }
        let of = &mut self.of[id as usize];
        if *of == 0.0 {
            self.ids.push(id);
        }
        *of += score;
    }

    /// Whether one candidate stands before another.
    fn is_before(&self, a: u32, b: u32) -> bool {
        let (of_a, of_b) = (self.of[a as usize], self.of[b as usize]);
        of_a > of_b || of_a == of_b && a < b
    }
}

impl NGram {
    /// A 6-gram model with one table (Jelinek and Mercer, 1980), λ = ½ for each order.
    pub fn jelinek_mercer() -> NGram {
        NGram::new("jelinek-mercer", false)
    }

    /// The same for the file, its folder and the project, and for the last 5,000 tokens, mixed by the
    /// inverse of their doubt.
    pub fn nested() -> NGram {
        NGram::new("nested+cache", true)
    }

    fn new(name: &'static str, nests: bool) -> NGram {
        NGram {
            name,
            nests,
            counts: Counts::default(),
            words: Words::default(),
            scopes: Vec::new(),
            cache: VecDeque::new(),
            evidence: Vec::new(),
            confidence: 0.0,
            scores: Scores::default(),
        }
    }

    /// All that was seen in a scope, longer contexts before shorter ones; then both sides are mixed by
    /// `1 / (1 - confidence)`, with `confidence = 1 - 2^-contexts` (SLP-Core, `InverseMixModel`).
    fn mix(&mut self, keys: &Keys) {
        let (places, found) = self.counts.found(keys);
        if found == 0 {
            return;
        }
        let confidence = 1.0 - LAMBDA.powi(found as i32);
        let (left, right) = match self.confidence {
            0.0 => (0.0, 1.0),
            other => (1.0 / (1.0 - other), 1.0 / (1.0 - confidence)),
        };
        for row in &mut self.evidence {
            row.1 *= left / (left + right);
        }
        for (index, &place) in places[..found].iter().enumerate() {
            let order = LAMBDA.powi((found - index) as i32) / confidence;
            self.evidence.push((place, order * right / (left + right)));
        }
        self.confidence = self.confidence.max(confidence);
    }

    fn rank_candidates(&mut self) {
        self.scores.clear();
        for &(place, weight) in &self.evidence {
            let followers = self.counts.at(place);
            let part = weight / f64::from(followers.total());
            for &(id, count) in followers.rows().iter().take(BEAM) {
                self.scores.add(id, part * f64::from(count));
            }
        }
    }

    /// The probability of a word after the last prediction's place.
    pub(super) fn probability(&self, id: Option<u32>, text: &str) -> f64 {
        let share = |id| {
            let evidence = self.evidence.iter();
            let shares = evidence.map(|&(place, weight)| weight * self.counts.at(place).share(id));
            shares.sum::<f64>()
        };
        let seen = id.map_or(0.0, share);
        let unseen = self.words.probability(id, text);
        self.confidence * seen + (1.0 - self.confidence) * unseen
    }

    /// All probabilities after the last prediction's place: of what is known one by one, and of the
    /// rest what its spellings have left.
    #[cfg(test)]
    pub(super) fn sum(&self) -> f64 {
        let known = self.words.lexicon.all();
        let one = |(id, text): (u32, &str)| self.probability(Some(id), text);
        let rest = (1.0 - self.confidence) * self.words.rest();
        known.map(one).sum::<f64>() + rest
    }

    fn remember(&mut self, keys: Keys, word: u32) {
        self.counts.add(&keys, word);
        self.cache.push_back((keys, word));
        if self.cache.len() > CACHED
            && let Some((keys, word)) = self.cache.pop_front()
        {
            self.counts.take(&keys, word);
        }
    }
}

impl Predictor for NGram {
    fn name(&self) -> &str {
        self.name
    }

    fn next_project(&mut self) {
        *self = NGram::new(self.name, self.nests);
    }

    fn enter(&mut self, passage: &Passage) {
        self.scopes = vec![PROJECT];
        if self.nests {
            let folder = passage
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            let of = |kind: &str, path: &str| u64::from(Sym::of(&format!("{kind} {path}")).0) << 8;
            let nested = [of("folder", folder), of("file", &passage.path), CACHE];
            self.scopes.extend(nested);
        }
    }

    fn pass(&mut self, _: &Passage, _: usize) {}

    fn predict(&mut self, passage: &Passage, at: usize) {
        self.evidence.clear();
        self.confidence = 0.0;
        let before = &passage.source.tokens()[at.saturating_sub(ORDER)..at];
        for index in 0..self.scopes.len() {
            self.mix(&keys(self.scopes[index], before));
        }
        self.rank_candidates();
    }

    fn rank(&mut self, truth: Sym) -> Option<usize> {
        let truth = self.words.lexicon.id(truth)?;
        let ids = &self.scores.ids;
        ids.contains(&truth).then_some(())?;
        let before = ids.iter().filter(|&&id| self.scores.is_before(id, truth));
        Some(before.count() + 1)
    }

    fn confidence(&mut self) -> Option<f32> {
        let ids = self.scores.ids.iter();
        let first = ids
            .copied()
            .reduce(|a, b| match self.scores.is_before(a, b) {
                true => a,
                false => b,
            })?;
        let text = &self.words.lexicon.word(first).text;
        Some(self.probability(Some(first), text) as f32)
    }

    fn bits(&mut self, passage: &Passage, at: usize) -> Option<f64> {
        let id = self.words.lexicon.id(passage.source.tokens()[at].sym);
        Some(-self.probability(id, spelled(passage, at)).log2())
    }

    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>) {
        let mut first: Vec<u32> = Vec::with_capacity(most + 1);
        let lexicon = &self.words.lexicon;
        for &id in &self.scores.ids {
            let place = first.partition_point(|&other| self.scores.is_before(other, id));
            if place < most && lexicon.fits(id, prefix) {
                first.insert(place, id);
                first.truncate(most);
            }
        }
        for &(id, _) in self.words.shelf(prefix) {
            if first.len() == most {
                break;
            }
            if !first.contains(&id) && lexicon.fits(id, prefix) {
                first.push(id);
            }
        }
        out.extend(first.into_iter().map(|id| lexicon.word(id).sym));
    }

    fn learn(&mut self, passage: &Passage, at: usize, _: bool) {
        let word = self.words.learn(passage, at);
        let before = &passage.source.tokens()[at.saturating_sub(ORDER)..at];
        for index in 0..self.scopes.len() {
            let scope = self.scopes[index];
            match scope {
                CACHE => self.remember(keys(scope, before), word),
                _ => self.counts.add(&keys(scope, before), word),
            }
        }
    }
}
