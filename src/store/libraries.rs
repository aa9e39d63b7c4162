//! What libraries show, in a file of its own beside the snapshots: it can be read anew from the crates
//! at any time, so a damaged one counts as missing.
use std::path::Path;

use super::{
    State,
    base::{self, Base, Unread},
    disk,
    mark::Mark,
};

const FILE: &str = "libraries.bin";
const LARGEST: u64 = 256 << 20;

/// What was kept in a scope's folder.
pub enum Kept {
    /// Nothing that can be read.
    Nothing,
    /// This.
    State(State),
    /// Something of another version, which is left to it.
    Foreign,
}

/// What was kept in a scope's folder.
pub fn libraries(dir: &Path) -> Kept {
    let bytes = match disk::read(&dir.join(FILE), LARGEST) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::FileTooLarge => return Kept::Foreign,
        Err(_) => return Kept::Nothing,
    };
    match base::decode(&bytes) {
        Ok(base) => Kept::State(base.state),
        Err(Unread::Newer(_) | Unread::Foreign(_)) => Kept::Foreign,
        Err(Unread::Damaged(_)) => Kept::Nothing,
    }
}

/// Keeps it, but not in the place of another version's, nor in a folder that took the marked one's
/// place.
pub fn keep_libraries(dir: &Path, state: State, mark: Option<&Mark>) -> std::io::Result<()> {
    if matches!(libraries(dir), Kept::Foreign) {
        return Ok(());
    }
    let base = Base {
        state,
        ..Base::default()
    };
    match base::encode(&base) {
        Some(bytes) => disk::replace_in(&dir.join(FILE), &bytes, mark),
        None => Ok(()),
    }
}

/// Copies the file as it is from one scope's folder to another's.
pub(super) fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    match disk::read(&from.join(FILE), LARGEST) {
        Ok(bytes) => disk::replace(&to.join(FILE), &bytes),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e),
    }
}
