//! What became of a suggestion list, as its episode tells: typed and taken in each of the shapes in which
//! editors send it, over a real server whose clock is moved by hand.
use std::ops::Range;

use habitus::client::Client;
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, flush},
    support::uri,
};

mod editors;
mod hands;
mod kept;
mod labels;
mod pasted;
mod raw;
mod tools;

/// Where the clock of a server under test begins.
const START: u64 = 1_700_000_000_000;

/// Half a minute and a bit, in milliseconds.
const HALF_MINUTE: u64 = 30_100;

/// A type with methods, and functions that use none of them.
pub const LIB: &str = "pub struct Thing;
impl Thing {
    pub fn alpha_one(&self) {}
    pub fn alpha_two(&self) {}
    pub fn alpha_six(&self) {}
    pub fn bravo_one(&self) {}
    pub fn bravo_two(&self) {}
    pub fn bravo_six(&self) {}
    pub fn delta_one(&self) {}
    pub fn delta_two(&self) {}
    pub fn delta_six(&self) {}
}
";

/// A project with [`LIB`].
fn house() -> House {
    let house = House::new();
    house.write("lib.rs", LIB);
    house
}

/// Functions with an empty line each, whose parameter is named by `parameter`.
fn page(parameter: impl Fn(usize) -> String) -> String {
    let function = |i| format!("fn f{i}({}: Thing) {{\n    \n}}\n\n", parameter(i));
    (0..12).map(function).collect()
}

/// An open document, and its messages as an editor may send them. ASCII only.
pub struct Editor<'a> {
    client: &'a Client,
    uri: String,
    pub text: String,
    version: i64,
    now: u64,
}

