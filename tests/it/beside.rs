//! Beside another server: few rows, and none that it has, too.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use habitus::{
    client::{Buffer, Client, capabilities},
    demo::corpus,
};
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, flush, labels, type_keys, wait},
    support::uri,
};

fn serve(house: &House, options: Value) -> Client {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.arg("serve").env("HABITUS_TESTING", "1");
    command.env("HABITUS_DATA_DIR", house.data());
    command
        .env("CARGO_HOME", "/nonexistent")
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
        .env("CARGO_HOME", "/nonexistent");
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

/// A real rust-analyzer, where one is named (`HABITUS_RUST_ANALYZER`) or on the path.
fn rust_analyzer() -> Option<PathBuf> {
    let named = std::env::var_os("HABITUS_RUST_ANALYZER").map(PathBuf::from);
    let answers = |path: &PathBuf| {
        // By a shell: a child of this process would stand beside other tests' servers.
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$0\" --version || exit 1"]).arg(path);
        shell.output().is_ok_and(|v| v.status.success())
    };
    [named, Some("rust-analyzer".into())]
        .into_iter()
        .flatten()
        .find(answers)
}

/// Places of a file where a name stands, and how much of it is typed.
fn places(text: &str, seed: &mut usize) -> Vec<(usize, usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(found_at) = text[at..].find(|c: char| c.is_alphabetic() || c == '_') {
        let start = at + found_at;
        let length = text[start..]
            .find(|c| !is_part(c))
            .unwrap_or(text.len() - start);
        at = start + length;
        let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let is_comment = text[line..start].contains("//");
        *seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let before = text[..start].trim_end();
        let is_new = ["let", "fn", "let mut", "struct"]
            .iter()
            .any(|w| before.ends_with(w));
        let chosen = (*seed >> 33).is_multiple_of(if is_new { 6 } else { 90 });
        if !is_comment && length >= 4 && chosen {
            found.push((start, at, (*seed >> 40) % 3));
        }
    }
    found
}

/// Asks until it says something for good; the rows and the time of the last question.
fn ask_other(buffer: &Buffer, at: usize) -> (Vec<String>, Duration) {
    loop {
        let start = Instant::now();
        match buffer.complete(at) {
            Ok(items) => {
                let label = |i: &Value| {
                    let insert = i["textEdit"]["newText"].as_str().map(str::to_owned);
                    [
                        i["label"].as_str().map(str::to_owned),
                        insert,
                        i["filterText"].as_str().map(str::to_owned),
                    ]
                };
                return (
                    items.iter().flat_map(label).flatten().collect(),
                    start.elapsed(),
                );
            }
            // The content was modified, the request was cancelled.
            Err(error) if error.to_string().contains("-328") => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn greet_other(command: Command, root: &Path) -> Client {
    let mut client = Client::spawn(command).expect("it starts");
    client.set_limit(Duration::from_secs(120));
    let mut capabilities = capabilities::full();
    capabilities["experimental"] = json!({ "serverStatusNotification": true });
    let uri = uri(root);
    let greeted = client.initialize_with(json!({
        "rootUri": uri, "workspaceFolders": [{ "uri": uri, "name": "root" }],
        "capabilities": capabilities, "initializationOptions": { "checkOnSave": false },
    }));
    greeted.expect("initialize");
    let is_quiet =
        |m: &Value| m["method"] == "experimental/serverStatus" && m["params"]["quiescent"] == true;
    client.wait_for("a quiet server", is_quiet).expect("quiet");
    client
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Takes half a minute, and is left out where there is no rust-analyzer.
#[test]
fn no_row_is_one_of_rust_analyzers() {
    let Some(program) = rust_analyzer() else {
        eprintln!("no rust-analyzer: not asked");
        return;
    };
    let house = House::new();
    let Some(files) = real_crate(&house) else {
        eprintln!("no crate to ask in");
        return;
    };
    let mut command = Command::new("sh");
    // Not a child of this process: other tests' servers would stand beside it.
    command
        .arg("-c")
        .arg("\"$0\"; true")
        .arg(&program)
        .stderr(Stdio::null());
    command.current_dir(house.project());
    let other = greet_other(command, &house.project());
    let ours = serve(&house, json!({ "beside": "on" }));
    let (mut asked, mut shown, mut answered, mut both) = (0, 0, 0, Vec::new());
    let (mut slow, mut times) = (Vec::new(), Vec::new());
    let mut seed = 7;
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let mut here = other.open(&path, &text).expect("opened");
        let mut own = ours.open(&path, &text).expect("opened");
        for (start, end, typed) in places(&text, &mut seed) {
            let typed = start + typed;
            let begun = format!("{}{}", &text[..typed], &text[end..]);
            here.replace_all(&begun).expect("sent");
            own.replace_all(&begun).expect("sent");
            let began = Instant::now();
            let rows = labels(&own, typed);
            times.push(began.elapsed());
            assert!(rows.len() <= 3, "{rows:?}");
            let (its, time) = ask_other(&here, typed);
            slow.push(time);
            asked += 1;
            shown += usize::from(!rows.is_empty());
            answered += usize::from(!its.is_empty());
            let line = begun[..typed].lines().last().unwrap_or_default().to_owned();
            both.extend(
                rows.into_iter()
                    .filter(|r| its.contains(r))
                    .map(|r| (line.clone(), r)),
            );
        }
        here.close().expect("closed");
        own.close().expect("closed");
    }
    let (own, its) = (middle(&mut times), middle(&mut slow));
    eprintln!(
        "{asked} places, rows at {shown}, its at {answered}; median {own:?} beside {its:?}; slowest {:?} beside {:?}",
        times.last(),
        slow.last()
    );
    assert!(asked >= 100 && shown >= 5, "{shown} of {asked}");
    assert!(answered > asked / 2, "{answered} of {asked}");
    assert_eq!(both, [], "of {asked}, rows at {shown}");
}

/// A package that the build has downloaded, as a project of its own: some of its files.
fn real_crate(house: &House) -> Option<Vec<PathBuf>> {
    let corpus = corpus::downloaded().ok()?;
    let manifest = "[package]\nname = \"own_project\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\npath = \"src/lib.rs\"\n";
    fs::remove_file(house.project().join("lib.rs")).ok()?;
    house.write("Cargo.toml", manifest);
    for file in &corpus.files {
        house.write(&file.path, &file.text);
    }
    let src = corpus
        .files
        .iter()
        .filter(|f| f.path.starts_with("src/") && f.text.len() > 12_000);
    Some(src.take(5).map(|f| house.project().join(&f.path)).collect())
}
