//! How far a project's history is read, as it is kept beside the counts that were made of it: both in
//! one snapshot, so that a kill can't part them. Names commits by their hashes and nobody by a name.
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use crate::{engine::record::Notes, store::HISTORY};

/// Raised when it is written otherwise.
const VERSION: u8 = 1;
/// Commits that are known again however they are named; the oldest are forgotten.
const MOST: usize = 1 << 14;

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
    /// Something was forgotten: what was written before isn't read again.
    pub is_cut: bool,
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

    /// What is left once something was forgotten: nothing of before is read again.
    pub fn cut(self) -> Account {
        let going = self.going.map(|going| going.tip);
        Account {
            tip: going.or(self.tip),
            whose: self.whose,
            is_all: self.is_all,
            counted: self.counted,
            is_cut: true,
            ..Account::default()
        }
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
pub fn cut(notes: &mut Notes) {
    let account = Account::take(notes).cut();
    notes.extend(account.note());
}
