//! A commit as it has to be counted: the files that the project's rules let be learned from, their trees,
//! the lines that are new. Counts nothing.
use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    parsed::Parsed,
    reader::{Order, Prepared},
};
use crate::{
    engine::keep::file_key,
    history::{Changed, Commit, Facts, hunks, lines},
    privacy::is_generated,
    syntax::is_left_out,
};

/// A commit that adds more lines brings in what somebody else wrote, or a tool.
const LINES: usize = 5000;

/// What reading needs from commit to commit.
pub struct Desk<'o> {
    order: &'o Order,
    /// Where the project's folder stands in the repository.
    inner: PathBuf,
    counted: FxHashSet<u64>,
    left_out: FxHashMap<PathBuf, bool>,
    parsed: Parsed,
}

impl<'o> Desk<'o> {
    /// Of a repository.
    pub fn new(order: &'o Order, facts: &Facts) -> Desk<'o> {
        let tree = facts.tree.as_deref();
        let inner = tree.and_then(|tree| order.folder.strip_prefix(tree).ok());
        Desk {
            order,
            inner: inner.unwrap_or(Path::new("")).to_owned(),
            counted: order.account.counted(),
            left_out: FxHashMap::default(),
            parsed: Parsed::default(),
        }
    }

    /// Prepares one.
    pub fn prepare(&mut self, commit: &Commit) -> Prepared {
        let order = self.order;
        let mut changes: Vec<(&Changed, PathBuf, Vec<Range<usize>>)> = Vec::new();
        let mut left_out = commit.left_out;
        for changed in &commit.files {
            let Ok(path) = Path::new(&changed.path).strip_prefix(&self.inner) else {
                continue;
            };
            let path = path.to_owned();
            if order.account.forgets(commit.time, &keys(&path)) {
                continue;
            }
            match self.is_left_out(&path) || is_generated(&changed.new) {
                true => left_out += 1,
                false => changes.push((changed, path, added(changed))),
            }
        }
        let key = key(commit, &changes);
        let lines: usize = changes.iter().flat_map(|c| &c.2).map(Range::len).sum();
        if lines > LINES {
            left_out += changes.len();
        }
        let is_known = self.counted.contains(&key);
        if lines > LINES || is_known {
            changes.clear();
        }
        changes.retain(|(.., added)| !added.is_empty());
        let files = changes.into_iter().map(|(changed, path, added)| {
            let source = self.parsed.parse(&path, &changed.new);
            (path, source, added)
        });
        Prepared {
            files: files.collect(),
            id: commit.id.clone(),
            key,
            is_known,
            left_out,
        }
    }

    /// By the rules as they stand now.
    fn is_left_out(&mut self, path: &Path) -> bool {
        if let Some(&known) = self.left_out.get(path) {
            return known;
        }
        let folder = &self.order.folder;
        let is = is_left_out(folder, &folder.join(path));
        self.left_out.insert(path.to_owned(), is);
        is
    }
}

/// The keys of a file and of the folders in which it lies, of a path below the project's folder.
fn keys(path: &Path) -> Vec<u64> {
    path.ancestors()
        .map(|path| file_key(Path::new(""), path))
        .collect()
}

fn added(changed: &Changed) -> Vec<Range<usize>> {
    match &changed.old {
        None => std::iter::once(0..lines(&changed.new).len()).collect(),
        Some(old) => {
            let hunks = hunks(old, &changed.new).into_iter().map(|hunk| hunk.new);
            hunks.filter(|new| !new.is_empty()).collect()
        }
    }
}

/// Names a commit by when it was written, by whom, and what it added.
fn key(commit: &Commit, changes: &[(&Changed, PathBuf, Vec<Range<usize>>)]) -> u64 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(&commit.time.to_le_bytes());
    hasher.update(commit.email.as_bytes());
    for (changed, path, added) in changes {
        hasher.update(path.as_os_str().as_encoded_bytes());
        let lines = lines(&changed.new);
        let text = added.iter().filter_map(|range| lines.get(range.clone()));
        text.flatten()
            .for_each(|line| hasher.update(line.as_bytes()));
    }
    hasher.digest()
}
