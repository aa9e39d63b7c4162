//! A stand-in for rust-analyzer and a companion beside it: what an editor has that takes a path only.
use std::{os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use super::*;
use crate::bad_input::house::labels;

/// A program that is the server of these tests, and tells its version as rust-analyzer does.
fn server(house: &House) -> PathBuf {
    let path = house.beside("a server");
    let command: Vec<String> = fake_command()
        .iter()
        .map(|part| format!("'{part}'"))
        .collect();
    let text = format!(
        "#!/bin/sh\n[ \"$1\" = --version ] && echo rust-analyzer 1.2.3 && exit 0\nexec {} \"$@\"\n",
        command.join(" ")
    );
    std::fs::write(&path, text).expect("written");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a program");
    path
}

/// What `habitus shim` wrote, as a command that knows this house.
fn shim(house: &House) -> Command {
    let made = Command::new(env!("CARGO_BIN_EXE_habitus"))
        .args(["shim", "--json", "--server"])
        .arg(server(house))
        .env("HABITUS_DATA_DIR", house.data())
        .output()
        .expect("it runs");
    let told: Value = serde_json::from_slice(&made.stdout).expect("JSON");
    let path = told["shim"].as_str().expect("a path").to_owned();
    assert!(PathBuf::from(&path).starts_with(house.data()));
    for_house(house, &path)
}

#[test]
fn an_editor_that_takes_a_path_starts_it_as_it_starts_rust_analyzer() {
    let house = House::new();
    for _ in 0..2 {
        let output = shim(&house).arg("--version").output().expect("it runs");
        assert!(output.status.success());
        assert_eq!(output.stdout, b"rust-analyzer 1.2.3\n");
    }
    let start = || {
        let mut command = shim(&house);
        command.env(fake::MARK, "1");
        let client = Client::spawn(command).expect("it starts");
        let greeted = client.initialize(&house.project(), json!({}), capabilities::full());
        greeted.expect("initialize");
        flush(&client);
        client
    };
    let client = start();
    lists::practice(&house, &client, "thing.alpha_two();");
    // The editor asks it to stop, and waits for a tenth of a second.
    let id = client.send("shutdown", Value::Null).expect("sent");
    std::thread::sleep(Duration::from_millis(100));
    drop((id, client));
    let client = start();
    let (page, at) = lists::begun(&house, &client, "alp");
    assert_eq!(labels(&page, at)[0], "alpha_two(…)");
}

/// What a scope knows, once all is learned.
fn known(client: &Client) -> Value {
    flush(client);
    let status = client.request("habitus/status", json!({}));
    let status = status.expect("a status");
    let scope = &status["projects"][0]["scope"];
    json!([
        scope["words"],
        scope["weights"]["learned"],
        scope["ledger"]["rows"]
    ])
}

#[test]
fn a_companion_has_no_lists_and_each_word_is_learned_once() {
    let line = "thing.alpha_two();";
    let alone = House::new();
    let client = greeted(&alone, json!({}));
    lists::practice(&alone, &client, line);
    let expected = known(&client);
    assert_ne!(expected[0], 0, "something is learned: {expected}");

    let house = House::new();
    let client = greeted(&house, json!({}));
    let mut command = for_house(&house, env!("CARGO_BIN_EXE_habitus"));
    command.args(["serve", "--companion"]);
    let companion = Client::spawn(command).expect("it starts");
    let greeted = companion.initialize(&house.project(), json!({}), capabilities::full());
    let can = &greeted.expect("initialize")["capabilities"];
    assert!(can.get("completionProvider").is_none() && can["executeCommandProvider"].is_object());
    flush(&companion);
    lists::practice(&house, &companion, line);
    assert_ne!(known(&companion), expected, "that is the other's business");
    lists::practice(&house, &client, line);
    assert_eq!(known(&client), expected);
    assert_eq!(
        known(&companion),
        expected,
        "it sees what the other learned"
    );
}

#[test]
fn how_it_fared_is_told_from_outside() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let (page, at) = lists::begun(&house, &client, "alp");
    for _ in 0..3 {
        page.complete(at).expect("a list");
    }
    let mut client = client;
    client.notify("exit", Value::Null).expect("sent");
    client.wait_exit(Duration::from_secs(5)).expect("it ends");
    let status = |form: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_habitus"))
            .arg("status")
            .args(form)
            .arg("--project")
            .arg(house.project())
            .env("HABITUS_DATA_DIR", house.data())
            .output();
        String::from_utf8(output.expect("it runs").stdout).expect("text")
    };
    let told: Value = serde_json::from_str(&status(&["--json"])).expect("JSON");
    let wrapped = &told["projects"][0]["wrapped"];
    assert_eq!(
        (&wrapped["ranked"], &wrapped["failed_open"]),
        (&json!(3), &json!(0)),
        "{told:#}"
    );
    let text = status(&[]);
    assert!(
        text.contains("3 lists in the learned order, 0 as they came"),
        "{text}"
    );
}

#[test]
fn it_goes_with_the_rest() {
    let house = House::new();
    let path = house.data().join("bin/rust-analyzer");
    shim(&house);
    assert!(path.is_file());
    let removed = Command::new(env!("CARGO_BIN_EXE_habitus"))
        .args(["uninstall", "--yes"])
        .env("HABITUS_DATA_DIR", house.data())
        .output()
        .expect("it runs");
    assert!(removed.status.success());
    assert!(!path.exists() && !house.data().exists());
}
