//! What a taken word lives to see, and what of all this a kill, a restart and another process see.
use std::{fs, process::Command};

use habitus::store::{Episode, Event, Store};
use serde_json::{Value, json};

use super::*;
use crate::{bad_input::house::wait, observe::holds};

/// Takes a row and leaves it.
fn take(editor: &mut Editor, function: usize, word: &str) {
    let at = editor.receiver(function);
    let end = editor.accept(at, 0, word);
    editor.keys(end, ";");
    editor.leave();
    flush(editor.client);
}

fn kept(editor: &Editor) -> Value {
    editor.episodes().last().expect("an episode")["kept"].clone()
}

#[test]
fn a_taken_word_lives_to_see_time_a_save_and_a_commit() {
    let house = house();
    let log = house.project().join(".git/logs/HEAD");
    fs::create_dir_all(log.parent().expect("a folder")).expect("a folder");
    let line = |what: &str| format!("0 1 A <a@b> 1700000000 +0000\t{what}\n");
    fs::write(&log, line("commit: old")).expect("a log");
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    take(&mut editor, 0, "alpha_two");
    assert_eq!(kept(&editor), json!([]));
    editor.wait(29_999);
    assert_eq!(kept(&editor), json!([]));
    editor.wait(1);
    assert_eq!(kept(&editor), json!(["30s"]));
    fs::write(&log, line("commit: old") + &line("commit: without it")).expect("a log");
    assert_eq!(kept(&editor), json!(["30s"]), "it isn't saved");
    editor.save();
    assert_eq!(kept(&editor), json!(["30s", "save"]));
    let both = line("commit: old") + &line("commit: without it");
    fs::write(&log, both.clone() + &line("commit (amend): with it")).expect("a log");
    assert_eq!(kept(&editor), json!(["30s", "save", "commit"]));
    editor.wait(270_000);
    assert_eq!(kept(&editor), json!(["30s", "5min", "save", "commit"]));

    // A file that is closed may be committed later.
    editor.wait(1);
    take(&mut editor, 1, "bravo_two");
    editor.save();
    let uri = editor.uri.clone();
    editor.close();
    fs::write(
        &log,
        both + &line("commit (amend): with it") + &line("commit: last"),
    )
    .expect("it");
    flush(&client);
    let params = json!({ "limit": 1 });
    let told = client.request("habitus/episodes", params).expect("told");
    assert_eq!(told[0]["word"], "bravo_two");
    assert_eq!(told[0]["kept"], json!(["save", "commit"]));
    let nothing = json!({ "textDocument": { "uri": uri } });
    let told = client.request("habitus/episodes", nothing).expect("told");
    assert_eq!(told, json!([]), "it isn't open");
}

#[test]
fn a_taken_word_outlives_a_kill_on_the_line_that_was_never_left() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let last = editor.labels(at).pop().expect("a row");
    editor.accept(at, 0, &last);
    editor.wait(3000);
    // Nothing asks for anything meanwhile.
    let lesson = format!("\"words\":[\"{last}\"");
    wait("the lesson", || holds(&house, &lesson));
    client.kill().expect("killed");
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    assert_eq!(editor.rank(at, &last), Some(0), "{last}");
}

/// What `habitus episodes` prints.
fn printed(house: &House, more: &[&str]) -> (String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command
        .arg("episodes")
        .args(more)
        .current_dir(house.project());
    command
        .env("HABITUS_DATA_DIR", house.data())
        .env("HABITUS_CLOCK", "manual");
    let output = command.output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    (text, output.status.code())
}

