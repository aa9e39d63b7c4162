//! What an outcome does to the lists that come after it.
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;

/// Refuses the list of a function: looks at it, then types another word.
fn refuse(editor: &mut Editor, function: usize, word: &str) {
    let at = editor.receiver(function);
    editor.list(at);
    editor.wait(1500);
    let end = editor.keys(at, word);
    editor.keys(end, "();");
    editor.leave();
    let refused = |e: &Value| e["end"] == "refused" && e["word"] == word;
    assert!(editor.episodes().iter().any(refused));
}

/// Types a word by hand in a function.
fn type_there(editor: &mut Editor, function: usize, word: &str) {
    let at = editor.receiver(function);
    let end = editor.keys(at, &format!("{word}()"));
    editor.keys(end, ";");
    editor.leave();
    flush(editor.client);
}

/// Looks at the list of a function, and leaves nothing behind.
fn look(editor: &mut Editor, function: usize) -> Vec<String> {
    let at = editor.receiver(function);
    let labels = editor.labels(at);
    let line = editor.text[..at].rfind("    ").expect("a line") + 4;
    editor.replace(line..at, "");
    flush(editor.client);
    labels
}

fn row_of(labels: &[String], word: &str) -> usize {
    let found = labels.iter().position(|label| label == word);
    found.unwrap_or(usize::MAX)
}

/// A page where every second function's `thing` is an `item`.
fn two_sites<'a>(house: &House, client: &'a Client) -> Editor<'a> {
    let name = |i: usize| ["thing", "item"][i % 2].to_owned();
    Editor::open(house, client, "page.rs", &page(name))
}

/// What is typed instead of the rows.
const OTHERS: [&str; 3] = ["otherwise", "something", "elsewhere"];

#[test]
fn a_word_that_was_refused_three_times_is_out_of_the_first_five_there() {
    let house = house();
    let mut client = house.serve();
    let mut editor = two_sites(&house, &client);
    let first = look(&mut editor, 0)[0].clone();
    for (word, function) in OTHERS.iter().zip([0, 2, 4]) {
        refuse(&mut editor, function, word);
    }
    assert!(row_of(&look(&mut editor, 6), &first) >= 5);

    // Neither a kill nor a clean end brings it back.
    for is_clean in [false, true] {
        match is_clean {
            false => client.kill().expect("killed"),
            true => assert!(client.stop().expect("stopped").success()),
        }
        client = house.serve();
        let mut editor = two_sites(&house, &client);
        assert!(row_of(&look(&mut editor, 6), &first) >= 5, "{is_clean}");
        assert!(row_of(&look(&mut editor, 1), &first) < 5);
    }

    // Typed by hand, it is back.
    let mut editor = two_sites(&house, &client);
    type_there(&mut editor, 6, &first);
    assert!(row_of(&look(&mut editor, 8), &first) < 5);
    type_there(&mut editor, 8, &first);
    assert_eq!(row_of(&look(&mut editor, 10), &first), 0);
    drop(client);
    let client = house.serve();
    let mut editor = two_sites(&house, &client);
    assert!(row_of(&look(&mut editor, 10), &first) < 5);
}

#[test]
fn elsewhere_a_refused_word_keeps_its_place() {
    // The same is typed without a look at the list: nothing is refused.
    let lists = [1500, 0].map(|dwell| {
        let house = house();
        let client = house.serve();
        let mut editor = two_sites(&house, &client);
        for (word, function) in OTHERS.iter().zip([0, 2, 4]) {
            let at = editor.receiver(function);
            editor.list(at);
            editor.wait(dwell);
            let end = editor.keys(at, word);
            editor.keys(end, "();");
            editor.leave();
            flush(&client);
        }
        (look(&mut editor, 6), look(&mut editor, 1))
    });
    let [(there, elsewhere), (control, elsewhere_control)] = lists;
    assert_ne!(there, control);
    assert_eq!(elsewhere, elsewhere_control);
}

#[test]
fn rows_are_refused_too_where_a_lower_one_is_typed() {
    let house = house();
    let client = house.serve();
    let mut editor = two_sites(&house, &client);
    let first = look(&mut editor, 0)[0].clone();
    for function in [0, 2, 4] {
        let at = editor.receiver(function);
        editor.list(at);
        editor.wait(1500);
        let end = editor.keys(at, "otherwise");
        editor.keys(end, "();");
        editor.leave();
        flush(&client);
    }
    assert!(row_of(&look(&mut editor, 6), &first) >= 5);
    assert_eq!(row_of(&look(&mut editor, 6), "otherwise"), 0);
}

