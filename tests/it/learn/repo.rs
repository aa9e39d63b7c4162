//! A git repository of one's own, written by made-up people, and what is asked of the program in it.
use std::{
    cell::Cell,
    fs,
    process::{Command, Stdio},
    time::Duration,
};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, flush},
    control::{Answer, command, run},
    support::uri,
};

/// Who works here, as git's configuration says.
pub const ANN: (&str, &str) = ("Ann Lee", "ann@example.org");
/// Somebody else.
pub const BOB: (&str, &str) = ("Bob Ray", "bob@example.org");

/// See the module.
pub struct Repo {
    pub house: House,
    clock: Cell<u64>,
}

impl Repo {
    /// An empty one in which Ann works.
    pub fn new() -> Repo {
        let repo = Repo {
            house: House::new(),
            clock: Cell::new(1_500_000_000),
        };
        fs::remove_file(repo.house.project().join("lib.rs")).expect("removed");
        repo.git(ANN, &["init", "-q", "-b", "main"]);
        repo.git(ANN, &["config", "user.name", ANN.0]);
        repo.git(ANN, &["config", "user.email", ANN.1]);
        repo
    }

    pub fn git(&self, (name, email): (&str, &str), arguments: &[&str]) -> String {
        let date = format!("{} +0000", self.clock.get());
        let output = Command::new("git")
            .current_dir(self.house.project())
            .args([
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(["-c", "gc.auto=0"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), name)))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), email)))
            .output()
            .expect("git");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout)
            .expect("text")
            .trim()
            .into()
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        self.house.write(name, text);
    }

    /// What is committed from now on is of this time, in seconds since 1970.
    pub fn go_to(&self, time: u64) {
        self.clock.set(time);
    }

    /// Commits all there is, a minute later.
    pub fn commit(&self, who: (&str, &str)) -> String {
        self.clock.set(self.clock.get() + 60);
        self.git(who, &["add", "-A"]);
        self.git(who, &["commit", "-q", "--allow-empty", "-m", "x"]);
        self.git(who, &["rev-parse", "HEAD"])
    }

    /// Commits a file that never stands in the work tree, and then that it is gone.
    pub fn commit_unseen(&self, name: &str, text: &str, who: (&str, &str)) {
        let outside = self.house.beside("outside.rs");
        fs::write(&outside, text).expect("written");
        let blob = self.git(who, &["hash-object", "-w", outside.to_str().expect("text")]);
        let entry = format!("100644,{blob},{name}");
        self.clock.set(self.clock.get() + 60);
        self.git(who, &["update-index", "--add", "--cacheinfo", &entry]);
        self.git(who, &["commit", "-q", "-m", "x"]);
        self.git(who, &["rm", "-q", "--cached", name]);
        self.git(who, &["commit", "-q", "-m", "y"]);
    }

    pub fn serve(&self, options: Value) -> Client {
        let mut command = command(&self.house, &["serve"]);
        command.env("HABITUS_TESTING", "1").stderr(Stdio::null());
        let client = Client::spawn(command).expect("it starts");
        let options = json!({ "habitus": options });
        let greeted = client.initialize(&self.house.project(), options, capabilities::full());
        greeted.expect("initialize");
        flush(&client);
        client
    }

    pub fn run(&self, words: &[&str]) -> Answer {
        run(&self.house, words)
    }

    /// Learns all, and tells how things stand then.
    pub fn learn(&self, flags: &[&str]) -> Answer {
        let words = ["learn", ".", "--json"].iter().chain(flags);
        let answer = self.run(&words.copied().collect::<Vec<_>>());
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer
    }

    /// Begins to, and is killed after a while.
    pub fn learn_and_kill(&self, after: Duration) {
        let mut command = command(&self.house, &["learn", "."]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        std::thread::sleep(after);
        child.kill().expect("killed");
        child.wait().expect("ended");
    }

    pub fn status(&self, client: &Client) -> Value {
        client.request("habitus/status", json!({})).expect("status")
    }

    /// Words and commits that were counted.
    pub fn now(&self, client: &Client) -> (u64, u64) {
        flush(client);
        let status = self.status(client);
        let history = &status["projects"][0]["history"];
        let number = |name: &str| history[name].as_u64().expect("a number");
        (number("words"), number("commits"))
    }

    /// Tells the server that a file changed, and waits until it was read.
    pub fn changed(&self, client: &Client, name: &str) {
        let uri = uri(&self.house.project().join(name));
        let params = json!({ "changes": [{ "uri": uri, "type": 2 }] });
        let sent = client.notify("workspace/didChangeWatchedFiles", params);
        sent.expect("sent");
        flush(client);
    }

    /// How often a word was counted, as an export tells.
    pub fn times(&self, word: &str) -> u64 {
        let file = self.house.beside("export.json");
        let path = file.to_str().expect("text");
        let answer = self.run(&["export", path, "--json", "--force"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        let text = fs::read_to_string(&file).expect("an export");
        let export = serde_json::from_str(&text).expect("JSON");
        times(&export, word).unwrap_or_else(|| panic!("{word} is in no part"))
    }

    /// The files of the data folder that hold a text.
    pub fn files_with(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.house.data()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap_or_default();
                    let has = bytes.windows(text.len()).any(|w| w == text.as_bytes());
                    found.extend(has.then(|| path.display().to_string()));
                }
            }
        }
        found
    }
}

/// How often a word was counted in each of its contexts, in the project's part of an export.
fn times(export: &Value, word: &str) -> Option<u64> {
    let (times, contexts) = counts(export, word)?;
    assert_eq!(times % contexts, 0, "{word}: {times} in {contexts}");
    Some(times / contexts)
}

/// How often a word was counted in all, and in how many contexts.
pub fn counts(export: &Value, word: &str) -> Option<(u64, u64)> {
    let parts = export["parts"].as_array()?;
    let project = parts.iter().find(|part| part["scope"] == "project")?;
    let tables = project["counts"].as_array()?;
    let found = tables.iter().map(|table| &table["words"][word]);
    let found = found.into_iter().find(|counts| counts.is_object())?;
    Some((found["times"].as_u64()?, found["contexts"].as_u64()?))
}