fn listed(house: &House) -> Vec<Value> {
    let (text, _) = printed(house, &["--json", "--limit", "5000"]);
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn episodes_survive_a_kill_and_a_restart_and_others_see_them() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    for (function, word) in ["alpha_two", "bravo_two", "delta_two"].iter().enumerate() {
        take(&mut editor, function, word);
        editor.wait(10);
    }
    let own = editor.episodes();
    assert_eq!(own.len(), 3);
    let text = editor.text.clone();
    // The server owns the store meanwhile.
    assert_eq!(listed(&house), own);
    let second = house.serve();
    let other = Editor::open(&house, &second, "page.rs", &text);
    assert_eq!(other.episodes(), own);
    drop(second);
    for is_clean in [false, true, true] {
        match is_clean {
            false => client.kill().expect("killed"),
            true => assert!(client.stop().expect("stopped").success()),
        }
        assert_eq!(listed(&house), own, "{is_clean}");
        client = house.serve();
        let editor = Editor::open(&house, &client, "page.rs", &text);
        assert_eq!(editor.episodes(), own, "{is_clean}");
    }
    let (text, code) = printed(&house, &["--limit", "1"]);
    assert_eq!(code, Some(0));
    assert_eq!(text.lines().count(), 1);
    assert!(
        text.contains("accepted") && text.contains("delta_two, row "),
        "{text}"
    );
}

#[test]
fn of_a_folder_that_nobody_knows_there_are_no_episodes() {
    let house = house();
    drop(house.serve());
    let elsewhere = house.beside("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    let before = fs::read_dir(house.data().join("projects"))
        .expect("projects")
        .count();
    let elsewhere = elsewhere.to_str().expect("a path");
    let (text, code) = printed(&house, &["--project", elsewhere]);
    assert_eq!((&*text, code), ("", Some(1)));
    let after = fs::read_dir(house.data().join("projects"))
        .expect("projects")
        .count();
    assert_eq!(before, after, "a look makes no project");
    assert_eq!(printed(&house, &["--json"]), ("[]\n".to_owned(), Some(1)));
}

#[test]
fn episodes_are_bounded_and_small() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    take(&mut editor, 0, "alpha_two");
    let first = serde_json::from_value(editor.episodes().remove(0));
    let first: Episode = first.expect("an episode");
    client.kill().expect("killed");
    let scope = house.scope(&house.data());
    let (mut store, _) = Store::open(&scope, START);
    let each = |i: u64| {
        let (id, time) = (i, START + 1 + i);
        let long = "x".repeat(if i % 500 == 7 { 5000 } else { 9 });
        let word = Some(long);
        let first = first.clone();
        Event::Episode(Box::new(Episode {
            id,
            time,
            word,
            ..first
        }))
    };
    let events: Vec<Event> = (0..2100).map(each).collect();
    store.append(&events, START);
    store.close();

    // The next owner folds what the last one left.
    client = house.serve();
    client.kill().expect("killed");
    let kept = listed(&house);
    assert_eq!(kept.len(), 2000);
    let time = |e: &Value| e["time"].as_u64().expect("a time");
    assert_eq!(
        (time(&kept[0]), time(&kept[1999])),
        (START + 101, START + 2100)
    );
    let db = sled::open(scope.join("store")).expect("the store");
    let tree = db.open_tree("episodes").expect("a tree");
    let sizes = tree.iter().values().map(|v| v.expect("a value").len());
    let sizes: Vec<usize> = sizes.collect();
    assert!((1990..=2000).contains(&sizes.len()), "{}", sizes.len());
    assert!(sizes.iter().all(|&size| size <= 4000));
}

#[test]
fn what_was_told_survives_a_kill_and_an_undo_takes_it_back_from_there_too() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "delta_six");
    editor.leave();
    flush(&client);
    let text = editor.text.clone();
    editor.replace(at..end, "");
    flush(&client);
    client.kill().expect("killed");
    client = house.serve();
    let mut editor = Editor::open(&house, &client, "page.rs", &text.replace("delta_six()", ""));
    assert_eq!(editor.episodes()[0]["end"], "undone");
    let at = editor.receiver(1);
    assert!(editor.rank(at, "delta_six").expect("a row") > 0);
}
