//! Each outcome in each shape: VS Code, Neovim, Helix.
use serde_json::{Value, json};

use super::*;

#[test]
fn vs_code_accepts_in_one_change_with_the_command_after_it() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let row = editor.rank(at, "bravo_two").expect("a row");
    let end = editor.accept(at, 0, "bravo_two");
    editor.keys(end, ";");
    let episode = editor.outcome();
    assert_eq!(said(&episode), accepted("bravo_two", "command", row));
    assert_eq!(episode["shown"][row]["word"], "bravo_two");
    assert_eq!(episode["place"], "member");
    assert_eq!(episode["typed"], 0);
    assert_eq!(episode["time"], START);
    assert_eq!(episode["site"].as_str().expect("a site").len(), 16);
    let scores = episode["shown"].as_array().expect("rows").iter();
    let scores: Vec<f64> = scores.map(|r| r["score"].as_f64().expect("it")).collect();
    assert!(scores.iter().all(|s| (0.0..=1.0).contains(s)) && scores.iter().sum::<f64>() > 0.1);
}

#[test]
fn an_import_comes_before_or_after_the_word() {
    for before in [true, false] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let start = editor.receiver(0);
        let at = editor.keys(start, "al");
        let row = editor.row(at, "alpha_two");
        let import = "use other::Alpha;\n";
        let mut at = at;
        if before {
            editor.replace(0..0, import);
            at += import.len();
        }
        editor.replace(at - 2..at, "alpha_two()");
        editor.run(&row);
        if !before {
            editor.replace(0..0, import);
        }
        let episode = editor.outcome();
        let row = row["data"]["row"].as_u64().expect("a row") as usize;
        assert_eq!(
            said(&episode),
            accepted("alpha_two", "command", row),
            "{before}"
        );
        assert_eq!(episode["typed"], 2);
    }
}

#[test]
fn a_command_that_is_lost_is_made_up_for_by_the_text() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let start = editor.receiver(0);
    let at = editor.keys(start, "del");
    let row = editor.rank(at, "delta_six").expect("a row");
    // Helix: one change, and never a command.
    let end = editor.replace(at - 3..at, "delta_six()");
    editor.keys(end, ";");
    let episode = editor.outcome();
    assert_eq!(said(&episode), accepted("delta_six", "text", row));
}

#[test]
fn neovim_accepts_letter_by_letter_in_several_messages() {
    for (first, is_run) in [("ha_two", false), ("ha", true), ("h", true)] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let start = editor.receiver(0);
        let at = editor.keys(start, "alp");
        let row = editor.row(at, "alpha_two");
        let number = row["data"]["row"].as_u64().expect("a row") as usize;
        let at = editor.burst(at, first, 6);
        let rest = "alpha_two"[3 + first.len()..].to_owned();
        if is_run {
            editor.burst(at, &rest, 5);
        }
        let by_text = editor.episodes();
        assert_eq!(
            said(&by_text[0]),
            accepted("alpha_two", "text", number),
            "{first}"
        );
        editor.run(&row);
        let episode = editor.outcome();
        assert_eq!(
            said(&episode),
            accepted("alpha_two", "command", number),
            "{first}"
        );
    }
}

#[test]
fn neovim_writes_a_snippet_in_place_of_its_word() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let start = editor.receiver(0);
    let at = editor.keys(start, "br");
    let row = editor.row(at, "bravo_six");
    let number = row["data"]["row"].as_u64().expect("a row") as usize;
    let at = editor.burst(at, "avo_six", 7);
    let at = editor.backspaces(at, "bravo_six".len(), 3);
    let end = editor.replace(at..at, "bravo_six()");
    editor.run(&row);
    editor.keys(end, ";");
    let episode = editor.outcome();
    assert_eq!(said(&episode), accepted("bravo_six", "command", number));
}

/// Browses rows as Neovim does: each stands in the text while it is looked at.
fn browse(editor: &mut Editor, at: usize, words: &[&str]) -> usize {
    let start = at;
    let mut at = at;
    for word in words {
        at = editor.backspaces(at, at - start, 4);
        at = editor.burst(at, word, 9);
    }
    at
}

