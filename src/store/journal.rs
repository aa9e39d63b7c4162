//! The own journal of a process: one line an event, one write a call, locked while its writer lives.
//! Lines that can't be written wait in memory. Never appends after a torn line.
use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{disk, mark::Mark};

/// Beyond this a journal is closed and a new one begun, so that the old one can be folded and removed.
const LONG: u64 = 4 << 20;
/// Most bytes that wait for a disk that doesn't take them.
const BACKLOG: usize = 8 << 20;
/// Milliseconds between two syncs.
const SYNC: u64 = 250;

/// Where lines go.
pub(super) trait Sink: Write + Send {
    /// Makes what was written last.
    fn sync(&self) -> io::Result<()>;
}

impl Sink for File {
    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// How a journal is begun.
pub(super) type Begin = fn(&Path) -> io::Result<Box<dyn Sink>>;

fn begin(path: &Path) -> io::Result<Box<dyn Sink>> {
    Ok(Box::new(disk::create(path)?))
}

struct Journal {
    id: String,
    path: PathBuf,
    sink: Box<dyn Sink>,
    length: u64,
    _lock: disk::Lock,
}

/// Appends to the journals of this process, one after the other.
pub(super) struct Writer {
    folder: PathBuf,
    /// The scope's folder; once another is in its place, lines wait.
    pub(super) mark: Option<Mark>,
    begin: Begin,
    current: Option<Journal>,
    backlog: Vec<u8>,
    dirty: bool,
    synced: u64,
    /// Journals of this process and how far it wrote them, the present one last.
    pub(super) written: Vec<(String, u64)>,
}

impl Writer {
    pub(super) fn new(folder: PathBuf) -> Writer {
        Writer {
            folder,
            mark: None,
            begin,
            current: None,
            backlog: Vec::new(),
            dirty: false,
            synced: 0,
            written: Vec::new(),
        }
    }

    #[cfg(test)]
    pub(super) fn with(folder: PathBuf, begin: Begin) -> Writer {
        Writer {
            begin,
            ..Writer::new(folder)
        }
    }

    /// Writes whole lines, after those that still wait.
    pub(super) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.backlog.len() + lines.len() <= BACKLOG {
            self.backlog.extend_from_slice(lines);
        }
        self.drain()
    }

    /// Writes what waits.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        while !self.backlog.is_empty() {
            if self.is_moved() {
                return Ok(());
            }
            self.check();
            self.rotate();
            let taken = self.write()?;
            self.dirty = true;
            if taken == self.backlog.len() {
                self.backlog.clear();
            } else {
                // A torn line: what follows it goes to a new journal.
                self.backlog.drain(..taken);
                self.current = None;
                if taken == 0 {
                    return Err(io::ErrorKind::StorageFull.into());
                }
            }
        }
        Ok(())
    }

    /// One write call; returns the bytes of the lines that are wholly written.
    fn write(&mut self) -> io::Result<usize> {
        if self.current.is_none() {
            let journal = self.create()?;
            self.written.push((journal.id.clone(), 0));
            self.current = Some(journal);
        }
        let Some(journal) = &mut self.current else {
            return Ok(0);
        };
        let count = loop {
            match journal.sink.write(&self.backlog) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let whole = self.backlog[..count]
            .iter()
            .rposition(|&b| b == b'\n')
            .map_or(0, |i| i + 1);
        journal.length += whole as u64;
        if let Some(last) = self.written.last_mut() {
            last.1 = journal.length;
        }
        Ok(whole)
    }

    /// A new journal. Its lock comes first: a journal whose lock is free has no writer.
    fn create(&self) -> io::Result<Journal> {
        disk::folder(&self.folder)?;
        for _ in 0..8 {
            let id = disk::random_id();
            let lock_path = self.folder.join(format!("{id}.lock"));
            let Some(lock) = disk::try_lock(&lock_path)? else {
                continue;
            };
            // An owner that sweeps may have removed it between the two steps.
            if !lock_path.exists() {
                continue;
            }
            let path = self.folder.join(format!("{id}.jsonl"));
            let sink =
                (self.begin)(&path).inspect_err(|_| drop(std::fs::remove_file(&lock_path)))?;
            if self.is_moved() {
                // Begun in another folder, perhaps.
                let _ = (
                    std::fs::remove_file(&path),
                    std::fs::remove_file(&lock_path),
                );
                return Err(Mark::gone());
            }
            return Ok(Journal {
                id,
                path,
                sink,
                length: 0,
                _lock: lock,
            });
        }
        Err(io::Error::other("no journal could be begun"))
    }

    /// Leaves a journal that is long.
    fn rotate(&mut self) {
        if self.current.as_ref().is_some_and(|j| j.length > LONG) {
            let _ = self.sync();
            self.current = None;
        }
    }

    /// Leaves a journal that somebody removed, so that what comes next is kept.
    pub(super) fn check(&mut self) {
        if self.current.as_ref().is_some_and(|j| !j.path.exists()) {
            self.current = None;
        }
    }

    fn is_moved(&self) -> bool {
        self.mark.as_ref().is_some_and(|mark| !mark.stands())
    }

    /// Takes the lines that wait.
    pub(super) fn take_waiting(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.backlog)
    }

    /// Whether everything is written.
    pub(super) fn is_drained(&self) -> bool {
        self.backlog.is_empty()
    }

    /// Whether a journal is one of this process.
    pub(super) fn is_own(&self, id: &str) -> bool {
        self.written.iter().any(|(own, _)| own == id)
    }

    /// Syncs if something was written and the last sync is long enough ago.
    pub(super) fn sync_at(&mut self, now: u64) -> io::Result<()> {
        if !self.dirty || now.abs_diff(self.synced) < SYNC {
            return Ok(());
        }
        self.synced = now;
        self.sync()
    }

    /// Makes what was written last.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        if let Some(journal) = &self.current
            && self.dirty
        {
            journal.sink.sync()?;
        }
        self.dirty = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
