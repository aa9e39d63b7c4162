//! What goes from one project into the next, and which files teach nothing.
use std::{fs, path::Path, process::Command};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::{
    bad_input::house::{House, bytes_of, flush, labels, type_keys, wait},
    observe::holds,
    support::uri,
};

/// Whether a text stands in what is kept for the user.
fn user_holds(house: &House, word: &str) -> bool {
    let user = house.data().join("user");
    let found = |bytes: &Vec<u8>| bytes.windows(word.len()).any(|w| w == word.as_bytes());
    user.is_dir() && bytes_of(&user).values().any(found)
}

/// Types a word in a file of the project, until it is learned.
fn teach(house: &House, client: &Client, name: &str, word: &str) {
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let path = house.project().join(name);
    let mut buffer = client.open(&path, text).expect("opened");
    let at = text.find("    \n").expect("a line") + 4;
    type_keys(&mut buffer, at, &format!("thing.{word}();\n    thing"));
    buffer.close().expect("closed");
    flush(client);
}

/// A server for the project, which has been told its settings.
fn serve(house: &House) -> Client {
    let client = house.serve();
    settled(&client);
    client
}

/// Waits until the server knows what `workspace/configuration` says now.
fn settled(client: &Client) {
    let is = |m: &Value| m["method"] == "workspace/configuration";
    let before = client.messages().iter().filter(|m| is(m)).count();
    let method = "workspace/didChangeConfiguration";
    let params = json!({ "settings": null });
    client.notify(method, params).expect("sent");
    let asked = client.wait_for_nth("a question", before, is);
    asked.expect("asked");
    flush(client);
}

/// A second project beside the first.
fn second(house: &mut House, name: &'static str) {
    house.enter(name);
    house.write("lib.rs", "pub fn landmark_of_lib() {}\n");
}

#[test]
fn a_name_of_one_project_stays_in_it_whoever_comes_first_and_across_restarts() {
    for order in [["alpha", "beta"], ["beta", "alpha"]] {
        let mut house = House::new();
        for (i, name) in order.into_iter().enumerate() {
            second(&mut house, name);
            for round in 0..2 {
                let mut client = serve(&house);
                teach(&house, &client, "a.rs", &format!("only_{name}_{round}"));
                teach(&house, &client, "b.rs", "quilted_both");
                teach(&house, &client, "c.rs", "saturating_sub");
                assert!(holds(&house, &format!("only_{name}_{round}")));
                assert!(user_holds(&house, "saturating_sub"), "public at once");
                assert_eq!(user_holds(&house, "quilted_both"), i == 1, "{name}");
                match round {
                    0 => drop(client.kill()),
                    _ => assert!(client.stop().expect("stopped").success()),
                }
            }
        }
        for name in ["only_alpha_0", "only_beta_1"] {
            assert!(!user_holds(&house, name), "{name}");
        }
        second(&mut house, "gamma");
        let client = serve(&house);
        assert!(house.knows(&client, "quilted_both"));
        assert!(!house.knows(&client, "only_alpha_0") && !house.knows(&client, "only_beta_1"));
    }
}

#[test]
fn a_row_that_was_passed_by_for_a_public_name_stays_in_its_project() {
    let house = House::new();
    house.write(
        "lib.rs",
        "pub struct Thing;\nimpl Thing {\n    pub fn quilted_zebra(&self) {}\n}\n",
    );
    let mut client = serve(&house);
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let mut buffer = client
        .open(&house.project().join("a.rs"), text)
        .expect("opened");
    let at = text.find("    \n").expect("a line") + 4;
    let at = type_keys(&mut buffer, at, "thing.");
    flush(&client);
    assert_eq!(labels(&buffer, at)[0], "quilted_zebra");
    type_keys(&mut buffer, at, "saturating_sub();\n    thing");
    buffer.close().expect("closed");
    flush(&client);
    assert!(user_holds(&house, "saturating_sub"));
    assert!(holds(&house, "\"word\":\"quilted_zebra\",\"as\":\"shown\""));
    assert!(!user_holds(&house, "quilted_zebra"));
    assert!(client.stop().expect("stopped").success());
    drop(serve(&house));
    assert!(!user_holds(&house, "quilted_zebra"));
}

#[test]
fn copies_of_one_history_are_one_project() {
    let mut house = House::new();
    let git = |folder: &Path, words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(folder).args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "-c",
            "commit.gpgsign=false",
        ]);
        assert!(command.args(words).output().expect("git").status.success());
    };
    git(&house.project(), &["init", "-q"]);
    git(&house.project(), &["add", "."]);
    git(&house.project(), &["commit", "-q", "-m", "first"]);
    let copy = house.beside("copy");
    git(
        &house.project(),
        &["clone", "-q", ".", copy.to_str().expect("a path")],
    );
    for name in ["project", "copy"] {
        house.enter(name);
        let mut client = serve(&house);
        teach(&house, &client, "a.rs", "quilted_copy");
        assert!(client.stop().expect("stopped").success());
    }
    assert!(holds(&house, "quilted_copy") && !user_holds(&house, "quilted_copy"));
}

