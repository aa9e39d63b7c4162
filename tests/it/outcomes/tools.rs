//! What tools do to a text is no outcome: formatters, pastes, branch switches, reloads.
use std::fs;

use serde_json::{Value, json};

use super::*;
use crate::observe::holds;

/// A list that is looked at for two seconds, and a row that was taken and learned.
fn prepared<'a>(house: &House, client: &'a Client, text: &str) -> (Editor<'a>, Value) {
    house.write("page.rs", text);
    let mut editor = Editor::open(house, client, "page.rs", text);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "alpha_two");
    editor.keys(end, ";");
    editor.leave();
    let episodes = editor.episodes();
    assert_eq!(episodes.len(), 1);
    let at = editor.receiver(1);
    editor.list(at);
    editor.wait(2000);
    (editor, episodes[0].clone())
}

fn things() -> String {
    page(|_| "thing".to_owned())
}

/// Nothing happened but the first acceptance, of which nothing is taken back.
fn assert_no_outcome(editor: &mut Editor, first: &Value) {
    editor.leave();
    let ended = |e: &&Value| e["end"] != "ignored";
    let episodes = editor.episodes();
    let ended: Vec<&Value> = episodes.iter().filter(ended).collect();
    assert_eq!(ended, [first], "{episodes:#?}");
}

/// A text as a formatter leaves it: every line broken and indented anew.
fn formatted(text: &str) -> String {
    text.replace("(thing: Thing) {", "(\n    thing: Thing,\n) {")
        .replace("thing.alpha_two();", "thing\n        .alpha_two();")
}

#[test]
fn a_formatter_run_is_no_outcome() {
    for is_whole in [true, false] {
        let house = house();
        let client = house.serve();
        let (mut editor, first) = prepared(&house, &client, &things());
        let new = formatted(&editor.text);
        match is_whole {
            true => {
                let all = 0..editor.text.len();
                editor.replace(all, &new);
            }
            false => {
                let old = editor.text.clone();
                let dots: Vec<usize> = old.match_indices(".alpha_two").map(|m| m.0).collect();
                for at in dots {
                    editor.replace(at..at, "\n        ");
                }
                let heads: Vec<usize> = editor.text.match_indices("(thing").map(|m| m.0).collect();
                let edits = heads.iter().rev().map(|at| (at + 1..at + 1, "\n    "));
                let edits: Vec<_> = edits.collect();
                editor.change(&edits, 1);
            }
        }
        assert_no_outcome(&mut editor, &first);
        // It is followed to its new place: an undo of the word alone is still one.
        let at = editor.text.find("alpha_two").expect("the word");
        editor.replace(at..at + "alpha_two()".len(), "");
        editor.leave();
        let episodes = editor.episodes();
        let undone = episodes.iter().any(|e| e["end"] == "undone");
        assert!(undone, "{is_whole}: {episodes:#?}");
    }
}

/// What a paste of two lines writes.
pub const PASTED: &str = "pasted_one(thing);\n    thing.pasted_two(thing);";

#[test]
fn a_paste_is_no_outcome() {
    let long = format!("pasted_{}", "long_".repeat(20));
    for pasted in [PASTED, &long] {
        let house = house();
        let client = house.serve();
        let (mut editor, first) = prepared(&house, &client, &things());
        let at = editor.text.find("thing.\n").expect("it") + "thing.".len();
        editor.replace(at..at, pasted);
        assert_no_outcome(&mut editor, &first);
    }
}

