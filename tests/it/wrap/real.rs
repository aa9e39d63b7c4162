//! Round a real rust-analyzer: what it says beside its lists is the same through us, its imports come with a
//! row in the learned order, and what a person writes comes first.
use std::{
    process::{Command, Stdio},
    time::Duration,
};

use habitus::client::{Buffer, Client, capabilities};
use serde_json::{Value, json, value::RawValue};

use super::{counters, lists, raw::Raw, wrapping};
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

fn alone(house: &House) -> Command {
    // By a shell: a child of this process would stand beside other tests' servers.
    let mut command = Command::new("sh");
    command.args(["-c", "\"$0\"; true"]).arg(rust_analyzer());
    command.current_dir(house.project()).stderr(Stdio::null());
    command.env("CARGO_NET_OFFLINE", "true");
    command
}

fn through_us(house: &House) -> Command {
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
    command
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

/// Every kind of question but for lists, where each server answers alike each time.
fn questions(house: &House) -> Vec<(&'static str, Value)> {
    let document = json!({ "textDocument": { "uri": uri(&house.project().join("src/main.rs")) } });
    let position = |word: &str, more: usize| {
        let at = MAIN.find(word).expect("a word") + more;
        let line = MAIN[..at].matches('\n').count();
        let start = MAIN[..at].rfind('\n').map_or(0, |end| end + 1);
        json!({ "line": line, "character": at - start })
    };
    let with = |more: Value| {
        let mut params = document.clone();
        for (name, value) in more.as_object().expect("an object") {
            params[name.as_str()] = value.clone();
        }
        params
    };
    let at = with(json!({ "position": position("insert", 0) }));
    let also = |mut more: Value| {
        more["position"] = at["position"].clone();
        with(more)
    };
    let start = json!({ "line": 0, "character": 0 });
    let range = json!({ "start": start, "end": { "line": 8, "character": 0 } });
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let call = with(json!({ "position": position("insert(", 7) }));
    let macro_call = with(json!({ "position": position("println", 0) }));
    let main = with(json!({ "position": position("main", 0) }));
    vec![
        ("textDocument/hover", at.clone()),
        ("textDocument/definition", at.clone()),
        ("textDocument/declaration", at.clone()),
        ("textDocument/typeDefinition", at.clone()),
        (
            "textDocument/implementation",
            with(json!({ "position": position("Store", 0) })),
        ),
        (
            "textDocument/references",
            also(json!({ "context": { "includeDeclaration": true } })),
        ),
        ("textDocument/prepareRename", at.clone()),
        ("textDocument/rename", also(json!({ "newName": "put" }))),
        ("textDocument/documentHighlight", at.clone()),
        ("textDocument/documentSymbol", document.clone()),
        ("textDocument/foldingRange", document.clone()),
        ("textDocument/semanticTokens/full", document.clone()),
        (
            "textDocument/semanticTokens/range",
            with(json!({ "range": range })),
        ),
        ("textDocument/inlayHint", with(json!({ "range": range }))),
        ("textDocument/codeLens", document.clone()),
        (
            "textDocument/formatting",
            with(json!({ "options": options })),
        ),
        (
            "textDocument/onTypeFormatting",
            also(json!({ "ch": "=", "options": options })),
        ),
        (
            "textDocument/codeAction",
            with(json!({ "range": range, "context": { "diagnostics": [] } })),
        ),
        (
            "textDocument/codeAction",
            with(
                json!({ "range": { "start": position("store = ", 0), "end": position("store = ", 0) },
            "context": { "diagnostics": [] } }),
            ),
        ),
        ("textDocument/diagnostic", document.clone()),
        ("textDocument/signatureHelp", call),
        ("textDocument/prepareCallHierarchy", main.clone()),
        (
            "textDocument/selectionRange",
            with(json!({ "positions": [start] })),
        ),
        ("textDocument/documentLink", document.clone()),
        ("workspace/symbol", json!({ "query": "Store" })),
        (
            "workspace/willRenameFiles",
            json!({ "files": [{
            "oldUri": uri(&house.project().join("src/store.rs")), "newUri": uri(&house.project().join("src/shop.rs")) }] }),
        ),
        ("rust-analyzer/expandMacro", macro_call),
        ("rust-analyzer/viewSyntaxTree", document.clone()),
        ("rust-analyzer/viewItemTree", document.clone()),
        (
            "rust-analyzer/viewFileText",
            document["textDocument"].clone(),
        ),
        ("rust-analyzer/viewHir", main.clone()),
        ("rust-analyzer/viewMir", main.clone()),
        ("rust-analyzer/relatedTests", main.clone()),
        (
            "rust-analyzer/viewRecursiveMemoryLayout",
            with(json!({ "position": position("Store", 0) })),
        ),
        ("rust-analyzer/getFailedObligations", at.clone()),
        ("rust-analyzer/fetchDependencyList", json!({})),
        ("rust-analyzer/reloadWorkspace", Value::Null),
        ("experimental/runnables", document.clone()),
        ("experimental/parentModule", at.clone()),
        (
            "experimental/childModules",
            with(json!({ "position": start })),
        ),
        (
            "experimental/matchingBrace",
            with(json!({ "positions": [start] })),
        ),
        ("experimental/joinLines", with(json!({ "ranges": [range] }))),
        ("experimental/onEnter", at.clone()),
        (
            "experimental/moveItem",
            with(
                json!({ "range": { "start": position("main", 0), "end": position("main", 0) }, "direction": "Down" }),
            ),
        ),
        (
            "experimental/ssr",
            also(json!({ "query": "insert ==>> put", "parseOnly": true, "selections": [] })),
        ),
        ("experimental/openCargoToml", document.clone()),
        ("experimental/externalDocs", at.clone()),
        ("experimental/discoverTest", json!({})),
        (
            "workspace/executeCommand",
            json!({ "command": "nobody.knows.it", "arguments": [1] }),
        ),
        ("nobody/knows", json!({ "f": 1.0 })),
    ]
}

/// What is asked about the first thing that an answer holds: to which of the questions of its kind.
const FOLLOWED: &[(&str, usize, &str)] = &[
    ("textDocument/codeAction", 1, "codeAction/resolve"),
    ("textDocument/codeLens", 0, "codeLens/resolve"),
    ("textDocument/inlayHint", 0, "inlayHint/resolve"),
    (
        "textDocument/prepareCallHierarchy",
        0,
        "callHierarchy/incomingCalls",
    ),
];

/// The first thing that an answer holds.
fn first(answer: &str) -> Value {
    let result = answer.strip_prefix("\"result\":").expect("a result");
    let mut values = serde_json::Deserializer::from_str(result).into_iter::<Value>();
    let all = values.next().expect("a value").expect("JSON");
    all.get(0).unwrap_or_else(|| panic!("{answer}")).clone()
}

/// Greets it as an editor that can do much; with what it says it can.
fn greet_raw(command: Command, house: &House, own: Value) -> (Raw, Value) {
    let mut raw = Raw::start(command);
    let mut capabilities = capabilities::full();
    capabilities["experimental"] = json!({ "serverStatusNotification": true, "snippetTextEdit": true, "codeActionGroup": true,
            "commands": { "commands": ["rust-analyzer.runSingle", "rust-analyzer.showReferences", "rust-analyzer.debugSingle"] } });
    capabilities["window"] = json!({ "workDoneProgress": true });
    capabilities["textDocument"]["codeAction"] = json!({ "dataSupport": true,
        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } },
        "resolveSupport": { "properties": ["edit"] } });
    let root = uri(&house.project());
    let mut options = json!({ "checkOnSave": false, "procMacro": { "enable": false },
        "lens": { "references": { "method": { "enable": true } } } });
    if !own.is_null() {
        options["habitus"] = own;
    }
    let greeted = raw.ask(
        "initialize",
        &json!({ "rootUri": root, "capabilities": capabilities,
        "workspaceFolders": [{ "uri": root, "name": "root" }], "initializationOptions": options }),
    );
    let greeted = greeted.strip_prefix("\"result\":").expect("a result");
    let mut values = serde_json::Deserializer::from_str(greeted).into_iter::<Value>();
    let mut can = values.next().expect("a value").expect("JSON");
    // Of its own it has no commands.
    let ours = can["capabilities"]["executeCommandProvider"].take();
    if let Some(commands) = ours["commands"].as_array() {
        assert!(
            commands
                .iter()
                .all(|c| c.as_str().is_some_and(|c| c.starts_with("habitus.")))
        );
    }
    if let Some(all) = can["capabilities"].as_object_mut() {
        all.remove("executeCommandProvider");
    }
    raw.notify("initialized", &json!({}));
    let is_quiet = |bodies: &[String]| {
        bodies
            .iter()
            .any(|body| body.contains("\"quiescent\":true"))
            .then_some(())
    };
    raw.wait("a quiet server", is_quiet);
    let document = json!({ "uri": uri(&house.project().join("src/main.rs")), "languageId": "rust",
        "version": 1, "text": MAIN });
    raw.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    (raw, can)
}