#[test]
fn what_neovim_only_browses_is_not_taken() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let row = editor.rank(at, "delta_one").expect("a row");
    let words = ["alpha_one", "bravo_two", "delta_one"];
    let end = browse(&mut editor, at, &words);
    editor.keys(end, "();");
    let episode = editor.outcome();
    assert_eq!(said(&episode), accepted("delta_one", "text", row));
}

#[test]
fn what_neovim_takes_back_was_not_taken() {
    for (dwell, end) in [(900, "ignored"), (1000, "refused")] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let at = editor.receiver(0);
        editor.list(at);
        editor.wait(dwell);
        let end_of_word = browse(&mut editor, at, &["alpha_one", "bravo_two"]);
        let at = editor.backspaces(end_of_word, "bravo_two".len(), 5);
        editor.keys(at, "something();");
        let episode = editor.outcome();
        let expected = json!([end, "something", null, null]);
        assert_eq!(said(&episode), expected, "{dwell}");
    }
}

#[test]
fn a_row_that_is_written_by_hand_was_typed_through() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let mut at = editor.receiver(0);
    for key in "bravo_one".split_inclusive("") {
        editor.list(at);
        editor.wait(2000);
        at = editor.keys(at, key);
    }
    editor.keys(at, "();");
    let episode = editor.outcome();
    assert_eq!(
        said(&episode),
        json!(["typed_through", "bravo_one", null, null])
    );
}

#[test]
fn something_else_after_a_second_is_a_refusal() {
    for (dwell, end) in [(999, "ignored"), (1000, "refused")] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let at = editor.receiver(0);
        editor.list(at);
        editor.wait(dwell);
        let end_of_word = editor.keys(at, "otherwise");
        editor.keys(end_of_word, "();");
        let episode = editor.outcome();
        assert_eq!(said(&episode), json!([end, "otherwise", null, null]));
    }
}

#[test]
fn a_list_that_is_asked_for_once_more_is_looked_at_from_the_first_on() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    for _ in 0..2 {
        editor.list(at);
        editor.wait(500);
    }
    let end_of_word = editor.keys(at, "otherwise");
    editor.keys(end_of_word, "();");
    let episode = editor.outcome();
    assert_eq!(said(&episode), json!(["refused", "otherwise", null, null]));
}

#[test]
fn a_list_that_came_too_late_was_not_on_screen() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    // The server is held until more is written: the answer is for a text that is gone.
    let document = json!({ "uri": editor.uri });
    let params = json!({ "textDocument": document, "position": editor.position(at) });
    let held = client
        .send("textDocument/completion", params)
        .expect("sent");
    let end = editor.keys(at, "otherwise();");
    client.reply(held).expect("a list");
    editor.wait(5000);
    editor.keys(end, " ");
    editor.leave();
    let refused = |e: &Value| e["end"] == "refused";
    assert!(!editor.episodes().iter().any(refused));
}

/// Takes `alpha_two` in the shape of an editor; the bytes of what was written, the typed letters included.
fn take(editor: &mut Editor, shape: &str) -> Range<usize> {
    let start = editor.receiver(0);
    let at = editor.keys(start, "al");
    let row = editor.row(at, "alpha_two");
    let end = match shape {
        "neovim" => editor.burst(at, "pha_two", 6),
        _ => editor.replace(start..at, "alpha_two()"),
    };
    if shape != "helix" {
        editor.run(&row);
    }
    start..end
}

#[test]
fn an_undo_brings_back_what_stood_there() {
    for shape in ["vs code", "neovim", "helix"] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let word = take(&mut editor, shape);
        editor.wait(2000);
        editor.replace(word, "al");
        let episode = editor.outcome();
        assert_eq!(episode["end"], "undone", "{shape}: {episode}");
        assert_eq!(episode["word"], Value::Null);
    }
}

#[test]
fn an_undo_of_a_whole_insertion_is_one_too() {
    for shape in ["neovim", "helix"] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let line = editor.line(0);
        let word = take(&mut editor, shape);
        editor.wait(2000);
        let end = editor.keys(word.end, ";");
        editor.replace(line..end, "");
        let episode = editor.outcome();
        assert_eq!(episode["end"], "undone", "{shape}: {episode}");
    }
}

#[test]
fn an_undo_after_the_lesson_is_one_too() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let word = take(&mut editor, "vs code");
    assert_eq!(editor.outcome()["end"], "accepted");
    editor.wait(20_000);
    editor.replace(word, "al");
    assert_eq!(editor.outcome()["end"], "undone");
}

