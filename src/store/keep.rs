//! What the owner does: folding journals into the ledger, publishing snapshots, and removing what
//! both hold. A journal goes last, and only when its writer is gone.
use std::{collections::BTreeMap, fs, io, path::Path};

use super::{
    ASKED, Fault, State, Store, WRITE,
    base::{self, Base, Offsets},
    db::{Fold, Trouble},
    disk, event, recover, tail,
};

/// Events in one transaction.
const BATCH: usize = 500;
const LEDGER: &str = "the ledger fails: learning goes on from snapshot and journals";

impl Store {
    /// Folds everything in all journals into the ledger, and adds words to the vocabulary. Only the
    /// owner does; done twice, it adds nothing.
    pub fn fold(&mut self, words: &[&str]) {
        self.fold_until(u64::MAX, words);
    }

    /// The same with what was written until a time: what came later may be taken back.
    pub fn fold_until(&mut self, until: u64, words: &[&str]) {
        let Some(dir) = self.dir.clone() else { return };
        let folder = tail::folder(&dir);
        let ids = self.journals(&folder);
        self.with_db(&dir, |db| {
            let offsets = db.offsets()?;
            for id in &ids {
                let from = offsets.get(id).copied().unwrap_or(0);
                let Ok(tail) = tail::read(&tail::path(&folder, id), from) else {
                    continue;
                };
                fold_tail(db, id, from, &tail, until)?;
            }
            db.keep_words(words)?;
            db.flush()
        });
    }

    /// Keeps the weights of the mixing. Only the owner does.
    pub fn keep_weights(&mut self, weights: &[f32]) {
        let Some(dir) = self.dir.clone() else { return };
        self.with_db(&dir, |db| {
            db.keep_weights(weights)?;
            db.flush()
        });
    }

    /// Publishes a snapshot. The state must hold everything that was loaded, appended and polled
    /// until now. Only the owner does. Its ledger counts only where the database fails: else the
    /// database's is published.
    pub fn publish(&mut self, state: State, _now: u64) {
        let Some(dir) = self.dir.clone().filter(|_| self.owner()) else {
            return;
        };
        let written = self.journal.drain();
        self.check_written(written);
        if !self.journal.is_drained() {
            // Tables would hold events that a journal gets later.
            return;
        }
        let covered = self.covered();
        let words: Vec<_> = state.words.iter().map(String::as_str).collect();
        self.fold(&words);
        self.keep_weights(&state.weights);
        let base = self.snapshot(&dir, state, covered);
        let Some(bytes) = base::encode(&base) else {
            self.faults
                .tell(Fault::new(WRITE, &dir, "the tables are too large"));
            return;
        };
        let path = base::path(&dir, base.generation);
        match disk::replace_in(&path, &bytes, self.mark.as_ref()) {
            Ok(()) => {
                self.generation = base.generation;
                self.clean(&dir, &base.covered);
            }
            Err(_) if self.is_gone() => return,
            Err(e) => self.faults.tell(Fault::new(WRITE, &dir, e)),
        }
        let _ = fs::remove_file(dir.join(ASKED));
    }

    /// Whether another process waits for the next snapshot.
    pub fn is_asked(&self) -> bool {
        let dir = self.dir.as_ref().filter(|_| self.owner());
        dir.is_some_and(|dir| dir.join(ASKED).exists())
    }

    /// How much of each journal the engine has.
    fn covered(&self) -> Offsets {
        let mut covered = self.seen.clone();
        covered.extend(self.journal.written.iter().cloned());
        covered
    }

    fn snapshot(&mut self, dir: &Path, state: State, covered: Offsets) -> Base {
        let generation = self.generation + 1;
        let from_db = self.with_db(dir, |db| {
            let ledger = db.rows()?;
            db.seal(generation, ledger.len() as u64)?;
            Ok((ledger, db.words()?, db.offsets()?))
        });
        let mut base = Base {
            generation,
            folded: covered.clone(),
            covered,
            state,
        };
        if let Some((ledger, words, folded)) = from_db {
            base.state.ledger = ledger;
            base.state.words = words;
            base.folded = folded;
        }
        base
    }

