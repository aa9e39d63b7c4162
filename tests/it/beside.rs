//! Beside another server: few rows, and none that it has, too.
pub mod real;

use std::{
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::bad_input::house::{House, flush, labels, type_keys, wait};

fn serve(house: &House, options: Value) -> Client {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.arg("serve").env("HABITUS_TESTING", "1");
    command.env("HABITUS_DATA_DIR", house.data());
    command
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent")
        .stderr(Stdio::null());
    greet(Client::spawn(command).expect("it starts"), house, options)
}

fn greet(client: Client, house: &House, options: Value) -> Client {
    let options = json!({ "habitus": options });
    let greeted = client.initialize(&house.project(), options, capabilities::full());
    greeted.expect("initialize");
    flush(&client);
    client
}

const PROJECT: &str = "pub struct Store { pub entries: u32 }\nimpl Store {\n    pub fn open(a: u8) -> Store { todo!() }\n    pub fn insert(&self) {}\n}\npub fn compute() {}\n";

/// Writes the same names again and again, as a person does.
fn practice(house: &House, client: &Client) {
    let text = "fn work(store: Store) {\n    \n}\n";
    let path = house.project().join("practice.rs");
    let mut buffer = client.open(&path, text).expect("opened");
    let mut at = text.find("    \n").expect("a line") + 4;
    for i in 0..12 {
        let line = format!("let outcome = store.insert({i});\n    compute();\n    ");
        at = type_keys(&mut buffer, at, &line);
    }
    buffer.close().expect("closed");
    flush(client);
}

/// The rows at `$0`.
fn rows(house: &House, client: &Client, text: &str) -> Vec<String> {
    let at = text.find("$0").expect("a cursor");
    let path = house.project().join("ask.rs");
    let buffer = client.open(&path, &text.replace("$0", "")).expect("opened");
    let rows = labels(&buffer, at);
    buffer.close().expect("closed");
    rows
}

/// Where the other server has all there is.
const ITS: [&str; 8] = [
    "fn work(store: Store) {\n    let outcome = store.$0\n}\n",
    "fn work(store: Store) {\n    let outcome = store.ins$0\n}\n",
    "fn work(store: Store) {\n    Store::$0\n}\n",
    "fn work(store: Store) {\n    let outcome = store.insert(1);\n    comp$0\n}\n",
    "fn work(store: Store) {\n    let outcome = 1;\n    call(out$0)\n}\n",
    "fn work(store: St$0) {}\n",
    "use crate::$0;\n",
    "fn work() {\n    let s = Store { $0 };\n}\n",
];

const NEW: &str = "fn work(store: Store) {\n    let $0\n}\n";

#[test]
fn only_new_names_are_offered_beside_another_server() {
    let house = House::new();
    house.write("lib.rs", PROJECT);
    let mut client = serve(&house, json!({ "beside": "off" }));
    practice(&house, &client);
    let full: Vec<usize> = ITS.iter().map(|t| rows(&house, &client, t).len()).collect();
    assert!(full.iter().all(|n| *n > 0), "{full:?}");
    assert!(client.stop().expect("stopped").success());
    let client = serve(&house, json!({ "beside": "on" }));
    for text in ITS {
        assert_eq!(rows(&house, &client, text), [""; 0], "{text}");
    }
    assert_eq!(rows(&house, &client, NEW), ["outcome"]);
    assert_eq!(
        rows(&house, &client, &NEW.replace("$0", "ou$0")),
        ["outcome"]
    );
    for text in [
        "let $0 = 1;",
        "let x: $0",
        "mod $0;",
        "let Sto$0",
        "let com$0",
    ] {
        let text = NEW.replace("let $0", text);
        let rows = rows(&house, &client, &text);
        assert!(
            rows.len() <= 3 && !rows.iter().any(|r| r == "Store" || r == "compute"),
            "{text}: {rows:?}"
        );
    }
    let list = client.request("textDocument/completion", at_new(&house, &client));
    assert_eq!(list.expect("a list")["isIncomplete"], true);
    drop(client);
    let client = serve(&house, json!({ "beside": "on", "confidence": 100 }));
    assert_eq!(rows(&house, &client, NEW), [""; 0], "nothing is certain");
}

fn at_new(house: &House, client: &Client) -> Value {
    let path = house.project().join("new.rs");
    let buffer = client.open(&path, &NEW.replace("$0", "")).expect("opened");
    buffer.at(NEW.find("$0").expect("a cursor"))
}

/// A server whose parent is a shell that may have another child.
#[cfg(target_os = "linux")]
fn serve_below(house: &House, script: &str, options: Value) -> Client {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command.env("HABITUS", env!("CARGO_BIN_EXE_habitus"));
    command
        .env("HABITUS_TESTING", "1")
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent");
    command
        .env("HABITUS_DATA_DIR", house.data())
        .stderr(Stdio::null());
    greet(Client::spawn(command).expect("it starts"), house, options)
}

#[cfg(target_os = "linux")]
#[test]
fn another_server_of_the_same_editor_is_seen() {
    let house = House::new();
    house.write("lib.rs", PROJECT);
    let mut client = serve(&house, json!({ "beside": "off" }));
    practice(&house, &client);
    assert!(client.stop().expect("stopped").success());
    let other = house.beside("rust-analyzer");
    fs::copy("/bin/sleep", &other).expect("a program");
    let member = ITS[0];
    // It ends by itself when its shell does, for that waits for nobody.
    let script = format!(
        "{} 60 <&- & other=$!; \"$HABITUS\" serve; kill $other",
        other.display()
    );
    let mut client = serve_below(&house, &script, json!({}));
    wait("the other to be seen", || {
        rows(&house, &client, member).is_empty()
    });
    assert_eq!(rows(&house, &client, NEW), ["outcome"]);
    client.request("shutdown", Value::Null).expect("shut down");
    client.notify("exit", Value::Null).expect("sent");
    client
        .wait_exit(Duration::from_secs(10))
        .expect("the shell ends");
    for (script, options) in [
        ("\"$HABITUS\" serve; true".to_owned(), json!({})),
        (script, json!({ "beside": "off" })),
    ] {
        let mut client = serve_below(&house, &script, options);
        assert!(!rows(&house, &client, member).is_empty());
        client.request("shutdown", Value::Null).expect("shut down");
        client.notify("exit", Value::Null).expect("sent");
        client
            .wait_exit(Duration::from_secs(10))
            .expect("the shell ends");
    }
}
