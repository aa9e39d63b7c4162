//! Votes of tables: which words followed a place's keys, and how surely.

use std::{hint::black_box, sync::LazyLock};

use super::{
    super::{
        context::{CONTEXTS, Keys, LONG, spread},
        weights::{self, Weights},
    },
    Counted, ESCAPE, POINTER, Ranking,
};
use crate::{model::Table, text::Sym};

/// Absolute discount of a count (Ney, Essen and Kneser, 1994), and the size of the unseen rest.
const DISCOUNT: f32 = 0.5;
const UNSEEN: f32 = 100.0;
/// Words of the coarsest context that become candidates.
const FREQUENT: usize = 24;

impl Ranking {
    /// Takes the votes of a layer, on every word that fits.
    pub fn vote(
        &mut self,
        keys: &Keys,
        layer: usize,
        counted: Counted,
        weights: &Weights,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        let order = LONG.into_iter().chain(10..CONTEXTS).chain([0]);
        let order = order.filter(|&c| keys.contexts[c] != 0);
        let all = order.map(|c| (c, keys.contexts[c] ^ counted.salt));
        let near = all.clone().map(|(c, key)| (spread(c), key));
        black_box(counted.table.touch(near, None));
        for (context, key) in all {
            let (votes, total) = self.ask(counted.table, context, key);
            if !votes.is_empty() {
                if (1..10).contains(&context) {
                    self.longest = self.longest.max(context);
                }
                self.count_votes(&votes, total, (context, layer), weights, fits);
            }
            self.votes = votes;
        }
    }

    /// What followed a key, and how often in all.
    fn ask(&mut self, table: &Table, context: usize, key: u64) -> (Vec<(u32, u32)>, u32) {
        let mut votes = std::mem::take(&mut self.votes);
        votes.clear();
        let mut total = 0;
        table.each(spread(context), key, |word, count| {
            total += count;
            votes.push((word.0, count));
        });
        if context <= 1 && votes.len() > FREQUENT {
            votes.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        }
        (votes, total)
    }

    fn count_votes(
        &mut self,
        votes: &[(u32, u32)],
        total: u32,
        (context, layer): (usize, usize),
        weights: &Weights,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        let distinct = votes.len() as u32;
        let vote = weights::vote(context, layer, bucket(total, distinct));
        for (i, &(word, count)) in votes.iter().enumerate() {
            let candidate = match context == 0 && i >= FREQUENT {
                true => self.find(Sym(word)),
                false => self.add(word, fits),
            };
            let Some(candidate) = candidate else { continue };
            self.feature(candidate, vote, vote_of(count, distinct), weights);
            let state = state(count, total - count, i == 0);
            let state = weights::state(context, layer, state);
            self.feature(candidate, state, 1.0, weights);
        }
        let unsure = (distinct as f32 / total as f32).min(1.0);
        let state = weights::state(context, layer, 56 + size(total));
        self.feature(ESCAPE, state, 1.0 + unsure, weights);
    }

    /// Takes the votes of pointers: each says how long ago the name was used.
    pub fn point(
        &mut self,
        keys: &Keys,
        counted: Counted,
        recent: &[u32],
        weights: &Weights,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        for (context, key) in keys.pointers.iter().enumerate() {
            let (votes, total) = self.ask(counted.table, POINTER, key ^ counted.salt);
            let distinct = votes.len() as u32;
            let vote = weights::pointed(context, bucket(total, distinct));
            for &(place, count) in &votes {
                let word = recent.get((place as usize).wrapping_sub(1));
                let candidate = word.and_then(|&word| self.add(word, fits));
                if let Some(candidate) = candidate {
                    self.feature(candidate, vote, vote_of(count, distinct), weights);
                }
            }
            self.votes = votes;
        }
    }
}

/// Different words up to which [`vote_of`] is looked up.
const FEW: usize = 16;

/// What a count says for its word: the log-ratio of the discounted count to the unseen mass.
fn vote_of(count: u32, distinct: u32) -> f32 {
    static VOTES: LazyLock<Vec<[f32; 256]>> = LazyLock::new(|| {
        let of = |distinct| std::array::from_fn(|count| log_ratio(count as u32, distinct as u32));
        (0..FEW).map(of).collect()
    });
    let known = VOTES.get(distinct as usize);
    let known = known.and_then(|votes| votes.get(count as usize));
    known.copied().unwrap_or_else(|| log_ratio(count, distinct))
}

fn log_ratio(count: u32, distinct: u32) -> f32 {
    ((count as f32 - DISCOUNT) / (DISCOUNT * distinct as f32) * UNSEEN).ln_1p()
}

/// How much was counted; below 6.
fn size(total: u32) -> usize {
    match total {
        0..=1 => 0,
        2 => 1,
        3..=4 => 2,
        5..=9 => 3,
        10..=30 => 4,
        _ => 5,
    }
}

/// How sure a key is: by how much was counted, and of how many words.
fn bucket(total: u32, distinct: u32) -> usize {
    let group = match distinct {
        0..=1 => 0,
        2..=3 => 5,
        _ => 10,
    };
    (group + size(total)).min(weights::BUCKETS - 1)
}

/// How often a word and how often others followed, and whether it did the last time.
fn state(count: u32, rest: u32, newest: bool) -> usize {
    let rest = match rest {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        4..=7 => 3,
        8..=15 => 4,
        16..=40 => 5,
        _ => 6,
    };
    size(count) * 8 + rest + if newest { 64 } else { 0 }
}
