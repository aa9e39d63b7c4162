//! What two machines learned, added up.
use std::fs;

use crate::{
    bad_input::house::{House, LATER, WORD, wait},
    profile::desk::{done, json, small_crate, stands},
};

/// A house that learned a word, and its export in another one's reach.
fn learned(word: &str, to: &House) -> String {
    let house = small_crate();
    let mut client = house.serve();
    house.teach(&client, word);
    assert!(client.stop().expect("stopped").success());
    let file = to.beside(word);
    done(&house, &["export", file.to_str().expect("a path")]);
    file.to_str().expect("a path").to_owned()
}

#[test]
fn what_another_machine_learned_is_added_while_a_server_runs() {
    let house = small_crate();
    let file = learned(LATER, &house);
    let client = house.serve();
    house.teach(&client, WORD);
    let said = json(&house, &["import", &file, "--merge", "--as", "."]);
    assert_eq!(said["scopes"][0]["taken"], "merged", "{said}");
    wait("both words", || {
        house.knows(&client, WORD) && house.knows(&client, LATER)
    });
    drop(client);
    let client = house.serve();
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
    assert_eq!(
        fs::read_dir(house.data().join("projects"))
            .expect("it")
            .count(),
        1
    );
}

#[test]
fn what_was_forgotten_here_does_not_come_back_by_a_merge() {
    let house = small_crate();
    let file = learned(LATER, &house);
    let client = house.serve();
    house.teach(&client, LATER);
    done(&house, &["forget", LATER]);
    json(&house, &["import", &file, "--merge", "--as", "."]);
    assert!(!house.knows(&client, LATER));
    assert!(stands(&house, LATER).is_empty());
}

#[test]
fn a_redacted_export_can_be_taken_in() {
    let house = small_crate();
    let mut client = house.serve();
    house.teach(&client, WORD);
    assert!(client.stop().expect("stopped").success());
    let file = house.beside("redacted");
    let path = file.to_str().expect("a path");
    done(&house, &["export", path, "--redact"]);
    done(&house, &["import", path, "--merge", "--as", "."]);
    let client = house.serve();
    assert!(house.knows(&client, WORD));
}
