//! How far a project's history is read, as it is kept beside the counts that were made of it: both in
//! one snapshot, so that a kill can't part them. Names commits by their hashes and nobody by a name.
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::{engine::record::Notes, store::HISTORY};

/// Raised when it is written otherwise.
const VERSION: u8 = 3;
/// Commits that are known again however they are named; the oldest are forgotten.
const MOST: usize = 1 << 14;

/// What was forgotten: commits of these times, in seconds since 1970, aren't read for what stands at or
/// below a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// Its key; 0 for the whole project.
    pub path: u64,
    /// The first second.
    pub from: i64,
    /// The last second.
    pub to: i64,
}

/// A walk that isn't over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Going {
    /// Where it leads.
    pub tip: String,
    /// The last commit of it that is counted.
    pub after: Option<String>,
    /// Commits that are left.
    pub left: usize,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// What is reachable from this commit is read.
    pub tip: Option<String>,
    /// What is being read.
    pub going: Option<Going>,
    /// A number for those whose commits were asked for; 0 before anybody's were.
    pub whose: u64,
    /// Whether that was everybody.
    pub is_all: bool,
    /// What was counted, by when it was written and what it added: a commit under another hash is not
    /// counted twice.
    counted: Vec<u64>,
    /// Commits that were counted.
    pub commits: usize,
    /// Words that were counted.
    pub words: usize,
    /// Commits of others that were passed over.
    pub others: usize,
    /// Commits that are too old.
    pub older: usize,
    /// Files of commits that were left out: too large, no text, made by a tool, or ignored.
    pub left_out: usize,
    /// Commits that can't be read.
    pub broken: usize,
    /// What was read before is no part of what is there now.
    pub is_rewritten: bool,
    /// What was written before isn't read: nothing is known of what was forgotten of it.
    pub is_cut: bool,
    /// What was forgotten.
    gaps: Vec<Gap>,
    /// Commits that were counted when other people's were asked for.
    pub earlier: usize,
}

impl Account {
    /// Takes it out of a scope's notes.
    pub fn take(notes: &mut Notes) -> Account {
        let at = notes.iter().position(|(name, _)| name == HISTORY);
        at.map_or_else(Account::default, |at| {
            Account::read(&notes.swap_remove(at).1)
        })
    }

    /// From a note. Of one that can't be read it is only known that there was a history.
    pub fn read(note: &[u8]) -> Account {
        let unknown = || Account {
            is_cut: true,
            ..Account::default()
        };
        match note.split_first() {
            None => Account::default(),
            Some((&VERSION, rest)) => postcard::from_bytes(rest).unwrap_or_else(|_| unknown()),
            // There were no gaps then, and nobody had asked for others before.
            Some((&version @ 1..VERSION, rest)) => {
                let lacks = vec![0; usize::from(VERSION - version)];
                postcard::from_bytes(&[rest, &lacks].concat()).unwrap_or_else(|_| unknown())
            }
            Some(_) => unknown(),
        }
    }

    /// As a note; none where there is nothing to say.
    pub fn note(&self) -> Option<(String, Vec<u8>)> {
        if *self == Account::default() {
            return None;
        }
        let mut note = vec![VERSION];
        note.extend(postcard::to_stdvec(self).ok()?);
        Some((HISTORY.to_owned(), note))
    }

    /// What is left once something was forgotten: all is read again but that.
    fn cut(mut self, gap: Gap) -> Account {
        self.gaps.push(gap);
        Account {
            whose: self.whose,
            is_all: self.is_all,
            is_cut: self.is_cut,
            gaps: self.gaps,
            ..Account::default()
        }
    }

    /// Whether what a commit of this time did to a file was forgotten. The file is told by its own key and
    /// those of the folders in which it lies.
    pub fn forgets(&self, time: i64, keys: &[u64]) -> bool {
        let is_it = |gap: &Gap| gap.path == 0 || keys.contains(&gap.path);
        let mut gaps = self.gaps.iter();
        gaps.any(|gap| is_it(gap) && (gap.from..=gap.to).contains(&time))
    }

    /// Keys of all that was counted.
    pub fn counted(&self) -> FxHashSet<u64> {
        self.counted.iter().copied().collect()
    }

    /// Notes that a commit was counted.
    pub fn add(&mut self, key: u64) {
        self.counted.push(key);
        if self.counted.len() > MOST {
            self.counted.drain(..MOST / 4);
        }
    }
}

/// Cuts what a scope's notes say of the history, as something of the project is forgotten.
pub fn cut(notes: &mut Notes, gap: Gap) {
    let account = Account::take(notes).cut(gap);
    notes.extend(account.note());
}
