//! Another folder in a scope's place: how something is forgotten or taken in while editors run. The
//! new folder is built beside the old one from all that is in it, then both change places by two
//! renames. Live servers see that their folder went and begin anew with the new one; what they still
//! wrote into the old one is carried over, through the same sieve.
//!
//! Killed at any moment, the scope is the old one or the new one: [`recover_all`] finishes or undoes.
//! Never touches what a newer version wrote.
use std::{
    fs, io,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{
    ASKED, Fault, Loaded, OWNER, State, Store,
    base::{self, Base, Offsets},
    disk,
    fault::{NEWER, WRITE},
    libraries, pause, slip, tail,
};

mod plan;
mod recover;
mod sieve;
#[cfg(test)]
mod tests;

use plan::Work;
pub(super) use plan::{FOLDER, LOCK, PLAN};
pub use recover::{is_between, recover_all};
pub use sieve::Sieve;

/// Longest wait for another rewriting, for an owner's snapshot, and for servers to begin anew.
const PATIENCE: (u32, Duration) = (1000, Duration::from_millis(10));
/// An owner may publish while a new folder is built from what it had before; so often at most.
const TRIES: usize = 8;

const BUSY: &str = "what is learned is being rewritten by another process: try again";
const RESTLESS: &str = "what is learned changes too fast to be rewritten: try again";

/// What the new folder is to hold.
pub struct Remade {
    /// All that is learned.
    pub state: State,
    /// What becomes of what libraries show.
    pub libraries: Libraries,
}

/// See [`Remade`].
pub enum Libraries {
    /// It stays.
    Copy,
    /// It goes.
    Drop,
    /// This takes its place.
    State(State),
}

/// What was done.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Events that live servers wrote meanwhile, and that were carried over.
    pub carried: usize,
    /// Damaged files that lay aside in the old folder, and went with it.
    pub aside: usize,
}

/// The right to rewrite scopes of a data folder; one process has it at a time.
pub struct Rewriting {
    data: PathBuf,
    now: u64,
    fail: Option<String>,
    _lock: disk::Lock,
}

/// A scope that was read.
struct Origin {
    store: Store,
    loaded: Loaded,
    top: u64,
}

impl Rewriting {
    /// Waits for its turn, and finishes what somebody left undone. Ends the process at the point that
    /// is named `fail`, as a test may want.
    pub fn begin(data: &Path, now: u64, fail: Option<String>) -> Result<Rewriting, Fault> {
        let broken = |e: io::Error| Fault::new(WRITE, data, e);
        disk::folder(data).map_err(broken)?;
        let path = data.join(plan::LOCK);
        for _ in 0..PATIENCE.0 {
            if let Some(lock) = disk::try_lock(&path).map_err(broken)? {
                let data = data.to_owned();
                let rewriting = Rewriting {
                    data,
                    now,
                    fail,
                    _lock: lock,
                };
                recover::finish_all(&rewriting.data).map_err(broken)?;
                return Ok(rewriting);
            }
            thread::sleep(PATIENCE.1);
        }
        Err(Fault::new(BUSY, data, "it is locked"))
    }

    /// Reads a scope as it is now, what a live owner holds in memory included.
    pub fn read(&self, dir: &Path) -> Result<Loaded, Fault> {
        let origin = self.open(dir)?;
        origin.store.close();
        Ok(origin.loaded)
    }

    fn open(&self, dir: &Path) -> Result<Origin, Fault> {
        ask(dir);
        for _ in 0..TRIES {
            let top = base::list(dir).first().copied();
            let (store, loaded) = Store::open(dir, self.now);
            if let Some(fault) = loaded.notices.iter().find(|f| f.is_of_newer()) {
                return Err(Fault::new(NEWER, &fault.path, &fault.cause));
            }
            if store.dir.is_none() {
                let why = loaded.notices.first().map(ToString::to_string);
                return Err(Fault::new(WRITE, dir, why.unwrap_or_default()));
            }
            if base::list(dir).first().copied() == top {
                let top = top.unwrap_or(0).max(store.generation);
                return Ok(Origin { store, loaded, top });
            }
        }
        Err(Fault::new(RESTLESS, dir, "its snapshots follow each other"))
    }

    /// Puts what `make` makes of a scope in its place; nothing where it makes nothing. What servers
    /// wrote meanwhile goes through the sieve. `make` may be asked again.
    pub fn rewrite(
        &self,
        dir: &Path,
        sieve: &Sieve,
        make: &mut dyn FnMut(Loaded) -> Option<Remade>,
    ) -> Result<Option<Done>, Fault> {
        let broken = |e: io::Error| Fault::new(WRITE, dir, e);
        for _ in 0..TRIES {
            let Origin {
                mut store,
                loaded,
                top,
            } = self.open(dir)?;
            let Some(remade) = make(loaded) else {
                store.close();
                return Ok(None);
            };
            // It stays the owner, so that no other becomes it.
            store.db = None;
            let seen = std::mem::take(&mut store.seen);
            let work = Work::begin(&self.data, dir).map_err(broken)?;
            build(dir, &work.successor(), remade, top + 1).map_err(broken)?;
            self.reach("built");
            work.plan(&seen, sieve).map_err(broken)?;
            self.reach("planned");
            if self.exchange(dir, &work, top).map_err(broken)? {
                drop(store);
                return self.finish(&work).map(Some).map_err(broken);
            }
            work.undo().map_err(broken)?;
        }
        Err(Fault::new(RESTLESS, dir, "its snapshots follow each other"))
    }

