//! A git history as a stream: commits oldest first, each with the Rust files that it changed. Reads
//! a repository's objects and nothing else: no configuration but its own and who the user is, no program,
//! no checkout.
//! It must never hold more than one commit's texts, nor stop at an object that is broken.

mod authors;
mod bound;
mod diff;
mod facts;
mod files;
mod head;
mod order;
mod renames;
#[cfg(test)]
mod tests;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Context, Result, anyhow};
use gix::{ObjectId, bstr::BStr, discover::upwards, open::Options as Open};

pub use authors::Author;
pub use bound::Beyond;
pub use diff::{Hunk, hunks, lines};
pub use facts::{Facts, Who};
pub use files::Changed;
pub use head::{AtHead, at_head};

/// Bytes of objects that are kept because the next commit will want them again.
const CACHE: usize = 32 << 20;

/// Which commits of a repository are walked, and from where.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Leave side branches out: what a merge brought in came from elsewhere.
    pub first_parent: bool,
    /// A tip that was walked to its end before: it, and what is reachable from it, is left out.
    pub known: Option<String>,
    /// The last commit that an interrupted walk of the same tip gave: go on behind it.
    pub after: Option<String>,
}

/// A repository that can be walked.
pub struct History(gix::Repository);

/// One commit that is no merge.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Its hash in hexadecimal.
    pub id: String,
    /// When its author wrote it, in seconds since 1970.
    pub time: i64,
    /// The author's name.
    pub name: String,
    /// The author's address.
    pub email: String,
    /// The Rust files that are new or have changed, by path.
    pub files: Vec<Changed>,
    /// The texts of the Rust files that are gone, and became no other file.
    pub deleted: Vec<String>,
    /// How many Rust files were left out: too large, not UTF-8, or not to be read.
    pub left_out: usize,
}

impl History {
    /// The repository of a git folder, or of a folder in a work tree.
    pub fn open(folder: &Path) -> Result<History> {
        let found = guard(|| direct(folder).or_else(|| discover(folder)));
        let mut repository = found.context("there is no git repository that can be read")?;
        repository.object_cache_size_if_unset(CACHE);
        Ok(History(repository))
    }

    /// All commits that are reachable from a revision, but merges, oldest first; a commit never
    /// comes before its parents.
    pub fn walk(&self, revision: &str, options: &Options) -> Result<Walk<'_>> {
        let known = options.known.as_deref().map(|known| self.commit(known));
        let mut ids = order::newest_first(
            &self.0,
            self.commit(revision)?,
            known.transpose()?,
            options.first_parent,
        );
        if let Some(after) = &options.after {
            let after = self.commit(after)?;
            let done = ids.iter().position(|&id| id == after);
            ids.truncate(done.context("the walk doesn't lead over the commit to go on from")?);
        }
        Ok(Walk {
            repository: &self.0,
            ids,
            skipped: 0,
        })
    }

    /// Whether the history is cut off somewhere, so that its beginnings can't be read.
    pub fn is_shallow(&self) -> bool {
        self.0.is_shallow().unwrap_or(false)
    }

    /// Whether nothing was committed yet.
    pub fn is_empty(&self) -> bool {
        guard(|| self.0.head().ok()).is_some_and(|head| head.is_unborn())
    }

    fn commit(&self, revision: &str) -> Result<ObjectId> {
        let unknown = || anyhow!("no commit is named {revision:?}");
        guard(|| {
            let id = self.0.rev_parse_single(BStr::new(revision)).ok()?;
            Some(id.object().ok()?.peel_to_commit().ok()?.id)
        })
        .ok_or_else(unknown)
    }
}

/// The commits of a walk, each read when it is asked for.
pub struct Walk<'h> {
    repository: &'h gix::Repository,
    ids: Vec<ObjectId>,
    skipped: usize,
}

impl Walk<'_> {
    /// How many commits are left.
    pub fn left(&self) -> usize {
        self.ids.len()
    }

    /// Leaves out all but the last commits.
    pub fn keep_last(&mut self, commits: usize) {
        self.ids.truncate(commits);
    }

    /// How many commits were passed over, for they or their parents are missing or broken.
    pub fn skipped(&self) -> usize {
        self.skipped
    }
}

impl Iterator for Walk<'_> {
    type Item = Commit;

    fn next(&mut self) -> Option<Commit> {
        while let Some(id) = self.ids.pop() {
            match guard(|| read(self.repository, id)) {
                None => self.skipped += 1,
                commit => return commit,
            }
        }
        None
    }
}

/// None where the commit can't be compared with its parent, as at the end of a shallow clone.
fn read(repository: &gix::Repository, id: ObjectId) -> Option<Commit> {
    let object = repository.find_commit(id).ok()?;
    let commit = object.decode().ok()?;
    let parent = commit.parents().next();
    let old = match parent.map(|parent| repository.find_commit(parent)) {
        Some(parent) => Some(parent.ok()?.tree_id().ok()?.detach()),
        None => None,
    };
    let files = files::changed(repository, old, commit.tree())?;
    let author = commit.author().ok();
    let of = |part: fn(&gix::actor::SignatureRef<'_>) -> String| author.as_ref().map(part);
    Some(Commit {
        id: id.to_hex().to_string(),
        time: author.as_ref().map_or(0, |author| author.seconds()),
        name: of(|author| author.name.to_string()).unwrap_or_default(),
        email: of(|author| author.email.to_string()).unwrap_or_default(),
        files: files.changed,
        deleted: files.deleted,
        left_out: files.left_out,
    })
}

fn isolated() -> Open {
    Open::isolated().strict_config(false)
}

fn direct(folder: &Path) -> Option<gix::Repository> {
    gix::open_opts(folder, isolated()).ok()
}

fn discover(folder: &Path) -> Option<gix::Repository> {
    let upwards = upwards::Options {
        dot_git_only: true,
        ..upwards::Options::default()
    };
    let by_trust = gix::sec::trust::Mapping {
        full: isolated(),
        reduced: isolated(),
    };
    let found = gix::ThreadSafeRepository::discover_opts(folder, upwards, by_trust);
    Some(found.ok()?.to_thread_local())
}

/// A panic over a damaged object is an object that can't be read.
fn guard<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}