    /// Removes what the newest snapshot makes needless. Nothing that can't be read.
    fn clean(&mut self, dir: &Path, covered: &Offsets) {
        let older = base::list(dir).into_iter().filter(|&g| g < self.generation);
        for generation in older.filter(|g| is_readable(dir, *g)).skip(1) {
            let _ = fs::remove_file(base::path(dir, generation));
        }
        let folder = tail::folder(dir);
        let Ok(ids) = tail::list(&folder) else { return };
        self.with_db(dir, |db| {
            let offsets = db.offsets()?;
            // Gone since the last time at the latest, and that lasts.
            if disk::sync_folder(&folder).is_ok() {
                for id in offsets.keys().filter(|id| !ids.contains(id)) {
                    db.forget_journal(id)?;
                }
            }
            for id in &ids {
                let both = [offsets.get(id), covered.get(id)];
                if let [Some(&folded), Some(&covered)] = both {
                    let _ = remove(&folder, id, folded.min(covered));
                }
            }
            Ok(())
        });
        sweep_locks(&folder);
        disk::protect_all(&dir.join("store"));
    }

    /// Works on the database; the first failure is told, and the database given up.
    fn with_db<T>(
        &mut self,
        dir: &Path,
        work: impl FnOnce(&mut super::Db) -> Result<T, Trouble>,
    ) -> Option<T> {
        let db = self.db.as_mut()?;
        match recover::guard(|| work(db)) {
            Ok(done) => Some(done),
            Err(e) => {
                self.db = None;
                self.faults.tell(recover::fault(LEDGER, dir, e));
                None
            }
        }
    }
}

/// Folds a stretch of a journal, some hundred events a transaction.
fn fold_tail(
    db: &mut super::Db,
    id: &str,
    mut from: u64,
    tail: &tail::Tail,
    until: u64,
) -> Result<(), Trouble> {
    let later = tail.entries.iter().find(|e| e.time > until);
    let end = later.map_or(u64::MAX, |e| e.start).min(tail.foldable());
    let known = tail.entries.partition_point(|e| e.start < end);
    let mut batches = tail.entries[..known].chunks(BATCH).peekable();
    while from < end {
        let batch = batches.next().unwrap_or(&[]);
        let to = batches.peek().map_or(end, |next| next[0].start);
        let mut sums = BTreeMap::new();
        let mut words = Vec::new();
        let mut episodes = Vec::new();
        for entry in batch {
            if let event::Event::Episode(episode) = &entry.event {
                episodes.push(&**episode);
            }
            if let Some((row, evidence, word)) = event::evidence(&entry.event, entry.time) {
                let sum: &mut event::Evidence = sums.entry(row).or_default();
                sum.add(evidence);
                words.push(word);
            }
        }
        let sums = sums.into_iter().collect();
        let fold = Fold {
            id,
            from,
            to,
            sums,
            words,
            episodes,
        };
        if !db.fold(&fold)? {
            return Err(Trouble::Damaged("it went on behind its owner's back"));
        }
        from = to;
    }
    Ok(())
}

/// Removes a journal that nobody writes and that is wholly taken in; one with lines that can't be
/// read is only put out of the way.
fn remove(folder: &Path, id: &str, taken: u64) -> io::Result<()> {
    let lock_path = folder.join(format!("{id}.lock"));
    let Some(_lock) = disk::try_lock(&lock_path)? else {
        return Ok(());
    };
    let path = tail::path(folder, id);
    let tail = tail::read(&path, 0)?;
    if tail.foldable() > taken || tail.newer.is_some() {
        return Ok(());
    }
    match tail.garbage {
        0 => fs::remove_file(&path)?,
        _ => fs::rename(&path, folder.join(format!("{id}.bad")))?,
    }
    fs::remove_file(&lock_path)
}

/// Removes locks whose journal was never begun.
fn sweep_locks(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if let Some(id) = name.to_str().and_then(|n| n.strip_suffix(".lock"))
            && disk::is_id(id)
            && let Ok(Some(_lock)) = disk::try_lock(&entry.path())
            && !tail::path(folder, id).exists()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a snapshot is of a version that this program may remove.
fn is_readable(dir: &Path, generation: u64) -> bool {
    let mut header = [0; 12];
    disk::open(&base::path(dir, generation))
        .and_then(|mut file| io::Read::read_exact(&mut file, &mut header))
        .is_ok_and(|()| base::version(&header) == Some(base::VERSION))
}
