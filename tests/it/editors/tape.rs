//! One recorded run of an editor, and the server that it is played to. Numbers of lists and the name
//! of the command are the server's own: they are found in its answers, by the words of the rows.
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    process::Command,
};

use habitus::{
    client::Client,
    text::{Change, Encoding, Position, Range, Text},
};
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, flush},
    support::uri,
};

/// Where a clock that is moved by hand begins.
const START: u64 = 1_700_000_000_000;

/// What an editor told, one message after the other.
pub struct Tape {
    greeting: String,
    lines: Vec<Value>,
}

fn fixture(editor: &str, name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/editors");
    let path = folder.join(editor).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

impl Tape {
    /// `tests/fixtures/editors/EDITOR/NAME.jsonl`.
    pub fn read(editor: &str, name: &str) -> Tape {
        let text = fixture(editor, &format!("{name}.jsonl"));
        let parsed = text.lines().map(serde_json::from_str);
        Tape {
            greeting: fixture(editor, "initialize.json"),
            lines: parsed.collect::<Result<_, _>>().expect("lines of JSON"),
        }
    }

    /// The methods of its messages.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().filter_map(|line| line["method"].as_str())
    }

    /// Plays it to a new server in a new project: the episodes of the file, newest last, and the words
    /// that are kept of the project.
    pub fn play(&self) -> (Vec<Value>, Vec<String>) {
        let house = House::new();
        let mut player = Player::start(&house, self);
        for line in &self.lines {
            player.take(line);
        }
        flush(&player.client);
        (player.episodes(), player.words())
    }
}

/// A list that was answered: its rows on the tape, and the items of the server that plays.
struct Answer {
    rows: Vec<Value>,
    items: Vec<Value>,
}

impl Answer {
    /// The item of a row of the tape.
    fn item(&self, row: u64) -> &Value {
        let label = &self.rows[row as usize];
        let found = self.items.iter().find(|item| item["label"] == *label);
        found.unwrap_or_else(|| panic!("{label} isn't offered any more"))
    }
}

/// All that stands in a folder, as a commit; also where nothing has changed.
fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", "all"]);
}

fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    command.args(["-c", "user.name=someone", "-c", "user.email=a@b.c"]);
    let done = command.args(args).output().expect("git");
    assert!(done.status.success(), "{done:?}");
}

fn change_of(change: &Value) -> Change {
    let number = |value: &Value| value.as_u64().expect("a number") as u32;
    let place = |value: &Value| Position {
        line: number(&value["line"]),
        character: number(&value["character"]),
    };
    let range = &change["range"];
    Change {
        range: range.is_object().then(|| Range {
            start: place(&range["start"]),
            end: place(&range["end"]),
        }),
        text: change["text"].as_str().expect("a text").into(),
    }
}

struct Player {
    client: Client,
    project: PathBuf,
    /// The file's text, as it was told.
    text: Text,
    /// The file's URI, here.
    uri: String,
    /// Requests: their numbers on the tape, and here.
    sent: HashMap<String, i64>,
    /// Lists by their numbers on the tape.
    answers: HashMap<String, Answer>,
}

impl Player {
    fn start(house: &House, tape: &Tape) -> Player {
        let opened = tape
            .lines
            .iter()
            .find(|l| l["method"] == "textDocument/didOpen");
        let document = &opened.expect("a document")["params"]["textDocument"];
        let text = document["text"].as_str().expect("a text");
        house.write("src/main.rs", text);
        house.write(
            "Cargo.toml",
            "[package]\nname = \"p\"\nversion = \"0.1.0\"\n",
        );
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
        command.arg("serve").env("HABITUS_TESTING", "1");
        command.env("HABITUS_CLOCK", "manual");
        command.env("HABITUS_DATA_DIR", house.data());
        command
            .env("CARGO_HOME", house.beside("cargo"))
            .env("RUSTUP_HOME", "/nonexistent");
        if tape.lines.iter().any(|line| line["commits"] == true) {
            git(&house.project(), &["init", "--quiet"]);
            commit(&house.project());
        }
        let client = Client::spawn(command).expect("it starts");
        let player = Player {
            client,
            project: house.project(),
            text: Text::new(text.into()),
            uri: uri(&house.project()),
            sent: HashMap::new(),
            answers: HashMap::new(),
        };
        let greeting = serde_json::from_str(&tape.greeting).expect("JSON");
        let greeting = player.at_home(greeting);
        player.client.set_settings(json!({ "habitus": {} }));
        player.client.initialize_with(greeting).expect("greeted");
        flush(&player.client);
        player
    }

