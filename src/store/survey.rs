//! What stands in a scope's folder, read without being its owner and without changing anything: sizes,
//! who holds it, and whether each part can be read.
use std::{
    collections::HashSet,
    fs::{self, File, TryLockError},
    io,
    path::Path,
};

use super::{
    Event, HISTORY, Kept, Loaded, OWNER, State, Store,
    base::{self, Bases},
    db::Trouble,
    disk, libraries, open, recover, tail,
};
use crate::text::Sym;

/// A larger ledger is not copied for a trial.
const LARGEST: u64 = 512 << 20;

/// Who owns a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The process that owns it, or did last; `None` where that isn't known.
    pub pid: Option<u32>,
    /// Whether a process owns it now.
    pub is_live: bool,
}

/// A number of files and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bulk {
    /// Files.
    pub files: usize,
    /// Bytes.
    pub bytes: u64,
}

/// What a scope holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// The newest snapshot's number, and the bytes of all.
    pub snapshot: Option<(u64, u64)>,
    /// Bytes of the tables, in memory.
    pub tables: u64,
    /// How much of that holds something.
    pub used: u64,
    /// The note on how far the history is read; empty where there is none.
    pub history: Vec<u8>,
    /// Rows of the ledger, events included that aren't folded yet.
    pub rows: usize,
    /// The ledger's files.
    pub ledger: Bulk,
    /// Words that have a text.
    pub words: usize,
    /// Words that were typed or chosen, each time counted: how much the weights have seen.
    pub lessons: u64,
    /// Whether there are weights of its own.
    pub has_weights: bool,
    /// Journals.
    pub journals: Bulk,
    /// Events that no snapshot has yet.
    pub pending: usize,
    /// What libraries show: words, and bytes of the file.
    pub libraries: Option<(usize, u64)>,
    /// Everything in the folder.
    pub total: Bulk,
    /// What can't be read.
    pub faults: Vec<String>,
}

impl Store {
    /// What a scope holds, as [`Store::open`] would load it beside its owner; nothing is made,
    /// locked or written.
    pub fn peek(dir: &Path, now: u64) -> Loaded {
        let mut store = Store::new(dir);
        match open::check_version(dir).and_then(|()| store.load(dir, now)) {
            Ok(loaded) => loaded,
            Err(fault) => store.refuse(fault),
        }
    }
}

/// Looks at a scope.
pub fn survey(dir: &Path, now: u64) -> Survey {
    let loaded = Store::peek(dir, now);
    let state = &loaded.state;
    let mut words: HashSet<Sym> = state.words.iter().map(|w| Sym::of(w)).collect();
    for (_, event) in &loaded.pending {
        if let Event::Learned { words: more, .. } = event {
            words.extend(more.iter().map(|w| Sym::of(w)));
        }
    }
    // Each word is written down at its site and at its very place.
    let times = |e: &super::Evidence| u64::from(e.chosen) + u64::from(e.typed);
    let bytes_of = |name: &str| disk::open(&dir.join(name)).and_then(|f| f.metadata());
    Survey {
        snapshot: base::list(dir).first().map(|&g| (g, snapshots(dir))),
        tables: entries(state, &|_| true),
        used: entries(state, &|entry| entry != 0),
        history: state
            .notes
            .iter()
            .find(|(name, _)| name == HISTORY)
            .map_or_else(Vec::new, |(_, note)| note.clone()),
        rows: state.ledger.len(),
        ledger: bulk(&dir.join("store"), &|_| true),
        words: words.len(),
        lessons: state.ledger.iter().map(|(.., e)| times(e)).sum::<u64>() / 2,
        has_weights: !state.weights.is_empty(),
        journals: bulk(&tail::folder(dir), &|name| name.ends_with(".jsonl")),
        pending: loaded.pending.len(),
        libraries: match libraries(dir) {
            Kept::State(kept) => Some((
                kept.words.len(),
                bytes_of("libraries.bin").map_or(0, |m| m.len()),
            )),
            Kept::Nothing | Kept::Foreign => None,
        },
        total: bulk(dir, &|_| true),
        faults: loaded.notices.iter().map(ToString::to_string).collect(),
    }
}

/// Bytes of those entries of the tables.
fn entries(state: &State, is: &dyn Fn(u64) -> bool) -> u64 {
    let all = state.tables.iter().flat_map(|(_, table)| table);
    8 * all.filter(|entry| is(**entry)).count() as u64
}

fn snapshots(dir: &Path) -> u64 {
    let all = base::list(dir).into_iter().map(|g| base::path(dir, g));
    all.filter_map(|path| Some(fs::metadata(path).ok()?.len()))
        .sum()
}

/// The files below a folder of which the name says so.
fn bulk(folder: &Path, is: &dyn Fn(&str) -> bool) -> Bulk {
    let mut all = Bulk::default();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(found) = fs::symlink_metadata(entry.path()) else {
            continue;
        };
        if found.is_dir() {
            let below = bulk(&entry.path(), is);
            all.files += below.files;
            all.bytes += below.bytes;
        } else if is(&entry.file_name().to_string_lossy()) {
            all.files += 1;
            all.bytes += found.len();
        }
    }
    all
}

