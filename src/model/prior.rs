//! The shipped weights: trained on other people's public crates, so that the first list is sound.
//! They hold no word; how they were made is told in docs/learner.md.

use super::mix::Weights;

static SHIPPED: &[u8] = include_bytes!("shipped.weights");

/// The shipped weights, little-endian f32s as [`Weights::to_vec`] gives them; `None` where their
/// number doesn't fit this build's features.
pub(super) fn shipped() -> Option<Weights> {
    let (words, rest) = SHIPPED.as_chunks::<4>();
    let all: Vec<f32> = words.iter().map(|b| f32::from_le_bytes(*b)).collect();
    if rest.is_empty() {
        Weights::from_slice(&all)
    } else {
        None
    }
}
