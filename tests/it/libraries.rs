//! What the crates on this machine show comes up in lists, is kept, and is left alone where it should be.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A word that only the crate `far_away` of this machine writes.
const WORD: &str = "unfathomable_depth";
const TEXT: &str = "fn f(x: Sea) {\n    x.un\n}\n";

struct Machine(TempDir);

impl Machine {
    fn new() -> Machine {
        let machine = Machine(tempfile::tempdir().expect("a folder"));
        let source = format!("pub fn g(s: Sea) {{ s.{WORD}(); }}");
        machine.write(
            "project/Cargo.toml",
            "[package]\nname = 'own'\n[dependencies]\nfar_away = '1'",
        );
        machine.write("project/src/lib.rs", TEXT);
        machine.write(
            "cargo/registry/src/index.crates.io-1/far_away-1.0.0/src/lib.rs",
            &source,
        );
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn serve(&self, options: Value) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
        command.arg("serve").stderr(Stdio::null());
        command
            .env("CARGO_HOME", self.path("cargo"))
            .env("RUSTUP_HOME", "/nonexistent")
            .env("HABITUS_TESTING", "1")
            .env("HABITUS_DATA_DIR", self.path("data"));
        let client = Client::spawn(command).expect("it starts");
        let root = self.path("project");
        client
            .initialize(&root, json!({ "habitus": options }), capabilities::full())
            .expect("initialize");
        client.request("habitus/flush", json!({})).expect("flushed");
        client
    }

    /// Where its library is kept, once it is.
    fn kept(&self) -> Option<PathBuf> {
        let projects = fs::read_dir(self.path("data/projects")).ok()?;
        let files = projects.flatten().map(|p| p.path().join("libraries.bin"));
        files.into_iter().find(|f| f.is_file())
    }
}

fn offers(client: &Client, root: &Path) -> bool {
    let buffer = client.open(&root.join("src/lib.rs"), TEXT).expect("opened");
    let at = TEXT.find("un\n").expect("there") + 2;
    let items = buffer.complete(at).expect("a list");
    buffer.close().expect("closed");
    items.iter().any(|item| item["label"] == WORD)
}

fn within(time: Duration, mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < time {
        if holds() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

#[test]
fn a_word_of_a_dependency_is_offered_and_kept_for_the_next_start() {
    let machine = Machine::new();
    let root = machine.path("project");
    let mut first = machine.serve(json!({}));
    assert!(
        within(Duration::from_secs(40), || offers(&first, &root)),
        "never offered"
    );
    first.kill().expect("killed");
    let kept = machine.kept().expect("kept");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&kept).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    // Nothing can be read anew, so what is offered now is what was kept.
    fs::remove_dir_all(machine.path("cargo")).expect("removed");
    let second = machine.serve(json!({}));
    assert!(
        within(Duration::from_secs(20), || offers(&second, &root)),
        "not kept"
    );
    drop(second);
    fs::write(&kept, b"HABITUSB damaged").expect("written");
    let third = machine.serve(json!({}));
    assert!(
        !within(Duration::from_secs(4), || offers(&third, &root)),
        "from a damaged file"
    );
}

#[test]
fn crates_are_left_alone_where_that_is_set_or_learning_is_off() {
    for options in [json!({ "libraries": false }), json!({ "learning": false })] {
        let machine = Machine::new();
        let client = machine.serve(options);
        let root = machine.path("project");
        assert!(!within(Duration::from_secs(5), || offers(&client, &root)));
        assert_eq!(machine.kept(), None);
    }
}

#[test]
fn switched_while_it_runs_the_setting_holds() {
    let machine = Machine::new();
    let root = machine.path("project");
    let client = machine.serve(json!({}));
    let configure = |on: bool| {
        let settings = json!({ "habitus": { "libraries": on } });
        client.set_settings(settings.clone());
        let params = json!({ "settings": settings });
        client
            .notify("workspace/didChangeConfiguration", params)
            .expect("sent");
    };
    let soon = Duration::from_secs(40);
    assert!(within(soon, || offers(&client, &root)), "never offered");
    configure(false);
    assert!(within(soon, || !offers(&client, &root)), "still offered");
    configure(true);
    assert!(within(soon, || offers(&client, &root)), "never again");
}
