//! Opening a scope, as its owner or beside one, and taking it over when the owner is gone.
use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Episode, Episodes, Event, Evidence, Fault, Loaded, NEWER, OWNER, READ, State, Store, WRITE,
    base::{self, Base, Bases, Offsets},
    db::Contents,
    disk, event,
    mark::Mark,
    recover, tail,
};
use crate::text::Sym;

/// The version of a scope's folder as a whole.
const VERSION: u32 = 1;
/// Snapshots may be replaced while they are read; so often at most.
const TRIES: usize = 5;

impl Store {
    /// Opens a scope's folder, and makes it where it is missing. Never fails: what does not work is
    /// in the notices, and is done in memory.
    pub fn open(dir: &Path, now: u64) -> (Store, Loaded) {
        let mut store = Store::new(dir);
        let loaded = match store.admit(dir).and_then(|()| store.load(dir, now)) {
            Ok(loaded) => loaded,
            Err(fault) => store.refuse(fault),
        };
        (store, loaded)
    }

    /// A store that keeps nothing, for a scope that is not to be kept.
    pub fn in_memory() -> (Store, Loaded) {
        let mut store = Store::new(Path::new(""));
        store.dir = None;
        (store, Loaded::default())
    }

    pub(super) fn new(dir: &Path) -> Store {
        Store {
            dir: Some(dir.to_owned()),
            db: None,
            lock: None,
            mark: None,
            journal: super::Writer::new(tail::folder(dir)),
            seen: Offsets::new(),
            generation: 0,
            faults: super::Faults::default(),
            ledger: Arc::default(),
        }
    }

    /// Takes the scope over if its owner is gone. What it returns replaces everything in memory,
    /// this process's own events included. To be asked every 2 to 5 s.
    pub fn try_own(&mut self, now: u64) -> Option<Loaded> {
        let dir = self.dir.clone()?;
        if self.lock.is_some() {
            return None;
        }
        self.lock = disk::try_lock(&dir.join(OWNER)).ok()?;
        self.lock.as_ref()?;
        let written = self.journal.drain();
        self.check_written(written);
        let loaded = check_version(&dir).and_then(|()| self.load(&dir, now));
        Some(loaded.unwrap_or_else(|fault| self.refuse(fault)))
    }

    /// Serves from memory from now on.
    pub(super) fn refuse(&mut self, fault: Fault) -> Loaded {
        self.faults.tell(fault);
        self.dir = None;
        self.db = None;
        self.lock = None;
        self.ledger.replace(&[]);
        Loaded {
            notices: self.faults.take(),
            ..Loaded::default()
        }
    }

    /// Folder, version, lock: in this order, so that a newer version's folder is not touched.
    fn admit(&mut self, dir: &Path) -> Result<(), Fault> {
        disk::folder(dir).map_err(|e| Fault::new(WRITE, dir, e))?;
        check_version(dir)?;
        match disk::try_lock(&dir.join(OWNER)) {
            Ok(lock) => self.lock = lock,
            Err(e) => self.faults.tell(Fault::new(WRITE, dir, e)),
        }
        // Some network disks name a file differently each time: there it marks nothing.
        self.mark = Mark::of(dir);
        self.journal.mark.clone_from(&self.mark);
        Ok(())
    }

    pub(super) fn load(&mut self, dir: &Path, now: u64) -> Result<Loaded, Fault> {
        for _ in 0..TRIES {
            let bases = base::read(dir);
            if let Some((path, version)) = bases.newer {
                let cause = format!("version {version}, this program knows {}", base::VERSION);
                return Err(Fault::new(NEWER, &path, cause));
            }
            let loaded = self.load_from(dir, bases, now)?;
            // Journals that a snapshot made since has taken in may be gone already.
            if self.owner() || base::list(dir).first().copied().unwrap_or(0) == self.generation {
                return Ok(loaded);
            }
        }
        self.load_from(dir, base::read(dir), now)
    }

    fn load_from(&mut self, dir: &Path, bases: Bases, now: u64) -> Result<Loaded, Fault> {
        self.generation = bases.top;
        let contents = match self.owner() {
            true => self.own(dir, &bases, now)?,
            false => None,
        };
        self.tell_bad(&bases.bad);
        let (mut state, covered, folded) = merge(bases.base.unwrap_or_default(), contents);
        let mut ledger = Ledger::new(&mut state);
        let mut pending = self.journal_events(dir, &covered, &folded, &mut ledger);
        ledger.write(&mut state);
        self.ledger.replace(&state.ledger);
        if self.owner() {
            self.fold(&[]);
        }
        pending.sort_by_key(|(time, _)| *time);
        Ok(Loaded {
            state,
            pending,
            notices: self.faults.take(),
            owner: self.owner(),
        })
    }

