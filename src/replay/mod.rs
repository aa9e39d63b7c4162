//! Offline evaluation: a history typed again, and what of it counts. It must never reach into the
//! learner: whatever is scored is scored from outside.

mod protocol;
mod retyped;

pub use protocol::{LONGEST, Mark, Passage, Protocol, Step};
