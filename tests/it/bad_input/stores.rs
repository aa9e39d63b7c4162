//! Stores that are damaged, or written by a newer version.
use std::{
    fs::{self, File},
    io,
    path::Path,
};

use super::house::{House, LATER, WORD, assert_lives, assert_told_once, bytes_of, snapshots, told};

const LAST: &str = "knitted_crane";

/// Nothing is known of the project, no byte of it changes, and one message names the place.
fn assert_left_alone(house: &House, place: &Path, user_too: bool) {
    let kept = || {
        let mut all = bytes_of(&house.data());
        let user = house.data().join("user");
        all.retain(|path, _| user_too || !path.starts_with(&user));
        all
    };
    let before = kept();
    let mut client = house.serve();
    assert_told_once(&client, "newer version", place);
    assert!(!house.knows(&client, WORD));
    house.teach(&client, LATER);
    assert!(house.knows(&client, LATER), "not in memory either");
    assert_lives(&client, &house.project());
    assert_eq!(told(&client).len(), 1);
    assert!(client.stop().expect("stopped").success());
    let after = kept();
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
    for (path, bytes) in &before {
        assert!(after[path] == *bytes, "{path:?} is another");
    }
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let house = House::with_crate();
    let scope = house.learn();
    let bump = |path: &Path, from: &str, to: &str| {
        let old = fs::read(path).expect("a file");
        let text = String::from_utf8_lossy(&old).replacen(from, to, 1);
        fs::write(path, text).expect("written");
        old
    };
    // One after the other; then all at once, as a newer version would leave them.
    let version = scope.join("VERSION");
    let old = bump(&version, "1", "2");
    assert_left_alone(&house, &version, false);
    fs::write(&version, old).expect("written");

    let index = house.data().join("index.json");
    let old = bump(&index, "\"version\": 1", "\"version\": 2");
    assert_left_alone(&house, &index, false);
    fs::write(&index, old).expect("written");

    let base = snapshots(&scope)[0].clone();
    let old = fs::read(&base).expect("a file");
    fs::write(&base, newer(&old)).expect("written");
    assert_left_alone(&house, &base, false);
    fs::write(&base, old).expect("written");

    let client = house.serve();
    assert!(house.knows(&client, WORD));
    assert_eq!(told(&client), [""; 0]);
    drop(client);
    bump(&version, "1", "2");
    bump(&house.data().join("user/VERSION"), "1", "2");
    assert_left_alone(&house, &house.data(), true);
}

/// A snapshot of the next version: its number, and the checksum over that and the rest.
fn newer(old: &[u8]) -> Vec<u8> {
    let mut new = old.to_vec();
    new[8..12].copy_from_slice(&2u32.to_le_bytes());
    let mut hasher = blake3::Hasher::new();
    hasher.update(&2u32.to_le_bytes()).update(&new[44..]);
    new[12..44].copy_from_slice(hasher.finalize().as_bytes());
    new
}

fn zero(path: &Path) {
    let length = fs::metadata(path).expect("a file").len() as usize;
    fs::write(path, vec![0; length]).expect("written");
}

fn halve(path: &Path) {
    let file = File::options().write(true).open(path).expect("a file");
    let length = file.metadata().expect("a file").len();
    file.set_len(length / 2).expect("cut");
}

const LEDGER: &str = "the ledger was damaged";
const SNAPSHOT: &str = "can't be read";

/// What was learned is there, one message names the places, and all goes on as before.
fn assert_recovers(house: &House, faults: &[(&str, &Path)]) {
    let mut client = house.serve();
    for (what, place) in faults {
        assert_told_once(&client, what, place);
    }
    assert!(house.knows(&client, WORD));
    house.teach(&client, LATER);
    assert_lives(&client, &house.project());
    assert_eq!(told(&client).len(), 1);
    assert!(client.stop().expect("stopped").success());
    let user = house.data().join("user");
    fs::remove_dir_all(user).expect("the user's scope");
    let client = house.serve();
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
    assert_eq!(told(&client), [""; 0]);
}

#[test]
fn a_ledger_of_zeros_is_rebuilt() {
    let house = House::with_crate();
    let scope = house.learn();
    zero(&scope.join("store/db"));
    assert_recovers(&house, &[(LEDGER, &scope.join("store.bad-"))]);
    let aside = fs::read_dir(&scope).expect("a scope").flatten();
    let mut names = aside.map(|e| e.file_name().to_string_lossy().into_owned());
    assert!(names.any(|name| name.starts_with("store.bad-")));
}

#[test]
fn a_snapshot_that_is_cut_off_is_done_without() {
    let house = House::with_crate();
    let scope = house.learn();
    let all = snapshots(&scope);
    let base = &all[0];
    all.iter().for_each(|base| halve(base));
    let cut = fs::read(base).expect("a file");
    assert_recovers(&house, &[(SNAPSHOT, base)]);
    let all = bytes_of(&scope);
    assert!(all.values().any(|bytes| *bytes == cut), "it is gone");
}

#[test]
fn of_a_store_that_is_damaged_all_over_the_journals_are_kept() {
    let house = House::with_crate();
    let scope = house.learn();
    let all = snapshots(&scope);
    zero(&scope.join("store/db"));
    all.iter().for_each(|base| halve(base));
    let aside = scope.join("store.bad-");
    assert_recovers(&house, &[(SNAPSHOT, &all[0]), (LEDGER, &aside)]);
}

/// Removed as by hand: once more where a living window wrote into the folder meanwhile.
fn remove(folder: &Path) {
    let written = |e: &io::Error| e.kind() == io::ErrorKind::DirectoryNotEmpty;
    while fs::remove_dir_all(folder).is_err_and(|e| {
        assert!(written(&e), "{folder:?} can't be removed: {e}");
        true
    }) {}
}

/// What two windows knew is forgotten, and what they learn from then on is kept.
fn assert_made_anew(house: &House, delete: impl FnOnce()) {
    let windows = [house.serve(), house.serve()];
    house.teach(&windows[0], WORD);
    delete();
    for (window, word) in windows.iter().zip([LATER, LAST]) {
        house.teach(window, word);
        assert!(!house.knows(window, WORD) && house.knows(window, word));
        assert_lives(window, &house.project());
        assert_eq!(told(window), [""; 0]);
    }
    drop(windows);
    fs::remove_dir_all(house.data().join("user")).expect("the user's scope");
    let mut client = house.serve();
    assert!(!house.knows(&client, WORD));
    assert!(house.knows(&client, LATER) && house.knows(&client, LAST));
    assert_eq!(told(&client), [""; 0]);
    assert!(client.stop().expect("stopped").success());
}

#[test]
fn a_data_folder_that_is_deleted_is_made_anew() {
    let house = House::new();
    assert_made_anew(&house, || remove(&house.data()));
}

#[test]
fn a_project_that_is_deleted_from_the_data_folder_is_made_anew() {
    let house = House::new();
    assert_made_anew(&house, || remove(&house.scope(&house.data())));
}
