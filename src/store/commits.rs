//! Whether the user has committed since the last time: told from the log that git keeps of `HEAD`,
//! which is read only where it has grown. Runs no git, and changes nothing.
use std::{
    fs,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::disk;

/// No more of the log is looked at.
const LONGEST: u64 = 1 << 16;

/// The log of a checkout.
#[derive(Debug, Default)]
pub struct Commits {
    log: Option<PathBuf>,
    read: u64,
}

impl Commits {
    /// Follows the checkout in which a folder stands, from now on.
    pub fn of(folder: &Path) -> Commits {
        let log = git_dir(folder).map(|dir| dir.join("logs").join("HEAD"));
        let read = log.as_deref().and_then(length).unwrap_or(0);
        Commits { log, read }
    }

    /// Whether anything was written to the log since this was last asked; a look at its length.
    pub fn has_moved(&mut self) -> bool {
        let now = self.log.as_deref().and_then(length).unwrap_or(0);
        std::mem::replace(&mut self.read, now) != now
    }

    /// Whether there was a commit since this was last asked. A checkout, a pull or a rebase is none.
    pub fn is_new(&mut self) -> bool {
        let Some((log, length)) = self.log.as_deref().and_then(|l| Some((l, length(l)?))) else {
            return false;
        };
        let from = self.read.max(length.saturating_sub(LONGEST));
        let is_more = length > self.read;
        self.read = length;
        is_more && since(log, from).is_some_and(|more| more.split(|&b| b == b'\n').any(is_commit))
    }
}

fn length(log: &Path) -> Option<u64> {
    fs::metadata(log).ok().map(|m| m.len())
}

fn since(log: &Path, from: u64) -> Option<Vec<u8>> {
    let mut file = disk::open(log).ok()?;
    file.seek(SeekFrom::Start(from)).ok()?;
    let mut more = Vec::new();
    file.take(LONGEST).read_to_end(&mut more).ok()?;
    Some(more)
}

/// `<old> <new> <who> <when>\tcommit: …`, also `commit (amend)` and the like; tools that commit by
/// git's plumbing (`update-ref`) leave no message.
fn is_commit(line: &[u8]) -> bool {
    let tab = line.iter().position(|&b| b == b'\t');
    let message = tab.map_or(&b""[..], |tab| &line[tab + 1..]);
    !line.is_empty() && (message.is_empty() || message.starts_with(b"commit"))
}

/// The checkout's own git folder; a worktree's is named by a file.
fn git_dir(folder: &Path) -> Option<PathBuf> {
    let found = folder.ancestors().map(|f| f.join(".git"));
    let git = found.into_iter().find(|git| git.exists())?;
    if git.is_dir() {
        return Some(git);
    }
    let text = disk::read(&git, 4096).ok()?;
    let path = String::from_utf8(text).ok()?;
    let path = path.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(path))
}

#[cfg(test)]
mod tests;
