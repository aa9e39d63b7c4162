//! `habitus demo` as a user runs it: what it prints, what it refuses, and that nothing stays behind.
use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

fn demo(tmp: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.arg("demo").env("TMPDIR", tmp).stdin(Stdio::null());
    command
}

/// Forty functions that use each other's names; about eight of them are cut.
fn source() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    for file in 0..4 {
        let mut text = String::from("//! Shelves.\nuse std::collections::HashMap;\n\n");
        for i in 0..10 {
            text.push_str(&format!(
                "/// Number {i}.\npub fn shelf_{file}_{i}(books: &HashMap<String, usize>) -> usize {{\n    \
                 let count = books.values().filter(|count| **count > {i}).count();\n    \
                 count.saturating_add(books.len())\n}}\n\n"
            ));
        }
        fs::write(folder.path().join(format!("src/file{file}.rs")), text).unwrap();
    }
    folder
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn assert_code(output: &Output, code: i32) {
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
}

fn assert_empty(tmp: &TempDir) {
    let left: Vec<_> = fs::read_dir(tmp.path()).unwrap().flatten().collect();
    assert!(left.is_empty(), "left behind: {left:?}");
    if cfg!(target_os = "linux") {
        assert_eq!(processes_in(tmp.path()), [""; 0]);
    }
}

/// Processes that stand in a folder or below, as /proc tells it.
fn processes_in(folder: &Path) -> Vec<String> {
    let all = fs::read_dir("/proc").unwrap().flatten();
    let standing = all.filter(|entry| {
        let cwd = fs::read_link(entry.path().join("cwd"));
        cwd.is_ok_and(|cwd| cwd.starts_with(folder))
    });
    standing
        .map(|entry| entry.path().display().to_string())
        .collect()
}

/// The numbers of a row: names, learning, not learning, difference.
fn row(output: &str, name: &str) -> [f64; 4] {
    let line = output.lines().find(|line| line.starts_with(name));
    let line = line.unwrap_or_else(|| panic!("no row {name} in\n{output}"));
    let numbers = line[name.len()..].split_whitespace();
    let numbers: Vec<f64> = numbers.filter_map(|word| word.parse().ok()).collect();
    numbers[..4].try_into().unwrap()
}

fn assert_consistent(row: [f64; 4]) {
    let [names, learning, fixed, difference] = row;
    assert!(names >= 1.0);
    assert!((-0.01..=100.0).contains(&learning) && (-0.01..=100.0).contains(&fixed));
    assert!((learning - fixed - difference).abs() < 0.11, "{row:?}");
}

#[test]
fn it_prints_what_each_saves_and_leaves_nothing() {
    let (tmp, source) = (tempfile::tempdir().unwrap(), source());
    let output = demo(tmp.path()).arg(source.path()).output().unwrap();
    assert_code(&output, 0);
    let out = text(&output.stdout);
    let sessions = ["session 1", "session 2", "session 3", "session 4"].map(|name| row(&out, name));
    let mean = row(&out, "mean");
    let worst = row(&out, "worst file");
    for row in sessions.into_iter().chain([mean, worst]) {
        assert_consistent(row);
    }
    let names: f64 = sessions.iter().map(|row| row[0]).sum();
    assert_eq!(names, mean[0], "{out}");
    assert!(worst[3] <= mean[3] + 0.11, "{out}");
    assert!(mean[1] > 0.0, "lists hold names of the file\n{out}");
    assert_empty(&tmp);
}

#[test]
fn it_says_what_to_do_when_there_is_nothing_to_type() {
    let (tmp, empty) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let missing = empty.path().join("missing");
    for (path, words) in [
        (empty.path(), "holds no Rust file"),
        (missing.as_path(), "give a folder"),
        (Path::new(env!("CARGO_BIN_EXE_habitus")), "is no folder"),
    ] {
        let output = demo(tmp.path()).arg(path).output().unwrap();
        assert_code(&output, 2);
        let error = text(&output.stderr);
        assert!(
            error.contains(words) && error.lines().count() == 1,
            "{error}"
        );
        assert_eq!(text(&output.stdout), "");
    }
    let without = demo(tmp.path())
        .env("CARGO_HOME", empty.path())
        .env("RUSTUP_HOME", "/nonexistent")
        .output()
        .unwrap();
    assert_code(&without, 2);
    assert!(text(&without.stderr).contains("habitus demo PATH"));
    assert_empty(&tmp);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_either() {
    let (tmp, source) = (tempfile::tempdir().unwrap(), source());
    let mut child = demo(tmp.path())
        .arg(source.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let is_typing = || {
        let folders = fs::read_dir(tmp.path()).unwrap().flatten();
        folders
            .map(|folder| folder.path().join("control/source/src/file3.rs"))
            .any(|file| file.exists())
    };
    while !is_typing() {
        assert!(started.elapsed() < Duration::from_secs(60));
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    let kill = Command::new("kill").args(["-INT", &pid]).status();
    assert!(kill.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_code(&output, 1);
    assert!(text(&output.stderr).contains("stopped"));
    assert_empty(&tmp);
}
