//! Round a real rust-analyzer: what it says beside its lists is the same through us, its imports come with a
//! row in the learned order, and what a person writes comes first.
use std::{
    process::{Command, Stdio},
    time::Duration,
};

use habitus::client::{Buffer, Client, capabilities};
use serde_json::{Value, json};

use super::{counters, lists, wrapping};
use crate::{
    bad_input::house::{House, flush},
    beside::real::rust_analyzer,
    support::uri,
};

const MAIN: &str = "\
mod store;
use store::Store;

fn main() {
    let store = Store::open();
    store.insert(1);
    println!(\"{}\", store.remove(2));
}

fn work(store: Store) {
    store.
}
";

const STORE: &str = "\
/// Keeps numbers.
pub struct Store { pub entries: u32 }
impl Store {
    pub fn open() -> Store { Store { entries: 0 } }
    pub fn insert(&self, n: u32) -> u32 { n }
    pub fn remove(&self, n: u32) -> u32 { n }
    pub fn replace(&self, n: u32) -> u32 { n }
}
";

fn house() -> House {
    let house = House::new();
    std::fs::remove_file(house.project().join("lib.rs")).expect("removed");
    let manifest = "[package]\nname = \"own_project\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    house.write("Cargo.toml", manifest);
    house.write("src/main.rs", MAIN);
    house.write("src/store.rs", STORE);
    house
}

/// Greets it and waits until it has read the project.
fn greet(command: Command, house: &House) -> Client {
    let mut client = Client::spawn(command).expect("it starts");
    client.set_limit(Duration::from_secs(180));
    let mut capabilities = capabilities::full();
    capabilities["experimental"] = json!({ "serverStatusNotification": true });
    let root = uri(&house.project());
    let options = json!({ "checkOnSave": false, "procMacro": { "enable": false } });
    client.set_settings(json!({ "rust-analyzer": options }));
    let greeted = client.initialize_with(json!({
        "rootUri": root, "workspaceFolders": [{ "uri": root, "name": "root" }],
        "capabilities": capabilities, "initializationOptions": options,
    }));
    greeted.expect("initialize");
    let is_quiet =
        |m: &Value| m["method"] == "experimental/serverStatus" && m["params"]["quiescent"] == true;
    client.wait_for("a quiet server", is_quiet).expect("quiet");
    client
}

fn alone(house: &House) -> Client {
    // By a shell: a child of this process would stand beside other tests' servers.
    let mut command = Command::new("sh");
    command.args(["-c", "\"$0\"; true"]).arg(rust_analyzer());
    command.current_dir(house.project()).stderr(Stdio::null());
    command.env("CARGO_NET_OFFLINE", "true");
    greet(command, house)
}

fn through_us(house: &House) -> Client {
    let program = rust_analyzer();
    let mut command = wrapping(house, &[program.to_str().expect("a path")]);
    command
        .current_dir(house.project())
        .env("CARGO_NET_OFFLINE", "true");
    // It reads the standard library, and runs cargo.
    command.env_remove("CARGO_HOME").env_remove("RUSTUP_HOME");
    for name in ["CARGO_HOME", "RUSTUP_HOME"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    greet(command, house)
}

/// Asks until it says something for good.
fn ask(client: &Client, method: &str, params: &Value) -> Value {
    loop {
        match client.request(method, params.clone()) {
            Ok(answer) => return answer,
            Err(error) if error.to_string().contains("-328") => {}
            Err(error) => return json!({ "error": error.root_cause().to_string() }),
        }
    }
}

/// What it says to every kind of question but for lists.
fn answers(client: &Client, page: &Buffer) -> Vec<(String, Value)> {
    let at = page.at(MAIN.find("insert").expect("a call"));
    let document = json!({ "textDocument": at["textDocument"] });
    let with = |more: Value| {
        let mut params = at.clone();
        for (name, value) in more.as_object().expect("an object") {
            params[name.as_str()] = value.clone();
        }
        params
    };
    let start = json!({ "line": 0, "character": 0 });
    let range = json!({ "start": start, "end": { "line": 8, "character": 0 } });
    let questions = [
        ("textDocument/hover", at.clone()),
        ("textDocument/definition", at.clone()),
        ("textDocument/typeDefinition", at.clone()),
        (
            "textDocument/references",
            with(json!({ "context": { "includeDeclaration": true } })),
        ),
        ("textDocument/prepareRename", at.clone()),
        ("textDocument/rename", with(json!({ "newName": "put" }))),
        ("textDocument/documentHighlight", at.clone()),
        ("textDocument/documentSymbol", document.clone()),
        ("textDocument/foldingRange", document.clone()),
        ("textDocument/semanticTokens/full", document.clone()),
        ("textDocument/inlayHint", with(json!({ "range": range }))),
        (
            "textDocument/codeAction",
            with(json!({ "range": range, "context": { "diagnostics": [] } })),
        ),
        (
            "textDocument/signatureHelp",
            page.at(MAIN.find("insert(").expect("a call") + 7),
        ),
        ("textDocument/prepareCallHierarchy", at.clone()),
        (
            "textDocument/selectionRange",
            with(json!({ "positions": [start] })),
        ),
        ("workspace/symbol", json!({ "query": "Store" })),
        (
            "rust-analyzer/expandMacro",
            page.at(MAIN.find("println").expect("a macro")),
        ),
        ("rust-analyzer/viewSyntaxTree", document.clone()),
        ("rust-analyzer/fetchDependencyList", json!({})),
        ("experimental/runnables", with(json!({}))),
        ("experimental/parentModule", at.clone()),
        (
            "experimental/matchingBrace",
            with(json!({ "positions": [start] })),
        ),
        ("experimental/externalDocs", at.clone()),
    ];
    let answer =
        |(method, params): &(&str, Value)| (method.to_string(), ask(client, method, params));
    questions.iter().map(answer).collect()
}

fn page(house: &House, client: &Client, text: &str) -> Buffer {
    client
        .open(&house.project().join("src/main.rs"), text)
        .expect("opened")
}

#[test]
#[ignore = "wants a rust-analyzer: editors/test/install.sh rust-analyzer"]
fn rust_analyzer_says_the_same_through_us() {
    let house = house();
    let own = alone(&house);
    let ours = through_us(&house);
    let (its, through) = (page(&house, &own, MAIN), page(&house, &ours, MAIN));
    let (its, through) = (answers(&own, &its), answers(&ours, &through));
    let told = its
        .iter()
        .filter(|(_, a)| !a.is_null() && a.get("error").is_none());
    assert!(told.count() >= 18, "{its:#?}");
    for (its, through) in its.iter().zip(&through) {
        assert_eq!(its, through);
    }
}

#[test]
#[ignore = "wants a rust-analyzer: editors/test/install.sh rust-analyzer"]
fn its_lists_come_in_the_learned_order_with_its_imports() {
    let house = house();
    let client = through_us(&house);
    lists::practice(&house, &client, "store.replace(7);");
    let text = MAIN.replace("    store.\n", "    store.re\n");
    let at = text.find("store.re\n").expect("a call") + 8;
    let buffer = page(&house, &client, &text);
    let items = buffer.complete(at).expect("a list");
    let labels: Vec<_> = items.iter().filter_map(|i| i["label"].as_str()).collect();
    assert!(
        labels[0].starts_with("replace"),
        "what was written before: {labels:?}"
    );
    assert!(
        labels.iter().any(|l| l.starts_with("remove")),
        "what only it knows: {labels:?}"
    );
    buffer.close().expect("closed");
    let text = MAIN.replace("    store.\n", "    let map: HashM\n");
    let at = text.find("HashM\n").expect("a type") + 5;
    let buffer = page(&house, &client, &text);
    let items = buffer.complete(at).expect("a list");
    let is_map = |i: &&Value| {
        i["filterText"] == "HashM" && i["label"].as_str().unwrap_or("").starts_with("HashMap")
    };
    let map = items.iter().find(is_map).expect("HashMap").clone();
    let resolved = ask(&client, "completionItem/resolve", &map);
    let edits = resolved["additionalTextEdits"].to_string();
    assert!(
        edits.contains("use std::collections::HashMap;"),
        "{resolved:#}"
    );
    assert_eq!(resolved["sortText"], map["sortText"]);
    assert_eq!(resolved["filterText"], map["filterText"]);
    flush(&client);
    eprintln!("{}", counters(&client));
}
