//! Opening the database whatever state it is in: try again, do without its index, set it aside and
//! begin anew from snapshot and journals, or do without. Deletes nothing but sled's own index.
use std::{
    fs::{self, File, TryLockError},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use super::{
    base::{Base, Bases},
    db::{Contents, Db, Trouble},
    disk,
    fault::{Fault, Faults},
};

/// Longest that opening may take.
const LIMIT: Duration = Duration::from_secs(5);
/// A former owner's threads may hold the database a moment longer than its lock.
const PATIENCE: (u32, Duration) = (50, Duration::from_millis(20));

pub(super) type Opened = (Db, Contents);

const WITHOUT: &str = "the ledger can't be opened: learning goes on from snapshot and journals";
const ASIDE: &str =
    "the ledger was damaged: it is set aside, and rebuilt from snapshot and journals";
const SLOW: &str = "the ledger did not open in time: learning goes on without, and it is rebuilt at the next start";

/// Opens a scope's database as its owner. `Err` only where a newer program wrote it; `Ok(None)`
/// where the scope must do without.
pub(super) fn open(
    scope: &Path,
    bases: &Bases,
    now: u64,
    faults: &mut Faults,
) -> Result<Option<Opened>, Fault> {
    let base = bases.base.as_ref();
    let path = scope.join("store");
    if let Err(e) = disk::folder(&path) {
        faults.tell(fault(WITHOUT, scope, Trouble::Sled(e.into())));
        return Ok(None);
    }
    // A log that a snapshot followed from can't be new.
    let has_log = bases.top > 0 && fs::metadata(path.join("db")).is_ok_and(|db| db.len() > 0);
    let opened = climb(&path, has_log, now, faults).and_then(|opened| settle(opened, base));
    match opened {
        Ok(opened) => {
            disk::protect_all(&path);
            Ok(Some(opened))
        }
        Err(e @ Trouble::Newer(_)) => Err(Fault::new(super::NEWER, &path, e)),
        Err(e @ Trouble::Slow) if base.is_some() => {
            // The thread that hangs may still write there: not anew in this process.
            let aside = set_aside(&path, now).unwrap_or(path);
            faults.tell(Fault::new(SLOW, &aside, e));
            Ok(None)
        }
        Err(e) => {
            faults.tell(fault(WITHOUT, scope, e));
            Ok(None)
        }
    }
}

/// A full disk is one fault, whoever meets it.
pub(super) fn fault(what: &str, scope: &Path, trouble: Trouble) -> Fault {
    match &trouble {
        Trouble::Sled(_) if !trouble.is_damage() => Fault::new(super::WRITE, scope, trouble),
        _ => Fault::new(what, &scope.join("store"), trouble),
    }
}

/// Up the ladder until a rung holds.
fn climb(path: &Path, has_log: bool, now: u64, faults: &mut Faults) -> Result<Opened, Trouble> {
    let whole = |opened: Result<Opened, Trouble>| match opened {
        // Not the index was damaged, but the log.
        Ok((_, contents)) if contents.generation.is_none() => Err(EMPTY),
        opened => opened,
    };
    let mut last = attempt(path);
    if has_log {
        last = whole(last);
    }
    for rung in 0..3 {
        let cause = match &last {
            Err(e) if e.is_damage() => e.to_string(),
            _ => break,
        };
        match rung {
            0 => {}
            1 => remove_index(path),
            _ => {
                let aside = set_aside(path, now).and_then(|to| disk::folder(path).map(|()| to));
                let Ok(aside) = aside else { break };
                faults.tell(Fault::new(ASIDE, &aside, cause));
            }
        }
        last = attempt(path);
        if rung == 1 || (rung == 0 && has_log) {
            last = whole(last);
        }
    }
    last
}

/// Opens and reads, and waits a while for a former owner's threads.
fn attempt(path: &Path) -> Result<Opened, Trouble> {
    for _ in 0..PATIENCE.0 {
        match timed(path.to_owned()) {
            Err(Trouble::Sled(_)) if is_held(&path.join("db")) => thread::sleep(PATIENCE.1),
            other => return other,
        }
    }
    Err(Trouble::Busy)
}

/// Opens and reads within the limit.
pub(super) fn timed(path: PathBuf) -> Result<Opened, Trouble> {
    let (tell, told) = channel();
    let work = move || {
        let _ = tell.send(guard(|| {
            let mut db = Db::open(&path)?;
            let contents = db.read()?;
            Ok((db, contents))
        }));
    };
    let spawned = thread::Builder::new().name("ledger".to_owned()).spawn(work);
    if spawned.is_err() {
        return Err(Trouble::Busy);
    }
    match told.recv_timeout(LIMIT) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => Err(Trouble::Slow),
        Err(RecvTimeoutError::Disconnected) => Err(PANICKED),
    }
}

const EMPTY: Trouble = Trouble::Damaged("its log holds nothing");
const PANICKED: Trouble = Trouble::Damaged("it panicked");

/// A panic inside sled is one more error.
pub(super) fn guard<T>(work: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(PANICKED))
}

/// Whether somebody holds sled's own lock.
fn is_held(db: &Path) -> bool {
    File::open(db).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// A zero-length index, which crashes leave behind, makes sled refuse a sound log; it is made anew
/// from the log.
fn remove_index(path: &Path) {
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Renames what can't be used to `<name>.bad-<time>`.
pub(super) fn set_aside(path: &Path, now: u64) -> io::Result<PathBuf> {
    let named = |end: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".bad-{now}{end}"));
        PathBuf::from(name)
    };
    let aside = (0..)
        .map(|n| {
            named(if n == 0 {
                String::new()
            } else {
                format!("-{n}")
            })
        })
        .find(|aside| fs::symlink_metadata(aside).is_err())
        .unwrap_or_default();
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Takes over the snapshot's ledger where the database is new, or has lost what it had when the
/// snapshot was made. An empty ledger is no loss: somebody wanted it empty.
fn settle((mut db, contents): Opened, base: Option<&Base>) -> Result<Opened, Trouble> {
    let Some(base) = base else {
        if contents.generation.is_none() {
            guard(|| db.seal(0, 0))?;
        }
        return Ok((db, contents));
    };
    let rows = contents.ledger.len() as u64;
    let is_behind = contents.generation.is_none_or(|g| g < base.generation);
    if !is_behind && (rows == 0 || rows >= contents.rows) {
        return Ok((db, contents));
    }
    let weights = contents.weights.filter(|_| contents.generation.is_some());
    guard(|| db.refill(base, weights.is_some()))?;
    let contents = guard(|| db.read())?;
    Ok((db, contents))
}

#[cfg(test)]
mod tests;
