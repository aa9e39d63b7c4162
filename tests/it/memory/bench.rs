//! A real crate with functions cut out, and servers that read it.
use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
};

use habitus::{
    client::{Buffer, Client, capabilities},
    demo::{
        corpus::Corpus,
        cut::{CutFile, cut_all},
        plan::{self, Key, Task},
        typist::type_keys,
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of a real crate without every fifth function, and a place for what is learned.
pub struct Bench {
    folder: TempDir,
    pub files: Vec<CutFile>,
}

/// A place in the crate: a cut function without one of its words.
pub struct Spot {
    file: usize,
    cut: usize,
    head: String,
    tail: String,
}

impl Spot {
    /// Whether a word can stand there: `usize<Value>` is an error, and so is a macro without its
    /// brackets; errors teach nothing.
    pub fn takes(&self, word: &str) -> bool {
        let primitive = ["bool", "char", "usize", "isize", "u128", "i128"];
        let is_macro = word.ends_with('!');
        !is_macro && (!self.tail.starts_with('<') || !primitive.contains(&word))
    }
}

impl Bench {
    pub fn new(corpus: Corpus) -> Bench {
        let bench = Bench {
            folder: tempfile::tempdir().expect("a folder"),
            files: cut_all(corpus.files),
        };
        for file in &bench.files {
            let path = bench.root().join(&file.path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bench.cut_text(file)).expect("a file");
        }
        bench
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("crate")
    }

    pub fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn cut_text(&self, file: &CutFile) -> String {
        file.without(&vec![true; file.cuts.len()])
    }

    pub fn serve(&self, data: &str) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
        command
            .arg("serve")
            .stderr(Stdio::null())
            .env("HABITUS_TESTING", "1");
        command
            .env("HABITUS_CLOCK", "manual")
            .env("HABITUS_DATA_DIR", self.data(data))
            .env("CARGO_HOME", self.data(data).join("cargo"))
            .env("RUSTUP_HOME", "/nonexistent");
        let client = Client::spawn(command).expect("it starts");
        client
            .initialize(&self.root(), json!({}), capabilities::bare())
            .expect("initialize");
        flush(&client);
        client
    }

    /// Heads of cut functions, each up to a word in the middle, in files all over the crate.
    pub fn spots(&self) -> Vec<Spot> {
        let mut spots = Vec::new();
        for task in plan::sessions(&self.files, 1, usize::MAX)
            .concat()
            .into_iter()
            .filter(|t| t.words >= 6)
        {
            let (_, text) = plan::function(&self.files, &task);
            let (head, tail) = halves(text, task.words / 2);
            // Two dots in a row would be another token.
            if tail.starts_with('.') {
                continue;
            }
            spots.push(Spot {
                file: task.file,
                cut: task.cut,
                head,
                tail,
            });
        }
        spots
    }

    /// Opens a file with a spot's head in its place; returns where the cursor stands.
    pub fn visit(&self, client: &Client, spot: &Spot) -> (Buffer, usize) {
        let file = &self.files[spot.file];
        let missing = vec![true; file.cuts.len()];
        let mut text = file.without(&missing);
        let at = file.place(spot.cut, &missing);
        text.insert_str(at, &format!("{}{}", spot.head, spot.tail));
        let buffer = client
            .open(&self.root().join(&file.path), &text)
            .expect("open");
        (buffer, at + spot.head.len())
    }

    pub fn rank(&self, client: &Client, spot: &Spot, word: &str) -> Option<usize> {
        let (buffer, at) = self.visit(client, spot);
        flush(client);
        let items = buffer.complete(at).expect("a list");
        buffer.close().expect("close");
        items.iter().position(|i| i["label"] == word)
    }

    /// Types functions back, asking and taking as a user would; returns the reciprocal ranks of
    /// their words with nothing and with one letter typed.
    pub fn type_back(&self, client: &Client, tasks: &[Task]) -> Vec<f64> {
        let mut ranks = Vec::new();
        for task in tasks {
            let file = &self.files[task.file];
            let missing = vec![true; file.cuts.len()];
            let mut buffer = client
                .open(&self.root().join(&file.path), &file.without(&missing))
                .expect("open");
            let (_, text) = plan::function(&self.files, task);
            let place = file.place(task.cut, &missing);
            type_keys(&mut buffer, place, &plan::keys(text), |_, rows| {
                let first = rows.iter().take(2);
                ranks.extend(first.map(|r| r.map_or(0.0, |r| 1.0 / (r + 1) as f64)));
                // The next list waits for this lesson, so that no figure depends on the machine's load.
                flush(client);
                Ok(())
            })
            .expect("typing");
            buffer.close().expect("close");
            flush(client);
        }
        ranks
    }
}

/// Returns when everything is read and learned.
pub fn flush(client: &Client) {
    client
        .request("habitus/flush", Value::Null)
        .expect("habitus/flush");
}

/// The text of a function before and after its word number `n`.
fn halves(text: &str, n: usize) -> (String, String) {
    let (mut words, mut at) = (0, 0);
    for key in plan::keys(text) {
        at += match key {
            Key::Write { before, .. } => before.len(),
            Key::Pass(bytes) => bytes,
            Key::Word(word) if words == n => {
                return (text[..at].to_owned(), text[at + word.len()..].to_owned());
            }
            Key::Word(word) => {
                words += 1;
                word.len()
            }
        };
    }
    unreachable!("a function has the words that its plan counted")
}
