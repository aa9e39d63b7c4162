//! Files that can't be taken in: a clear word, and nothing that is there is lost.
use std::{collections::BTreeMap, fs, path::PathBuf};

use crate::{
    bad_input::house::{House, WORD, bytes_of},
    profile::desk::{done, fails, json},
};

/// A house that learned a word, and an export of it.
fn exported() -> (House, PathBuf, Vec<u8>) {
    let house = House::new();
    let mut client = house.serve();
    house.teach(&client, WORD);
    assert!(client.stop().expect("stopped").success());
    let file = house.beside("export");
    done(&house, &["export", file.to_str().expect("a path")]);
    let bytes = fs::read(&file).expect("a file");
    (house, file, bytes)
}

/// What is kept, but for locks.
fn kept(house: &House) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = bytes_of(&house.data());
    files.retain(|path, _| path.extension().is_none_or(|e| e != "lock"));
    files
}

#[test]
fn a_file_that_is_damaged_newer_foreign_or_huge_is_refused() {
    let (house, file, whole) = exported();
    let path = file.to_str().expect("a path");
    let before = kept(&house);
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&file, bytes).expect("a file");
        let said = fails(&house, 2, &["import", path, "--replace"]);
        assert!(said.contains(what) && said.contains(path), "{what}: {said}");
        assert!(!said.contains("panic"), "{said}");
        assert_eq!(kept(&house), before, "{what}");
    };
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] = byte;
        bytes
    };
    refused(b"", "is cut off");
    refused(b"{\"kind\": \"habitus export\"}", "is no export");
    refused(&[0; 4096], "is no export");
    refused(
        &with(8, 2),
        "is of format 2; this program reads formats up to 1",
    );
    refused(&with(12, 0), "the number of sections");
    let head = 16 + 40;
    refused(&with(head + 3, b'!'), "its head, bytes 16 to ");
    let middle = whole.len() / 2;
    refused(&with(middle, whole[middle] ^ 1), "is damaged: part ");
    for length in [9, 15, 17, 60, middle, whole.len() - 1] {
        refused(&whole[..length], &format!("it ends at byte {length}"));
    }
    refused(&[&whole[..], b"x"].concat(), "nothing should follow byte");
    let huge = fs::File::create(&file).expect("a file");
    huge.set_len(5 << 30).expect("a sparse file");
    let said = fails(&house, 2, &["import", path, "--replace"]);
    assert!(said.contains("5120 MiB"), "{said}");
    fs::remove_file(&file).expect("removed");
    let said = fails(&house, 2, &["import", path]);
    assert!(said.contains("can't be read"), "{said}");
    let folder = house.project();
    let said = fails(&house, 2, &["import", folder.to_str().expect("a path")]);
    assert!(said.contains("is no file"), "{said}");
    assert_eq!(kept(&house), before);
}

#[test]
fn nothing_is_overwritten_silently() {
    let (house, file, _) = exported();
    let path = file.to_str().expect("a path");
    let before = kept(&house);
    let said = fails(&house, 1, &["import", path]);
    assert!(said.contains("rows of evidence are there"), "{said}");
    assert!(
        said.contains("--merge") && said.contains("--replace"),
        "{said}"
    );
    let rows = |house: &House| {
        let (_store, loaded) = habitus::store::Store::open(&house.scope(&house.data()), 1);
        loaded.state.ledger
    };
    let ledger = rows(&house);
    assert!(!ledger.is_empty());
    let said = json(&house, &["import", path, "--merge"]);
    assert_eq!(said["scopes"][0]["taken"], "merged", "{said}");
    let twice = rows(&house);
    assert_eq!(twice.len(), ledger.len());
    for ((_, _, once), (_, _, twice)) in ledger.iter().zip(&twice) {
        assert_eq!(2 * once.typed, twice.typed);
    }
    for _ in 0..2 {
        let said = json(&house, &["import", path, "--merge"]);
        assert_eq!(said["scopes"][0]["taken"], "before", "{said}");
        assert_eq!(rows(&house), twice);
    }
    json(&house, &["import", path, "--replace"]);
    assert_eq!(rows(&house), ledger);
    let said = json(&house, &["import", path, "--merge"]);
    assert_eq!(said["scopes"][0]["taken"], "before", "{said}");
    assert!(!before.is_empty());
}

#[test]
fn what_a_newer_version_wrote_is_not_rewritten() {
    let (house, file, _) = exported();
    let path = file.to_str().expect("a path");
    fs::write(house.scope(&house.data()).join("VERSION"), "99\n").expect("a version");
    let before = kept(&house);
    for args in [
        &["forget", WORD][..],
        &["reset", "--yes"],
        &["export", "other"],
        &["import", path, "--replace"],
    ] {
        let said = fails(&house, 2, args);
        assert!(said.contains("newer version"), "{args:?}: {said}");
        assert_eq!(kept(&house), before, "{args:?}");
    }
}
