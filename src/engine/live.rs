//! What a running server can say of itself: which scopes it has open and owns, what it passes over,
//! what ails it. Only looks.
use std::path::PathBuf;

use super::{history::Account, learner::Learner};

/// Names of what was passed over that are told, for each reason.
pub const FIRST: usize = 5;

/// Files that are passed over for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The reason.
    pub why: &'static str,
    /// How many they are.
    pub count: usize,
    /// The first of them.
    pub first: Vec<PathBuf>,
}

impl Skipped {
    /// The reason for files that the disk itself tells of.
    pub const UNREADABLE: &'static str = "no UTF-8 text, or longer than 1 MB";

    /// Files by their reasons, in the order in which those come.
    pub fn all(files: impl IntoIterator<Item = (PathBuf, &'static str)>) -> Vec<Skipped> {
        let mut all: Vec<Skipped> = Vec::new();
        for (path, why) in files {
            let at = all.iter().position(|s| s.why == why).unwrap_or_else(|| {
                let (count, first) = (0, Vec::new());
                all.push(Skipped { why, count, first });
                all.len() - 1
            });
            all[at].count += 1;
            if all[at].first.len() < FIRST {
                all[at].first.push(path);
            }
        }
        all
    }
}

/// A project that is open in this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Live {
    /// Its folder.
    pub folder: PathBuf,
    /// Its scope in the data folder; `None` where nothing is kept of it.
    pub dir: Option<PathBuf>,
    /// Whether this process owns it.
    pub is_owner: bool,
    /// Whether a mark in its scope pauses it.
    pub is_marked: bool,
    /// How far its history is read.
    pub history: Option<Account>,
    /// Files that are still to be read.
    pub unread: usize,
    /// Files that were met and are of no use.
    pub skipped: Vec<Skipped>,
}

/// A running server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Running {
    /// Whether the setting says that it learns.
    pub learning: bool,
    /// Whether its editor paused it.
    pub is_paused: bool,
    /// The workspace's folders.
    pub projects: Vec<Live>,
    /// What was told of its stores.
    pub faults: Vec<String>,
}

impl Learner {
    /// What it can say of itself.
    pub fn running(&self) -> Running {
        Running {
            learning: self.shared.settings.load().learning,
            is_paused: self.pauses.window(),
            projects: self.folders().iter().map(|f| self.live(f)).collect(),
            faults: self.faults.all().to_vec(),
        }
    }

    fn live(&self, folder: &PathBuf) -> Live {
        let scope = self.scopes.get(folder);
        Live {
            folder: folder.clone(),
            dir: scope.map(|s| s.dir().to_owned()),
            is_owner: scope.is_some_and(|s| s.is_owner()),
            is_marked: scope.is_some_and(|s| s.is_marked()),
            history: scope.map(|s| s.past.account.clone()),
            unread: self.indexing.left(folder),
            skipped: Skipped::all(self.indexing.passed_over(folder)),
        }
    }
}
