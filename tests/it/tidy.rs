//! The shape of the house: who may import whom, what may be named where, how long a file may be.
//! Each rule is shown to fail on a made-up file, then asked about the real ones.
use std::{fs, path::Path};

/// Module → modules of ours that it may import. `cli` may import all.
const EDGES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("syntax", &["text"]),
    ("privacy", &["text", "syntax"]),
    ("observe", &["text", "syntax", "privacy"]),
    ("history", &["text", "syntax", "privacy"]),
    ("model", &["text"]),
    ("libraries", &["text", "syntax", "privacy", "model"]),
    ("store", &["text"]),
    ("suggest", &["text", "syntax", "model"]),
    (
        "engine",
        &[
            "text",
            "syntax",
            "privacy",
            "observe",
            "history",
            "model",
            "libraries",
            "store",
            "suggest",
        ],
    ),
    (
        "replay",
        &["text", "syntax", "history", "libraries", "model"],
    ),
    ("config", &["engine"]),
    (
        "control",
        &["text", "syntax", "history", "libraries", "store", "engine"],
    ),
    ("lsp", &["text", "engine", "config", "control"]),
    ("wrap", &["engine", "config", "lsp"]),
    ("client", &["text"]),
    ("demo", &["client"]),
];

/// What only certain files may name, and which (by how their path in `src` begins).
const ROOMS: &[(&str, &[&str])] = &[
    ("tower_lsp::", &["lsp/"]),
    ("lsp_types::", &["lsp/"]),
    ("sled::", &["store/"]),
    ("gix::", &["store/", "history/"]),
    ("SystemTime::now", &["config/clock.rs"]),
    ("process::exit", &["lsp/"]),
    ("std::net", &[]),
    ("tokio::net", &[]),
    ("thread::sleep", &["client/", "store/", "lsp/leave.rs"]),
];

/// Crates that speak to a network, or exist to. (`gix-transport` is always below `gix`; what makes it
/// speak is a feature, see [`networked`].)
const NETWORK: &[&str] = &[
    "reqwest",
    "hyper",
    "h2",
    "h3",
    "ureq",
    "curl",
    "curl-sys",
    "isahc",
    "attohttpc",
    "minreq",
    "surf",
    "awc",
    "actix-web",
    "axum",
    "warp",
    "rocket",
    "tonic",
    "tungstenite",
    "quinn",
    "rustls",
    "native-tls",
    "openssl",
    "openssl-sys",
    "socket2",
    "async-std",
    "async-net",
    "trust-dns-resolver",
    "hickory-resolver",
    "git2",
    "libgit2-sys",
    "libssh2-sys",
    "ssh2",
    "sentry",
    "opentelemetry",
];

/// Files that may be longer than [`LONGEST`], with what they may come to.
const LONG: &[(&str, usize)] = &[
    ("src/syntax/scope/tokens.rs", 450),
    ("src/syntax/site/machine.rs", 700),
    ("src/syntax/site/guess.rs", 450),
    ("src/syntax/site/receiver.rs", 530),
];
const LONGEST: usize = 400;
/// The same for tests.
const LONGEST_TEST: usize = 600;

/// A path with `/`, from the package's root, and the text.
type File = (String, String);

fn read(folders: &[&str], endings: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut walk = ignore::WalkBuilder::new(root);
    let files = walk.hidden(false).build().flatten().filter_map(|entry| {
        let path = entry
            .path()
            .strip_prefix(root)
            .ok()?
            .to_str()?
            .replace('\\', "/");
        let wanted = folders.iter().any(|folder| path.starts_with(folder))
            && endings.iter().any(|ending| path.ends_with(ending));
        let text = wanted.then(|| fs::read_to_string(entry.path()).ok())??;
        Some((path, text))
    });
    let files: Vec<File> = files.collect();
    assert!(!files.is_empty(), "nothing below {folders:?}");
    files
}

/// The crate's own files, without its unit tests; paths begin below `src/`.
fn code() -> Vec<File> {
    let strip = |(path, text): File| Some((path.strip_prefix("src/")?.to_owned(), text));
    let all = read(&["src/"], &[".rs"]).into_iter().filter_map(strip);
    all.filter(|(path, _)| !path.ends_with("tests.rs") && !path.contains("tests/"))
        .collect()
}

fn one(path: &str, text: &str) -> Vec<File> {
    vec![(path.into(), text.into())]
}

fn without_comments(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules that a text names after `crate::`, one or a list of them.
fn imports(text: &str) -> Vec<String> {
    let text = without_comments(text);
    let mut found = Vec::new();
    for (at, start) in text.match_indices("crate::") {
        let rest = &text[at + start.len()..];
        let word = |s: &str| -> String {
            s.trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect()
        };
        let Some(list) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 1;
        found.push(word(list));
        for (i, c) in list.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            match (c, depth) {
                (',', 1) => found.push(word(&list[i + 1..])),
                (_, 0) => break,
                _ => {}
            }
        }
    }
    found.retain(|name| name.starts_with(|c: char| c.is_lowercase()));
    found
}

fn wrong_imports(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files {
        let own = path.split(['/', '.']).next().unwrap_or("");
        if ["lib", "main", "cli"].contains(&own) {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == own) else {
            wrong.push(format!("{path}: {own} is not in the table of edges"));
            continue;
        };
        for other in imports(text) {
            if other != own && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{path}: {own} may not import {other}"));
            }
        }
    }
    wrong
}

