//! Reading journals, those of other processes that still write included. Takes whole lines only and
//! changes nothing.
use std::{
    fs,
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::{
    disk,
    event::Event,
    record::{self, Said},
};

/// A longer line is garbage.
const LINE: u64 = 4 << 20;

/// A line that holds an event, and where it stands.
pub(super) struct Entry {
    pub(super) time: u64,
    pub(super) start: u64,
    pub(super) event: Event,
}

/// What a journal holds from an offset on.
#[derive(Default)]
pub(super) struct Tail {
    /// Its events.
    pub(super) entries: Vec<Entry>,
    /// One past its last whole line.
    pub(super) end: u64,
    /// Where the first line of a newer version begins.
    pub(super) newer: Option<u64>,
    /// Lines that no program wrote.
    pub(super) garbage: usize,
}

/// Where the journals of a scope are.
pub(super) fn folder(scope: &Path) -> PathBuf {
    scope.join("journal")
}

/// Path of a journal.
pub(super) fn path(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.jsonl"))
}

/// The journals of a folder, in the order of their names; none where there is no folder.
pub(super) fn list(folder: &Path) -> io::Result<Vec<String>> {
    match fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => {}
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e),
        Ok(_) => return Err(io::Error::other("is no folder")),
    }
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if let Some(id) = name.to_str().and_then(|n| n.strip_suffix(".jsonl"))
            && disk::is_id(id)
        {
            ids.push(id.to_owned());
        }
    }
    ids.sort();
    Ok(ids)
}

/// Reads a journal from an offset, which must be a line's beginning. A journal that has become
/// shorter than that has nothing to say.
pub(super) fn read(path: &Path, from: u64) -> io::Result<Tail> {
    let mut file = disk::open(path)?;
    let mut tail = Tail {
        end: from,
        ..Tail::default()
    };
    if file.metadata()?.len() <= from {
        return Ok(tail);
    }
    file.seek(SeekFrom::Start(from))?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    while let Some(length) = next_line(&mut reader, &mut line)? {
        tail.take(&line, length);
    }
    Ok(tail)
}

impl Tail {
    fn take(&mut self, line: &[u8], length: u64) {
        let start = self.end;
        self.end += length;
        match record::read(line) {
            _ if length > LINE => self.garbage += 1,
            Said::Event(time, event) => self.entries.push(Entry { time, start, event }),
            Said::Newer => self.newer = self.newer.or(Some(start)),
            Said::Garbage => self.garbage += 1,
        }
    }

    /// How far the ledger may go: to the first line that a newer program must fold.
    pub(super) fn foldable(&self) -> u64 {
        self.newer.unwrap_or(self.end)
    }
}

/// Reads a line with its newline and returns its length; of one that is too long only the beginning
/// is kept. `None` at the end or before a torn line: its writer may be about to write the rest.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<Option<u64>> {
    line.clear();
    let mut length = reader.by_ref().take(LINE + 1).read_until(b'\n', line)? as u64;
    let mut ended = line.last() == Some(&b'\n');
    if !ended && length <= LINE {
        return Ok(None);
    }
    let mut rest = Vec::new();
    while !ended {
        rest.clear();
        let more = reader.by_ref().take(1 << 16).read_until(b'\n', &mut rest)?;
        if more == 0 {
            return Ok(None);
        }
        length += more as u64;
        ended = rest.last() == Some(&b'\n');
    }
    Ok(Some(length))
}

#[cfg(test)]
mod tests;
