use std::fs;

use super::*;
use crate::store::{Outcome, Writer};

const DAY: u64 = 86_400_000;
const SITE: u64 = 42;

fn chosen(word: &str) -> Event {
    outcome(word, Outcome::Chosen)
}

fn outcome(word: &str, outcome: Outcome) -> Event {
    let word = word.to_owned();
    Event::Outcome {
        site: SITE,
        word,
        outcome,
    }
}

fn learned(word: &str) -> Event {
    Event::Learned {
        file: 1,
        weight: 2,
        words: vec![word.to_owned()],
        contexts: vec![5, 6],
    }
}

fn scope() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("projects").join("scope");
    (folder, dir)
}

fn open(dir: &Path) -> (Store, Loaded) {
    let (store, loaded) = Store::open(dir, 1000);
    assert_eq!(loaded.notices, []);
    (store, loaded)
}

fn count(loaded: &Loaded, word: &str) -> Evidence {
    let row = (SITE, Sym::of(word));
    let mut rows = loaded.state.ledger.iter().filter(|r| (r.0, r.1) == row);
    let found = rows.next().map(|r| r.2).unwrap_or_default();
    assert!(rows.next().is_none());
    found
}

fn pending(loaded: &Loaded) -> Vec<&Event> {
    loaded.pending.iter().map(|(_, e)| e).collect()
}

fn state() -> State {
    State {
        tables: vec![("t".into(), vec![0, 7, 0])],
        weights: vec![0.5; 2500],
        words: vec!["alpha".into()],
        notes: vec![("files".into(), vec![9; 9])],
        ..State::default()
    }
}

#[test]
fn what_was_appended_is_there_at_the_next_start() {
    let (_guard, dir) = scope();
    let (mut store, loaded) = open(&dir);
    assert!(loaded.owner && store.owner());
    assert_eq!(loaded.state, State::default());
    store.append(&[chosen("len"), outcome("len", Outcome::Undone)], 3 * DAY);
    store.append(&[learned("map"), chosen("len")], 5 * DAY + 1);
    drop(store);
    for _ in 0..3 {
        let (_store, loaded) = open(&dir);
        let evidence = Evidence {
            chosen: 2,
            undone: 1,
            last_day: 5,
            ..Evidence::default()
        };
        assert_eq!(count(&loaded, "len"), evidence);
        assert_eq!(loaded.pending.len(), 4);
        assert_eq!(loaded.pending[2], (5 * DAY + 1, learned("map")));
        assert_eq!(loaded.state.words, ["len"]);
    }
}

#[test]
fn a_snapshot_holds_everything_and_journals_go() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len"), learned("map")], DAY);
    store.publish(state(), DAY);
    store.append(&[chosen("push")], DAY);
    drop(store);
    let (mut store, loaded) = open(&dir);
    assert_eq!(loaded.state.tables, state().tables);
    assert_eq!(loaded.state.notes, state().notes);
    assert_eq!(loaded.state.weights, state().weights);
    assert_eq!(loaded.state.words.len(), 3);
    assert_eq!(count(&loaded, "len").chosen, 1);
    assert_eq!(count(&loaded, "push").chosen, 1);
    assert_eq!(pending(&loaded), [&chosen("push")]);
    store.publish(loaded.state.clone(), DAY);
    assert_eq!(tail::list(&tail::folder(&dir)).unwrap(), [""; 0]);
    store.publish(loaded.state.clone(), DAY);
    store.publish(loaded.state.clone(), DAY);
    assert_eq!(base::list(&dir), [4, 3]);
    drop(store);
    let (store, loaded) = open(&dir);
    assert_eq!(count(&loaded, "len").chosen, 1);
    assert_eq!(loaded.pending, []);
    drop(store);
    assert!(fs::read_dir(tail::folder(&dir)).unwrap().next().is_none());
}