#[test]
fn modules_import_only_what_stands_below_them() {
    let lists =
        "use crate::text::Sym;\nuse crate::{\n    model::{A, B},\n    store,\n};\n// crate::lsp\n";
    assert_eq!(imports(lists), ["text", "model", "store"]);
    assert_eq!(
        wrong_imports(&one("model/a.rs", "use crate::text::Sym;")),
        [""; 0]
    );
    assert_eq!(wrong_imports(&one("model/a.rs", lists)).len(), 1);
    assert_eq!(
        wrong_imports(&one("text.rs", "fn f(a: crate::store::A) {}")).len(),
        1
    );
    assert_eq!(wrong_imports(&one("utils.rs", "")).len(), 1);
    assert_eq!(wrong_imports(&code()), [""; 0]);
}

fn out_of_room(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files {
        let text = without_comments(text);
        for (name, rooms) in ROOMS {
            if text.contains(name) && !rooms.iter().any(|room| path.starts_with(room)) {
                wrong.push(format!("{path}: {name} belongs to {rooms:?}"));
            }
        }
    }
    wrong
}

#[test]
fn protocol_store_clock_and_exit_keep_to_their_rooms() {
    assert_eq!(
        out_of_room(&one("engine/a.rs", "use tower_lsp::Client;")).len(),
        1
    );
    assert_eq!(
        out_of_room(&one("lsp/a.rs", "use tower_lsp::Client;")),
        [""; 0]
    );
    assert_eq!(out_of_room(&code()), [""; 0]);
}

fn locked_network(lock: &str) -> Vec<&str> {
    let names = lock.lines().filter_map(|line| {
        let name = line.strip_prefix("name = \"")?;
        name.strip_suffix('"')
    });
    names.filter(|name| NETWORK.contains(name)).collect()
}

#[test]
fn nothing_that_is_built_can_speak_to_a_network() {
    assert_eq!(locked_network("[[package]]\nname = \"ureq\"\n"), ["ureq"]);
    let locks = read(&["Cargo."], &["Cargo.lock", "Cargo.toml"]);
    let file = |name| &locks.iter().find(|(path, _)| path == name).unwrap().1;
    assert_eq!(locked_network(file("Cargo.lock")), [""; 0]);
    let manifest = file("Cargo.toml");
    assert_eq!(
        networked("tokio = [\"net\"]\n\"blocking-network-client\"").len(),
        2
    );
    assert_eq!(networked(manifest), [""; 0]);
    let gix = manifest.lines().find(|line| line.starts_with("gix ="));
    assert!(gix.is_none_or(|line| line.contains("default-features = false")));
}

/// Features of otherwise quiet crates that open sockets.
fn networked(manifest: &str) -> Vec<&str> {
    let features = ["\"net\"", "\"full\"", "network-client", "http-client"];
    let lines = manifest.lines();
    lines
        .filter(|line| features.iter().any(|feature| line.contains(feature)))
        .collect()
}

fn without_a_head(files: &[File]) -> Vec<&str> {
    let bare = files.iter().filter(|(_, text)| !text.starts_with("//!"));
    bare.map(|(path, _)| path.as_str()).collect()
}

#[test]
fn every_file_says_what_it_is_for() {
    assert_eq!(without_a_head(&one("a.rs", "use x;\n//! no")), ["a.rs"]);
    assert_eq!(without_a_head(&code()), [""; 0]);
}

fn too_long(files: &[File]) -> Vec<String> {
    let usual = |path: &str| match path.contains("tests") {
        true => LONGEST_TEST,
        false => LONGEST,
    };
    let limit = |path: &str| {
        LONG.iter()
            .find(|l| l.0 == path)
            .map_or(usual(path), |l| l.1)
    };
    let long = files
        .iter()
        .map(|(path, text)| (path, text.lines().count()));
    long.filter(|(path, lines)| *lines > limit(path))
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect()
}

#[test]
fn no_file_is_too_long() {
    assert_eq!(too_long(&one("a.rs", &"x\n".repeat(LONGEST + 1))).len(), 1);
    assert_eq!(too_long(&read(&["src/", "tests/"], &[".rs"])), [""; 0]);
}

/// Type and module names that say nothing.
fn empty_words(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, text) in files {
        for words in without_comments(text)
            .split_whitespace()
            .collect::<Vec<_>>()
            .windows(2)
        {
            let name: String = words[1]
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            let declares = ["struct", "enum", "trait", "mod"].contains(&words[0]);
            let empty = [
                "Manager", "Helper", "Utils", "Util", "Info", "utils", "helpers",
            ];
            if declares && empty.iter().any(|end| name.ends_with(end)) {
                wrong.push(format!("{path}: {name}"));
            }
        }
    }
    wrong
}

#[test]
fn names_say_something() {
    assert_eq!(
        empty_words(&one("a.rs", "pub struct StoreManager {")).len(),
        1
    );
    assert_eq!(empty_words(&one("a.rs", "mod utils;")).len(), 1);
    assert_eq!(empty_words(&code()), [""; 0]);
}

/// Folders of somebody's machine.
fn private_paths(files: &[File]) -> Vec<String> {
    let folders = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
    ];
    let named = |(path, text): &File| {
        let line = text
            .lines()
            .find(|line| folders.iter().any(|f| line.contains(f)))?;
        Some(format!("{path}: {}", line.trim()))
    };
    files.iter().filter_map(named).collect()
}

#[test]
fn no_file_names_a_folder_of_somebodys_machine() {
    let bad = format!("let path = \"{}me/x\";", concat!("/ho", "me/"));
    assert_eq!(private_paths(&one("a.rs", &bad)).len(), 1);
    let endings = [
        ".rs", ".md", ".toml", ".json", ".ts", ".lua", ".sh", "run", ".svg",
    ];
    let files = read(
        &["src/", "tests/", "benches/", "editors/", "docs/", ".ci/"],
        &endings,
    );
    assert_eq!(private_paths(&files), [""; 0]);
    let top: Vec<File> = read(&[""], &[".md", ".toml"]);
    assert_eq!(private_paths(&top), [""; 0]);
}