#[test]
fn a_habit_that_is_refused_three_times_is_out_too_and_back_when_it_is_taken() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    for function in 0..3 {
        let at = editor.receiver(function);
        let end = editor.accept(at, 0, "delta_two");
        editor.keys(end, ";");
        editor.leave();
        flush(&client);
    }
    assert_eq!(look(&mut editor, 3)[0], "delta_two");
    for (word, function) in OTHERS.iter().zip(3..6) {
        refuse(&mut editor, function, word);
    }
    assert!(row_of(&look(&mut editor, 6), "delta_two") >= 5);
    let at = editor.receiver(6);
    let end = editor.accept(at, 0, "delta_two");
    editor.keys(end, ";");
    editor.leave();
    flush(&client);
    assert!(row_of(&look(&mut editor, 7), "delta_two") < 5); // It is forgiven for good.
    client.kill().expect("killed");
    client = house.serve();
    let mut editor = Editor::things(&house, &client);
    assert_eq!(look(&mut editor, 7)[0], "delta_two");
}

#[test]
fn what_was_accepted_and_undone_is_lower_at_ten_sites() {
    let house = house();
    let mut client = house.serve();
    let page = page(|i| format!("thing{i}"));
    let mut editor = Editor::open(&house, &client, "page.rs", &page);
    let mut before = Vec::new();
    for function in 0..10 {
        let labels = look(&mut editor, function);
        let row = function % 7;
        before.push((labels[row].clone(), row));
        let at = editor.receiver(function);
        let end = editor.accept(at, 0, &labels[row]);
        let learned = function % 2 == 0;
        if learned {
            editor.leave();
            flush(&client);
        }
        editor.wait(3000);
        editor.replace(at..end, "");
        let undone = editor.episodes();
        let undone = undone.iter().filter(|e| e["end"] == "undone").count();
        assert_eq!(undone, function + 1);
        let line = editor.line_of(at);
        editor.replace(line..at, "");
        let now = row_of(&look(&mut editor, function), &labels[row]);
        assert!(now > row, "function {function}: row {row}, undone {now}");
    }
    client.kill().expect("killed");
    let client = house.serve();
    let mut editor = Editor::open(&house, &client, "page.rs", &page);
    for (function, (word, row)) in before.into_iter().enumerate() {
        let now = row_of(&look(&mut editor, function), &word);
        assert!(
            now > row,
            "function {function}: row {row}, after a kill {now}"
        );
    }
}

/// The list of a function with its probabilities, as its open episode tells.
fn scores(editor: &mut Editor, function: usize) -> Value {
    let at = editor.receiver(function);
    editor.list(at);
    flush(editor.client);
    let told = editor.client.request("habitus/episodes", json!({}));
    let told = told.expect("told");
    let mut all = told.as_array().expect("all").iter();
    let shown = all.find(|e| e["end"] == "open").expect("a list")["shown"].clone();
    let line = editor.line_of(at);
    editor.replace(line..at, "");
    flush(editor.client);
    shown
}

#[test]
fn an_undo_takes_back_what_was_learned() {
    let house = house();
    let client = house.serve();
    let page = page(|i| format!("thing{i}"));
    let mut editor = Editor::open(&house, &client, "page.rs", &page);
    // Another site teaches nothing but what carries over.
    let before = look(&mut editor, 5);
    let scored = scores(&mut editor, 5);
    for function in 0..3 {
        let at = editor.receiver(function);
        let end = editor.accept(at, 0, &before[6]);
        editor.leave();
        flush(&client);
        assert_ne!(look(&mut editor, 5), before, "it was learned");
        editor.replace(at..end, "");
        let undone = |e: &&Value| e["end"] == "undone";
        assert_eq!(
            editor.episodes().iter().filter(undone).count(),
            function + 1
        );
        let line = editor.line_of(at);
        editor.replace(line..at, "");
        assert_eq!(look(&mut editor, 5), before, "function {function}");
        assert_eq!(scores(&mut editor, 5), scored, "function {function}");
    }
}

#[test]
fn the_word_that_came_of_an_edit_gains() {
    let house = house();
    let mut client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let labels = look(&mut editor, 1);
    let (taken, wanted) = (&labels[0], &labels[7]);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, taken);
    editor.replace(end - 2 - taken.len()..end - 2, "");
    editor.keys(at, wanted);
    editor.leave();
    let episodes = editor.episodes();
    let edited = episodes.iter().find(|e| e["end"] == "edited").expect("it");
    assert_eq!(edited["word"], **wanted);
    let check = |editor: &mut Editor| {
        let now = look(editor, 1);
        assert!(row_of(&now, wanted) < row_of(&labels, wanted), "{now:?}");
        assert!(row_of(&now, taken) > row_of(&labels, taken), "{now:?}");
    };
    check(&mut editor);
    client.kill().expect("killed");
    let client = house.serve();
    check(&mut Editor::things(&house, &client));
}

#[test]
fn what_was_typed_through_is_no_refusal() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let before: BTreeSet<String> = look(&mut editor, 6).into_iter().take(5).collect();
    let word = before.iter().next().expect("a word").clone();
    for function in 0..4 {
        let at = editor.receiver(function);
        editor.list(at);
        editor.wait(5000);
        let end = editor.keys(at, &word);
        editor.keys(end, "();");
        editor.leave();
        flush(&client);
    }
    let last = editor.episodes().pop().expect("an episode");
    assert_eq!(last["end"], "typed_through");
    assert_eq!(look(&mut editor, 6)[0], word);
}
