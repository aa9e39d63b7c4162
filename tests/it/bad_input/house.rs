//! A project and a data folder that outlive the servers, and what is asked of those.
use std::{
    collections::BTreeMap,
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
use tempfile::TempDir;

use crate::support;

/// A word that no file holds.
pub const WORD: &str = "quilted_zebra";

/// Another one.
pub const LATER: &str = "pleated_heron";

/// See the module.
pub struct House {
    folder: TempDir,
    project: &'static str,
}

impl House {
    /// A project of one file.
    pub fn new() -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let project = "project";
        let house = House { folder, project };
        house.write("lib.rs", "pub fn landmark_of_lib() {}\n");
        house
    }

    /// A real crate: enough words for a snapshot.
    pub fn with_crate() -> House {
        let house = House::new();
        let corpus = corpus::downloaded().expect("the build downloaded a crate");
        for file in corpus.files {
            house.write(&file.path, &file.text);
        }
        house
    }

    /// A folder or file beside the project.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn project(&self) -> PathBuf {
        self.beside(self.project)
    }

    /// From now on a folder beside it is the project.
    pub fn enter(&mut self, name: &'static str) {
        self.project = name;
    }

    pub fn data(&self) -> PathBuf {
        self.beside("data")
    }

    /// Writes a file of the project.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.project().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// A server over this data folder.
    pub fn serve(&self) -> Client {
        self.serve_by(Command::new(env!("CARGO_BIN_EXE_habitus")), &self.data())
    }

    /// The same by a command that becomes one, with a data folder elsewhere.
    pub fn serve_by(&self, mut command: Command, data: &Path) -> Client {
        command.stderr(Stdio::null());
        self.serve_as(command, data)
    }

    /// The same, with its log where the command says.
    pub fn serve_as(&self, mut command: Command, data: &Path) -> Client {
        command.arg("serve");
        command
            .env("HABITUS_TESTING", "1")
            .env("HABITUS_CLOCK", "manual");
        command.env("HABITUS_DATA_DIR", data);
        command
            .env("CARGO_HOME", "/nonexistent")
            .env("RUSTUP_HOME", "/nonexistent");
        let client = Client::spawn(command).expect("it starts");
        let greeted = client.initialize(&self.project(), json!({}), capabilities::full());
        greeted.expect("initialize");
        flush(&client);
        client
    }

    /// Types a word after a `.`, key by key, in a file that is never saved.
    pub fn teach(&self, client: &Client, word: &str) {
        let text = "fn teach(thing: Thing) {\n    \n}\n";
        let path = self.project().join("teach.rs");
        let mut buffer = client.open(&path, text).expect("opened");
        let at = text.find("    \n").expect("a line") + 4;
        type_keys(&mut buffer, at, &format!("thing.{word}();\n    thing"));
        buffer.close().expect("closed");
        flush(client);
    }

    /// Whether a word that was taught is offered.
    pub fn knows(&self, client: &Client, word: &str) -> bool {
        let text = format!("fn ask(thing: Thing) {{\n    thing.{}\n}}\n", &word[..3]);
        let at = text.find(".").expect("a dot") + 4;
        let path = self.project().join("ask.rs");
        let buffer = client.open(&path, &text).expect("opened");
        let knows = labels(&buffer, at).iter().any(|label| label == word);
        buffer.close().expect("closed");
        knows
    }

    /// The project's scope in a data folder.
    pub fn scope(&self, data: &Path) -> PathBuf {
        let projects = fs::read_dir(data.join("projects")).expect("projects");
        projects.flatten().next().expect("one project").path()
    }

    /// Learns a word and ends.
    pub fn learn_a_little(&self) {
        let mut client = self.serve();
        self.teach(&client, WORD);
        assert!(client.stop().expect("stopped").success());
    }

    /// Learns a crate and a word, until all of it is in journals, ledger and snapshot; only the
    /// project's scope has it then.
    pub fn learn(&self) -> PathBuf {
        let mut client = self.serve();
        let scope = self.scope(&self.data());
        wait("a snapshot", || !snapshots(&scope).is_empty());
        self.teach(&client, WORD);
        assert_eq!(told(&client), [""; 0]);
        assert!(client.stop().expect("stopped").success());
        fs::remove_dir_all(self.data().join("user")).expect("the user's scope");
        scope
    }
}

