//! Secrets where they stand in code, and the whole data folder searched for them.
use std::{
    fs::{self, File},
    path::PathBuf,
    process::Command,
};

use habitus::client::{Buffer, Client};
use serde_json::json;

use crate::{
    bad_input::house::{House, bytes_of, flush, snapshots, wait},
    observe::{PAGE, Page, holds},
    support::uri,
};

/// In every word that must not be learned.
const CANARY: &str = "canary";

const NONE: [PathBuf; 0] = [];

/// Files of the data folder in which a canary stands.
fn canaries(house: &House) -> Vec<PathBuf> {
    let mut files = bytes_of(&house.data());
    files.retain(|_, bytes| {
        bytes
            .windows(6)
            .any(|w| w.eq_ignore_ascii_case(CANARY.as_bytes()))
    });
    files.into_keys().collect()
}

/// What an editor does that makes words be learned: a save, and a visit elsewhere.
fn settle(page: &mut Page, client: &Client) {
    page.save(client);
    page.away();
    page.save(client);
}

/// What is typed key by key, with words that may be learned. `~` is a visit elsewhere.
const TYPED: [&str; 12] = [
    "thing.kept_string(\"canary_a canary_b\");",
    "thing.kept_bytes(b\"canary_a\", r#\"canary_b \"canary_c\" \"#, c\"canary_d\");",
    "thing.kept_break(\"canary_a\n    canary_b canary_c();\n    canary_d\");",
    "thing.kept_open(\"canary_a~ canary_b",
    "thing.kept_lines(\"canary_a~\n    canary_b canary_c();~\n    canary_d~",
    "// canary_a canary_b();\n    thing.kept_comment(); // canary_c",
    "/* canary_a~ canary_b();\n    canary_c();~ */ thing.kept_block(); /* canary_d",
    "/// canary_a\n    //! canary_b\n    /** canary_c */ fn kept_doc() {}",
    "#[doc = \"canary_a\"]\n    #[cfg(feature = \"canary_b\")] fn kept_attribute() {}",
    "println!(\"canary_a {canary_b} {}\", kept_macro);",
    "let kept_format = format_args!(\"canary_a~ {canary_b} {}\", kept_format);",
    "assert!(kept_assert, \"canary_a~",
];

/// What stands there, what is deleted of it and then restored.
const DELETED: [(&str, &str); 10] = [
    ("/* canary_a canary_b(); */ thing.kept();", "/* "),
    ("/* canary_a();\n    canary_b(); */ thing.kept();", "/*"),
    ("/* canary_a(); */ thing.kept(); /* more */", "*/"),
    ("// canary_a();", "// "),
    ("/// canary_a\n    fn kept() {}", "///"),
    ("thing.kept(\"canary_a canary_b\");", "\""),
    ("thing.kept(\"canary_a, canary_b\", \"canary_c\");", "\""),
    (
        "thing.kept(\"canary_a\n    canary_b();\n    canary_c\");",
        "\"",
    ),
    ("println!(\"canary_a {canary_b} {}\", kept);", "\""),
    ("thing.kept(r#\"canary_a \"canary_b\" \"#);", "r#"),
];

fn type_secrets(house: &House, client: &Client) -> Vec<Buffer> {
    let mut open = Vec::new();
    for (i, text) in TYPED.iter().enumerate() {
        let mut page = Page::open(house, client, &format!("typed_{i}.rs"));
        for part in text.split('~') {
            page.keys(part);
            settle(&mut page, client);
            assert_eq!(canaries(house), NONE, "{part} of {text}");
        }
        open.push(page.buffer);
    }
    open
}

/// Deletes a mark and brings it back. Where all was there at the start, or was typed and left.
fn delete_marks(house: &House, client: &Client) -> Vec<Buffer> {
    let mut open = Vec::new();
    for (i, (text, mark)) in DELETED.iter().enumerate() {
        for is_left in [true, false] {
            let name = format!("deleted_{i}_{is_left}.rs");
            let mut page = Page::open(house, client, &name);
            page.keys(text);
            if is_left {
                settle(&mut page, client);
            }
            let at = page.buffer.text().find(mark).expect("a mark");
            page.replace(mark, "");
            page.at = at;
            settle(&mut page, client);
            assert_eq!(canaries(house), NONE, "{text} without {mark}, {is_left}");
            page.keys(mark);
            settle(&mut page, client);
            assert_eq!(canaries(house), NONE, "{text}, restored, {is_left}");
            open.push(page.buffer);
        }
    }
    open
}

/// Takes marks away by writing the text behind them anew, as editors do.
const UNMARKED: [(&str, &str); 3] = [
    (
        "// canary_a();\n    // canary_b();",
        "canary_a();\n    canary_b();",
    ),
    (
        "thing.kept(\"canary_a canary_b\");",
        "thing.kept(canary_a, canary_b);",
    ),
    ("/* canary_a */ kept();", "canary_a(); kept();"),
];