impl<'a> Editor<'a> {
    /// Opens a file that is never on the disk.
    pub fn open(house: &House, client: &'a Client, name: &str, text: &str) -> Editor<'a> {
        let editor = Editor {
            client,
            uri: uri(&house.project().join(name)),
            text: text.to_owned(),
            version: 1,
            now: START,
        };
        let item = json!({ "uri": editor.uri, "languageId": "rust", "version": 1, "text": text });
        editor.tell("didOpen", json!({ "textDocument": item }));
        editor
    }

    /// One whose functions all have a `thing`.
    pub fn things(house: &House, client: &'a Client) -> Editor<'a> {
        Editor::open(house, client, "page.rs", &page(|_| "thing".to_owned()))
    }

    pub fn tell(&self, method: &str, params: Value) {
        let method = format!("textDocument/{method}");
        self.client.notify(&method, params).expect("sent");
    }

    pub fn position(&self, at: usize) -> Value {
        let before = &self.text[..at];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |i| i + 1);
        json!({ "line": line, "character": at - start })
    }

    /// One `didChange` with these changes, each in the text after the one before; the version goes on by
    /// `jump`.
    pub fn change(&mut self, edits: &[(Range<usize>, &str)], jump: i64) {
        let mut changes = Vec::new();
        for (range, new) in edits {
            let range_json =
                json!({ "start": self.position(range.start), "end": self.position(range.end) });
            self.text.replace_range(range.clone(), new);
            changes.push(json!({ "range": range_json, "text": new }));
        }
        self.version += jump;
        let document = json!({ "uri": self.uri, "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("didChange", params);
    }

    /// One change.
    pub fn replace(&mut self, range: Range<usize>, new: &str) -> usize {
        let end = range.start + new.len();
        self.change(&[(range, new)], 1);
        end
    }

    /// The whole text anew, as a change without a range.
    pub fn replace_whole(&mut self, new: &str) -> usize {
        self.text = new.to_owned();
        self.version += 1;
        let document = json!({ "uri": self.uri, "version": self.version });
        let changes = json!([{ "text": new }]);
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.tell("didChange", params);
        new.len()
    }

    /// Where what stands on a byte's line begins.
    pub fn line_of(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |i| i + 1);
        start + self.text[start..].len() - self.text[start..].trim_start_matches(' ').len()
    }

    /// Key by key; the byte behind them.
    pub fn keys(&mut self, at: usize, text: &str) -> usize {
        text.char_indices().for_each(|(i, key)| {
            self.replace(at + i..at + i, key.encode_utf8(&mut [0; 4]));
        });
        at + text.len()
    }

    /// Key by key, as single changes of one message.
    pub fn burst(&mut self, at: usize, text: &str, jump: i64) -> usize {
        let keys: Vec<_> = (0..text.len())
            .map(|i| (at + i..at + i, &text[i..i + 1]))
            .collect();
        self.change(&keys, jump);
        at + text.len()
    }

    /// Deletes backwards, as single changes of one message.
    pub fn backspaces(&mut self, at: usize, count: usize, jump: i64) -> usize {
        let keys: Vec<_> = (1..=count).map(|i| (at - i..at - i + 1, "")).collect();
        self.change(&keys, jump);
        at - count
    }

    /// The empty line of a function.
    pub fn line(&self, function: usize) -> usize {
        let head = self.text.find(&format!("fn f{function}(")).expect("it");
        head + self.text[head..].find("    \n").expect("a line") + 4
    }

    /// Types a receiver in a function, with its dot.
    pub fn receiver(&mut self, function: usize) -> usize {
        let head = self.text.find(&format!("fn f{function}(")).expect("it");
        let name = self.text[head..].split(['(', ':']).nth(1).expect("a name");
        let text = format!("{name}.");
        self.keys(self.line(function), &text)
    }

    /// The rows at a byte, best first. The learner has parsed the text by then: a list doesn't wait for
    /// that on a machine under load.
    pub fn list(&self, at: usize) -> Vec<Value> {
        flush(self.client);
        let document = json!({ "uri": self.uri });
        let params = json!({ "textDocument": document, "position": self.position(at) });
        let list = self.client.request("textDocument/completion", params);
        let mut items = match list.expect("a list")["items"].take() {
            Value::Array(items) => items,
            other => panic!("{other}"),
        };
        items.sort_by_key(|item| item["sortText"].to_string());
        items
    }

    pub fn labels(&self, at: usize) -> Vec<String> {
        let label = |item: &Value| item["label"].as_str().expect("a label").to_owned();
        self.list(at).iter().map(label).collect()
    }

    /// Where a word stands among the rows at a byte.
    pub fn rank(&self, at: usize, word: &str) -> Option<usize> {
        self.labels(at).iter().position(|label| label == word)
    }

    /// The row with this word.
    pub fn row(&self, at: usize, word: &str) -> Value {
        let mut rows = self.list(at).into_iter();
        rows.find(|row| row["label"] == word).expect("a row")
    }

    /// Runs a row's command.
    pub fn run(&self, row: &Value) {
        let method = "workspace/executeCommand";
        let done = self.client.request(method, row["command"].clone());
        done.expect("done");
    }

    /// Takes a row as VS Code does; `written` is what stands there then.
    pub fn accept(&mut self, at: usize, typed: usize, word: &str) -> usize {
        let row = self.row(at, word);
        let end = self.replace(at - typed..at, &format!("{word}()"));
        self.run(&row);
        end
    }

    pub fn wait(&mut self, milliseconds: u64) {
        self.now += milliseconds;
        let now = json!({ "now": self.now });
        self.client.notify("habitus/clock", now).expect("sent");
    }

    pub fn save(&self) {
        self.tell("didSave", json!({ "textDocument": { "uri": self.uri } }));
    }

    pub fn close(self) {
        self.tell("didClose", json!({ "textDocument": { "uri": self.uri } }));
        flush(self.client);
    }

    /// Writes something harmless in the last function, so that every word before it was left.
    pub fn leave(&mut self) {
        let at = self.text.rfind("    \n").expect("a line") + 4;
        for key in [";", ";"] {
            self.replace(at..at, key);
        }
        self.replace(at..at + 2, "");
    }

    /// What happened until now, the newest last.
    pub fn episodes(&self) -> Vec<Value> {
        flush(self.client);
        let params = json!({ "textDocument": { "uri": self.uri }, "limit": 100 });
        let told = self.client.request("habitus/episodes", params);
        match told.expect("episodes") {
            Value::Array(all) => all.into_iter().filter(|e| e["end"] != "open").collect(),
            other => panic!("{other}"),
        }
    }

    /// Leaves the line; what happened on it, which is one thing.
    pub fn outcome(&mut self) -> Value {
        self.leave();
        let mut episodes = self.episodes();
        assert_eq!(episodes.len(), 1, "{episodes:#?}");
        episodes.swap_remove(0)
    }
}

/// The parts of an episode that say what happened.
fn said(episode: &Value) -> Value {
    let end = &episode["end"];
    json!([end, episode["word"], episode["by"], episode["row"]])
}

/// What an acceptance of a row says.
fn accepted(word: &str, by: &str, row: usize) -> Value {
    json!(["accepted", word, by, row])
}
