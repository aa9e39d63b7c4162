//! A server that dies, hangs, prints rubbish, answers too late or too much: the editor sees what it would
//! have seen without us.
use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use super::*;

const TEXT: &str = "fn f(thing: Thing) {\n    thing.alp\n}\n";

fn at() -> usize {
    TEXT.find("alp").expect("a word") + 3
}

#[test]
fn a_server_that_dies_takes_us_along() {
    for (message, params, expected) in [
        ("fake/exit", json!({ "code": 3 }), Some(3)),
        ("fake/abort", json!({}), Some(128 + 6)),
        ("exit", json!({}), Some(0)),
    ] {
        let house = House::new();
        let mut client = greeted(&house, json!({}));
        client.notify(message, params).expect("sent");
        let status = client.wait_exit(Duration::from_secs(5)).expect("it ends");
        assert_eq!(status.code(), expected, "{message}");
    }
}

#[test]
fn an_editor_that_goes_takes_the_server_along() {
    let house = House::new();
    let mut client = greeted(&house, json!({}));
    client.close_stdin();
    let status = client.wait_exit(Duration::from_secs(5)).expect("it ends");
    assert_eq!(status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn whoever_ends_us_ends_the_server() {
    let house = House::new();
    let mut client = greeted(&house, json!({}));
    let pid = client.pid().to_string();
    let started = Instant::now();
    let killed = Command::new("kill").arg(&pid).status().expect("kill");
    assert!(killed.success());
    client.wait_exit(Duration::from_secs(5)).expect("it ends");
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(
        client.request("fake/received", json!({})).is_err(),
        "nobody is there"
    );
}

#[test]
fn a_server_that_hangs_holds_up_nothing_else() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let buffer = client
        .open(&house.project().join("a.rs"), TEXT)
        .expect("opened");
    mode(&client, "hang");
    let hangs = client
        .send("textDocument/completion", buffer.at(at()))
        .expect("sent");
    let hover = client
        .request("textDocument/hover", buffer.at(at()))
        .expect("hover");
    assert_eq!(hover["echo"], "textDocument/hover");
    client
        .request("habitus/status", json!({}))
        .expect("a status");
    assert!(client.reply_now(hangs).is_none());
}

#[test]
fn errors_and_late_answers_are_the_servers() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let buffer = client
        .open(&house.project().join("a.rs"), TEXT)
        .expect("opened");
    mode(&client, "modified");
    let id = client
        .send("textDocument/completion", buffer.at(at()))
        .expect("sent");
    let reply = client.reply(id).expect("a reply");
    assert_eq!(
        reply["error"],
        json!({ "code": -32801, "message": "content modified" })
    );
    mode(&client, "late");
    let id = client
        .send("textDocument/completion", buffer.at(at()))
        .expect("sent");
    client.cancel(id).expect("sent");
    client.notify("fake/late", json!({})).expect("sent");
    let reply = client.reply(id).expect("a reply");
    assert_eq!(
        reply["result"]["items"],
        fake::items(),
        "nobody asked for an order"
    );
}

#[test]
fn rubbish_and_long_messages_go_through() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let rubbish = "\n\nthread 'x' panicked at y: z\n\nContent-Length: many\r\n\r\n";
    client
        .request("fake/say", json!({ "bytes": rubbish }))
        .expect("said");
    let long = client
        .request("fake/big", json!({}))
        .expect("a long answer");
    assert_eq!(long.as_str().map(str::len), Some(50 << 20));
    let long = "y".repeat(20 << 20);
    client
        .request("own/long", json!({ "text": long }))
        .expect("a long question");
    let got = received(&client);
    assert!(got.iter().any(|m| m.contains(&long)));
}

#[test]
fn nothing_of_ours_comes_into_a_long_message() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let slow = client.send("fake/slow", json!({})).expect("sent");
    let status = client.send("habitus/status", json!({})).expect("sent");
    let slow = client.reply(slow).expect("a long answer");
    assert_eq!(slow["result"].as_str().map(str::len), Some(17 << 20));
    let status = client.reply(status).expect("a status");
    assert!(status["result"]["wrap"].is_object());
}

#[cfg(unix)]
#[test]
fn a_server_that_says_nothing_more_is_ended() {
    let house = House::new();
    let started = Instant::now();
    let mut command = wrapping(&house, &["sh", "-c", "exec >&-; exec sleep 60"]);
    let status = command.stdin(Stdio::piped()).status().expect("it ends");
    assert_eq!(status.code(), Some(128 + 15));
    assert!(started.elapsed() < Duration::from_secs(30));
}
