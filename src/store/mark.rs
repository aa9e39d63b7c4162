//! What tells a scope's folder from a later one in its place: its lock file, held open. Says nothing
//! where a disk names a file differently each time.
use std::{fs::File, io, path::Path, path::PathBuf, sync::Arc};

use super::{OWNER, disk};

/// A folder as it was when it was opened. Clones share it.
#[derive(Clone)]
pub struct Mark {
    file: Arc<File>,
    path: PathBuf,
}

impl Mark {
    /// That of a scope's folder, if it can be told.
    pub(super) fn of(dir: &Path) -> Option<Mark> {
        let path = dir.join(OWNER);
        let file = disk::open(&path).ok()?;
        disk::stands(&file, &path).then(|| Mark {
            file: Arc::new(file),
            path,
        })
    }

    /// Whether the same folder is still in its place.
    pub fn stands(&self) -> bool {
        disk::stands(&self.file, &self.path)
    }

    /// What is written to a folder that went belongs nowhere.
    pub(super) fn gone() -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, "the folder was replaced")
    }
}
