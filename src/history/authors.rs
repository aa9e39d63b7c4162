//! Who wrote a history, and who the reader of it is. It must never read more than commits and the
//! two lines of configuration that name a person.

use std::{cmp::Reverse, collections::HashMap};

use anyhow::Result;
use gix::{Repository, config::File};

use super::{History, Options, guard};

/// One who wrote commits, by name and address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// How many commits that are no merges.
    pub commits: usize,
}

impl History {
    /// Who wrote what is reachable from a revision, who wrote most first.
    pub fn authors(&self, revision: &str) -> Result<Vec<Author>> {
        let walk = self.walk(revision, &Options::default())?;
        let mut counts: HashMap<(String, String), usize> = HashMap::new();
        let named = |&id: &_| guard(|| author(&self.0, id));
        for author in walk.ids.iter().filter_map(named) {
            *counts.entry(author).or_default() += 1;
        }
        let author = |((name, email), commits)| Author {
            name,
            email,
            commits,
        };
        let mut authors: Vec<Author> = counts.into_iter().map(author).collect();
        authors.sort_by_key(|a| (Reverse(a.commits), a.name.clone(), a.email.clone()));
        Ok(authors)
    }

    /// The name and the address of who works here, as the repository says or else the person's own
    /// configuration; empty where they are not set.
    pub fn reader(&self) -> (String, String) {
        let own = self.0.config_snapshot();
        let global = guard(|| File::from_globals().ok());
        let value = |key: &str| {
            let found = own.string(key).map(|value| value.to_string());
            let elsewhere = || Some(global.as_ref()?.string(key)?.to_string());
            found.or_else(elsewhere).unwrap_or_default()
        };
        (value("user.name"), value("user.email"))
    }
}

fn author(repository: &Repository, id: gix::ObjectId) -> Option<(String, String)> {
    let commit = repository.find_commit(id).ok()?;
    let author = commit.author().ok()?;
    Some((author.name.to_string(), author.email.to_string()))
}
