//! What stands in a data folder after a session: nothing that others can read, no large value in sled.
use std::{fs, path::Path, process::Command};

use habitus::store::{Event, Outcome, State, Store};

use crate::bad_input::house::{House, WORD, snapshots, told, wait};

/// Larger values leak for ever when they are overwritten.
const MOST: usize = 4096;

/// Keys and values of a scope's ledger.
fn values(scope: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let db = sled::open(scope.join("store")).expect("the store");
    let trees = db.tree_names().into_iter();
    let rows = trees.flat_map(|name| db.open_tree(name).expect("a tree").iter());
    rows.map(|row| row.expect("a row"))
        .map(|(key, value)| (key.to_vec(), value.to_vec()))
        .collect()
}

#[test]
fn no_value_of_the_ledger_is_large_however_much_a_site_knows() {
    let room = tempfile::tempdir().expect("a folder");
    let dir = room.path().join("scope");
    let (mut store, _) = Store::open(&dir, 1);
    let words = (0..5000).map(|i| format!("word_{i}"));
    let long = [1024, 1025, 4097, 100_000].map(|n| "w".repeat(n));
    let event = |word: String| Event::Outcome {
        site: 9,
        word,
        outcome: Outcome::Chosen,
    };
    let events: Vec<Event> = words.chain(long).map(event).collect();
    // Three times, so that all is overwritten.
    for now in 1..4 {
        store.append(&events, now);
        let state = State {
            tables: vec![("words".to_owned(), vec![now; 10_000])],
            weights: vec![0.5; 6000],
            words: vec!["x".repeat(5000)],
            ..State::default()
        };
        store.publish(state, now);
    }
    assert_eq!(store.notices(), []);
    store.close();
    let values = values(&dir);
    assert!(values.len() > 10_000, "{} values", values.len());
    let large = values.iter().filter(|(k, v)| k.len().max(v.len()) > MOST);
    assert_eq!(large.count(), 0);
    let blobs = fs::read_dir(dir.join("store/blobs")).expect("the store");
    assert_eq!(blobs.count(), 0, "sled took something for large");
}

/// The modes of all files and folders in a folder, and of itself, that are not as they should be.
#[cfg(unix)]
fn too_open(path: &Path) -> Vec<String> {
    use std::os::unix::fs::PermissionsExt;
    let found = fs::symlink_metadata(path).expect("there");
    let mode = found.permissions().mode() & 0o7777;
    let right = if found.is_dir() { 0o700 } else { 0o600 };
    let mut all = Vec::new();
    if mode != right {
        all.push(format!("{mode:o} {}", path.display()));
    }
    if found.is_dir() {
        for entry in fs::read_dir(path).expect("a folder").flatten() {
            all.extend(too_open(&entry.path()));
        }
    }
    all
}

#[cfg(unix)]
#[test]
fn what_a_session_leaves_is_for_its_owner_alone() {
    let house = House::with_crate();
    // Whatever the system would let others do by default.
    let careless = || {
        let mut command = Command::new("sh");
        let script = "umask 0; exec \"$0\" \"$@\"";
        command.args(["-c", script, env!("CARGO_BIN_EXE_habitus")]);
        house.serve_by(command, &house.data())
    };
    let mut client = careless();
    let scope = house.scope(&house.data());
    wait("a snapshot", || !snapshots(&scope).is_empty());
    house.teach(&client, WORD);
    assert_eq!(too_open(&house.data()), [""; 0], "while it runs");
    client.kill().expect("kill -9");
    assert_eq!(too_open(&house.data()), [""; 0], "after a kill");
    let mut client = careless();
    house.teach(&client, WORD);
    assert_eq!(told(&client), [""; 0]);
    assert!(client.stop().expect("stopped").success());
    assert_eq!(too_open(&house.data()), [""; 0], "after a stop");
}
