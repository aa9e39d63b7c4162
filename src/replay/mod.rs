//! Offline evaluation: a history typed again, what of it counts, and what the learner and its
//! baselines make of it. It must never reach into the learner: whatever is scored is scored from
//! outside, and `habitus.rs` alone knows who is scored.

mod author;
mod baselines;
mod habitus;
pub mod metrics;
mod predictor;
mod protocol;
pub mod report;
mod retyped;
mod run;
mod spelling;
#[cfg(test)]
mod tests;

pub use author::author;
pub use baselines::{NGram, baselines};
pub use habitus::{Setup, Warm, Weights, learner};
pub use predictor::{Predictor, spelled};
pub use protocol::{LONGEST, Mark, Passage, Protocol, Step};
pub use run::{Measured, Walked, walk};
pub use spelling::Spelling;
