//! What the last minutes did to the weights. Lists follow a lesson at once; what is kept follows when the
//! word has stood for half a minute, and wholly when one that was taken from a list has survived. So a
//! lesson can be taken back as if it had never been. Knows no clock and no files.

use std::collections::VecDeque;

use crate::model::{Step, Weights};

/// AdaGrad's rate.
pub const RATE: f32 = 0.2;
/// How long a word must stand before it is kept, in milliseconds.
pub const HALF_MINUTE: u64 = 30_000;
/// From when on a word that was taken counts fully, without a commit.
pub const FIVE_MINUTES: u64 = 300_000;
/// The share of a word that was taken and has stood for half a minute.
const HALF: f32 = 0.5;
/// More lessons don't wait.
const MOST: usize = 4096;

/// A lesson that isn't wholly kept.
struct Waiting {
    /// The list from which its word was taken; 0 where it was typed.
    offer: u64,
    at: u64,
    step: Step,
    share: f32,
    kept: f32,
}

/// See the module.
pub struct Overlay {
    kept: Weights,
    waiting: VecDeque<Waiting>,
}

impl Overlay {
    /// Over weights that are kept.
    pub fn new(kept: Weights) -> Overlay {
        Overlay {
            kept,
            waiting: VecDeque::new(),
        }
    }

    /// A lesson of this share was held.
    pub fn add(&mut self, offer: u64, at: u64, step: Step, share: f32) {
        if self.waiting.len() >= MOST
            && let Some(mut oldest) = self.waiting.pop_front()
        {
            oldest.keep(&mut self.kept, 1.0);
        }
        self.waiting.push_back(Waiting {
            offer,
            at,
            step,
            share,
            kept: 0.0,
        });
    }

    /// Keeps what has stood for long enough; whether nothing waits any more.
    pub fn ripen(&mut self, now: u64) -> bool {
        let kept = &mut self.kept;
        self.waiting.retain_mut(|w| {
            let part = match now.saturating_sub(w.at) {
                ..HALF_MINUTE => 0.0,
                ..FIVE_MINUTES if w.offer != 0 => HALF,
                _ => 1.0,
            };
            w.keep(kept, part);
            w.kept < 1.0
        });
        self.waiting.is_empty()
    }

    /// The word that was taken from a list has survived.
    pub fn confirm(&mut self, offer: u64) {
        let kept = &mut self.kept;
        self.waiting.retain_mut(|w| {
            let is = w.offer == offer;
            if is {
                w.keep(kept, 1.0);
            }
            !is
        });
    }

    /// The word that was taken from a list is gone: the weights as they would be without it, unless
    /// they are kept already.
    pub fn retract(&mut self, offer: u64) -> Option<Weights> {
        let before = self.waiting.len();
        self.waiting.retain(|w| w.offer != offer);
        (self.waiting.len() < before).then(|| {
            let mut live = self.kept.clone();
            for w in &self.waiting {
                live.take(&w.step, RATE, w.share * (1.0 - w.kept));
            }
            live
        })
    }

    /// The weights that may be written down.
    pub fn kept(&self) -> &Weights {
        &self.kept
    }
}

impl Waiting {
    /// Keeps it up to a part.
    fn keep(&mut self, weights: &mut Weights, part: f32) {
        if part > self.kept {
            weights.take(&self.step, RATE, self.share * (part - self.kept));
            self.kept = part;
        }
    }
}

#[cfg(test)]
mod tests;
