//! The wish that all of a project be learned now: a file in the scope's folder, which its owner looks
//! at, writes into how far it is, and removes when what was learned is published.
use std::{fs, io, path::Path, thread, time::Duration};

use super::{disk, open};

/// The file's name.
pub(super) const FILE: &str = "learn";
const LARGEST: u64 = 4096;
const WITHOUT: &str = " without libraries";

/// Somebody waits until all of a scope is learned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// What of the history is meant; empty: what is set.
    pub history: String,
    /// The crates on this machine aren't meant.
    pub without_libraries: bool,
    /// How far the owner is, in percent, and with what; `None` before it has seen the wish.
    pub progress: Option<(u32, String)>,
}

impl Wish {
    /// Puts it into a scope's folder, or what has become of it.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        open::check_version(dir).map_err(io::Error::other)?;
        let progress = self.progress.as_ref();
        let progress = progress.map_or(String::new(), |(n, what)| format!("{n} {what}\n"));
        let libraries = if self.without_libraries { WITHOUT } else { "" };
        let text = format!("{}{libraries}\n{progress}", self.history);
        disk::replace(&dir.join(FILE), text.as_bytes())
    }

    /// The wish that waits in a scope's folder. One look at the folder where there is none.
    pub fn read(dir: &Path) -> Option<Wish> {
        let path = dir.join(FILE);
        path.symlink_metadata().ok()?;
        let text = String::from_utf8(disk::read(&path, LARGEST).ok()?).ok()?;
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let history = first.strip_suffix(WITHOUT).unwrap_or(first);
        let progress = lines.next().and_then(|line| line.split_once(' '));
        let progress = progress.and_then(|(n, what)| Some((n.parse().ok()?, what.to_owned())));
        Some(Wish {
            history: history.to_owned(),
            without_libraries: first.ends_with(WITHOUT),
            progress,
        })
    }

    /// It is fulfilled, or nobody waits any longer.
    pub fn end(dir: &Path) {
        let _ = fs::remove_file(dir.join(FILE));
    }
}

/// Lets a moment pass, for who waits.
pub fn wait(moment: Duration) {
    thread::sleep(moment);
}
