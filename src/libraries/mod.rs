//! What the crates on this machine show of how Rust is written. Reads, as counts of words, what cargo
//! has unpacked from crates.io, and the standard library; never writes, never builds, never asks a network, and never reads the
//! project's own packages.

mod crates;
mod reading;
mod sysroot;
mod texts;

pub use crates::{Crate, cargo_home, crate_name, crate_names, crates};
pub use reading::Reading;
pub use sysroot::sysroot;
pub use texts::Texts;

use std::path::Path;

/// All that may be read for the project in `folder`: its direct dependencies, the standard library,
/// then the rest.
pub fn sources(folder: &Path) -> Vec<Crate> {
    let found = cargo_home().map(|home| crates(folder, &home));
    let (mut near, far): (Vec<_>, Vec<_>) =
        found.unwrap_or_default().into_iter().partition(|c| c.near);
    near.extend(sysroot(folder));
    near.extend(far);
    near
}
#[cfg(test)]
mod tests;
