//! What the store tells when it can't do its work: what fails, where, and why. Never a word of what
//! was learned. Each kind of fault is told once; the store serves on.
use std::{
    collections::HashSet,
    fmt,
    path::{Path, PathBuf},
};

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

impl Fault {
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
