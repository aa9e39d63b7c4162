//! What is agreed with a client, and what it tells of its workspace.
use std::path::Path;

use habitus::client::capabilities;
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, cursor, is_served, offered, uri};

fn chosen(offered: Value) -> Value {
    let mut capabilities = capabilities::full();
    capabilities["general"]["positionEncodings"] = offered;
    let server = Server::new();
    let root = server.root();
    let result = server
        .initialize(&root, json!({}), capabilities)
        .expect("initialize");
    let text = "fn f() { let alpha1 = \"😀é\"; alp\n}";
    let buffer = server.open(&server.path("a.rs"), text).expect("opened");
    assert!(is_served(&buffer));
    let item = &buffer.complete(cursor(text)).expect("a list")[0];
    let range = &item["textEdit"]["range"];
    let word = buffer.offset(&range["start"])..buffer.offset(&range["end"]);
    assert_eq!(&buffer.text()[word], "alp");
    result["capabilities"]["positionEncoding"].clone()
}

#[test]
fn encodings_are_negotiated() {
    assert_eq!(chosen(json!(["utf-16"])), "utf-16");
    assert_eq!(chosen(json!(["utf-8", "utf-32", "utf-16"])), "utf-8");
    assert_eq!(chosen(json!(["utf-16", "utf-32"])), "utf-32");
    assert_eq!(chosen(json!(["utf-9"])), "utf-16");
    assert_eq!(chosen(Value::Null), "utf-16");
}

#[test]
fn several_folders_come_and_go() {
    let server = Server::new();
    let folder = |name: &str| json!({ "uri": uri(&server.path(name)), "name": name });
    let params = json!({
        "capabilities": capabilities::full(),
        "workspaceFolders": [folder("one"), folder("two")],
    });
    let result = server.initialize_with(params).expect("initialize");
    let folders = &result["capabilities"]["workspace"]["workspaceFolders"];
    assert_eq!(
        folders,
        &json!({ "supported": true, "changeNotifications": true })
    );
    for event in [
        json!({ "added": [folder("three")], "removed": [folder("one")] }),
        json!({ "added": [{ "uri": "untitled:x", "name": "x" }], "removed": [] }),
        json!("nonsense"),
    ] {
        let method = "workspace/didChangeWorkspaceFolders";
        server
            .notify(method, json!({ "event": event }))
            .expect("sent");
    }
    for name in ["one/a.rs", "two/a.rs", "three/a.rs"] {
        let buffer = server.open(&server.path(name), SCOPE).expect("opened");
        assert!(is_served(&buffer));
    }
}

#[test]
fn no_folder_at_all_is_served_too() {
    let server = Server::new();
    server
        .initialize_with(json!({ "rootUri": null, "capabilities": {} }))
        .expect("initialize");
    let buffer = server
        .open(Path::new("/nowhere/a.rs"), SCOPE)
        .expect("opened");
    assert!(is_served(&buffer));
}

#[test]
fn untitled_documents_are_served() {
    let server = Server::ready();
    let mut buffer = server
        .open_as("untitled:Untitled-1", "rust", SCOPE)
        .expect("opened");
    buffer.type_text(0, "// new\n").expect("typed");
    assert!(is_served(&buffer));
    buffer.save().expect("saved");
    buffer.close().expect("closed");
    assert!(server.lives());
}

#[test]
fn other_languages_are_left_alone() {
    let server = Server::ready();
    for (name, language) in [
        ("a.py", "python"),
        ("a.rs", "plaintext"),
        ("a.txt", ""),
        ("a.rst", ""),
        ("Rust", "Rust"),
    ] {
        let path = uri(&server.path(name));
        let mut buffer = server.open_as(&path, language, SCOPE).expect("opened");
        buffer.type_text(0, "\n").expect("typed");
        let list = buffer.complete_list(cursor(buffer.text())).expect("a list");
        assert_eq!(list, json!({ "isIncomplete": true, "items": [] }), "{name}");
        assert_eq!(server.text_of(&path), None);
        buffer.close().expect("closed");
    }
    let path = uri(&server.path("b.rs"));
    let buffer = server.open_as(&path, "", SCOPE).expect("opened");
    assert!(is_served(&buffer));
}

