use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::store::tail;

fn texts(folder: &Path) -> Vec<String> {
    let ids = tail::list(folder).unwrap();
    let mut texts: Vec<String> = ids
        .iter()
        .map(|id| std::fs::read_to_string(tail::path(folder, id)).unwrap())
        .collect();
    texts.sort();
    texts
}

/// A disk that takes a number of bytes for each file, and then nothing.
struct Full {
    file: File,
    left: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = bytes.len().min(self.left);
        if count == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.left -= count;
        self.file.write(&bytes[..count])
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Full {
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_line_that_is_cut_off_begins_a_new_journal() {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    fn begin(path: &Path) -> io::Result<Box<dyn Sink>> {
        let file = disk::create(path)?;
        let left = match FILES.fetch_add(1, Ordering::Relaxed) {
            0 => 9,
            _ => 100,
        };
        Ok(Box::new(Full { file, left }))
    }
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::with(folder.path().to_owned(), begin);
    writer.append(b"one\ntwo\nthree\n").unwrap();
    writer.append(b"four\n").unwrap();
    assert_eq!(texts(folder.path()), ["one\ntwo\nt", "three\nfour\n"]);
    let written: Vec<u64> = writer.written.iter().map(|(_, n)| *n).collect();
    assert_eq!(written, [8, 11]);
}

#[test]
fn lines_wait_for_a_disk_that_is_full_and_come_once() {
    static FREE: AtomicUsize = AtomicUsize::new(0);
    fn begin(path: &Path) -> io::Result<Box<dyn Sink>> {
        if FREE.load(Ordering::Relaxed) == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(Box::new(disk::create(path)?))
    }
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::with(folder.path().to_owned(), begin);
    assert!(writer.append(b"one\n").is_err());
    assert!(writer.append(b"two\n").is_err());
    assert!(!writer.is_drained());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "no lock is left"
    );
    FREE.store(1, Ordering::Relaxed);
    writer.drain().unwrap();
    writer.drain().unwrap();
    assert!(writer.is_drained());
    assert_eq!(texts(folder.path()), ["one\ntwo\n"]);
}

#[test]
fn what_waits_has_a_ceiling() {
    let mut writer = Writer::with("/proc/nowhere".into(), |_| Err(io::ErrorKind::Other.into()));
    let line = vec![b'x'; 1 << 20];
    for _ in 0..20 {
        assert!(writer.append(&line).is_err());
    }
    assert!(writer.backlog.len() <= BACKLOG);
}

#[test]
fn a_long_journal_is_left_for_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path().to_owned());
    let mut line = vec![b'x'; LONG as usize];
    line.push(b'\n');
    writer.append(&line).unwrap();
    let first = writer.written[0].0.clone();
    let lock = folder.path().join(format!("{first}.lock"));
    assert!(disk::try_lock(&lock).unwrap().is_none());
    writer.append(b"next\n").unwrap();
    assert_eq!(writer.written.len(), 2);
    assert!(
        disk::try_lock(&lock).unwrap().is_some(),
        "it can be removed now"
    );
    assert!(writer.is_own(&first));
}

#[test]
fn a_journal_that_was_removed_is_not_written_into_the_void() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path().join("journal"));
    writer.append(b"one\n").unwrap();
    std::fs::remove_dir_all(folder.path().join("journal")).unwrap();
    writer.check();
    writer.append(b"two\n").unwrap();
    assert_eq!(texts(&folder.path().join("journal")), ["two\n"]);
}

#[test]
fn syncs_keep_their_distance() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::new(folder.path().to_owned());
    writer.append(b"one\n").unwrap();
    writer.sync_at(1000).unwrap();
    assert!(!writer.dirty);
    writer.append(b"two\n").unwrap();
    writer.sync_at(1000 + SYNC - 1).unwrap();
    assert!(writer.dirty);
    writer.sync_at(1000 + SYNC).unwrap();
    assert!(!writer.dirty);
}
