//! What a user asks of Habitus itself, on the command line and from an editor, while servers run.
mod doctor;
mod pause;
mod status;
mod uninstall;
mod why;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::bad_input::house::House;

/// What a verb answered.
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Answer {
    /// Its JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {} {}", self.out, self.err))
    }
}

/// The program over a house's data folder, with a home folder of its own.
pub fn command(house: &House, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.args(words).current_dir(house.project());
    command
        .env("HABITUS_DATA_DIR", house.data())
        .env("HABITUS_CLOCK", "manual")
        .env("CARGO_HOME", house.beside("cargo"))
        .env("RUSTUP_HOME", "/nonexistent")
        .env("HOME", house.beside("home"))
        .env("XDG_CONFIG_HOME", house.beside("home/.config"))
        .env("PATH", house.beside("bin"));
    command
}

fn run_with(mut command: Command, input: &str) -> Answer {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    // One that asks nothing may have ended.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let done = child.wait_with_output().expect("it ends");
    Answer {
        code: done.status.code().expect("a code"),
        out: String::from_utf8(done.stdout).expect("text"),
        err: String::from_utf8(done.stderr).expect("text"),
    }
}

/// Runs a verb in the project's folder.
pub fn run(house: &House, words: &[&str]) -> Answer {
    run_with(command(house, words), "")
}
