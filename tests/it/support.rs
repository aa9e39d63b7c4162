//! A server of one's own for every test, with a data folder that goes when the test ends.
use std::{
    fs::File,
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use habitus::client::{Buffer, Client, capabilities};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A running server.
pub struct Server {
    pub client: Client,
    folder: TempDir,
}

impl Deref for Server {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}

impl Server {
    /// A server that nobody has greeted yet.
    pub fn new() -> Server {
        Server::start("", Stdio::null())
    }

    /// A server that logs at this level into a file.
    pub fn logging(level: &str, log: File) -> Server {
        let server = Server::start(level, log.into());
        let root = server.root();
        let greeted = server.initialize(&root, json!({}), capabilities::full());
        greeted.expect("initialize");
        server
    }

    fn start(log_level: &str, log: Stdio) -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("project")).expect("a folder");
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
        command.arg("serve").arg("--stdio").stderr(log);
        command
            .env("HABITUS_TESTING", "1")
            .env("HABITUS_CLOCK", "manual");
        command.env("HABITUS_DATA_DIR", folder.path().join("data"));
        // No crates to read.
        command
            .env("CARGO_HOME", folder.path().join("cargo"))
            .env("RUSTUP_HOME", "/nonexistent");
        command.env("HABITUS_LOG", log_level);
        let client = Client::spawn(command).expect("the server starts");
        Server { client, folder }
    }

    /// A server that was greeted by a client that can do everything.
    pub fn ready() -> Server {
        Server::with(json!({}), capabilities::full())
    }

    /// A server that was greeted with these options and capabilities.
    pub fn with(options: Value, capabilities: Value) -> Server {
        let server = Server::new();
        let root = server.root();
        server
            .initialize(&root, options, capabilities)
            .expect("initialize");
        server
    }

    /// The workspace's folder.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// A file in the workspace; nothing is written to the disk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// A document's text as the server has it; `None` where it serves none.
    pub fn text_of(&self, uri: &str) -> Option<String> {
        let params = json!({ "textDocument": { "uri": uri } });
        let answer = self.request("habitus/text", params).expect("habitus/text");
        answer["text"].as_str().map(str::to_owned)
    }

    /// Whether it still answers.
    pub fn lives(&self) -> bool {
        let answer = self.request("habitus/text", json!({}));
        answer.is_ok_and(|answer| answer.is_null())
    }

    /// Sends a request that waits until [`Server::release`]; `block` says what it holds meanwhile:
    /// nothing, a `worker`, or a thread for long `work`.
    pub fn hold(&self, block: &str) -> i64 {
        let params = json!({ "block": block });
        self.send("habitus/testing/hold", params).expect("sent")
    }

    /// Lets all held requests go.
    pub fn release(&self) {
        self.notify("habitus/testing/release", json!({}))
            .expect("sent");
    }
}

/// Three names in scope, and a word that was begun.
pub const SCOPE: &str = "fn f() {
    let alpha1 = 1;
    let alpha2 = 2;
    let alpha3 = 3;
    alp
}
";

/// Where the word that was begun ends.
pub fn cursor(text: &str) -> usize {
    text.find("alp\n").expect("a word") + 3
}

/// The rows that [`SCOPE`]'s word is offered, by their labels.
pub fn offered(buffer: &Buffer) -> Vec<String> {
    let items = buffer.complete(cursor(buffer.text())).expect("a list");
    let labels = items.iter().map(|item| item["label"].as_str());
    labels
        .map(|label| label.expect("a label").to_owned())
        .collect()
}

/// Whether the server serves this document.
pub fn is_served(buffer: &Buffer) -> bool {
    offered(buffer).iter().any(|label| label == "alpha1")
}

/// A path's URI.
pub fn uri(path: &Path) -> String {
    url::Url::from_file_path(path)
        .expect("an absolute path")
        .into()
}

/// The code of an error reply, if it is one.
pub fn code(reply: &Value) -> Option<i64> {
    reply["error"]["code"].as_i64()
}
