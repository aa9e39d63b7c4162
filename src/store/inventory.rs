//! Which files of a data folder Habitus made, told by their names and places: what may be removed.
//! Whatever else stands there is somebody else's and is named, never touched. Follows no link.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    ASKED, OWNER, disk, pause,
    rewrite::{FOLDER, LOCK, PLAN},
    slip, survey, wish,
};

/// The folder of programs that stand for others.
pub const PROGRAMS: &str = "bin";
/// The one that stands for rust-analyzer.
pub const SHIM: &str = "rust-analyzer";

/// A data folder's files, ours and others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Files that Habitus made.
    pub files: Vec<PathBuf>,
    /// Folders that Habitus made, the innermost first.
    pub folders: Vec<PathBuf>,
    /// Everything else, by its topmost path.
    pub strangers: Vec<PathBuf>,
    /// Bytes of `files`.
    pub bytes: u64,
}

/// What became of an inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removal {
    /// Files that are gone.
    pub files: usize,
    /// What could not be removed, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// A place in the data folder.
#[derive(Clone, Copy)]
enum Place {
    Data,
    Projects,
    /// Where scopes are rewritten.
    Rewriting,
    /// One of those.
    Work,
    Scope,
    Journal,
    Ledger,
    Blobs,
    Programs,
}

/// Whether a name says that a file of this place is ours.
fn is_file(place: Place, name: &str) -> bool {
    let fresh = name.starts_with(".new-") && name.ends_with(".tmp");
    let aside = |of: &str| name.starts_with(of) && name.contains(".bad-");
    match place {
        Place::Data => {
            let fixed = ["index.json", "index.lock", LOCK];
            fresh || fixed.contains(&name) || aside("index.json")
        }
        Place::Rewriting => false,
        Place::Programs => name == SHIM,
        Place::Work => fresh || name == PLAN,
        Place::Projects | Place::Blobs if fresh => true,
        Place::Projects => false,
        Place::Scope => {
            let fixed = [
                "VERSION",
                OWNER,
                "identity.json",
                "libraries.bin",
                pause::FILE,
                wish::FILE,
                slip::WANTED,
                slip::WRAPPED,
                ASKED,
            ];
            let snapshot = name.starts_with("base-") && name.ends_with(".bin");
            fresh || snapshot || fixed.contains(&name) || aside("base-")
        }
        Place::Journal => {
            let parts = name.split_once('.');
            parts
                .is_some_and(|(id, end)| disk::is_id(id) && ["jsonl", "lock", "bad"].contains(&end))
        }
        Place::Ledger => ["db", "conf"].contains(&name) || name.starts_with("snap."),
        Place::Blobs => !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// The place that a folder of this place is, where its name says that it is ours.
fn folder(place: Place, name: &str) -> Option<Place> {
    match (place, name) {
        (Place::Data, "projects") => Some(Place::Projects),
        (Place::Data, "user") => Some(Place::Scope),
        (Place::Data, PROGRAMS) => Some(Place::Programs),
        (Place::Data, FOLDER) => Some(Place::Rewriting),
        (Place::Rewriting, id) if id == "user" || disk::is_id(id) => Some(Place::Work),
        (Place::Work, name) if name == "new" || name == "old" || name.starts_with("old-") => {
            Some(Place::Scope)
        }
        (Place::Projects, id) if disk::is_id(id) => Some(Place::Scope),
        (Place::Scope, "journal") => Some(Place::Journal),
        (Place::Scope, "store") => Some(Place::Ledger),
        (Place::Scope, name) if name.starts_with("store.bad-") => Some(Place::Ledger),
        (Place::Ledger, "blobs") => Some(Place::Blobs),
        _ => None,
    }
}

impl Inventory {
    /// Looks through a data folder.
    pub fn of(data: &Path) -> Inventory {
        let mut all = Inventory::default();
        if fs::symlink_metadata(data).is_ok_and(|found| found.is_dir()) {
            all.add(data, Place::Data);
            all.folders.push(data.to_owned());
        }
        all.strangers.sort();
        all
    }

    fn add(&mut self, dir: &Path, place: Place) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            let name = name.to_str().unwrap_or("");
            let Ok(found) = fs::symlink_metadata(&path) else {
                continue;
            };
            match folder(place, name).filter(|_| found.is_dir()) {
                Some(below) => {
                    self.add(&path, below);
                    self.folders.push(path);
                }
                None if found.is_file() && is_file(place, name) => {
                    self.bytes += found.len();
                    self.files.push(path);
                }
                None => self.strangers.push(path),
            }
        }
    }

    /// Removes the files, and the folders that are empty then.
    pub fn remove(&self) -> Removal {
        let mut removal = Removal::default();
        for path in &self.files {
            match fs::remove_file(path) {
                Ok(()) => removal.files += 1,
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => removal.failed.push((path.clone(), e.to_string())),
            }
        }
        for path in &self.folders {
            let is_empty = || fs::read_dir(path).is_ok_and(|mut below| below.next().is_none());
            if is_empty()
                && let Err(e) = fs::remove_dir(path)
            {
                removal.failed.push((path.clone(), e.to_string()));
            }
        }
        removal
    }
}

/// The scopes of a data folder, by what stands on the disk: the user's first.
pub fn scopes(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("projects")).into_iter().flatten();
    let is_scope = |path: &PathBuf| {
        let name = path.file_name().and_then(|n| n.to_str());
        path.is_dir() && name.is_some_and(disk::is_id)
    };
    let mut scopes: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    scopes.retain(is_scope);
    scopes.sort();
    let user = Some(data.join("user")).filter(|user| user.is_dir());
    user.into_iter().chain(scopes).collect()
}

/// Processes that are at work in a data folder: scopes that have a live owner or writer.
pub fn at_work(data: &Path) -> Vec<(PathBuf, survey::Owner)> {
    let scopes = scopes(data).into_iter();
    let with_owner = scopes.map(|scope| (survey::owner(&scope), survey::writers(&scope), scope));
    with_owner
        .filter(|(owner, writers, _)| owner.is_live || *writers > 0)
        .map(|(owner, _, scope)| (scope, owner))
        .collect()
}

#[cfg(test)]
mod tests;
