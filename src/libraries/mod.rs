//! What the crates on this machine show of how Rust is written. Reads, as counts of words, what cargo
//! has unpacked from crates.io; never writes, never builds, never asks a network, and never reads the
//! project's own packages.

mod crates;
mod reading;

pub use crates::{Crate, cargo_home, crate_names, crates};
pub use reading::Reading;
#[cfg(test)]
mod tests;
