//! The program's verbs over a house, and what they leave in its data folder.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use habitus::client::Client;
use serde_json::Value;

use crate::bad_input::house::{House, bytes_of, flush, type_keys};

/// Some small files of a real crate: on a busy machine larger ones are not always parsed in time, and
/// no two lists are to differ by that.
pub fn small_crate() -> House {
    let house = House::new();
    let corpus = habitus::demo::corpus::downloaded().expect("the build downloaded a crate");
    let small = |text: &str| (800..5000).contains(&text.len());
    for file in corpus
        .files
        .iter()
        .filter(|file| small(&file.text))
        .take(12)
    {
        house.write(&file.path, &file.text);
    }
    house
}

/// A verb of the program over a house's data folder, begun in its project.
pub fn verb(house: &House, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command
        .args(args)
        .current_dir(house.project())
        .stdin(Stdio::null())
        .env("HABITUS_TESTING", "1")
        .env("HABITUS_CLOCK", "manual")
        .env("HABITUS_DATA_DIR", house.data())
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent");
    command
}

/// Runs it.
pub fn run(house: &House, args: &[&str]) -> Output {
    verb(house, args).output().expect("it runs")
}

/// Runs it, and it succeeds; what it says.
pub fn done(house: &House, args: &[&str]) -> String {
    let output = run(house, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// The same, as JSON.
pub fn json(house: &House, args: &[&str]) -> Value {
    let args = [args, &["--json"]].concat();
    serde_json::from_str(&done(house, &args)).expect("JSON")
}

/// Runs it, and it ends with this code; what it says, of both kinds.
pub fn fails(house: &House, code: i32, args: &[&str]) -> String {
    let output = run(house, args);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {output:?}");
    let said = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}

/// How a word may stand in bytes: as it is, in hex, in base64.
pub fn forms(word: &str) -> Vec<Vec<u8>> {
    let hex: String = word.bytes().map(|b| format!("{b:02x}")).collect();
    let mut all = vec![
        word.as_bytes().to_vec(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
    ];
    for before in 0..3 {
        // Only what doesn't depend on the bytes round it.
        let text = STANDARD.encode([&vec![0; before], word.as_bytes()].concat());
        let start = [0, 2, 3][before];
        let end = (before + word.len()) * 8 / 6;
        all.push(text.as_bytes()[start..end].to_vec());
    }
    all
}

/// Whether a word stands in bytes.
pub fn stands_in(bytes: &[u8], word: &str) -> bool {
    forms(word)
        .iter()
        .any(|form| bytes.windows(form.len()).any(|w| w == form))
}

/// The files of the data folder in which a word stands.
pub fn stands(house: &House, word: &str) -> Vec<PathBuf> {
    let mut files = bytes_of(&house.data());
    files.retain(|_, bytes| stands_in(bytes, word));
    files.into_keys().collect()
}

/// Types lines in a file that is never saved, each with a word after a dot.
pub fn teach_all(house: &House, client: &Client, words: &[String], file: &str) {
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let mut buffer = client
        .open(&house.project().join(file), text)
        .expect("opened");
    let mut at = text.find("    \n").expect("a line") + 4;
    for word in words {
        at = type_keys(&mut buffer, at, &format!("thing.{word}();\n    "));
    }
    type_keys(&mut buffer, at, "thing");
    buffer.close().expect("closed");
    flush(client);
}

/// A list of each of these many places in the project's files: what its rows say.
pub fn lists(house: &House, client: &Client, count: usize) -> Vec<Vec<Value>> {
    let mut lists = Vec::new();
    let mut files = rust_files(&house.project());
    files.sort();
    for path in files.iter().cycle().take(files.len() * count) {
        let text = fs::read_to_string(path).expect("a file");
        let round = lists.len() / files.len().max(1);
        let dots: Vec<usize> = text.match_indices(['.', ' ']).map(|(i, _)| i + 1).collect();
        if dots.is_empty() {
            continue;
        }
        let at = dots[(round * 7919 + 13) % dots.len()];
        let buffer = client.open(path, &text).expect("opened");
        // Its words are counted when it is opened, by another thread.
        flush(client);
        let items = buffer.complete(at).expect("a list");
        buffer.close().expect("closed");
        let fields = [
            "label",
            "kind",
            "detail",
            "sortText",
            "preselect",
            "insertText",
        ];
        let row = |item: Value| fields.map(|f| item[f].clone()).into();
        lists.push(items.into_iter().map(row).collect());
        if lists.len() == count {
            break;
        }
    }
    assert_eq!(lists.len(), count);
    let full = lists.iter().filter(|list: &&Vec<Value>| !list.is_empty());
    assert!(full.count() > count / 3, "most lists are empty");
    lists
}

/// They are the same, item for item.
pub fn assert_same(found: &[Vec<Value>], wanted: &[Vec<Value>], when: &str) {
    assert_eq!(found.len(), wanted.len());
    for (i, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        assert_eq!(found.len(), wanted.len(), "list {i}, {when}");
        for (row, wanted) in found.iter().zip(wanted) {
            assert_eq!(row, wanted, "list {i}, {when}");
        }
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(rust_files(&path)),
            false => files.extend(path.extension().is_some_and(|e| e == "rs").then_some(path)),
        }
    }
    files
}

/// Words that no file holds.
pub fn words(name: &str, count: usize) -> Vec<String> {
    let letters = |n: usize| {
        let letter = |d: usize| char::from(b'a' + (n / d % 26) as u8);
        [letter(676), letter(26), letter(1)]
            .iter()
            .collect::<String>()
    };
    (0..count)
        .map(|n| format!("{name}_{}", letters(n)))
        .collect()
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}
