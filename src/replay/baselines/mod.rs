//! What the learner is measured against, in the same run and on the same tokens. They must be the
//! best that their authors describe: a weak baseline flatters.

mod alphabet;
mod counts;
mod frecency;
mod frequency;
mod lexicon;
mod ngram;
mod recent;
mod tally;
#[cfg(test)]
mod tests;

use super::Predictor;
pub use ngram::NGram;

/// All of them, knowing nothing.
pub fn baselines() -> Vec<Box<dyn Predictor>> {
    vec![
        Box::<frequency::FileFrequency>::default(),
        Box::<recent::RecentByPrefix>::default(),
        Box::<frecency::Frecency>::default(),
        Box::new(NGram::jelinek_mercer()),
        Box::new(NGram::nested()),
    ]
}
