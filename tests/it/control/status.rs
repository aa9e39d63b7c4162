//! How things stand, told by the server and beside it.
use std::fs;

use serde_json::{Value, json};

use super::run;
use crate::bad_input::house::{House, WORD, flush, snapshots, wait};

/// A project's part without what moves by itself: sled writes when it likes.
fn still(status: &Value) -> Value {
    let mut scope = status["projects"][0]["scope"].clone();
    scope["ledger"]["bytes"] = Value::Null;
    scope["total"] = Value::Null;
    json!({
        "id": status["projects"][0]["id"],
        "folder": status["projects"][0]["folder"],
        "data": status["data"],
        "scope": scope,
    })
}

#[test]
fn server_and_command_line_agree_on_ids_and_sizes() {
    let house = House::with_crate();
    let client = house.serve();
    let scope = house.scope(&house.data());
    wait("a snapshot", || !snapshots(&scope).is_empty());
    house.teach(&client, WORD);
    let server = client.request("habitus/status", json!({})).expect("status");
    let beside = run(&house, &["status", "--json"]).json();
    assert_eq!(still(&server), still(&beside));
    let own = &server["projects"][0]["scope"];
    assert_eq!(own["owner"], json!({ "pid": client.pid(), "live": true }));
    assert!(
        own["snapshot"]["bytes"].as_u64().expect("bytes") > 10_000,
        "{own}"
    );
    assert!(own["words"].as_u64().expect("words") > 500, "{own}");
    let rows = own["ledger"]["rows"].as_u64().expect("rows");
    assert!(rows >= 2, "{own}");
    let learned = own["weights"]["learned"].as_u64();
    assert!(learned >= Some(1) && learned <= Some(rows / 2), "{own}");
    assert_eq!(
        (&server["server"], &beside["server"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        (&server["learning"], &beside["learning"]),
        (&json!("on"), &Value::Null)
    );
    assert_eq!(
        server["projects"][0]["id"],
        scope.file_name().expect("a name").to_str().expect("text")
    );
    // More is learned, more is told.
    house.teach(&client, "pleated_heron");
    let more = run(&house, &["status", "--json"]).json();
    let more = more["projects"][0]["scope"]["ledger"]["rows"].as_u64();
    assert!(more > Some(rows), "{more:?}");
}

fn left_out(status: &Value) -> Vec<(String, u64)> {
    let all = status["projects"][0]["skipped"]
        .as_array()
        .expect("an array");
    let one = |s: &Value| {
        let first = s["first"].as_array().expect("names");
        assert!(!first.is_empty() && first.len() <= 5, "{s}");
        (
            s["why"].as_str().expect("a reason").to_owned(),
            s["count"].as_u64().expect("a count"),
        )
    };
    let mut all: Vec<_> = all.iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn what_is_left_out_is_counted_by_its_reason() {
    let house = House::new();
    house.write(".gitignore", "generated/\n");
    for i in 0..7 {
        house.write(&format!("generated/g{i}.rs"), "fn g() {}\n");
    }
    house.write("latin.rs", b"fn f() { /* \xe9 */ }\n");
    house.write("long.rs", "// long\n".repeat(140_000));
    house.write(
        "deep.rs",
        format!("fn f() {{ {}{} }}\n", "(".repeat(600), ")".repeat(600)),
    );
    house.write(".hidden/h.rs", "fn h() {}\n");
    house.write("target/debug/build.rs", "fn t() {}\n");
    let client = house.serve();
    let beside = run(&house, &["status", "--json"]).json();
    let of_disk = [
        ("build output", 1),
        ("hidden", 1),
        ("longer than 1 MB", 1),
        ("named by .gitignore or .ignore", 7),
        ("no UTF-8 text", 1),
    ]
    .map(|(why, n)| (why.to_owned(), n));
    assert_eq!(left_out(&beside), of_disk);
    assert!(
        beside["remarks"]
            .to_string()
            .contains("a server is running"),
        "{beside}"
    );
    let server = client.request("habitus/status", json!({})).expect("status");
    let deep = "brackets nested too deep: read word by word only";
    let mut all = of_disk.to_vec();
    all.push((deep.to_owned(), 1));
    all.sort();
    assert_eq!(left_out(&server), all);
    // What was mended is not told any longer.
    house.write("deep.rs", "fn f() {}\n");
    let uri = crate::support::uri(&house.project().join("deep.rs"));
    let params = json!({ "changes": [{ "uri": uri, "type": 2 }] });
    client
        .notify("workspace/didChangeWatchedFiles", params)
        .expect("sent");
    flush(&client);
    let server = client.request("habitus/status", json!({})).expect("status");
    assert_eq!(left_out(&server), of_disk);
    drop(client);
    let alone = run(&house, &["status", "--json"]).json();
    assert!(
        alone["remarks"]
            .to_string()
            .contains("no server is running"),
        "{alone}"
    );
}

#[test]
fn a_store_that_is_refused_is_told() {
    let house = House::new();
    drop(house.serve());
    let scope = house.scope(&house.data());
    fs::write(scope.join("VERSION"), "9\n").expect("a version");
    let client = house.serve();
    let status = client.request("habitus/status", json!({})).expect("status");
    let faults = status["faults"].to_string();
    assert!(faults.contains("newer version"), "{status}");
    let beside = run(&house, &["status"]).out;
    assert!(beside.contains("newer version"), "{beside}");
}

#[cfg(unix)]
#[test]
fn names_of_files_cannot_steer_a_terminal() {
    let house = House::new();
    house.write("\u{1b}[2Jevil\u{9b}31m.rs", b"\xff");
    drop(house.serve());
    for words in [&["status"][..], &["status", "--json"]] {
        let told = run(&house, words).out;
        assert!(told.contains("evil"), "{told:?}");
        assert!(!told.contains(['\u{1b}', '\u{9b}']), "{told:?}");
    }
    let wrong = run(&house, &["why", "\u{1b}[2Jevil.rs:1:1"]);
    assert!(wrong.err.contains("evil"), "{:?}", wrong.err);
    assert!(!wrong.err.contains('\u{1b}'), "{:?}", wrong.err);
}

#[test]
fn a_folder_that_nobody_knows_has_no_status() {
    let house = House::new();
    let answer = run(&house, &["status"]);
    assert_eq!(answer.code, 1);
    assert!(answer.err.contains("nothing is known"), "{}", answer.err);
    assert!(!house.data().exists(), "a look makes nothing");
    assert_eq!(run(&house, &["status", "--project", "nowhere"]).code, 2);
    drop(house.serve());
    // A folder inside of a project is the project's.
    house.write("inner/a.rs", "");
    let whole = run(&house, &["status", "--json"]).json();
    let inner = run(&house, &["status", "--project", "inner", "--json"]).json();
    assert_eq!(whole["projects"][0]["id"], inner["projects"][0]["id"]);
}