    /// What only the owner does: leave the version, sweep, open the ledger.
    fn own(&mut self, dir: &Path, bases: &Bases, now: u64) -> Result<Option<Contents>, Fault> {
        disk::sweep(dir);
        for path in &bases.damaged {
            let _ = recover::set_aside(path, now);
        }
        let version = dir.join("VERSION");
        if !version.exists() {
            let written = disk::replace(&version, format!("{VERSION}\n").as_bytes());
            self.check_written(written);
        }
        let opened = recover::open(dir, bases, now, &mut self.faults)?;
        // Not before: nothing of a newer version's is touched.
        self.lock.iter().for_each(disk::Lock::sign);
        Ok(opened.map(|(db, contents)| {
            self.generation = self.generation.max(contents.generation.unwrap_or(0));
            self.db = Some(db);
            contents
        }))
    }

    fn tell_bad(&mut self, bad: &[(PathBuf, String)]) {
        for (path, cause) in bad {
            self.faults.tell(Fault::new(READ, path, cause));
        }
    }

    /// Adds what the ledger does not have to it, and returns what the tables don't have.
    fn journal_events(
        &mut self,
        dir: &Path,
        covered: &Offsets,
        folded: &Offsets,
        ledger: &mut Ledger,
    ) -> Vec<(u64, Event)> {
        let folder = tail::folder(dir);
        let mut pending = Vec::new();
        self.seen.clear();
        for id in self.journals(&folder) {
            let covered = covered.get(&id).copied().unwrap_or(0);
            let folded = folded.get(&id).copied().unwrap_or(0);
            let Some(tail) = self.tail(&folder, &id, covered.min(folded)) else {
                continue;
            };
            for entry in tail.entries {
                if let Event::Episode(episode) = &entry.event {
                    ledger.episodes.add(Episode::clone(episode));
                }
                if entry.start >= folded {
                    ledger.add(&entry.event, entry.time);
                }
                if entry.start >= covered {
                    pending.push((entry.time, entry.event));
                }
            }
        }
        pending
    }
}

/// What is loaded, from the snapshot and, where there is one, the database, which is newer.
fn merge(base: Base, contents: Option<Contents>) -> (State, Offsets, Offsets) {
    let Base {
        covered,
        folded,
        mut state,
        ..
    } = base;
    let Some(contents) = contents else {
        return (state, covered, folded);
    };
    let known: HashSet<&String> = contents.words.iter().collect();
    let more: Vec<String> = state
        .words
        .iter()
        .filter(|w| !known.contains(w))
        .cloned()
        .collect();
    state.words = contents.words;
    state.words.extend(more);
    state.ledger = contents.ledger;
    for episode in contents.episodes.last(usize::MAX) {
        state.episodes.add(episode.clone());
    }
    state.weights = contents.weights.unwrap_or(state.weights);
    (state, covered, contents.offsets)
}

/// A ledger being added to.
struct Ledger {
    rows: BTreeMap<event::Row, Evidence>,
    episodes: Episodes,
    words: Vec<String>,
    known: HashSet<Sym>,
}

impl Ledger {
    fn new(state: &mut State) -> Ledger {
        let rows = std::mem::take(&mut state.ledger).into_iter();
        Ledger {
            rows: rows.map(|(site, sym, e)| ((site, sym), e)).collect(),
            episodes: std::mem::take(&mut state.episodes),
            words: Vec::new(),
            known: state.words.iter().map(|w| Sym::of(w)).collect(),
        }
    }

    fn add(&mut self, event: &Event, time: u64) {
        if let Some((row, evidence, word)) = event::evidence(event, time) {
            self.rows.entry(row).or_default().add(evidence);
            if self.known.insert(row.1) {
                self.words.push(word.to_owned());
            }
        }
    }

    fn write(self, state: &mut State) {
        let rows = self.rows.into_iter();
        state.ledger = rows.map(|((site, sym), e)| (site, sym, e)).collect();
        state.words.extend(self.words);
        state.episodes = self.episodes;
    }
}

/// Whether this program may touch a folder.
pub(super) fn check_version(dir: &Path) -> Result<(), Fault> {
    let path = dir.join("VERSION");
    let text = match fs::symlink_metadata(&path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        _ => disk::read(&path, 64).map_err(|e| Fault::new(NEWER, &path, e))?,
    };
    let text = String::from_utf8_lossy(&text);
    match text.trim().parse() {
        Ok(VERSION) => Ok(()),
        _ if text.trim().is_empty() => Ok(()),
        _ => {
            let shown: String = text.trim().chars().take(20).collect();
            let cause = format!("version {shown:?}, this program knows {VERSION}");
            Err(Fault::new(NEWER, &path, cause))
        }
    }
}

#[cfg(test)]
mod tests;