    /// Takes a scope away with all that it holds; whether there was one.
    pub fn remove(&self, dir: &Path) -> Result<bool, Fault> {
        let broken = |e: io::Error| Fault::new(WRITE, dir, e);
        if fs::symlink_metadata(dir).is_err() {
            return Ok(false);
        }
        super::open::check_version(dir)?;
        let work = Work::begin(&self.data, dir).map_err(broken)?;
        let nothing = Sieve::nothing();
        work.plan(&Offsets::new(), &nothing).map_err(broken)?;
        self.reach("planned");
        fs::rename(dir, work.old(0)).map_err(broken)?;
        self.reach("away");
        self.finish(&work).map_err(broken)?;
        Ok(true)
    }

    /// Both folders change places. False, and all as it was, where a snapshot came that the new folder
    /// doesn't know: journals may be gone with it.
    fn exchange(&self, dir: &Path, work: &Work, top: u64) -> io::Result<bool> {
        let old = work.old(0);
        fs::rename(dir, &old)?;
        self.reach("away");
        if base::list(&old).first().is_some_and(|late| *late > top) {
            work.give_back()?;
            return Ok(false);
        }
        work.place()?;
        self.reach("placed");
        Ok(true)
    }

    /// Waits until nobody writes into the old folder, carries over what was written, and removes it.
    fn finish(&self, work: &Work) -> io::Result<Done> {
        for _ in 0..PATIENCE.0 {
            if work.olds().iter().all(|old| is_left(old)) {
                break;
            }
            thread::sleep(PATIENCE.1);
        }
        let done = Done {
            aside: work.olds().iter().map(|old| set_aside(old)).sum(),
            carried: work.carry()?,
        };
        self.reach("carried");
        work.end()?;
        Ok(done)
    }

    fn reach(&self, point: &str) {
        if self.fail.as_deref() == Some(point) {
            std::process::abort();
        }
    }
}

/// Whether a server looks after a scope.
pub fn waits(dir: &Path) -> bool {
    dir.join(OWNER).exists() && matches!(disk::try_lock(&dir.join(OWNER)), Ok(None))
}

/// Has the owner publish all that it knows. One that doesn't answer is done without.
fn ask(dir: &Path) {
    let path = dir.join(ASKED);
    if !waits(dir) || disk::create(&path).is_err() && !path.exists() {
        return;
    }
    for _ in 0..PATIENCE.0 {
        if !path.exists() || !waits(dir) {
            break;
        }
        thread::sleep(PATIENCE.1);
    }
    let _ = fs::remove_file(path);
}

/// Makes the new folder, whole and on the disk.
fn build(dir: &Path, new: &Path, remade: Remade, generation: u64) -> io::Result<()> {
    disk::folder(new)?;
    let base = Base {
        generation,
        state: remade.state,
        ..Base::default()
    };
    let bytes = base::encode(&base).ok_or_else(|| io::Error::other("the tables are too large"))?;
    disk::replace(&base::path(new, generation), &bytes)?;
    for name in ["identity.json", "VERSION", pause::FILE, slip::WANTED] {
        if let Ok(bytes) = disk::read(&dir.join(name), 64 << 20) {
            disk::replace(&new.join(name), &bytes)?;
        }
    }
    match remade.libraries {
        Libraries::Copy => libraries::copy(dir, new)?,
        Libraries::Drop => {}
        Libraries::State(state) => libraries::keep_libraries(new, state, None)?,
    }
    drop(disk::lock_file(&new.join(OWNER))?);
    disk::sync_folder(new)
}

/// Whether nobody holds a lock in a folder that was taken away.
fn is_left(old: &Path) -> bool {
    let is_free = |path: &Path| !matches!(disk::try_lock(path), Ok(None));
    let journals = fs::read_dir(tail::folder(old)).into_iter().flatten();
    let locks = journals.flatten().map(|entry| entry.path());
    let mut locks = locks.filter(|path| path.extension().is_some_and(|e| e == "lock"));
    (!old.join(OWNER).exists() || is_free(&old.join(OWNER))) && locks.all(|path| is_free(&path))
}

/// How many files were set aside in a scope.
fn set_aside(dir: &Path) -> usize {
    let is_aside = |name: &str| name.contains(".bad-") || name.ends_with(".bad");
    let entries = |dir: PathBuf| fs::read_dir(dir).into_iter().flatten().flatten();
    let all = entries(dir.to_owned()).chain(entries(tail::folder(dir)));
    all.filter(|e| e.file_name().to_str().is_some_and(is_aside))
        .count()
}

/// Whether damaged files lie aside in a scope.
pub fn has_set_aside(dir: &Path) -> bool {
    set_aside(dir) > 0
}
