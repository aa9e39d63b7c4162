//! Which checkout is which project, with real repositories: what was moved or cloned anew keeps what it
//! learned, and what stands beside it has a memory of its own.
use std::{fs, process::Command};

use crate::bad_input::house::{House, LATER, WORD, told};

/// Runs git with a repository as the working folder, and without anybody's configuration.
fn git(house: &House, folder: &str, arguments: &str) {
    let options = "-c user.name=a -c user.email=a@b -c commit.gpgsign=false";
    let output = Command::new("git")
        .args(options.split(' ').chain(arguments.split(' ')))
        .current_dir(house.beside(folder))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments}: {said}");
}

/// Teaches a word where the house stands now.
fn teach(house: &House, word: &str) {
    let client = house.serve();
    house.teach(&client, word);
    assert_eq!(told(&client), [""; 0]);
}

/// Whether the project there knows a word, and not only its user.
fn knows(house: &mut House, folder: &'static str, word: &str) -> bool {
    house.enter(folder);
    fs::remove_dir_all(house.data().join("user")).expect("the user's scope");
    let client = house.serve();
    assert_eq!(told(&client), [""; 0]);
    house.knows(&client, word)
}

/// A repository with a commit, at home on a "server" beside it, in which a word was learned.
fn learned() -> House {
    let house = House::new();
    git(&house, "project", "init -q");
    git(&house, "project", "add lib.rs");
    git(&house, "project", "commit -q -m first");
    git(&house, "project", "clone -q --bare . ../server.git");
    teach(&house, WORD);
    house
}

#[test]
fn a_checkout_that_was_moved_keeps_what_it_learned() {
    let mut house = learned();
    fs::create_dir(house.beside("attic")).expect("a folder");
    fs::rename(house.project(), house.beside("attic/moved")).expect("moved");
    assert!(knows(&mut house, "attic/moved", WORD));
}

#[test]
fn a_checkout_that_was_deleted_and_cloned_elsewhere_keeps_what_it_learned() {
    let mut house = learned();
    fs::remove_dir_all(house.project()).expect("removed");
    git(&house, ".", "clone -q server.git again");
    assert!(knows(&mut house, "again", WORD));
}

#[test]
fn a_clone_beside_the_first_has_a_memory_of_its_own() {
    let mut house = learned();
    git(&house, ".", "clone -q server.git fork");
    assert!(!knows(&mut house, "fork", WORD));
    teach(&house, LATER);
    assert!(!knows(&mut house, "project", LATER));
    assert!(knows(&mut house, "project", WORD));
    assert!(knows(&mut house, "fork", LATER));
    // Each is found again wherever it goes.
    fs::rename(house.beside("fork"), house.beside("moved")).expect("moved");
    assert!(knows(&mut house, "moved", LATER));
    assert!(!knows(&mut house, "project", LATER));
}

#[test]
fn a_worktree_shares_what_its_repository_learned() {
    let mut house = learned();
    git(&house, "project", "worktree add -q ../tree");
    assert!(knows(&mut house, "tree", WORD));
    teach(&house, LATER);
    assert!(knows(&mut house, "project", LATER));
}