#[test]
fn documents_over_a_megabyte_get_empty_lists_until_they_shrink() {
    let server = Server::ready();
    let long = format!("{SCOPE}{}", "// long\n".repeat(140_000));
    let mut buffer = server.open(&server.path("a.rs"), &long).expect("opened");
    assert!(offered(&buffer).is_empty());
    buffer.type_text(0, "\n").expect("typed");
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some(buffer.text()));
    let length = buffer.text().len();
    buffer.replace(SCOPE.len()..length, "").expect("cut");
    assert!(is_served(&buffer));
    buffer.replace_all(&long).expect("replaced");
    assert!(offered(&buffer).is_empty());
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some(buffer.text()));
}

#[test]
fn documents_that_are_far_too_long_are_not_kept() {
    let server = Server::ready();
    let long = "// long\n".repeat(2_200_000);
    let mut buffer = server.open(&server.path("a.rs"), &long).expect("opened");
    assert_eq!(server.text_of(buffer.uri()), None);
    buffer.type_text(0, SCOPE).expect("typed");
    assert!(offered(&buffer).is_empty());
    buffer.replace_all(SCOPE).expect("replaced");
    assert!(is_served(&buffer));
}

#[test]
fn watched_files_are_registered_where_that_is_possible() {
    let server = Server::ready();
    let is = |m: &Value| m["method"] == "client/registerCapability";
    let asked = server.wait_for("a registration", is).expect("registered");
    let all = asked["params"]["registrations"]
        .as_array()
        .expect("registrations");
    let of = |method: &str| {
        all.iter()
            .find(|r| r["method"] == method)
            .expect("registered")
    };
    let watchers = &of("workspace/didChangeWatchedFiles")["registerOptions"]["watchers"];
    assert_eq!(watchers[0]["globPattern"], "**/*.rs");
    let section = &of("workspace/didChangeConfiguration")["registerOptions"]["section"];
    assert_eq!(section, "habitus");
}

#[test]
fn a_client_that_can_do_nothing_is_asked_for_nothing() {
    let server = Server::with(json!({}), capabilities::bare());
    server
        .notify("habitus/testing/progress", json!({ "task": "t" }))
        .expect("sent");
    server
        .notify("habitus/testing/fault", json!({ "text": "last" }))
        .expect("sent");
    let is = |m: &Value| m["method"] == "window/showMessage";
    server.wait_for("the fault", is).expect("told");
    assert_eq!(server.messages().len(), 1, "{:?}", server.messages());
}

#[test]
fn what_is_said_of_files_may_be_nonsense() {
    let server = Server::ready();
    for (method, params) in [
        ("didDeleteFiles", json!({ "files": [{ "uri": 7 }, 7] })),
        (
            "didRenameFiles",
            json!({ "files": [{ "oldUri": "untitled:x" }] }),
        ),
        ("didChangeWatchedFiles", json!({ "changes": [{}] })),
        ("didChangeWatchedFiles", json!({ "changes": "none" })),
    ] {
        let method = format!("workspace/{method}");
        server.notify(&method, params).expect("sent");
    }
    assert!(server.lives());
}

#[test]
fn faults_are_told_once_and_progress_has_an_end() {
    let server = Server::ready();
    let fault = |text: &str| {
        server
            .notify("habitus/testing/fault", json!({ "text": text }))
            .expect("sent");
    };
    let progress = |percent: Value, done: bool| {
        let params = json!({ "task": "Indexing", "percent": percent, "done": done });
        server
            .notify("habitus/testing/progress", params)
            .expect("sent");
    };
    fault("first");
    fault("first");
    progress(Value::Null, false);
    progress(json!(40), false);
    fault("first");
    progress(json!(100), true);
    fault("last");
    let is_last = |m: &Value| m["params"]["message"] == "Habitus: last";
    server.wait_for("the last fault", is_last).expect("told");
    let messages = server.messages();
    let of = |method: &'static str| messages.iter().filter(move |m| m["method"] == method);
    assert_eq!(of("window/showMessage").count(), 2);
    assert!(of("window/showMessage").all(|m| m["params"]["type"] == 2));
    let created = of("window/workDoneProgress/create")
        .next()
        .expect("a token");
    let kinds: Vec<&Value> = of("$/progress")
        .map(|m| {
            assert_eq!(m["params"]["token"], created["params"]["token"]);
            &m["params"]["value"]["kind"]
        })
        .collect();
    assert_eq!(kinds, ["begin", "report", "end"]);
    assert_eq!(of("window/logMessage").count(), 0);
}
