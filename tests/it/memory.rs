//! The loop: what is accepted ranks higher after the process was killed, from whatever is left of the
//! store. A real crate, real processes, an injected clock.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use habitus::{
    client::{Buffer, Client, capabilities},
    demo::{
        corpus,
        cut::{CutFile, cut_all},
        plan::{self, Key, Task},
        typist::type_keys,
    },
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A copy of a real crate without every fifth function, and a place for what is learned.
struct Bench {
    folder: TempDir,
    files: Vec<CutFile>,
}

/// A place in the crate: a cut function without one of its words.
struct Spot {
    file: usize,
    cut: usize,
    head: String,
    tail: String,
}

impl Bench {
    fn new() -> Bench {
        let corpus = corpus::downloaded().expect("the build downloaded a crate");
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

    fn data(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn cut_text(&self, file: &CutFile) -> String {
        file.without(&vec![true; file.cuts.len()])
    }

    fn serve(&self, data: &str) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
        command
            .arg("serve")
            .stderr(Stdio::null())
            .env("HABITUS_TESTING", "1");
        command
            .env("HABITUS_CLOCK", "manual")
            .env("HABITUS_DATA_DIR", self.data(data))
            .env("CARGO_HOME", self.data(data).join("cargo"));
        let client = Client::spawn(command).expect("it starts");
        client
            .initialize(&self.root(), json!({}), capabilities::bare())
            .expect("initialize");
        flush(&client);
        client
    }

    /// Heads of cut functions, each up to a word in the middle, in files all over the crate.
    fn spots(&self) -> Vec<Spot> {
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
    fn visit(&self, client: &Client, spot: &Spot) -> (Buffer, usize) {
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

    fn rank(&self, client: &Client, spot: &Spot, word: &str) -> Option<usize> {
        let (buffer, at) = self.visit(client, spot);
        flush(client);
        let items = buffer.complete(at).expect("a list");
        buffer.close().expect("close");
        items.iter().position(|i| i["label"] == word)
    }

    /// Types functions back, asking and taking as a user would; returns the reciprocal ranks of
    /// their words with nothing and with one letter typed.
    fn type_back(&self, client: &Client, tasks: &[Task]) -> Vec<f64> {
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
                Ok(())
            })
            .expect("typing");
            buffer.close().expect("close");
            flush(client);
        }
        ranks
    }
}

fn flush(client: &Client) {
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

fn scope(data: &Path) -> PathBuf {
    let projects = fs::read_dir(data.join("projects")).expect("projects");
    projects.flatten().next().expect("one project").path()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The protocol's number for a keyword.
const KEYWORD: u64 = 14;

/// Accepts a low row at twelve spots; returns them with the word and its rank before.
fn accept_low_rows<'a>(
    bench: &Bench,
    client: &Client,
    spots: &'a [Spot],
) -> Vec<(&'a Spot, String, usize)> {
    let mut accepted: Vec<(&Spot, String, usize)> = Vec::new();
    for spot in spots {
        let (mut buffer, at) = bench.visit(client, spot);
        flush(client);
        let items = buffer.complete(at).expect("a list");
        let low = items.iter().enumerate().skip(6).find(|(_, i)| {
            let word = i["label"].as_str().unwrap_or_default();
            i["kind"] != KEYWORD
                && word.len() >= 4
                && accepted.iter().all(|(_, known, _)| known != word)
        });
        if let Some((rank, item)) = low {
            buffer.accept(item).expect("accept");
            let word = item["label"].as_str().expect("a label").to_owned();
            accepted.push((spot, word, rank));
        }
        buffer.close().expect("close");
        flush(client);
        if accepted.len() == 12 {
            break;
        }
    }
    accepted
}

#[test]
fn what_was_accepted_stands_higher_after_a_kill_and_from_the_ledger_alone() {
    let bench = Bench::new();
    let spots = bench.spots();
    let mut client = bench.serve("data");
    let accepted = accept_low_rows(&bench, &client, &spots);
    assert!(accepted.len() >= 10, "only {} sites", accepted.len());
    client.kill().expect("kill -9");

    let mut client = bench.serve("data");
    let mut second = Vec::new();
    for (spot, word, before) in &accepted {
        let rank = bench.rank(&client, spot, word);
        assert!(
            rank.is_some_and(|r| r < *before),
            "{word}: row {before}, after a kill {rank:?}"
        );
        second.push(rank.expect("a rank"));
    }
    client.stop().expect("stop");

    for scope in [scope(&bench.data("data")), bench.data("data").join("user")] {
        if scope.join("journal").exists() {
            fs::remove_dir_all(scope.join("journal")).expect("journals");
        }
        for entry in fs::read_dir(&scope).expect("the scope").flatten() {
            if entry.file_name().to_string_lossy().starts_with("base-") {
                fs::remove_file(entry.path()).expect("a snapshot");
            }
        }
    }
    let client = bench.serve("data");
    for ((spot, word, before), second) in accepted.iter().zip(second) {
        let rank = bench.rank(&client, spot, word);
        // Not yet `r <= second`: words chosen at one site tie when only the ledger is left.
        let kept = rank.is_some_and(|r| r < *before);
        assert!(
            kept,
            "{word}: row {before}, then {second}, from the ledger alone {rank:?}"
        );
    }
}

#[test]
fn what_is_learned_is_in_the_weights_not_only_in_the_ledger() {
    let bench = Bench::new();
    let sessions = plan::sessions(&bench.files, 2, 1400);
    let mut client = bench.serve("data");
    bench.type_back(&client, &sessions[0]);
    client.stop().expect("stop");
    // Opened once more, so that all journals are folded.
    bench.serve("data").stop().expect("stop");
    copy(&bench.data("data"), &bench.data("bare"));
    for scope in [scope(&bench.data("bare")), bench.data("bare").join("user")] {
        let store = sled::open(scope.join("store")).expect("the store");
        assert!(
            store.drop_tree("ledger").expect("drop"),
            "there was a ledger"
        );
        store.flush().expect("flush");
    }
    let mean = |data: &str| {
        let mut client = bench.serve(data);
        let ranks = bench.type_back(&client, &sessions[1]);
        client.stop().expect("stop");
        assert!(ranks.len() > 400, "{} lists", ranks.len());
        ranks.iter().sum::<f64>() / ranks.len() as f64
    };
    let (whole, bare) = (mean("data"), mean("bare"));
    eprintln!("held-out MRR {whole:.4} with the ledger, {bare:.4} without");
    assert!(
        bare >= whole - 0.005,
        "with the ledger {whole:.4}, without {bare:.4}"
    );
    assert!(whole > 0.4, "{whole:.4}");
}
