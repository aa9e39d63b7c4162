//! What the store tells when it can't do its work: what fails, where, and why. Never a word of what
//! was learned. Each kind of fault is told once; the store serves on.
use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
};

pub(super) const NEWER: &str = "what is learned here was written by a newer version: it is left \
                                untouched, and nothing is read from it or added to it";
pub(super) const NEWER_EVENTS: &str =
    "a journal has events of a newer version: they are left to it";
pub(super) const WRITE: &str = "what is learned can't be written: it is kept in memory";
pub(super) const READ: &str = "a part of what is learned can't be read: the rest is used";
pub(super) const NEW_ID: &str =
    "projects can't be told apart: what is learned here is kept in memory";

/// A fault that a user can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What does not work, and what happens instead.
    pub what: String,
    /// Where.
    pub path: PathBuf,
    /// Why, in the system's words.
    pub cause: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}: {})", self.what, self.path.display(), self.cause)
    }
}

impl std::error::Error for Fault {}

/// What kind of fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ailment {
    /// The disk takes nothing: all scopes of the data folder have it.
    Unwritable,
    /// A newer version has been here.
    Newer,
    /// Something of this scope is damaged.
    Damage,
}

impl Fault {
    /// Whether something is there that only a newer version reads.
    pub fn is_of_newer(&self) -> bool {
        self.what == NEWER || self.what == NEWER_EVENTS
    }

    /// Its kind.
    pub fn ailment(&self) -> Ailment {
        match self.what.as_str() {
            WRITE | NEW_ID => Ailment::Unwritable,
            NEWER => Ailment::Newer,
            _ => Ailment::Damage,
        }
    }

    pub(super) fn new(what: &str, path: &Path, cause: impl fmt::Display) -> Fault {
        Fault {
            what: what.to_owned(),
            path: path.to_owned(),
            cause: cause.to_string(),
        }
    }
}

/// Faults on their way to the user, one of a kind.
#[derive(Default)]
pub(super) struct Faults {
    told: HashSet<String>,
    fresh: Vec<Fault>,
}

impl Faults {
    /// Notes a fault unless one that reads the same was told.
    pub(super) fn tell(&mut self, fault: Fault) {
        tracing::warn!(%fault);
        if self.told.insert(fault.what.clone()) {
            self.fresh.push(fault);
        }
    }

    /// What was not taken yet.
    pub(super) fn take(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.fresh)
    }
}