#[test]
fn after_half_a_minute_it_is_a_deletion_like_others() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let word = take(&mut editor, "vs code");
    assert_eq!(editor.outcome()["end"], "accepted");
    editor.wait(HALF_MINUTE);
    editor.replace(word, "al");
    let episode = editor.outcome();
    assert_eq!(episode["end"], "accepted");
    assert_eq!(episode["kept"], json!(["30s"]));
}

#[test]
fn a_line_that_is_deleted_takes_no_word_back() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let line = editor.line(0);
    editor.keys(line, "let x = 1; ");
    let at = line + "let x = 1; ".len();
    let at = editor.keys(at, "thing.");
    let end = editor.accept(at, 0, "alpha_two");
    editor.wait(2000);
    editor.replace(line - 4..end + 1, "");
    assert_eq!(editor.outcome()["end"], "accepted");
}

#[test]
fn a_word_that_is_changed_was_edited() {
    for (shape, learned) in [("vs code", false), ("vs code", true), ("neovim", true)] {
        let house = house();
        let client = house.serve();
        let mut editor = Editor::things(&house, &client);
        let word = take(&mut editor, shape);
        if learned {
            assert_eq!(editor.outcome()["end"], "accepted");
        }
        editor.wait(40_000);
        // alpha_two → alpha_too → alpha_tools
        let o = word.start + "alpha_tw".len();
        editor.replace(o - 1..o, "");
        editor.keys(o - 1, "o");
        editor.keys(o + 1, "ls");
        let episode = editor.outcome();
        assert_eq!(episode["end"], "edited", "{shape} {learned}: {episode}");
        assert_eq!(episode["word"], "alpha_tools");
        let row = episode["row"].as_u64().expect("a row") as usize;
        assert_eq!(episode["shown"][row]["word"], "alpha_two");
    }
}

#[test]
fn letters_that_are_deleted_before_others_are_typed_are_an_edit() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let row = editor.row(at, "alpha_two");
    let end = editor.replace(at..at, "alpha_two");
    editor.run(&row);
    for i in 0.."pha_two".len() {
        editor.replace(end - i - 1..end - i, "");
    }
    let end = editor.keys(at + 2, "together");
    editor.keys(end, "();");
    let episode = editor.outcome();
    assert_eq!(episode["end"], "edited");
    assert_eq!(episode["word"], "altogether");
}

#[test]
fn diagnostics_are_the_editors_or_the_trees() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "alpha_two");
    editor.keys(end, ";");
    let own = editor.outcome()["diagnostics"].clone();
    assert!(
        own["before"].as_u64() > Some(0),
        "half a statement is an error"
    );
    assert_eq!(own["after"], 0);
    let diagnose = |editor: &Editor, errors: u64| {
        let params = json!({ "uri": editor.uri, "version": editor.version, "errors": errors });
        client.notify("habitus/diagnostics", params).expect("sent");
    };
    diagnose(&editor, 7);
    editor.wait(1);
    let at = editor.receiver(1);
    let end = editor.accept(at, 0, "bravo_two");
    editor.keys(end, ";");
    diagnose(&editor, 3);
    editor.leave();
    let last = editor.episodes().pop().expect("an episode");
    assert_eq!(last["diagnostics"], json!({ "before": 7, "after": 3 }));
}

#[test]
fn a_list_on_screen_is_an_open_episode() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    editor.list(at);
    flush(&client);
    let told = client.request("habitus/episodes", json!({})).expect("told");
    assert_eq!(told[0]["end"], "open");
    assert!(told[0]["shown"].as_array().expect("rows").len() >= 9);
    assert_eq!(told.as_array().expect("all").len(), 1);
}

/// Under load VS Code asks for a list again that it shows already, and takes a row of the first.
#[test]
fn a_row_of_a_list_that_was_asked_for_again_is_taken_by_its_command() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let row = editor.row(at, "delta_two");
    assert_ne!(row["command"], editor.row(at, "delta_two")["command"]);
    let end = editor.replace(at..at, "delta_two");
    editor.run(&row);
    editor.keys(end, "();");
    editor.leave();
    let by_command = |e: &Value| e["word"] == "delta_two" && e["by"] == "command";
    let episodes = editor.episodes();
    assert!(episodes.iter().any(by_command), "{episodes:?}");
}
