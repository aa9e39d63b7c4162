//! The mark that pauses a project in all its windows: a file in the scope's folder, which live
//! servers look at. Holds the time when it was put there and nothing else.
use std::{io, path::Path};

use super::{disk, open};

/// The file's name.
pub(super) const FILE: &str = "paused";

/// Pauses a scope, unless it is paused already.
pub fn pause(dir: &Path, now: u64) -> io::Result<()> {
    open::check_version(dir).map_err(io::Error::other)?;
    match is_paused(dir) {
        true => Ok(()),
        false => disk::replace(&dir.join(FILE), format!("{now}\n").as_bytes()),
    }
}

/// Ends that; whether it was paused.
pub fn resume(dir: &Path) -> io::Result<bool> {
    open::check_version(dir).map_err(io::Error::other)?;
    match std::fs::remove_file(dir.join(FILE)) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Whether a scope is paused. One look at the folder: for every lesson.
pub fn is_paused(dir: &Path) -> bool {
    dir.join(FILE).symlink_metadata().is_ok()
}

/// Since when, in Unix milliseconds; 0 where the mark doesn't say.
pub fn paused_since(dir: &Path) -> Option<u64> {
    if !is_paused(dir) {
        return None;
    }
    let text = disk::read(&dir.join(FILE), 64).unwrap_or_default();
    let text = String::from_utf8(text).unwrap_or_default();
    Some(text.trim().parse().unwrap_or(0))
}
