//! A store with what the learner keeps beside it: what is known of files, how far its history is read,
//! when it was looked after. Writes nothing but what it is told to append.
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use super::{SNAPSHOT, noted, project_key};
use rustc_hash::FxHashSet;

use crate::{
    engine::{
        history::{Account, Past},
        librarian::Librarian,
        overlay::HALF_MINUTE,
        record::{Known, Notes, others},
    },
    store::{self, Commits, Event, Loaded, Store},
};

/// A store with what the learner keeps beside it.
pub struct Scope {
    pub store: Store,
    /// Reads what libraries show, as long as this is here.
    pub(super) librarian: Option<Librarian>,
    pub(super) commits: Commits,
    pub dir: PathBuf,
    /// Hash of what names the project: copies of one history have one name.
    pub name: u64,
    /// What is known is noted under this.
    pub(super) note: &'static str,
    pub known: Known,
    /// Files in which something waits for a commit.
    pub(super) pending: FxHashSet<PathBuf>,
    /// What else its snapshots hold.
    pub notes: Notes,
    /// What is learned of its history.
    pub past: Past,
    /// Words counted since the last snapshot.
    pub unsaved: usize,
    /// Whether all files were read once.
    pub is_read: bool,
    /// Whether files were left unread because of a pause.
    pub is_left: bool,
    pub(super) published: Instant,
    pub(super) folded: Instant,
    pub(super) asked: Instant,
    pub(super) events: bool,
    /// When it was last written to.
    last: u64,
}

impl Scope {
    pub(super) fn open(dir: &Path, name: &str, note: &'static str, now: u64) -> (Scope, Loaded) {
        let (store, mut loaded) = Store::open(dir, now);
        let known = noted(&mut loaded, note);
        let mut notes = others(&mut loaded.state);
        let past = Past::new(Account::take(&mut notes));
        let start = Instant::now();
        (
            Scope {
                store,
                librarian: None,
                commits: Commits::default(),
                dir: dir.to_owned(),
                name: project_key(name),
                note,
                known,
                pending: FxHashSet::default(),
                notes,
                past,
                unsaved: 0,
                is_read: false,
                is_left: false,
                published: start,
                folded: start,
                asked: start,
                events: false,
                last: 0,
            },
            loaded,
        )
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Whether this process owns it.
    pub fn is_owner(&self) -> bool {
        self.store.owner()
    }

    /// The next librarian sees what is to be read now.
    pub fn dismiss_librarian(&mut self) {
        self.librarian = None;
    }

    /// Whether its librarian, if it has one, is done.
    pub fn is_shelved(&self) -> bool {
        self.librarian.as_ref().is_none_or(Librarian::is_done)
    }

    /// All that is held of it was replaced.
    pub(super) fn replace(&mut self, loaded: &mut Loaded) {
        self.known = noted(loaded, self.note);
        self.notes = others(&mut loaded.state);
        self.past.replace(Account::take(&mut self.notes));
    }

    /// Whether a mark pauses it.
    pub fn is_marked(&self) -> bool {
        store::is_paused(&self.dir)
    }

    /// A pause is over; whether files were left unread. What came up meanwhile is known by its
    /// lines: those are published, so that no later process counts them.
    pub fn resume(&mut self, has_withheld: bool) -> bool {
        if has_withheld {
            self.unsaved = self.unsaved.max(SNAPSHOT);
        }
        std::mem::take(&mut self.is_left)
    }

    pub fn append(&mut self, events: &[Event], now: u64) {
        self.store.append(events, now);
        self.events = true;
        self.last = now;
    }

    /// Whether something was written too lately to be folded.
    pub(super) fn waits(&self, now: u64) -> bool {
        now.saturating_sub(self.last) <= HALF_MINUTE
    }
}
