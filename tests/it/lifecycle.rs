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

#[test]
fn it_says_its_version() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_habitus"))
        .arg("--version")
        .output();
    let output = output.expect("it runs");
    let wanted = format!("habitus {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), wanted);
}
