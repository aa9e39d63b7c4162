//! What a list holds where the place says what may stand there.
use std::{fs, path::Path};

use habitus::client::{Buffer, capabilities};
use serde_json::{Value, json};

use crate::support::Server;

const PROJECT: &str = "
pub struct Store { pub entries: Vec<u8>, pub id: u32, size: usize }
impl Store {
    pub fn open(a: u8) -> Store { todo!() }
    pub fn insert(&mut self) { println!(\"\"); }
}
pub enum Kind { One, Two }
pub fn compute() {}
#[test]
fn it_computes() {}
";

/// A server that knows [`PROJECT`], greeted by an editor of this name.
fn server(editor: &str) -> Server {
    let server = Server::new();
    let root = server.root();
    fs::write(root.join("lib.rs"), PROJECT).expect("a file");
    let uri = crate::support::uri(&root);
    let greeted = server.initialize_with(json!({
        "clientInfo": { "name": editor },
        "rootUri": uri,
        "workspaceFolders": [{ "uri": uri, "name": "root" }],
        "capabilities": capabilities::full(),
    }));
    greeted.expect("initialize");
    flush(&server);
    server
}

fn flush(server: &Server) {
    let answer = server.request("habitus/flush", Value::Null);
    answer.expect("habitus/flush");
}

/// Opens a text and asks at its `$0`.
fn asked(server: &Server, text: &str) -> (Buffer, Vec<Value>) {
    let at = text.find("$0").expect("a cursor");
    let buffer = server
        .open(&server.path("a.rs"), &text.replace("$0", ""))
        .expect("opened");
    flush(server);
    let items = buffer.complete(at).expect("a list");
    (buffer, items)
}

fn labels(server: &Server, text: &str) -> Vec<String> {
    let (buffer, items) = asked(server, text);
    buffer.close().expect("closed");
    let label = |item: Value| item["label"].as_str().expect("a label").to_owned();
    items.into_iter().map(label).collect()
}

fn lacks(found: &[String], words: &str) {
    for word in words.split(' ') {
        assert!(!found.iter().any(|w| w == word), "{word} in {found:?}");
    }
}

#[test]
fn nothing_that_cannot_stand_is_listed() {
    let server = server("Neovim");
    let member = labels(&server, "fn f(local: u8, s: Store) { compute(); s.$0 }");
    lacks(&member, "local compute Store self let match Kind println!");
    let typed = labels(&server, "fn f(local: u8) { let x: $0 }");
    lacks(&typed, "local compute insert entries self let match");
    let literal = labels(&server, "fn f(local: u8) { let s = Store { id: 1, $0 }; }");
    lacks(&literal, "local compute id self let match");
    let code = labels(&server, "fn f(local: u8) { $0 }");
    assert!(code.iter().any(|w| w == "local"), "{code:?}");
    lacks(&code, "self insert entries it_computes");
}

#[test]
fn members_of_the_type_lead_the_list_in_the_middle_of_a_chain_too() {
    let server = server("Neovim");
    for text in [
        "fn f(s: &Store) { s.$0 }",
        "fn f(s: &Store) { s.$0.set(1); }",
        "fn f(s: &Store) {\n    s.$0\n        .set(1);\n}",
    ] {
        let mut first = labels(&server, text);
        first.truncate(4);
        first.sort();
        assert_eq!(first, ["entries", "id", "insert", "size"], "{text}");
    }
    let mut fields = labels(&server, "fn f() { let s = Store { id: 1, $0 }; }");
    fields.truncate(2);
    fields.sort();
    assert_eq!(fields, ["entries", "size"]);
}

#[test]
fn names_that_the_language_keeps_to_itself_are_inserted_raw() {
    let server = server("vscode");
    for (text, label) in [
        (
            "struct S {\n    r#type: u8,\n}\nfn f(s: S) { s.$0 }",
            "r#type",
        ),
        (
            "struct S {\n    r#type: u8,\n}\nfn f(s: S) { s.ty$0 }",
            "r#type",
        ),
        (
            "struct S {\n    r#type: u8,\n}\nfn f(s: S) { s.r#ty$0 }",
            "type",
        ),
        (
            "struct S; impl S { fn r#try(&self) {} } fn f(s: S) { s.t$0 }",
            "r#try",
        ),
        (
            "struct S {\n    r#type: u8,\n}\nfn f() { S { $0 }; }",
            "r#type",
        ),
        ("fn f(r#move: u8) { mo$0 }", "r#move"),
    ] {
        let found = labels(&server, text);
        assert!(
            found.iter().any(|found| found == label),
            "{text}: {found:?}"
        );
    }
    let code = labels(&server, "fn f() { mat$0 }");
    assert!(code.contains(&"match".to_owned()), "{code:?}");
}

#[test]
fn labels_alone_follow_a_jump() {
    let server = server("Neovim");
    let text = "fn f() { 'outer: loop { 'inner: loop { break '$0; } } }";
    assert_eq!(labels(&server, text), ["inner", "outer"]);
}

#[test]
fn short_names_and_keywords_are_listed() {
    let server = server("Neovim");
    let code = labels(&server, "fn f(tx: u8) { $0 }");
    for word in ["tx", "if", "fn"] {
        assert!(code.iter().any(|w| w == word), "{word}: {code:?}");
    }
    assert_eq!(labels(&server, "fn f() { for x $0 }"), ["in"]);
    assert_eq!(labels(&server, "fn f() { if a { b } el$0 }"), ["else"]);
}

/// Everything that was written below a folder.
fn written(folder: &Path) -> String {
    let mut all = String::new();
    for file in ignore::WalkBuilder::new(folder).build().flatten() {
        let bytes = fs::read(file.path()).unwrap_or_default();
        all += &String::from_utf8_lossy(&bytes);
    }
    all
}

#[test]
fn a_macro_is_taken_with_its_mark_and_known_as_taken() {
    // One editor runs the row's command, the other only changes the text.
    for editor in ["Neovim", "helix"] {
        let server = server(editor);
        let text = "fn f() {\n    prin$0\n}\n";
        let at = text.find("$0").expect("a cursor");
        let (mut buffer, items) = asked(&server, text);
        assert_eq!(items[0]["label"], "println!");
        assert_eq!(items[0]["textEdit"]["newText"], "println!($0)");
        let cursor = buffer.accept(&items[0]).expect("accepted");
        assert_eq!(buffer.text(), "fn f() {\n    println!()\n}\n");
        assert_eq!(cursor, at + "tln!(".len());
        buffer.type_text(buffer.text().len(), "\n").expect("typed");
        flush(&server);
        let data = server.root().with_file_name("data");
        let chosen = "\"word\":\"println\",\"as\":\"chosen\"";
        assert!(written(&data).contains(chosen), "{editor}");
    }
}

#[test]
fn what_an_open_file_declares_is_known_before_it_is_saved() {
    let server = server("Neovim");
    let root = server.root();
    fs::write(root.join("m.rs"), "pub fn alpha_old() {}\n").expect("a file");
    let other = server.open(&server.path("m.rs"), "pub fn alpha_old() {}\n");
    let mut other = other.expect("opened");
    flush(&server);
    let at = "fn f() { m::$0 }";
    assert!(labels(&server, at).contains(&"alpha_old".to_owned()));
    let new = "pub fn beta_new(q: u8) {}\npub struct Newt { pub newt_field: u8 }\n";
    other.replace_all(new).expect("changed");
    flush(&server);
    let found = labels(&server, at);
    lacks(&found, "alpha_old");
    assert!(
        ["Newt", "beta_new"]
            .iter()
            .all(|w| found.iter().any(|f| f == w)),
        "{found:?}"
    );
    let (buffer, items) = asked(&server, "fn f() { m::be$0 }");
    assert_eq!(items[0]["detail"], "fn beta_new(q: u8)", "{items:?}");
    buffer.close().expect("closed");
    // What wasn't saved is gone with its document.
    other.close().expect("closed");
    flush(&server);
    lacks(&labels(&server, at), "beta_new Newt");
}