/// A storm of questions that nobody wants answered any more: each has one answer all the same, which is
/// that it was cancelled or what it would have been.
fn storm(raw: &mut Raw, (method, params): &(&str, Value)) {
    let calm = raw.ask(method, params);
    let ids: Vec<u64> = (0..50)
        .map(|_| {
            let id = raw.send(method, params);
            raw.notify("$/cancelRequest", &json!({ "id": id }));
            id
        })
        .collect();
    for id in ids {
        let answer = raw.answer(id);
        assert!(answer == calm || answer.contains("-32800"), "{answer}");
    }
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
    let (mut its, can) = greet_raw(alone(&house), &house, Value::Null);
    let (mut through, can_through) = greet_raw(through_us(&house), &house, Value::Null);
    assert_eq!(can, can_through);
    let (mut told, mut refused) = (0, Vec::new());
    for (method, params) in questions(&house) {
        let [its, through] = [&mut its, &mut through].map(|raw| raw.ask(method, &params));
        assert_eq!(its, through, "{method}");
        match its.starts_with("\"result\":null") || its.starts_with("\"error\"") {
            true => refused.push(method),
            false => told += 1,
        }
    }
    for (method, nth, more) in FOLLOWED {
        let asked = questions(&house);
        let of = asked.iter().filter(|(asked, _)| asked == method).nth(*nth);
        let first = first(&its.ask(method, &of.expect("asked").1));
        let params = match *more {
            "callHierarchy/incomingCalls" => json!({ "item": first }),
            _ => first,
        };
        let [its, through] = [&mut its, &mut through].map(|raw| raw.ask(more, &params));
        assert_eq!(its, through, "{more}");
        assert!(!its.starts_with("\"error\""), "{its}");
        told += 1;
    }
    eprintln!(
        "{told} answered with something, byte for byte the same; nothing to say: {refused:?}"
    );
    assert!(told >= 40, "{refused:?}");
    for raw in [&mut its, &mut through] {
        storm(raw, &questions(&house)[0]);
        storm(raw, &questions(&house)[9]);
    }
    for method in [
        "client/registerCapability",
        "window/workDoneProgress/create",
    ] {
        let asked = its.asked(method);
        assert!(!asked.is_empty(), "{method}");
        assert_eq!(asked, through.asked(method));
    }
    assert!(!its.asked("$/progress").is_empty() && !through.asked("$/progress").is_empty());
}

