//! Several windows of an editor over one data folder: which of them owns what is learned.
use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use habitus::client::Client;
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, LATER, WORD, flush, wait},
    support::{SCOPE, uri},
};

/// Whether a process owns a scope.
fn is_owned(scope: &Path) -> bool {
    let file = File::open(scope.join("owner.lock")).expect("a lock");
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

fn journals(scope: &Path) -> usize {
    let files = fs::read_dir(scope.join("journal"))
        .expect("journals")
        .flatten();
    let is_journal = |path: &Path| path.extension().is_some_and(|e| e == "jsonl");
    files.filter(|file| is_journal(&file.path())).count()
}

fn change_folders(client: &Client, added: &[&Path], removed: &[&Path]) {
    let folders = |all: &[&Path]| -> Vec<Value> {
        all.iter()
            .map(|f| json!({ "uri": uri(f), "name": "f" }))
            .collect()
    };
    let event = json!({ "added": folders(added), "removed": folders(removed) });
    let method = "workspace/didChangeWorkspaceFolders";
    client
        .notify(method, json!({ "event": event }))
        .expect("sent");
    flush(client);
}

#[test]
fn when_the_owner_is_killed_the_next_folds_and_learns() {
    let house = House::new();
    let mut first = house.serve();
    let scope = house.scope(&house.data());
    assert!(is_owned(&scope));
    let mut second = house.serve();
    house.teach(&first, WORD);
    first.kill().expect("killed");
    wait("the next owner", || is_owned(&scope));
    house.teach(&second, LATER);
    assert!(house.knows(&second, WORD) && house.knows(&second, LATER));
    assert!(second.stop().expect("stopped").success());

    // What was folded is in the ledger, without a journal.
    assert!(journals(&scope) > 0);
    fs::remove_dir_all(scope.join("journal")).expect("the journals");
    fs::remove_dir_all(house.data().join("user")).expect("the user's scope");
    let third = house.serve();
    assert!(house.knows(&third, WORD), "of the one that was killed");
    assert!(house.knows(&third, LATER), "of the one that took over");
}

#[test]
fn a_folder_that_is_removed_is_left_to_others() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let (project, scope) = (house.project(), house.scope(&house.data()));
    let buffer = client.open(&project.join("a.rs"), SCOPE).expect("opened");
    change_folders(&client, &[], &[&project]);
    assert!(is_owned(&scope), "a document of it is open");
    buffer.close().expect("closed");
    flush(&client);
    assert!(!is_owned(&scope));

    let mut other = house.serve();
    assert!(is_owned(&scope) && house.knows(&other, WORD));
    house.teach(&other, LATER);
    assert!(other.stop().expect("stopped").success());
    change_folders(&client, &[&project], &[]);
    assert!(is_owned(&scope));
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
}

fn set(client: &Client, settings: Value) {
    client.set_settings(json!({ "habitus": settings }));
    let asked = client.messages().len();
    let method = "workspace/didChangeConfiguration";
    client
        .notify(method, json!({ "settings": null }))
        .expect("sent");
    let is = |m: &Value| m["method"] == "workspace/configuration";
    let before = client.messages()[..asked].iter().filter(|m| is(m)).count();
    client
        .wait_for_nth("a question", before, is)
        .expect("asked");
    flush(client);
}

#[test]
fn a_setting_of_the_list_leaves_the_stores_alone() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let scope = house.scope(&house.data());
    assert_eq!(journals(&scope), 1);
    set(&client, json!({ "rows": 7 }));
    wait("seven rows", || rows(&house, &client) == 7);
    house.teach(&client, LATER);
    assert!(is_owned(&scope));
    assert_eq!(journals(&scope), 1, "a store that was closed begins anew");

    set(&client, json!({ "learning": false }));
    wait("the store to close", || !is_owned(&scope));
    assert!(!house.knows(&client, WORD));
    set(&client, json!({ "learning": false, "rows": 9 }));
    wait("nine rows", || rows(&house, &client) == 9);
    assert!(!is_owned(&scope));
    set(&client, json!({ "learning": true }));
    wait("the store to open", || is_owned(&scope));
    wait("what was kept", || {
        house.knows(&client, WORD) && house.knows(&client, LATER)
    });
}

/// How many rows an empty line has.
fn rows(house: &House, client: &Client) -> usize {
    let text = "fn f() {\n    \n}\n";
    let buffer = client
        .open(&house.project().join("b.rs"), text)
        .expect("opened");
    let rows = buffer.complete(13).expect("a list").len();
    buffer.close().expect("closed");
    rows
}
