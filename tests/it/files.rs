//! What happens to files beside the editor, and what the index has of it then.
use std::{fs, path::Path};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, flush},
    support::{Server, uri},
};

/// What is told of a name of the project: signature and documentation, as its file has them.
fn told_of(house: &House, client: &Client, name: &str) -> Option<Value> {
    flush(client);
    let text = format!("fn f() {{\n    {}\n}}\n", &name[..name.len() - 1]);
    let path = house.project().join("asking.rs");
    let buffer = client.open(&path, &text).expect("opened");
    let items = buffer.complete(text.len() - 3).expect("a list");
    let item = items.into_iter().find(|item| item["label"] == name);
    let item = item.map(|item| client.request("completionItem/resolve", item));
    buffer.close().expect("closed");
    item.map(|item| item.expect("resolved"))
}

/// The first line of a name's documentation: from the file where the index has it.
fn doc_of(house: &House, client: &Client, name: &str) -> Option<String> {
    let doc = &told_of(house, client, name)?["documentation"]["value"];
    doc.as_str().map(str::to_owned)
}

fn declare(house: &House, file: &str, name: &str) {
    house.write(file, format!("/// Of {file}.\npub fn {name}() {{}}\n"));
}

fn tell(client: &Client, method: &str, params: Value) {
    client
        .notify(&format!("workspace/{method}"), params)
        .expect("sent");
}

fn at(house: &House, file: &str) -> String {
    uri(&house.project().join(file))
}

/// A name, and where its documentation says that it is.
fn assert_in(house: &House, client: &Client, name: &str, file: Option<&str>) {
    let wanted = file.map(|file| format!("Of {file}."));
    assert_eq!(doc_of(house, client, name), wanted, "{name}");
}

/// Moves a file or folder, declares a name in a file there, and only then says so.
fn rename(house: &House, client: &Client, from: &str, to: &str, declared: (&str, &str)) {
    let path = |name: &str| house.project().join(name);
    fs::rename(path(from), path(to)).expect("moved");
    declare(house, declared.0, declared.1);
    let file = json!({ "oldUri": at(house, from), "newUri": at(house, to) });
    tell(client, "didRenameFiles", json!({ "files": [file] }));
}

fn assert_followed(house: &House) {
    for (file, name) in [("one.rs", "landmark_a"), ("in/deep/two.rs", "landmark_b")] {
        declare(house, file, name);
    }
    let client = house.serve();
    assert_in(house, &client, "landmark_a", Some("one.rs"));
    assert_in(house, &client, "landmark_b", Some("in/deep/two.rs"));

    let (uno, two) = (("uno.rs", "landmark_a"), ("out/deep/two.rs", "landmark_b"));
    rename(house, &client, "one.rs", "uno.rs", uno);
    rename(house, &client, "in", "out", two);
    assert_in(house, &client, "landmark_a", Some("uno.rs"));
    assert_in(house, &client, "landmark_b", Some("out/deep/two.rs"));

    fs::remove_file(house.project().join("uno.rs")).expect("removed");
    fs::remove_dir_all(house.project().join("out")).expect("removed");
    let files = json!([{ "uri": at(house, "uno.rs") }, { "uri": at(house, "out") }]);
    tell(&client, "didDeleteFiles", json!({ "files": files }));
    for name in ["landmark_a", "landmark_b"] {
        let told = told_of(house, &client, name);
        let detail = told.and_then(|item| item.get("detail").cloned());
        assert_eq!(detail, None, "{name} is gone");
    }

    declare(house, "back/again.rs", "landmark_b");
    let file = json!({ "uri": at(house, "back") });
    tell(&client, "didCreateFiles", json!({ "files": [file] }));
    assert_in(house, &client, "landmark_b", Some("back/again.rs"));
}

#[test]
fn files_and_folders_that_move_and_go_are_followed() {
    assert_followed(&House::new());
}

#[cfg(unix)]
fn house_behind_a_link() -> House {
    let house = House::new();
    fs::rename(house.project(), house.beside("real")).expect("moved");
    std::os::unix::fs::symlink(house.beside("real"), house.project()).expect("a link");
    house
}

#[cfg(unix)]
#[test]
fn behind_a_link_they_are_followed_too() {
    assert_followed(&house_behind_a_link());
}

