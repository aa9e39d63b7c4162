//! Round another server: what the editor sees is what that server says, but for the order of its lists.
mod fake;
mod faults;
mod lists;
mod raw;
mod real;
mod same;
mod second;
#[cfg(unix)]
mod shim;

use std::process::{Command, Stdio};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::bad_input::house::{House, flush};

/// The proxy round a command.
fn wrapping(house: &House, server: &[&str]) -> Command {
    let mut command = for_house(house, env!("CARGO_BIN_EXE_habitus"));
    command.args(["wrap", "--"]).args(server);
    command
}

/// A program that knows this house alone.
fn for_house(house: &House, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .env("HABITUS_TESTING", "1")
        .env("HABITUS_CLOCK", "manual")
        // Not a test of the machine.
        .env("HABITUS_LIST_LIMIT", "10000")
        .env("HABITUS_DATA_DIR", house.data())
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent")
        .stderr(Stdio::null());
    command
}

/// The command line of the server that does as it is told.
fn fake_command() -> Vec<String> {
    let own = std::env::current_exe().expect("this program");
    let own = own.to_str().expect("a path").to_owned();
    let args = fake::ARGS.iter().map(|arg| (*arg).to_owned());
    std::iter::once(own).chain(args).collect()
}

/// The proxy round that server, not greeted yet.
fn wrapped(house: &House) -> Client {
    let server = fake_command();
    let server: Vec<&str> = server.iter().map(String::as_str).collect();
    let mut command = wrapping(house, &server);
    command.env(fake::MARK, "1");
    Client::spawn(command).expect("it starts")
}

/// The same, greeted with these options.
fn greeted(house: &House, options: Value) -> Client {
    let client = wrapped(house);
    let greeted = client.initialize(&house.project(), options, capabilities::full());
    greeted.expect("initialize");
    flush(&client);
    client
}

fn mode(client: &Client, mode: &str) {
    let set = client.request("fake/mode", json!({ "mode": mode }));
    set.expect("a mode");
}

/// What the server got, as text.
fn received(client: &Client) -> Vec<String> {
    let received = client
        .request("fake/received", json!({}))
        .expect("messages");
    serde_json::from_value(received).expect("texts")
}

/// What the proxy counts of itself.
fn counters(client: &Client) -> Value {
    let mut status = client
        .request("habitus/status", json!({}))
        .expect("a status");
    status["wrap"].take()
}
