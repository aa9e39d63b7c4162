//! What is kept of one scope, a project or the user: evidence, tables, weights, vocabulary.
//!
//! One process owns a scope by a file lock; every process appends to a journal of its own and reads
//! those of the others; memory serves all reads. The owner folds the journals into the ledger
//! (sled) and publishes snapshots. A process that is killed loses nothing that [`Store::append`]
//! returned from, and nothing is counted twice.
//!
//! Never refuses to serve, never deletes what it can't read, never touches what a newer version
//! wrote. Knows neither models nor protocols, and no clock: `now` is Unix milliseconds.
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::text::Sym;

mod base;
mod codec;
mod commits;
mod db;
mod disk;
mod episode;
mod event;
mod export;
mod fault;
mod health;
mod identity;
mod inventory;
mod journal;
mod keep;
mod ledger;
mod libraries;
mod mark;
mod open;
mod pause;
mod record;
mod recover;
mod rewrite;
mod slip;
mod survey;
mod tail;
mod wish;

pub use commits::Commits;
pub use episode::{By, Diagnostics, End, Episode, Episodes, ROWS, Row, Survived};
pub use event::{Event, Evidence, Outcome};
pub use export::{Export, Part, Unfit, parse, print, write_private};
pub use fault::{Ailment, Fault};
pub use health::{free_space, open_to_others, try_to_write};
pub use identity::{
    Identity, Known, Named, disown, find, identify, index_health, lookup, named, projects,
};
pub use inventory::{Inventory, PROGRAMS, Removal, SHIM, at_work, scopes};
pub use ledger::Ledger;
pub use libraries::{Kept, keep_libraries, libraries};
pub use mark::Mark;
pub use pause::{is_paused, pause, paused_since, resume};
pub use rewrite::{
    Done, Libraries, Remade, Rewriting, Sieve, has_set_aside, is_between, recover_all, waits,
};
pub use slip::{Slip, WANTED, WRAPPED};
pub use survey::{Bulk, Checkup, Health, Owner, Survey, check_up, owner, survey, writers};
pub use wish::{Wish, wait};

use base::Offsets;
use db::Db;
use fault::{Faults, NEWER, READ, WRITE};
use journal::Writer;

/// Locked by a scope's owner.
const OWNER: &str = "owner.lock";
/// There while somebody waits for the owner's next snapshot.
const ASKED: &str = "asked";

/// Name of the note on how far a project's history is read.
pub const HISTORY: &str = "history";

/// What is published and loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// Tables by name, as their raw words.
    pub tables: Vec<(String, Vec<u64>)>,
    /// Weights of the mixing.
    pub weights: Vec<f32>,
    /// Vocabulary; the name of each is [`Sym::of`] it.
    pub words: Vec<String>,
    /// Site, word, evidence.
    pub ledger: Vec<(u64, Sym, Evidence)>,
    /// Small named blobs.
    pub notes: Vec<(String, Vec<u8>)>,
    /// The last lists and what became of them.
    pub episodes: Episodes,
}

/// What a scope holds. It replaces everything that is held of it in memory.
#[derive(Debug, Default)]
pub struct Loaded {
    /// As published, with the whole ledger: it counts the pending events' outcomes already.
    pub state: State,
    /// Events that the tables don't have yet, oldest first, with their times.
    pub pending: Vec<(u64, Event)>,
    /// What does not work.
    pub notices: Vec<Fault>,
    /// Whether this process owns the scope.
    pub owner: bool,
}

/// A scope's folder, open. Where the folder is of no use it takes everything and keeps nothing.
pub struct Store {
    /// `None`: in memory only.
    dir: Option<PathBuf>,
    db: Option<Db>,
    /// Held by the owner. After `db`: dropped last.
    lock: Option<disk::Lock>,
    /// The lock's file, held open by everyone: what tells this folder from a later one.
    mark: Option<Mark>,
    journal: Writer,
    /// How far the journals of others were handed out.
    seen: Offsets,
    generation: u64,
    faults: Faults,
    ledger: Arc<Ledger>,
}

