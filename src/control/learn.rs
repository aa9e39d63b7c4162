//! Having all of a project learned: by the server that owns it, or by whoever asks. The wish is a file
//! in the scope that owners look for.
use std::{
    path::{Path, PathBuf},
    sync::Mutex,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use super::project::place;
use crate::store::{self, Wish};

/// An owner that hasn't seen a wish by then doesn't know of such.
const PATIENCE: Duration = Duration::from_secs(30);

/// A project of which all is to be learned.
pub struct Errand {
    /// Its folder.
    pub folder: PathBuf,
    /// Its scope.
    pub dir: PathBuf,
    seen: Mutex<Seen>,
}

/// What was last seen of the wish.
struct Seen {
    at: Instant,
    is_answered: bool,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learned {
    /// It is learned and kept.
    Done,
    /// Percent, and what is being done.
    Not(u32, String),
    /// It won't be; why.
    Refused(String),
}

impl Errand {
    /// For the project of a folder; one that nobody knew becomes known by that.
    pub fn begin(data: &Path, folder: &Path, now: u64) -> Result<Errand> {
        let found = folder.canonicalize();
        let folder = found.with_context(|| format!("{} can't be found", folder.display()))?;
        let (_, dir, folder) = place(data, &folder, now)?;
        Ok(Errand {
            folder,
            dir,
            seen: Mutex::new(Seen {
                at: Instant::now(),
                is_answered: false,
            }),
        })
    }

    /// Asks for it: for whose history, and for the crates on this machine or not.
    pub fn ask(&self, history: &str, libraries: bool) -> Result<()> {
        let wish = Wish {
            history: history.to_owned(),
            without_libraries: !libraries,
            progress: None,
        };
        wish.write(&self.dir).context("the wish can't be written")
    }

    /// Waits a moment and looks how far it is; `is_own`: where this process is to do it.
    pub fn look(&self, moment: Duration, is_own: bool) -> Learned {
        store::wait(moment);
        let mut seen = self.seen.lock().unwrap_or_else(|e| e.into_inner());
        match Wish::read(&self.dir).map(|wish| wish.progress) {
            None => Learned::Done,
            Some(Some((_, what))) if what == "paused" => {
                self.give_up("learning is paused in the editor that has the project open")
            }
            Some(Some((percent, what))) => {
                seen.is_answered = true;
                Learned::Not(percent, what)
            }
            Some(None) if seen.is_answered || seen.at.elapsed() < PATIENCE => {
                Learned::Not(0, "waiting".to_owned())
            }
            Some(None) if is_own => self.give_up("the project's store can't be opened"),
            Some(None) => self.give_up("the server that has the project open doesn't answer"),
        }
    }

    fn give_up(&self, why: &str) -> Learned {
        Wish::end(&self.dir);
        Learned::Refused(why.to_owned())
    }
}
