//! The work folder of one rewriting, `rewriting/<scope>`: `new`, then `plan.json`, which says that
//! `new` is whole, then `old` (and `old-1`, … where somebody made a folder in between). A step that
//! was taken can be told from what is there.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    super::{base::Offsets, disk, record, tail},
    Sieve,
};

/// Held by who rewrites.
pub(in crate::store) const LOCK: &str = "rewrite.lock";
/// Holds the work folders.
pub(in crate::store) const FOLDER: &str = "rewriting";
/// A work folder's plan.
pub(in crate::store) const PLAN: &str = "plan.json";
const VERSION: u32 = 1;
/// So many folders may come in between.
const MOST: usize = 100;

#[derive(Serialize, Deserialize)]
struct Plan {
    version: u32,
    /// How far the old folder's journals are in the new one.
    seen: Offsets,
    sieve: Sieve,
}

/// See the module.
pub(super) struct Work {
    folder: PathBuf,
    dir: PathBuf,
}

/// Where a data folder's rewritings are.
pub(super) fn all(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

impl Work {
    /// A fresh one for a scope.
    pub(super) fn begin(data: &Path, dir: &Path) -> io::Result<Work> {
        let name = dir.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        let work = Work {
            folder: all(data).join(name),
            dir: dir.to_owned(),
        };
        disk::folder(&work.folder)?;
        Ok(work)
    }

    /// One that somebody left; its name says of which scope it is.
    pub(super) fn found(data: &Path, name: &str) -> Option<Work> {
        let dir = match name {
            "user" => data.join(name),
            id if disk::is_id(id) => data.join("projects").join(id),
            _ => return None,
        };
        let folder = all(data).join(name);
        Some(Work { folder, dir })
    }

    pub(super) fn successor(&self) -> PathBuf {
        self.folder.join("new")
    }

    /// Whether the scope's folder isn't there, but its successor is.
    pub(super) fn is_between(&self) -> bool {
        !self.dir.exists() && self.path().exists() && self.successor().exists()
    }

    fn path(&self) -> PathBuf {
        self.folder.join(PLAN)
    }

    pub(super) fn old(&self, n: usize) -> PathBuf {
        match n {
            0 => self.folder.join("old"),
            n => self.folder.join(format!("old-{n}")),
        }
    }

    /// The folders that were taken away.
    pub(super) fn olds(&self) -> Vec<PathBuf> {
        let all = (0..MOST).map(|n| self.old(n));
        all.filter(|old| old.exists()).collect()
    }

    /// The new folder is whole: from now on the renames count.
    pub(super) fn plan(&self, seen: &Offsets, sieve: &Sieve) -> io::Result<()> {
        let plan = Plan {
            version: VERSION,
            seen: seen.clone(),
            sieve: sieve.clone(),
        };
        disk::replace(&self.path(), &serde_json::to_vec(&plan)?)
    }

    /// Puts the new folder in place; what somebody made there meanwhile is taken away too.
    pub(super) fn place(&self) -> io::Result<()> {
        for n in 1..MOST {
            match fs::rename(self.successor(), &self.dir) {
                Ok(()) => return self.sync(),
                Err(e) if !self.dir.exists() => return Err(e),
                Err(_) if self.old(n).exists() => {}
                Err(_) => fs::rename(&self.dir, self.old(n))?,
            }
        }
        Err(io::Error::other(
            "somebody makes the folder again and again",
        ))
    }

    /// Puts the old folder back.
    pub(super) fn give_back(&self) -> io::Result<()> {
        for _ in 0..MOST {
            match fs::rename(self.old(0), &self.dir) {
                Ok(()) => return self.sync(),
                Err(e) if !self.dir.exists() => return Err(e),
                // Nothing but what a server wrote within this moment.
                Err(_) => fs::remove_dir_all(&self.dir)?,
            }
        }
        Err(io::Error::other(
            "somebody makes the folder again and again",
        ))
    }

    fn sync(&self) -> io::Result<()> {
        disk::sync_folder(self.dir.parent().unwrap_or(&self.dir))?;
        disk::sync_folder(&self.folder)
    }

    /// Writes what the old folders' journals have beyond the plan into a journal of the scope. Each
    /// old folder gives once. Returns the number of events.
    pub(super) fn carry(&self) -> io::Result<usize> {
        let plan = self.read()?;
        let nothing = Offsets::new();
        let mut count = 0;
        for (i, old) in self.olds().into_iter().enumerate() {
            let seen = if old == self.old(0) {
                &plan.seen
            } else {
                &nothing
            };
            let events = late(&old, seen, &plan.sieve);
            let mut lines = Vec::new();
            for (time, event) in &events {
                record::write(event, *time, &mut lines);
            }
            if !lines.is_empty() {
                let journals = tail::folder(&self.dir);
                disk::folder(&journals)?;
                disk::replace(&tail::path(&journals, &disk::random_id()), &lines)?;
            }
            fs::rename(&old, self.folder.join(format!("spent-{i}")))?;
            count += events.len();
        }
        Ok(count)
    }

    fn read(&self) -> io::Result<Plan> {
        let plan: Plan = serde_json::from_slice(&disk::read(&self.path(), 64 << 20)?)?;
        match plan.version {
            VERSION => Ok(plan),
            _ => Err(io::Error::other("of another version")),
        }
    }

    /// The new folder was not put in place: it goes, and the scope is as it was.
    pub(super) fn undo(&self) -> io::Result<()> {
        self.end()
    }

    /// Removes the work folder.
    pub(super) fn end(&self) -> io::Result<()> {
        fs::remove_dir_all(&self.folder)?;
        let _ = self.folder.parent().map(fs::remove_dir);
        Ok(())
    }

    /// Goes on where a killed process stopped.
    pub(super) fn resume(&self) -> io::Result<()> {
        if self.path().exists() && self.old(0).exists() {
            if self.successor().exists() {
                self.place()?;
            }
            self.carry()?;
        }
        self.end()
    }
}

/// Events that journals have beyond these offsets, through a sieve, oldest first.
fn late(old: &Path, seen: &Offsets, sieve: &Sieve) -> Vec<(u64, super::super::Event)> {
    let folder = tail::folder(old);
    let mut events = Vec::new();
    for id in tail::list(&folder).unwrap_or_default() {
        let from = seen.get(&id).copied().unwrap_or(0);
        let Ok(tail) = tail::read(&tail::path(&folder, &id), from) else {
            continue;
        };
        let passed = tail.entries.into_iter();
        events.extend(passed.filter_map(|e| Some((e.time, sieve.pass(e.time, e.event)?))));
    }
    events.sort_by_key(|(time, _)| *time);
    events
}