impl Store {
    /// Appends events to this process's journal by a single write. What can't be written is kept
    /// and tried again with the next.
    pub fn append(&mut self, events: &[Event], now: u64) {
        for event in events {
            self.ledger.add(event, now);
        }
        if self.dir.is_none() || events.is_empty() {
            return;
        }
        let mut lines = Vec::new();
        for event in events {
            record::write(event, now, &mut lines);
        }
        let written = self.journal.append(&lines);
        self.check_written(written);
    }

    /// New events of the other processes, oldest first, with their times.
    pub fn poll(&mut self, _now: u64) -> Vec<(u64, Event)> {
        let Some(dir) = self.dir.clone() else {
            return Vec::new();
        };
        self.journal.check();
        let folder = tail::folder(&dir);
        let ids = self.journals(&folder);
        let mut events = Vec::new();
        for id in &ids {
            if self.journal.is_own(id) {
                continue;
            }
            let from = self.seen.get(id).copied().unwrap_or(0);
            if let Some(tail) = self.tail(&folder, id, from) {
                events.extend(tail.entries.into_iter().map(|e| (e.time, e.event)));
            }
        }
        self.seen.retain(|id, _| ids.contains(id));
        // Stable: events of one time stay in the order of journal and offset.
        events.sort_by_key(|(time, _)| *time);
        for (time, event) in &events {
            self.ledger.add(event, *time);
        }
        events
    }

    /// What is known of each word at each site, to the last event that was loaded, appended or
    /// polled.
    pub fn ledger(&self) -> Arc<Ledger> {
        self.ledger.clone()
    }

    /// Whether this process owns the scope.
    pub fn owner(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether the folder was deleted or moved away since it was opened; another may be in its place.
    pub fn is_gone(&self) -> bool {
        self.mark.as_ref().is_some_and(|mark| !mark.stands())
    }

    /// What tells the folder from another in its place.
    pub fn mark(&self) -> Option<Mark> {
        self.mark.clone()
    }

    /// Events that were appended and are written nowhere, since the folder is gone; with their times.
    pub fn take_waiting(&mut self) -> Vec<(u64, Event)> {
        let lines = self.journal.take_waiting();
        let lines = lines.split_inclusive(|&b| b == b'\n');
        let event = |line| match record::read(line) {
            record::Said::Event(time, event) => Some((time, event)),
            _ => None,
        };
        lines.filter_map(event).collect()
    }

    /// Makes what was appended last, at most every 250 ms; writes what still waits. For every tick.
    pub fn sync(&mut self, now: u64) {
        if self.dir.is_none() {
            return;
        }
        let written = self
            .journal
            .drain()
            .and_then(|()| self.journal.sync_at(now));
        self.check_written(written);
    }

    /// Faults since the store was opened or this was last asked; each kind comes once.
    pub fn notices(&mut self) -> Vec<Fault> {
        self.faults.take()
    }

    /// Makes everything last and lets go.
    pub fn close(mut self) {
        if self.dir.is_some() {
            let _ = self.journal.drain();
            let _ = self.journal.sync();
        }
        if let Some(db) = self.db.take() {
            let _ = recover::guard(|| db.flush());
        }
    }

    fn check_written(&mut self, written: std::io::Result<()>) {
        if let (Err(e), Some(dir)) = (written, &self.dir)
            && !self.is_gone()
        {
            let place = match dir.is_dir() {
                true => tail::folder(dir),
                false => dir.clone(),
            };
            self.faults.tell(Fault::new(WRITE, &place, e));
        }
    }

    /// The journals there are; none where they can't be listed.
    fn journals(&mut self, folder: &Path) -> Vec<String> {
        tail::list(folder).unwrap_or_else(|e| {
            self.faults.tell(Fault::new(READ, folder, e));
            Vec::new()
        })
    }

    /// Reads a journal on and notes how far.
    fn tail(&mut self, folder: &Path, id: &str, from: u64) -> Option<tail::Tail> {
        let path = tail::path(folder, id);
        match tail::read(&path, from) {
            Ok(tail) => {
                if tail.newer.is_some() {
                    self.faults
                        .tell(Fault::new(fault::NEWER_EVENTS, &path, "unknown events"));
                }
                self.seen.insert(id.to_owned(), tail.end);
                Some(tail)
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => {
                self.faults.tell(Fault::new(READ, &path, e));
                None
            }
        }
    }
}
