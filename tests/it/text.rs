//! The server's text is the editor's, whatever is typed however fast.
use habitus::client::{Buffer, capabilities};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, offered};

const PIECES: [&str; 9] = [
    "a",
    "bc ",
    "\n",
    "\r\n",
    "\r",
    "😀",
    "é",
    "한",
    "👩\u{200d}🚀\r\n",
];

/// One edit: where it begins and ends, in thousandths of the text, and what is put there.
type Edit = (usize, usize, Vec<usize>);

fn edits(count: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<Edit>> {
    let pieces = proptest::collection::vec(0..PIECES.len(), 0..4);
    proptest::collection::vec((0..=1000usize, 0..=30usize, pieces), count)
}

/// The nearest place before that an editor could name: between characters, and not between the
/// two halves of an end of line.
fn boundary(text: &str, mut at: usize) -> usize {
    let splits = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
    while !text.is_char_boundary(at) || splits(at) {
        at -= 1;
    }
    at
}

fn apply(buffer: &mut Buffer, (start, length, pieces): &Edit) {
    let text = buffer.text();
    let a = boundary(text, text.len() * start / 1000);
    let b = boundary(text, (a + length).min(text.len())).max(a);
    let new: String = pieces.iter().map(|&i| PIECES[i]).collect();
    buffer.replace(a..b, &new).expect("replaced");
}

fn random_edits(encoding: &'static str) {
    let server = Server::with(json!({}), capabilities::encodings(&[encoding]));
    let mut runner = TestRunner::new(ProptestConfig::with_cases(40));
    let held = runner.run(&edits(1..40), |edits| {
        let mut buffer = server
            .open(&server.path("a.rs"), "fn é() {}\r\n\r\n😀")
            .expect("opened");
        for edit in &edits {
            apply(&mut buffer, edit);
        }
        let text = server.text_of(buffer.uri());
        prop_assert_eq!(text.as_deref(), Some(buffer.text()));
        buffer.close().expect("closed");
        Ok(())
    });
    held.expect("the texts are equal");
}

#[test]
fn random_edits_in_utf_8() {
    random_edits("utf-8");
}

#[test]
fn random_edits_in_utf_16() {
    random_edits("utf-16");
}

#[test]
fn random_edits_in_utf_32() {
    random_edits("utf-32");
}

#[test]
fn a_thousand_changes_at_full_speed() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), "").expect("opened");
    let mut runner = TestRunner::deterministic();
    let edits = edits(1000).new_tree(&mut runner).expect("edits").current();
    let mut lists = Vec::new();
    for (i, edit) in edits.iter().enumerate() {
        apply(&mut buffer, edit);
        if i % 4 == 0 {
            let start = buffer.at(0);
            lists.push(server.send("textDocument/completion", start).expect("sent"));
        }
    }
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some(buffer.text()));
    for id in lists {
        assert!(server.reply(id).expect("a reply")["result"]["items"].is_array());
    }
}

fn change(server: &Server, uri: &str, version: Value, changes: Value) {
    let document = json!({ "uri": uri, "version": version });
    let params = json!({ "textDocument": document, "contentChanges": changes });
    server
        .notify("textDocument/didChange", params)
        .expect("sent");
}

fn range(start: (u64, u64), end: (u64, u64)) -> Value {
    let position = |(line, character)| json!({ "line": line, "character": character });
    json!({ "start": position(start), "end": position(end) })
}

#[test]
fn positions_out_of_range_are_clamped() {
    let cases = [
        (range((0, 99), (0, 99)), "ab!\ncd"),
        (range((9, 0), (9, 9)), "ab\ncd!"),
        (range((0, 2), (0, 0)), "!\ncd"),
        (range((5, 5), (0, 1)), "a!"),
        (range((1, 0), (4_294_967_296, u64::MAX)), "ab\n!"),
    ];
    let server = Server::ready();
    for (range, wanted) in cases {
        let buffer = server.open(&server.path("a.rs"), "ab\ncd").expect("opened");
        let changes = json!([{ "range": range, "text": "!" }]);
        change(&server, buffer.uri(), json!(2), changes);
        assert_eq!(
            server.text_of(buffer.uri()).as_deref(),
            Some(wanted),
            "{range}"
        );
        buffer.close().expect("closed");
    }
}

#[test]
fn several_changes_in_one_message_build_on_each_other() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), "one").expect("opened");
    let changes = json!([
        { "range": range((0, 3), (0, 3)), "text": "\r\ntwo" },
        { "range": range((1, 0), (1, 3)), "text": "three" },
        { "range": range((0, 0), (0, 0)), "text": "😀" },
        { "range": range((0, 2), (0, 5)), "text": "" },
    ]);
    change(&server, buffer.uri(), json!(7), changes);
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("😀\r\nthree"));
    change(&server, buffer.uri(), json!(8), json!([]));
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("😀\r\nthree"));
}

#[test]
fn versions_may_jump_go_back_or_be_missing() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), "").expect("opened");
    for version in [
        json!(5),
        json!(90),
        json!(3),
        Value::Null,
        json!("x"),
        json!(-1),
    ] {
        change(
            &server,
            buffer.uri(),
            version,
            json!([{ "range": range((0, 0), (0, 0)), "text": "x" }]),
        );
    }
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("xxxxxx"));
}

#[test]
fn documents_that_are_not_open_and_those_opened_twice() {
    let server = Server::ready();
    change(
        &server,
        "file:///not/open.rs",
        json!(2),
        json!([{ "text": "x" }]),
    );
    assert_eq!(server.text_of("file:///not/open.rs"), None);
    server.open(&server.path("a.rs"), "first").expect("opened");
    let mut buffer = server.open(&server.path("a.rs"), "second").expect("opened");
    buffer.type_text(0, "my ").expect("typed");
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("my second"));
    let uri = buffer.uri().to_owned();
    buffer.close().expect("closed");
    server
        .notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        )
        .expect("sent");
    assert_eq!(server.text_of(&uri), None);
}

#[test]
fn a_change_that_cannot_be_read_leaves_no_wrong_text_behind() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    change(
        &server,
        buffer.uri(),
        json!(2),
        json!([{ "range": { "start": 5 }, "text": "x" }]),
    );
    assert_eq!(server.text_of(buffer.uri()), None);
    assert!(offered(&buffer).is_empty());
    buffer.replace_all("new").expect("replaced");
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("new"));
}