#[test]
fn a_private_project_gives_nothing_and_takes_back_what_was_noted() {
    let mut house = House::new();
    let mut client = serve(&house);
    teach(&house, &client, "a.rs", "quilted_noted");
    client.set_settings(json!({ "habitus": { "private": true } }));
    settled(&client);
    // Public words wait for nobody: they tell that the setting holds.
    wait("the setting", || {
        let word = "quilted_private";
        teach(&house, &client, "b.rs", word);
        let before = user_size(&house);
        teach(&house, &client, "c.rs", "wrapping_mul");
        before == user_size(&house)
    });
    assert!(holds(&house, "quilted_private"), "in the project itself");
    assert!(client.stop().expect("stopped").success());
    second(&mut house, "beta");
    let mut client = serve(&house);
    for word in ["quilted_noted", "quilted_private"] {
        teach(&house, &client, "a.rs", word);
        assert!(!user_holds(&house, word), "{word} is known of one project");
    }
    assert!(client.stop().expect("stopped").success());
    second(&mut house, "gamma");
    let client = serve(&house);
    teach(&house, &client, "a.rs", "quilted_noted");
    assert!(
        user_holds(&house, "quilted_noted"),
        "beta and gamma share it"
    );
}

/// Bytes of the user's journals.
fn user_size(house: &House) -> usize {
    let files = bytes_of(&house.data().join("user/journal"));
    files.values().map(Vec::len).sum()
}

#[test]
fn each_folder_of_a_workspace_may_be_private() {
    let mut house = House::new();
    second(&mut house, "open");
    second(&mut house, "closed");
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.arg("serve").env("HABITUS_TESTING", "1");
    command.env("HABITUS_DATA_DIR", house.data());
    command
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent");
    let client = Client::spawn(command).expect("it starts");
    let [open, closed] = ["open", "closed"].map(|n| uri(&house.beside(n)));
    client.set_settings_of(&closed, json!({ "habitus": { "private": true } }));
    client.set_settings_of(&open, json!({ "habitus": { "private": false } }));
    let folders = [&open, &closed].map(|uri| json!({ "uri": uri, "name": "x" }));
    let greeted = client.initialize_with(json!({
        "workspaceFolders": folders, "capabilities": capabilities::full(),
    }));
    greeted.expect("initialize");
    settled(&client);
    house.enter("closed");
    teach(&house, &client, "a.rs", "leading_zeros");
    house.enter("open");
    wait("the setting of the open one", || {
        teach(&house, &client, "a.rs", "trailing_zeros");
        user_holds(&house, "trailing_zeros")
    });
    assert!(holds(&house, "leading_zeros"));
    assert!(!user_holds(&house, "leading_zeros"));
}

#[test]
fn what_is_ignored_generated_or_outside_is_served_and_teaches_nothing() {
    let house = House::new();
    house.write(".gitignore", "/ignored\n");
    let head = "// @generated by a tool\n";
    house.write(
        "read_generated.rs",
        format!("{head}pub fn read_but_quilted() {{ inner_quilted(); }}\n"),
    );
    let mut client = serve(&house);
    let outside = house.beside("elsewhere/a.rs");
    let project = house.project();
    let text = "fn teach(local_thing: Thing) {\n    \n}\n";
    let cases = [
        (project.join("ignored/a.rs"), ""),
        (
            project.join("target/debug/build/own-0123456789abcdef/out/b.rs"),
            "",
        ),
        (project.join(".hidden/c.rs"), ""),
        (project.join("made.rs"), head),
        (outside, ""),
    ];
    for (i, (path, head)) in cases.iter().enumerate() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        let text = format!("{head}{text}");
        fs::write(path, &text).expect("written");
        let mut buffer = client.open(path, &text).expect("opened");
        let at = text.find("    \n").expect("a line") + 4;
        let word = format!("quilted_out_{i}");
        let end = type_keys(&mut buffer, at, &format!("local_thing.{word}();\n    loc"));
        let rows = crate::bad_input::house::labels(&buffer, end);
        assert!(
            rows.contains(&"local_thing".to_owned()),
            "{path:?}: {rows:?}"
        );
        buffer.save().expect("saved");
        buffer.close().expect("closed");
        flush(&client);
    }
    let declared = "fn ask() {\n    read_b\n}\n";
    let buffer = client
        .open(&project.join("ask.rs"), declared)
        .expect("opened");
    let rows = crate::bad_input::house::labels(&buffer, declared.find("\n}").expect("there"));
    assert!(
        rows.contains(&"read_but_quilted".to_owned()),
        "its names are offered: {rows:?}"
    );
    teach(&house, &client, "kept.rs", "quilted_kept");
    for is_over in [false, true] {
        assert!(holds(&house, "quilted_kept"));
        assert!(!holds(&house, "quilted_out"), "{is_over}");
        assert!(!holds(&house, "inner_quilted") && !holds(&house, "local_thing"));
        if !is_over {
            assert!(client.stop().expect("stopped").success());
        }
    }
}

#[test]
fn a_rule_that_changes_holds_for_what_is_open() {
    let house = House::new();
    let client = serve(&house);
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let path = house.project().join("later.rs");
    let mut buffer = client.open(&path, text).expect("opened");
    let mut at = text.find("    \n").expect("a line") + 4;
    at = type_keys(&mut buffer, at, "thing.quilted_before();\n    thing");
    flush(&client);
    assert!(holds(&house, "quilted_before"));
    house.write(".gitignore", "later.rs\n");
    let changed = uri(&house.project().join(".gitignore"));
    let params = json!({ "changes": [{ "uri": changed, "type": 1 }] });
    let method = "workspace/didChangeWatchedFiles";
    client.notify(method, params).expect("sent");
    type_keys(&mut buffer, at, ".quilted_after();\n    thing");
    flush(&client);
    assert!(!holds(&house, "quilted_after"));
}
