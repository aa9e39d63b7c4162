//! From the greeting to the farewell.
use habitus::client::capabilities;
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, code, is_served};

#[test]
fn before_initialize_nothing_is_served() {
    let server = Server::new();
    server.open(&server.path("a.rs"), "early").expect("sent");
    let id = server
        .send("textDocument/completion", json!({}))
        .expect("sent");
    assert_eq!(code(&server.reply(id).expect("a reply")), Some(-32002));
    let root = server.root();
    server
        .initialize(&root, json!({}), capabilities::full())
        .expect("initialize");
    assert!(server.lives());
}

#[test]
fn a_client_need_not_wait_for_the_answer_to_initialize() {
    let server = Server::new();
    let id = server
        .send("initialize", json!({ "capabilities": {} }))
        .expect("sent");
    server.notify("initialized", Value::Null).expect("sent");
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    assert!(is_served(&buffer));
    assert!(server.reply(id).expect("a reply")["result"]["capabilities"].is_object());
}

#[test]
fn after_shutdown_requests_are_refused() {
    let server = Server::ready();
    for params in [Value::Null, json!({})] {
        let id = server.send("shutdown", params.clone()).expect("sent");
        let reply = server.reply(id).expect("a reply");
        let wanted = if params.is_null() { None } else { Some(-32600) };
        assert_eq!(code(&reply), wanted);
    }
    let id = server
        .send("textDocument/completion", json!({}))
        .expect("sent");
    assert_eq!(code(&server.reply(id).expect("a reply")), Some(-32600));
}

#[test]
fn a_clean_end_is_a_success() {
    let mut server = Server::ready();
    assert_eq!(server.stop().expect("it ends").code(), Some(0));
}

#[test]
fn flush_answers_when_all_is_safe() {
    let server = Server::ready();
    for params in [Value::Null, json!({}), json!([])] {
        assert_eq!(
            server.request("habitus/flush", params).expect("flushed"),
            Value::Null
        );
    }
}

/// At every level but `trace`, which is for those who debug the protocol itself.
#[test]
fn logs_hold_no_source_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let mut server = Server::logging("debug", std::fs::File::create(&path).expect("a file"));
    let text = SCOPE.replace("alpha", "hush_hush");
    let mut buffer = server.open(&server.path("a.rs"), &text).expect("opened");
    let at = text.find("1;").expect("a number");
    buffer.type_text(at, "hush_hush").expect("typed");
    buffer.complete(at + 9).expect("a list");
    server
        .write_frame(b"{\"method\":\"hush_hush")
        .expect("sent");
    server
        .write_frame(b"{\"method\":\"m\",\"params\":\"hush_hush\"}")
        .expect("sent");
    let wrong = json!({ "textDocument": { "uri": buffer.uri() }, "contentChanges": ["hush_hush"] });
    server
        .notify("textDocument/didChange", wrong)
        .expect("sent");
    server
        .notify("habitus/testing/panicNow", json!({}))
        .expect("sent");
    let command = json!({ "command": "hush_hush", "arguments": ["hush_hush"] });
    assert!(server.request("workspace/executeCommand", command).is_err());
    assert!(server.lives());
    server.stop().expect("it ends");
    let log = std::fs::read_to_string(&path).expect("a log");
    assert!(
        log.contains("started") && log.contains("a bug: panic at"),
        "{log}"
    );
    assert!(!log.contains("hush_hush"), "{log}");
    assert!(!log.contains("a panic while"), "{log}");
}

#[test]
fn it_says_its_version() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_habitus"))
        .arg("--version")
        .output();
    let output = output.expect("it runs");
    let wanted = format!("habitus {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), wanted);
}