#[test]
fn the_ledger_alone_keeps_evidence_words_and_weights() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len")], DAY);
    store.publish(state(), DAY);
    store.append(&[chosen("len"), chosen("push")], DAY);
    store.fold(&["beta"]);
    store.keep_weights(&[2.0; 1001]);
    drop(store);
    fs::remove_dir_all(tail::folder(&dir)).unwrap();
    fs::remove_file(base::path(&dir, 1)).unwrap();
    let (mut store, loaded) = open(&dir);
    assert_eq!(count(&loaded, "len").chosen, 2);
    assert_eq!(count(&loaded, "push").chosen, 1);
    assert_eq!(loaded.state.weights, [2.0; 1001]);
    let mut words = loaded.state.words.clone();
    words.sort();
    assert_eq!(words, ["alpha", "beta", "len", "push"]);
    assert_eq!((loaded.state.tables.len(), loaded.pending.len()), (0, 0));
    // And a snapshot can follow, newer than the one that is gone.
    store.publish(loaded.state.clone(), DAY);
    assert_eq!(base::list(&dir), [2]);
}

#[test]
fn a_ledger_that_is_gone_is_filled_from_snapshot_and_journals() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len")], DAY);
    store.publish(state(), DAY);
    store.append(&[chosen("len")], DAY);
    drop(store);
    fs::remove_dir_all(dir.join("store")).unwrap();
    for _ in 0..2 {
        let (store, loaded) = open(&dir);
        assert_eq!(count(&loaded, "len").chosen, 2);
        assert_eq!(loaded.state.weights, state().weights);
        drop(store);
    }
}

#[test]
fn a_ledger_that_was_emptied_stays_empty() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len")], DAY);
    store.publish(state(), DAY);
    drop(store);
    let db = sled::open(dir.join("store")).unwrap();
    db.drop_tree("ledger").unwrap();
    db.flush().unwrap();
    drop(db);
    for _ in 0..2 {
        let (mut store, loaded) = open(&dir);
        assert_eq!(loaded.state.ledger, []);
        assert_eq!(loaded.state.tables, state().tables);
        store.publish(loaded.state.clone(), DAY);
    }
}

#[test]
fn a_ledger_older_than_the_snapshot_is_filled_from_it() {
    let (guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len")], DAY);
    store.publish(state(), DAY);
    drop(store);
    let old = guard.path().join("old");
    copy(&dir.join("store"), &old);
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len"), chosen("push")], DAY);
    drop(store);
    let (mut store, loaded) = open(&dir);
    store.publish(loaded.state.clone(), DAY);
    drop(store);
    fs::remove_dir_all(dir.join("store")).unwrap();
    fs::rename(old, dir.join("store")).unwrap();
    let (_store, loaded) = open(&dir);
    assert_eq!(count(&loaded, "len").chosen, 2);
    assert_eq!(count(&loaded, "push").chosen, 1);
}

#[test]
fn folding_again_adds_nothing() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    for i in 0..1200 {
        store.append(&[chosen(&format!("w{}", i % 7))], DAY);
    }
    store.fold(&[]);
    store.fold(&[]);
    drop(store);
    let (mut store, loaded) = open(&dir);
    store.fold(&[]);
    let sum: u32 = loaded.state.ledger.iter().map(|r| r.2.chosen).sum();
    assert_eq!((sum, loaded.state.ledger.len()), (1200, 7));
}

#[test]
fn a_second_window_reads_writes_and_takes_over() {
    let (_guard, dir) = scope();
    let (mut first, _) = open(&dir);
    first.append(&[chosen("len")], DAY);
    first.publish(state(), DAY);
    first.append(&[chosen("push")], DAY);
    let (mut second, loaded) = open(&dir);
    assert!(!loaded.owner && !second.owner());
    assert_eq!(loaded.state.tables, state().tables);
    assert_eq!(count(&loaded, "len").chosen, 1);
    assert_eq!(count(&loaded, "push").chosen, 1);
    assert_eq!(pending(&loaded), [&chosen("push")]);
    second.append(&[chosen("pop")], DAY + 2);
    first.append(&[chosen("top")], DAY + 1);
    assert_eq!(first.poll(0), [(DAY + 2, chosen("pop"))]);
    assert_eq!(second.poll(0), [(DAY + 1, chosen("top"))]);
    assert_eq!((first.poll(0), second.poll(0)), (vec![], vec![]));
    assert!(second.try_own(0).is_none());
    // What only an owner does is left alone.
    second.fold(&[]);
    second.publish(State::default(), 0);
    assert_eq!(base::list(&dir), [1]);
    drop(first);
    let loaded = second.try_own(0).unwrap();
    assert!(loaded.owner && second.owner());
    assert_eq!(
        pending(&loaded),
        [&chosen("push"), &chosen("top"), &chosen("pop")]
    );
    for word in ["len", "push", "top", "pop"] {
        assert_eq!(count(&loaded, word).chosen, 1, "{word}");
    }
    assert_eq!(second.poll(0), []);
    second.publish(loaded.state.clone(), 0);
    assert!(second.try_own(0).is_none());
    drop(second);
    assert_eq!(open(&dir).1.pending, []);
}