#[test]
fn what_other_tools_write_is_learned_when_it_is_committed() {
    let house = house();
    house.write("page.rs", things());
    let log = house.project().join(".git/logs/HEAD");
    fs::create_dir_all(log.parent().expect("a folder")).expect("a folder");
    let line = |what: &str| format!("0 1 A <a@b> 1700000000 +0000\t{what}\n");
    fs::write(&log, line("commit: old")).expect("a log");
    let mut client = house.serve();
    let mut editor = Editor::open(&house, &client, "page.rs", &things());
    let at = editor.line(0);
    editor.replace(at..at, PASTED);
    editor.leave();
    let write = |editor: &Editor| {
        // Else the change may meet its own text on the disk, as one from there.
        flush(&client);
        house.write("page.rs", &editor.text);
    };
    write(&editor);
    editor.save();
    flush(&client);
    assert!(!holds(&house, "pasted_one") && !holds(&house, "pasted_two"));
    let switched = line("commit: old") + &line("checkout: moving from a to b");
    fs::write(&log, &switched).expect("a log");
    flush(&client);
    assert!(!holds(&house, "pasted_one"), "a checkout is no commit");
    // One of them doesn't stand any more.
    let at = editor.text.find("pasted_two").expect("it");
    editor.replace(at..at + "pasted_two".len(), "x");
    write(&editor);
    editor.save();
    flush(&client);
    fs::write(&log, switched + &line("commit: new")).expect("a log");
    flush(&client);
    client.kill().expect("killed");
    let client = house.serve();
    assert_eq!(rank_elsewhere(&house, &client), Some(0));
    assert!(!holds(&house, "pasted_two"));
}

/// Where a pasted word stands in a list of another file; in front of the names of that, if it is learned.
fn rank_elsewhere(house: &House, client: &Client) -> Option<usize> {
    flush(client);
    let ask = "fn ask() {\n    past\n}\n";
    let editor = Editor::open(house, client, "ask.rs", ask);
    let rank = editor.rank(ask.find("\n}").expect("it"), "pasted_one");
    editor.close();
    rank
}

/// What another branch has of the page: one method instead of another.
fn other_branch() -> String {
    things().replacen("    \n", "    thing.bravo_six();\n", 1)
}

fn watch(house: &House, client: &Client) {
    let change = |name: String| {
        house.write(
            &name,
            format!("pub fn {}() {{}}\n", &name[..name.len() - 3]),
        );
        json!({ "uri": uri(&house.project().join(name)), "type": 2 })
    };
    let changes: Vec<Value> = (0..30).map(|i| change(format!("branch_{i}.rs"))).collect();
    let method = "workspace/didChangeWatchedFiles";
    client
        .notify(method, json!({ "changes": changes }))
        .expect("sent");
}

#[test]
fn a_branch_switch_is_no_outcome() {
    for shape in ["whole", "range", "word"] {
        let house = house();
        let client = house.serve();
        let (mut editor, first) = prepared(&house, &client, &things());
        // Without what was taken, and with another word where the list was.
        let new = match shape {
            "word" => editor.text.replace("alpha_two", "bravo_six"),
            _ => other_branch(),
        };
        house.write("page.rs", &new);
        watch(&house, &client);
        match shape {
            "whole" => drop(editor.replace_whole(&new)),
            "range" => {
                let all = 0..editor.text.len();
                editor.replace(all, &new);
            }
            _ => {
                let at = editor.text.find("alpha_two").expect("it");
                editor.replace(at..at + "alpha_two".len(), "bravo_six");
            }
        }
        assert_no_outcome(&mut editor, &first);
        assert!(
            !holds(&house, "\"word\":\"bravo_six\",\"as\":\"typed\""),
            "{shape}"
        );
        assert!(!holds(&house, "\"as\":\"undone\""), "{shape}");
    }
}

#[test]
fn a_document_that_is_opened_anew_has_no_outcome() {
    let house = house();
    let client = house.serve();
    let (editor, first) = prepared(&house, &client, &things());
    editor.close();
    house.write("page.rs", other_branch());
    let mut editor = Editor::open(&house, &client, "page.rs", &other_branch());
    assert_no_outcome(&mut editor, &first);
}

#[test]
fn an_undo_to_what_was_saved_is_no_reload() {
    let house = house();
    let client = house.serve();
    house.write("page.rs", things());
    let mut editor = Editor::open(&house, &client, "page.rs", &things());
    let start = editor.receiver(0);
    house.write("page.rs", &editor.text);
    editor.save();
    let end = editor.accept(start, 0, "alpha_two");
    editor.replace(start..end, "");
    assert_eq!(editor.outcome()["end"], "undone");
}