    /// A value of the tape as it is here: the project lies elsewhere.
    fn at_home(&self, value: Value) -> Value {
        let text = value.to_string();
        let text = text.replace("file:///project", &self.uri);
        serde_json::from_str(&text).expect("JSON")
    }

    /// One line of the tape, at its time.
    fn take(&mut self, line: &Value) {
        let now = START + line["time"].as_u64().expect("a time");
        let clock = json!({ "now": now });
        self.client.notify("habitus/clock", clock).expect("sent");
        if !line["answers"].is_null() {
            return self.answered(line);
        }
        if line["commits"] == true {
            flush(&self.client); // a save that was told of before is known
            return commit(&self.project);
        }
        let params = self.translated(line);
        self.follow(line);
        match line["method"].as_str() {
            None | Some("initialize" | "initialized") => {}
            Some("$/cancelRequest") => self.cancel(&line["params"]["id"]),
            Some(method) if line["id"].is_null() => {
                self.client.notify(method, params).expect("sent");
            }
            Some(method) => {
                let id = self.client.send(method, params).expect("sent");
                self.sent.insert(line["id"].to_string(), id);
            }
        }
    }

    /// What is saved stands in the file, once the server knows what was written.
    fn follow(&mut self, line: &Value) {
        match line["method"].as_str() {
            Some("textDocument/didChange") => {
                let changes = line["params"]["contentChanges"].as_array();
                for change in changes.into_iter().flatten() {
                    self.text.apply(&change_of(change), Encoding::Utf16);
                }
            }
            Some("textDocument/didSave") => {
                flush(&self.client);
                let file = self.project.join("src/main.rs");
                std::fs::write(file, self.text.as_str()).expect("written");
            }
            _ => {}
        }
    }

    fn cancel(&self, id: &Value) {
        if let Some(&id) = self.sent.get(&id.to_string()) {
            self.client.cancel(id).expect("sent");
        }
    }

    /// A list that the editor had by now.
    fn answered(&mut self, line: &Value) {
        let id = self.sent[&line["answers"].to_string()];
        let reply = self.client.reply(id).expect("an answer");
        let array = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let answer = Answer {
            rows: array(&line["rows"]),
            items: array(&reply["result"]["items"]),
        };
        self.answers.insert(line["offer"].to_string(), answer);
    }

    /// Params with the numbers and names that this server gave.
    fn translated(&self, line: &Value) -> Value {
        let mut params = self.at_home(line["params"].clone());
        match line["method"].as_str() {
            Some("workspace/executeCommand") => {
                let item = self.item(&params["arguments"][0], &params["arguments"][1]);
                for field in ["command", "arguments"] {
                    params[field] = item["command"][field].clone();
                }
            }
            Some("completionItem/resolve") => {
                let item = self.item(&params["data"]["offer"], &params["data"]["row"]);
                params["data"] = item["data"].clone();
                if params["command"].is_object() {
                    params["command"] = item["command"].clone();
                }
            }
            _ => {}
        }
        params
    }

    fn item(&self, offer: &Value, row: &Value) -> &Value {
        self.answers[&offer.to_string()].item(row.as_u64().expect("a row"))
    }

    fn words(&self) -> Vec<String> {
        let view = self.client.request("habitus/export", json!({}));
        let mut view = view.expect("habitus/export");
        serde_json::from_value(view["parts"][0]["words"].take()).expect("words")
    }

    fn episodes(&self) -> Vec<Value> {
        let uri = format!("{}/src/main.rs", self.uri);
        let params = json!({ "textDocument": { "uri": uri } });
        let episodes = self.client.request("habitus/episodes", params);
        let episodes = episodes.expect("habitus/episodes");
        episodes.as_array().expect("episodes").clone()
    }
}