#[test]
fn a_journal_stays_while_its_writer_lives() {
    let (_guard, dir) = scope();
    let (mut first, _) = open(&dir);
    let (mut second, _) = open(&dir);
    second.append(&[chosen("pop")], DAY);
    first.poll(0);
    first.publish(state(), 0);
    second.append(&[chosen("pop")], DAY);
    assert_eq!(tail::list(&tail::folder(&dir)).unwrap().len(), 1);
    drop(second);
    // Its last event is in no snapshot.
    first.publish(state(), 0);
    assert_eq!(tail::list(&tail::folder(&dir)).unwrap().len(), 1);
    assert_eq!(first.poll(0).len(), 1);
    first.publish(state(), 0);
    assert_eq!(tail::list(&tail::folder(&dir)).unwrap().len(), 0);
    drop(first);
    assert_eq!(count(&open(&dir).1, "pop").chosen, 2);
}

#[test]
fn a_torn_line_is_passed_over() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len"), chosen("len")], DAY);
    drop(store);
    let folder = tail::folder(&dir);
    let path = tail::path(&folder, &tail::list(&folder).unwrap()[0]);
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 5]).unwrap();
    let (mut store, loaded) = open(&dir);
    assert_eq!(count(&loaded, "len").chosen, 1);
    store.append(&[chosen("len")], DAY);
    drop(store);
    assert_eq!(count(&open(&dir).1, "len").chosen, 2);
}

#[test]
fn no_snapshot_holds_what_no_journal_has() {
    let (_guard, dir) = scope();
    let (mut store, _) = open(&dir);
    let folder = tail::folder(&dir);
    store.journal = Writer::with(folder, |_| Err(io::ErrorKind::StorageFull.into()));
    store.append(&[chosen("len")], DAY);
    store.publish(state(), DAY);
    store.publish(state(), DAY);
    assert_eq!(store.notices().len(), 1);
    assert_eq!(base::list(&dir), [0; 0]);
}

#[test]
fn a_store_in_memory_takes_everything_and_keeps_nothing() {
    let (mut store, loaded) = Store::in_memory();
    assert!(!loaded.owner && !store.owner());
    store.append(&[chosen("len")], DAY);
    store.fold(&["len"]);
    store.publish(state(), DAY);
    store.sync(DAY);
    assert!(store.try_own(DAY).is_none());
    assert_eq!((store.poll(DAY), store.notices()), (vec![], vec![]));
    store.close();
}

#[cfg(unix)]
#[test]
fn folders_and_files_are_private() {
    use std::os::unix::fs::PermissionsExt;
    fn check(path: &Path) {
        let meta = fs::symlink_metadata(path).unwrap();
        let mode = meta.permissions().mode() & 0o777;
        assert_eq!(mode, if meta.is_dir() { 0o700 } else { 0o600 }, "{path:?}");
        for entry in fs::read_dir(path).into_iter().flatten() {
            check(&entry.unwrap().path());
        }
    }
    let (guard, dir) = scope();
    let (mut store, _) = open(&dir);
    store.append(&[chosen("len")], DAY);
    check(&guard.path().join("projects"));
    store.publish(state(), DAY);
    check(&guard.path().join("projects"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).unwrap()),
        }
    }
}