/// An editor that saves may tell it before the disk does; what it shows is what counts.
#[cfg(unix)]
#[test]
fn behind_a_link_the_editors_text_is_read() {
    let house = house_behind_a_link();
    let client = house.serve();
    let text = "pub fn landmark_of_buffer() {}\n";
    let buffer = client.open(&house.project().join("lib.rs"), text);
    buffer.expect("opened").save().expect("saved");
    let told = told_of(&house, &client, "landmark_of_buffer").expect("offered");
    assert!(told["detail"].is_string(), "{told}");
}

#[test]
fn what_another_program_saves_is_in_the_index() {
    let house = House::new();
    let client = house.serve();
    for (kind, file, name) in [
        (1, "new.rs", "landmark_new"),
        (2, "lib.rs", "landmark_changed"),
    ] {
        declare(&house, file, name);
        assert_in(&house, &client, name, None);
        let change = json!({ "uri": at(&house, file), "type": kind });
        tell(
            &client,
            "didChangeWatchedFiles",
            json!({ "changes": [change] }),
        );
        assert_in(&house, &client, name, Some(file));
    }
    let told = told_of(&house, &client, "landmark_of_lib");
    assert!(told.is_none_or(|item| item.get("detail").is_none()));
}

#[test]
fn what_git_ignores_is_not_read_when_it_changes_either() {
    let house = House::new();
    house.write(".gitignore", "/made\n");
    house.write("sub/.gitignore", "secret_*.rs\n");
    let client = house.serve();
    let files = [
        ("made/by_a_tool.rs", "landmark_made", false),
        ("sub/secret_one.rs", "landmark_secret", false),
        ("target/debug/out.rs", "landmark_target", false),
        (".cache/x.rs", "landmark_hidden", false),
        ("sub/plain.rs", "landmark_plain", true),
    ];
    for (file, name, is) in files {
        declare(&house, file, name);
        let change = json!({ "uri": at(&house, file), "type": 1 });
        tell(
            &client,
            "didChangeWatchedFiles",
            json!({ "changes": [change] }),
        );
        assert_in(&house, &client, name, is.then_some(file));
    }
}

fn with_many_files(server: &Server) {
    for n in 0..250 {
        let path = server.path(&format!("file_{n}.rs"));
        fs::write(path, format!("pub fn number_{n}() {{}}\n")).expect("a file");
    }
}

/// Greets it, and has it read all before it is told that the client is ready.
fn greet_slowly(server: &Server, root: &Path, capabilities: Value) {
    let params = json!({ "rootUri": uri(root), "capabilities": capabilities });
    server.request("initialize", params).expect("initialize");
    flush(&server.client);
    assert_eq!(server.messages(), [Value::Null; 0], "before `initialized`");
    server.notify("initialized", json!({})).expect("sent");
}

#[test]
fn reading_a_project_is_shown_from_begin_to_end() {
    let server = Server::new();
    with_many_files(&server);
    greet_slowly(&server, &server.root(), capabilities::full());
    let is_end = |m: &Value| m["params"]["value"]["kind"] == "end";
    server.wait_for("the end", is_end).expect("told");
    let messages = server.messages();
    let about: Vec<&Value> = messages
        .iter()
        .filter(|m| m["method"] == "window/workDoneProgress/create" || m["method"] == "$/progress")
        .collect();
    let token = &about[0]["params"]["token"];
    assert!(about.iter().all(|m| m["params"]["token"] == *token));
    let kind = |m: &&Value| {
        m["params"]["value"]["kind"]
            .as_str()
            .unwrap_or("create")
            .to_owned()
    };
    let mut kinds: Vec<String> = about.iter().map(kind).collect();
    kinds.dedup();
    assert_eq!(kinds, ["create", "begin", "report", "end"]);
    let percent = |m: &&Value| m["params"]["value"]["percentage"].as_u64();
    let percents: Vec<u64> = about.iter().filter_map(percent).collect();
    assert!(percents.is_sorted() && percents.len() > 50, "{percents:?}");
}

#[test]
fn a_client_that_shows_no_progress_is_told_of_none() {
    let server = Server::new();
    with_many_files(&server);
    greet_slowly(&server, &server.root(), capabilities::bare());
    let last = json!({ "text": "last" });
    server.notify("habitus/testing/fault", last).expect("sent");
    let is_last = |m: &Value| m["params"]["message"] == "Habitus: last";
    server.wait_for("the fault", is_last).expect("told");
    assert_eq!(server.messages().len(), 1);
}