/// Waits for a condition.
pub fn wait(what: &str, mut is: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is() {
        assert!(Instant::now() < end, "waited for {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn generation(path: &Path) -> Option<u32> {
    let name = path.file_stem()?.to_str()?;
    name.strip_prefix("base-")?.parse().ok()
}

/// The snapshots in a scope, the newest first.
pub fn snapshots(scope: &Path) -> Vec<PathBuf> {
    let is_snapshot = |path: &PathBuf| path.extension().is_some_and(|e| e == "bin");
    let files = fs::read_dir(scope).expect("a scope").flatten();
    let mut all: Vec<PathBuf> = files.map(|e| e.path()).filter(is_snapshot).collect();
    all.sort_by_key(|path| std::cmp::Reverse(generation(path)));
    all
}

/// All files below a folder with what they hold.
pub fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(bytes_of(&path)),
            false => drop(files.insert(path.clone(), fs::read(&path).expect("a file"))),
        }
    }
    files
}

/// Returns when everything is read and learned.
pub fn flush(client: &Client) {
    let flushed = client.request("habitus/flush", Value::Null);
    flushed.expect("habitus/flush");
}

/// Types a text as keys; returns the byte behind it.
pub fn type_keys(buffer: &mut Buffer, at: usize, text: &str) -> usize {
    let type_key = |at, key: char| buffer.type_text(at, &key.to_string()).expect("typed");
    text.chars().fold(at, type_key)
}

/// The rows at a byte.
pub fn labels(buffer: &Buffer, at: usize) -> Vec<String> {
    let items = buffer.complete(at).expect("a list");
    let label = |item: Value| item["label"].as_str().expect("a label").to_owned();
    items.into_iter().map(label).collect()
}

/// What the user was told until now.
pub fn told(client: &Client) -> Vec<String> {
    said(client, "window/showMessage")
}

/// What was noted in the editor's log until now.
pub fn noted(client: &Client) -> Vec<String> {
    said(client, "window/logMessage")
}

fn said(client: &Client, method: &str) -> Vec<String> {
    flush(client);
    // Notices come in order: all of them are there when the last one is.
    let end = format!("the end, {}", client.fresh_id());
    let params = json!({ "text": end });
    client
        .notify("habitus/testing/fault", params)
        .expect("sent");
    let text = |m: &Value| m["params"]["message"].as_str().map(str::to_owned);
    let is_end = |m: &Value| text(m).is_some_and(|t| t.ends_with(&end));
    client.wait_for("the last notice", is_end).expect("told");
    let messages = client.messages();
    let shown = messages.iter().filter(|m| m["method"] == method);
    let shown = shown.filter_map(text);
    shown.filter(|text| !text.contains("the end, ")).collect()
}

/// One thing was told: what, and where; and no word of what is learned or written.
pub fn assert_told_once(client: &Client, what: &str, place: &Path) {
    let told = told(client);
    assert_eq!(told.len(), 1, "{told:#?}");
    let place = place.to_str().expect("a path");
    assert!(told[0].starts_with("Habitus: "), "{told:?}");
    assert!(told[0].contains(what), "{what}: {told:?}");
    assert!(told[0].contains(place), "{place}: {told:?}");
    for code in [WORD, LATER, "Thing", "landmark"] {
        assert!(!told[0].contains(code), "{code}: {told:?}");
    }
}

/// Nothing was told, for there is nothing to act on; and of this it was noted once what and where.
pub fn assert_noted_once(client: &Client, what: &str, place: &str) {
    assert_eq!(told(client), [""; 0]);
    let mut notes = noted(client);
    notes.retain(|note| note.contains(what));
    assert_eq!(notes.len(), 1, "{what}: {:?}", noted(client));
    assert!(notes[0].contains(place), "{place}: {notes:?}");
    assert!(!notes[0].contains("landmark"), "{notes:?}");
}

/// It answers, and it serves what is opened now.
pub fn assert_lives(client: &Client, project: &Path) {
    let path = project.join("alive.rs");
    let buffer = client.open(&path, support::SCOPE).expect("opened");
    assert!(support::is_served(&buffer));
    buffer.close().expect("closed");
}
