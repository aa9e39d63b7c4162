//! Leaving: nothing of ours stays, nothing of others goes.
use std::fs;

use serde_json::json;

use super::{command, run, run_with};
use crate::bad_input::house::{House, LATER, WORD, bytes_of};

#[test]
fn nothing_of_ours_stays() {
    let house = House::with_crate();
    house.learn();
    let mut client = house.serve();
    house.teach(&client, WORD);
    assert!(client.stop().expect("stopped").success());
    assert_eq!(run(&house, &["pause"]).code, 0);
    let helix = house.beside("home/.config/helix");
    fs::create_dir_all(&helix).expect("a folder");
    fs::write(
        helix.join("languages.toml"),
        "a\nb\n[language-server.habitus]\n",
    )
    .expect("a file");
    let extension = house.beside("home/.vscode/extensions/habitus");
    fs::create_dir_all(&extension).expect("a folder");
    let answer = run(&house, &["uninstall", "--yes"]);
    assert_eq!(answer.code, 0, "{}{}", answer.out, answer.err);
    assert!(!house.data().exists());
    let own = env!("CARGO_BIN_EXE_habitus");
    let helix = helix.join("languages.toml:3");
    for path in [
        own,
        helix.to_str().expect("text"),
        extension.to_str().expect("text"),
    ] {
        assert!(answer.out.contains(path), "{path}: {}", answer.out);
    }
    let again = run(&house, &["uninstall", "--yes"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.out.contains("nothing of Habitus"), "{}", again.out);
}

#[test]
fn an_editor_can_leave_too() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let other = house.serve();
    house.teach(&other, LATER);
    let ask = |params| {
        client
            .request("habitus/uninstall", params)
            .expect("an answer")
    };
    let said = ask(json!({}));
    assert!(
        said["done"] == false && said["refused"].is_string(),
        "{said}"
    );
    let said = ask(json!({ "yes": true }));
    assert!(
        said["refused"]
            .as_str()
            .is_some_and(|why| why.contains("force")),
        "{said}"
    );
    assert!(house.knows(&client, WORD), "it goes on");
    drop(other);
    let mut said = ask(json!({ "yes": true }));
    // The other's locks go when its process has ended.
    crate::bad_input::house::wait("the other to end", || {
        let is_done = said["done"] == true;
        if !is_done {
            said = ask(json!({ "yes": true }));
        }
        is_done
    });
    assert!(said["removed"].as_u64() > Some(0), "{said}");
    house.teach(&client, WORD);
    drop(client);
    assert!(!house.data().exists() || bytes_of(&house.data()).is_empty());
}

#[test]
fn what_others_put_there_stays_and_is_named() {
    let house = House::new();
    house.learn_a_little();
    let scope = house.scope(&house.data());
    let strangers = [
        house.data().join("notes.txt"),
        scope.join("store/mine"),
        scope.join("journal/mine.jsonl"),
        house.data().join("projects/mine"),
    ];
    for path in &strangers {
        fs::write(path, "mine").expect("a file");
    }
    let told = run(&house, &["uninstall", "--yes", "--json"]);
    assert_eq!(told.code, 0, "{}{}", told.out, told.err);
    let told = told.json();
    assert_eq!(told["removed"], told["files"]);
    assert_eq!(
        told["strangers"].as_array().expect("strangers").len(),
        strangers.len()
    );
    let left = bytes_of(&house.data());
    let mut names: Vec<_> = strangers.to_vec();
    names.sort();
    assert_eq!(left.keys().cloned().collect::<Vec<_>>(), names);
    assert!(left.values().all(|bytes| bytes == b"mine"));
}

#[test]
fn it_asks_and_takes_no_for_an_answer() {
    let house = House::new();
    house.learn_a_little();
    let before = bytes_of(&house.data());
    for answer in ["", "\n", "n\n", "maybe\n"] {
        let told = run_with(command(&house, &["uninstall"]), answer);
        assert_eq!(told.code, 1, "{answer:?}: {}", told.out);
        assert!(told.out.contains("[y/N]"), "{}", told.out);
        assert!(told.out.contains("Nothing was removed"), "{}", told.out);
    }
    assert_eq!(run(&house, &["uninstall", "--json"]).code, 1);
    assert_eq!(bytes_of(&house.data()), before);
    assert_eq!(run_with(command(&house, &["uninstall"]), "y\n").code, 0);
    assert!(!house.data().exists());
}

#[test]
fn an_open_editor_is_in_the_way_unless_told_otherwise() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let refused = run(&house, &["uninstall", "--yes", "--json"]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    let refused = refused.json();
    assert_eq!(refused["removed"], 0);
    let live = refused["live"].as_array().expect("live");
    assert!(
        live.iter().all(|l| l["pid"] == json!(client.pid())),
        "{refused}"
    );
    assert!(house.knows(&client, WORD));
    let told = run(&house, &["uninstall", "--yes"]).out;
    assert!(
        told.contains(&format!("process {}", client.pid())),
        "{told}"
    );
    let forced = run(&house, &["uninstall", "--yes", "--force"]);
    assert_eq!(forced.code, 0, "{}{}", forced.out, forced.err);
    // The server begins anew, without what was removed.
    house.teach(&client, "pleated_heron");
    assert!(!house.knows(&client, WORD));
    assert!(house.knows(&client, "pleated_heron"));
}
