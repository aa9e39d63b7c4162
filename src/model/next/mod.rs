//! The learner that foretells the next token, whatever it is: contexts of a place vote by what followed
//! them, facts about each candidate are added, a small net weighs both, and all of it learns from
//! what comes. Pure: no clock, no files, no protocol; the same input gives the same output.
mod context;
mod counts;
mod facts;
mod forms;
mod line;
mod marks;
mod net;
mod rank;
mod scan;
mod shipped;
mod std;
#[cfg(test)]
mod tests;
mod types;
mod usage;
mod weights;

pub use context::{CONTEXTS, Keys, NAMES, key, spread};
pub use counts::{Counts, Salt, stem};
pub use facts::{Coined, FEATURES, Lore, Seen, View, Without};
pub use forms::{camel, snake};
pub use line::{Foretold, Lines, Place as LinePlace, Words};
pub use rank::{Counted, ESCAPE, LAYERS, POINTER, Ranking};
pub use scan::{Class, Scan};
pub use std::STD;
pub use types::{Role, Type, Types};
pub use usage::{Usage, Used, kind};
pub use weights::{Step, Weights};