#[test]
#[ignore = "wants a rust-analyzer: editors/test/install.sh rust-analyzer"]
fn its_lists_come_in_the_learned_order_with_its_imports() {
    let house = house();
    let client = greet(through_us(&house), &house);
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

#[test]
#[ignore = "wants a rust-analyzer: editors/test/install.sh rust-analyzer"]
fn its_lists_are_its_own_where_nothing_is_learned() {
    let house = house();
    let off = json!({ "learning": false });
    let (mut its, _) = greet_raw(alone(&house), &house, Value::Null);
    let (mut through, _) = greet_raw(through_us(&house), &house, off);
    let document = json!({ "uri": uri(&house.project().join("src/main.rs")) });
    let texts = [
        "    store.\n",
        "    let map: HashM\n",
        "    std::\n",
        "    Store::\n",
    ];
    for (version, line) in texts.iter().enumerate() {
        let text = MAIN.replace("    store.\n", line);
        let changed = json!({ "textDocument": { "uri": document["uri"], "version": version + 2 },
            "contentChanges": [{ "text": text }] });
        let row = text[..text.find(line).expect("a line")]
            .matches('\n')
            .count();
        let params = json!({ "textDocument": document,
            "position": { "line": row, "character": line.len() - 1 } });
        let [its, through] = [&mut its, &mut through].map(|raw| {
            raw.notify("textDocument/didChange", &changed);
            raw.ask("textDocument/completion", &params)
        });
        // In which order it writes its items differs from start to start; how they sort doesn't.
        let [its, through] = [&its, &through].map(|answer| items(answer));
        assert_eq!(its, through, "{line}");
        assert!(its.len() > 3, "{its:?}");
    }
}

/// The items of an answer as they are written, sorted.
fn items(answer: &str) -> Vec<String> {
    let body = format!("{{{answer}");
    let mut message: std::collections::HashMap<String, Box<RawValue>> =
        serde_json::from_str(&body).expect("a message");
    let result = message.remove("result").expect("a result");
    let mut list: std::collections::HashMap<String, Box<RawValue>> =
        serde_json::from_str(result.get()).expect("a list");
    let items = list.remove("items").expect("items");
    let items: Vec<Box<RawValue>> = serde_json::from_str(items.get()).expect("items");
    let mut items: Vec<String> = items.iter().map(|item| item.get().to_owned()).collect();
    items.sort();
    items
}
