//! What libraries show, in a file of its own beside the snapshots: it can be read anew from the crates
//! at any time, so a damaged one counts as missing.
use std::path::Path;

use super::{
    State,
    base::{self, Base, Unread},
    disk,
};

const FILE: &str = "libraries.bin";
const LARGEST: u64 = 256 << 20;

/// What was kept in a scope's folder; `None` where there is nothing that this version reads.
pub fn libraries(dir: &Path) -> Option<State> {
    let bytes = disk::read(&dir.join(FILE), LARGEST).ok()?;
    base::decode(&bytes).ok().map(|base| base.state)
}

/// Keeps it. What a newer version wrote is left untouched.
pub fn keep_libraries(dir: &Path, state: State) -> std::io::Result<()> {
    let path = dir.join(FILE);
    let old = disk::read(&path, LARGEST).unwrap_or_default();
    if matches!(base::decode(&old), Err(Unread::Newer(_))) {
        return Ok(());
    }
    let base = Base {
        state,
        ..Base::default()
    };
    match base::encode(&base) {
        Some(bytes) => disk::replace(&path, &bytes),
        None => Ok(()),
    }
}