fn unmark(house: &House, client: &Client) -> Vec<Buffer> {
    let mut open = Vec::new();
    for (i, (old, new)) in UNMARKED.iter().enumerate() {
        let mut page = Page::open(house, client, &format!("unmarked_{i}.rs"));
        page.keys(old);
        settle(&mut page, client);
        page.replace(old, new);
        settle(&mut page, client);
        assert_eq!(canaries(house), NONE, "{new}");
        open.push(page.buffer);
    }
    open
}

/// The same from an editor that sends whole texts, and in what is pasted.
fn replace_all(house: &House, client: &Client) -> Vec<Buffer> {
    let line = "    // canary_a();\n    // canary_b();\n    let kept = \"canary_c\";\n";
    let text = PAGE.replacen("    \n", line, 1);
    let mut page = Page::open(house, client, "whole.rs");
    page.buffer.replace_all(&text).expect("replaced");
    for (old, new) in [("// canary_a", "canary_a"), ("canary_a", "// canary_a")] {
        let text = page.buffer.text().replacen(old, new, 1);
        page.buffer.replace_all(&text).expect("replaced");
        page.at = text.find("canary_a").expect("it is there");
        settle(&mut page, client);
        assert_eq!(canaries(house), NONE, "{new}");
    }
    let mut pasted = Page::open(house, client, "pasted.rs");
    pasted.write(line);
    settle(&mut pasted, client);
    assert_eq!(canaries(house), NONE);
    vec![page.buffer, pasted.buffer]
}

/// Has the server read a real crate, so that it publishes a snapshot of all that it knows.
fn publish(house: &House, client: &Client) {
    let corpus = habitus::demo::corpus::downloaded().expect("the build downloaded a crate");
    let mut changes = Vec::new();
    for file in corpus.files {
        house.write(&file.path, &file.text);
        let uri = uri(&house.project().join(&file.path));
        changes.push(json!({ "uri": uri, "type": 1 }));
    }
    let params = json!({ "changes": changes });
    let method = "workspace/didChangeWatchedFiles";
    client.notify(method, params).expect("sent");
    flush(client);
    let scope = house.scope(&house.data());
    wait("a snapshot", || !snapshots(&scope).is_empty());
}

/// The kinds of files below the project's scope in which a text stands: the folder's name, or the
/// file's ending.
fn kinds(house: &House, text: &str) -> Vec<String> {
    let scope = house.scope(&house.data());
    let mut kinds = Vec::new();
    for (path, bytes) in bytes_of(&scope) {
        if bytes.windows(text.len()).any(|w| w == text.as_bytes()) {
            let inner = path.strip_prefix(&scope).expect("below").to_owned();
            let kind = inner.components().next().expect("a name");
            let kind = kind.as_os_str().to_str().expect("a name").to_owned();
            kinds.push(kind.split('-').next().expect("a part").to_owned());
        }
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn no_secret_is_in_the_data_folder_or_in_the_log() {
    let house = House::new();
    let log = house.beside("log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.env("HABITUS_LOG", "debug");
    command.stderr(File::create(&log).expect("a log"));
    let mut client = house.serve_as(command, &house.data());
    let typed = type_secrets(&house, &client);
    let deleted = delete_marks(&house, &client);
    let unmarked = unmark(&house, &client);
    let replaced = replace_all(&house, &client);
    for word in ["kept_string", "kept_bytes", "kept_comment", "kept_block"] {
        assert!(holds(&house, word), "{word}");
    }
    for word in [
        "kept_doc",
        "kept_attribute",
        "kept_macro",
        "kept_format",
        "kept",
    ] {
        assert!(holds(&house, word), "{word}");
    }
    publish(&house, &client);
    assert!(client.stop().expect("stopped").success());
    drop((typed, deleted, unmarked, replaced));
    assert_eq!(canaries(&house), NONE, "at the end");
    // What one process wrote the next one folds.
    assert!(house.serve().stop().expect("stopped").success());
    assert_eq!(canaries(&house), NONE, "in the next process");
    assert_eq!(kinds(&house, "kept_string"), ["base", "journal", "store"]);
    let log = fs::read_to_string(log).expect("a log");
    assert!(log.contains("INFO"), "{log}");
    for code in [CANARY, "kept", "thing", "first"] {
        assert!(!log.contains(code), "{code}: {log}");
    }
}

#[test]
fn a_kill_leaves_no_secret_behind() {
    let house = House::new();
    let mut client = house.serve();
    let pages = type_secrets(&house, &client);
    client.kill().expect("killed");
    drop(pages);
    assert_eq!(canaries(&house), NONE);
    assert!(house.serve().stop().expect("stopped").success());
    assert_eq!(canaries(&house), NONE);
    assert!(holds(&house, "kept_string"));
}
