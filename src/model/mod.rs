//! What is learned, and how it ranks: contexts of a place, tables of what followed them, and weights
//! that mix their votes. Pure: no clock, no files, no protocol; the same input gives the same output.
mod context;
mod library;
mod mix;
pub mod next;
mod prior;
mod rank;
mod table;
#[cfg(test)]
mod tests;
mod words;

pub use context::{CONTEXTS, Class, Contexts, SITE, Scan};
pub use library::{Common, Library, Shelf};
pub use mix::{Fact, LAYERS, Layer, Part, Step, Weights};
pub use rank::{Ranking, Tables};
pub use table::{EVIDENCE, Table};
pub use words::Vocabulary;