/// Who owns a scope. Looks for a moment, and beside others that look.
pub fn owner(dir: &Path) -> Owner {
    let path = dir.join(OWNER);
    let Ok(file) = disk::open(&path) else {
        return Owner {
            pid: None,
            is_live: false,
        };
    };
    Owner {
        pid: disk::read(&path, 64).ok().and_then(|bytes| {
            let text = String::from_utf8(bytes).ok()?;
            text.trim().parse().ok()
        }),
        is_live: is_locked(&file),
    }
}

/// Whether somebody holds a lock; lets go at once where it is free.
fn is_locked(file: &File) -> bool {
    match file.try_lock_shared() {
        Ok(()) => {
            let _ = file.unlock();
            false
        }
        Err(TryLockError::WouldBlock) => true,
        Err(TryLockError::Error(_)) => false,
    }
}

/// Processes that write journals here.
pub fn writers(dir: &Path) -> usize {
    let entries = fs::read_dir(tail::folder(dir)).into_iter().flatten();
    let locks = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        let id = name.to_str().and_then(|n| n.strip_suffix(".lock"));
        id.is_some_and(disk::is_id)
    });
    locks
        .filter(|lock| disk::open(&lock.path()).is_ok_and(|file| is_locked(&file)))
        .count()
}

/// How a part of a scope is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Health {
    /// It isn't there.
    Missing,
    /// It can be read.
    Sound,
    /// It wasn't tried, and why.
    Untried(String),
    /// A newer program wrote it.
    Newer(String),
    /// It can't be read, and why.
    Damaged(String),
}

/// How the parts of a scope are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkup {
    /// The folder's version.
    pub version: Health,
    /// The newest snapshot.
    pub snapshot: Health,
    /// The ledger.
    pub ledger: Health,
    /// Names of what was set aside because it was damaged.
    pub aside: Vec<String>,
}

/// Tries each part of a scope. The ledger is tried on a copy in `room`, which its owner doesn't
/// notice; while a process owns it, it isn't tried at all.
pub fn check_up(dir: &Path, room: &Path) -> Checkup {
    let bases = base::read(dir);
    let top = bases.top;
    Checkup {
        version: match open::check_version(dir) {
            Ok(()) => Health::Sound,
            Err(fault) => Health::Newer(fault.cause),
        },
        snapshot: snapshot_health(bases),
        ledger: ledger_health(dir, room, top),
        aside: set_aside(dir),
    }
}

fn snapshot_health(bases: Bases) -> Health {
    match (bases.newer, bases.bad.first(), bases.base) {
        (Some((_, version)), ..) => Health::Newer(format!("version {version}")),
        (None, Some((_, why)), _) => Health::Damaged(why.clone()),
        (None, None, Some(_)) => Health::Sound,
        (None, None, None) => Health::Missing,
    }
}

fn set_aside(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let names = entries.map(|e| e.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|n| n.contains(".bad-")).collect();
    names.sort();
    names
}

fn ledger_health(dir: &Path, room: &Path, top: u64) -> Health {
    let store = dir.join("store");
    if !store.is_dir() {
        return Health::Missing;
    }
    let size = bulk(&store, &|_| true).bytes;
    if size > LARGEST {
        return Health::Untried(format!("it is large: {} MB", size >> 20));
    }
    let copy = room.join("store");
    match copied(dir, &store, &copy) {
        Ok(true) => {}
        Ok(false) => return Health::Untried("a running server owns it".to_owned()),
        Err(e) => return Health::Untried(e.to_string()),
    }
    let has_log = top > 0 && fs::metadata(copy.join("db")).is_ok_and(|db| db.len() > 0);
    match recover::timed(copy) {
        Ok((_, contents)) if has_log && contents.generation.is_none() => {
            Health::Damaged("its log holds nothing".to_owned())
        }
        Ok(_) => Health::Sound,
        Err(e @ Trouble::Newer(_)) => Health::Newer(e.to_string()),
        Err(e) if e.is_damage() => Health::Damaged(e.to_string()),
        Err(e) => Health::Untried(e.to_string()),
    }
}

/// Copies a ledger that nobody owns, under a shared lock for as long as that takes; false where
/// somebody owns it.
fn copied(dir: &Path, store: &Path, copy: &Path) -> io::Result<bool> {
    let lock = disk::open(&dir.join(OWNER)).ok();
    if let Some(Err(TryLockError::WouldBlock)) = lock.as_ref().map(File::try_lock_shared) {
        return Ok(false);
    }
    copy_all(store, copy)?;
    if let Some(lock) = lock {
        let _ = lock.unlock();
    }
    Ok(true)
}

fn copy_all(from: &Path, to: &Path) -> io::Result<()> {
    disk::folder(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_all(&entry.path(), &target)?;
        } else if kind.is_file() {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
