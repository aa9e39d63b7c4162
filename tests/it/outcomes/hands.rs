//! What nobody's hands wrote, though it is short: an import, a rename, a reload of a few letters. And what
//! somebody's did, though it looks like one.
use super::*;
use crate::observe::holds;

/// A row that was taken on the first line.
fn taken<'a>(house: &House, client: &'a Client, text: &str) -> Editor<'a> {
    house.write("page.rs", text);
    let mut editor = Editor::open(house, client, "page.rs", text);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "alpha_two");
    editor.keys(end, ";");
    editor.leave();
    editor
}

fn things() -> String {
    page(|_| "thing".to_owned())
}

/// All that happened is that the row was taken.
fn assert_only_taken(editor: &mut Editor) {
    editor.leave();
    let episodes = editor.episodes();
    assert_eq!(episodes.len(), 1, "{episodes:#?}");
    let first = &said(&episodes[0]);
    assert_eq!(
        (&first[0], &first[1]),
        (&json!("accepted"), &json!("alpha_two"))
    );
}

#[test]
fn an_import_that_a_tool_writes_is_not_typed() {
    for import in [
        "use crate::imported::Name_of_it;\n",
        "\nuse crate::imported::Name_of_it;",
    ] {
        let house = house();
        let client = house.serve();
        let mut editor = taken(&house, &client, &format!("//! Head.\n{}", things()));
        let at = if import.ends_with('\n') { 10 } else { 9 };
        editor.replace(at..at, import);
        assert_only_taken(&mut editor);
        assert!(
            !holds(&house, "imported") && !holds(&house, "Name_of_it"),
            "{import:?}"
        );
    }
}

/// Two more places where the word stands that is taken.
const MORE: &str = "fn more(thing: Thing) {\n    thing.alpha_two();\n    thing.alpha_two();\n}\n";
const RENAMED: &str = "renamed_one";

/// The word's places, the last first, with another name.
fn renamed(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let word = "alpha_two";
    let places = text.rmatch_indices(word);
    let edits: Vec<_> = places
        .map(|(at, _)| (at..at + word.len(), RENAMED))
        .collect();
    assert_eq!(edits.len(), 3);
    edits
}

#[test]
fn a_rename_is_not_typed_and_edits_nothing() {
    let house = house();
    let client = house.serve();
    let mut editor = taken(&house, &client, &format!("{}{MORE}", things()));
    let edits = renamed(&editor.text);
    editor.change(&edits, 1);
    assert_only_taken(&mut editor);
    assert!(!holds(&house, RENAMED));
}

#[test]
fn a_rename_in_the_message_that_leaves_the_word_edits_nothing() {
    let house = house();
    let client = house.serve();
    let text = format!("{}{MORE}", things());
    house.write("page.rs", &text);
    let mut editor = Editor::open(&house, &client, "page.rs", &text);
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "alpha_two");
    editor.keys(end, ";");
    // As an editor sends what it held back for a while.
    let last = editor.text.len();
    let mut edits = vec![(last..last, ";")];
    edits.extend(renamed(&editor.text));
    editor.change(&edits, 1);
    assert_only_taken(&mut editor);
    assert!(!holds(&house, RENAMED));
}

#[test]
fn a_row_without_its_command_is_taken_once_something_is_written_behind_it() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    editor.list(at);
    let end = editor.burst(at, "alpha_two", 9);
    editor.keys(end, "();");
    editor.wait(3000);
    let end = editor.backspaces(end, "two".len(), 1);
    editor.keys(end, "six");
    assert_eq!(
        said(&editor.outcome()),
        json!(["edited", "alpha_six", "text", 1])
    );
}

#[test]
fn a_word_that_is_finished_later_was_half_a_word_before() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let end = editor.keys(at, "half_wr");
    // Something is written elsewhere, key by key, and learned.
    editor.leave();
    flush(&client);
    editor.keys(end, "itten();");
    editor.leave();
    let at = editor.receiver(1);
    let end = editor.keys(at, "hal");
    assert_eq!(editor.labels(end), ["half_written"]);
    editor.backspaces(end, 3, 1);
    let at = editor.receiver(2);
    assert!(!editor.labels(at).contains(&"half_wr".to_owned()));
}

#[test]
fn a_row_that_comes_with_its_import_is_taken_and_the_import_is_not_typed() {
    let house = house();
    let client = house.serve();
    let mut editor = Editor::things(&house, &client);
    let at = editor.receiver(0);
    let row = editor.row(at, "alpha_two");
    let import = "use crate::imported::Name_of_it;\n";
    editor.change(&[(at..at, "alpha_two()"), (0..0, import)], 1);
    editor.run(&row);
    let end = at + import.len() + "alpha_two()".len();
    editor.keys(end, ";");
    assert_eq!(said(&editor.outcome())[2], "command");
    assert!(holds(&house, "alpha_two") && !holds(&house, "imported"));
}

#[test]
fn a_reload_of_a_few_letters_is_no_outcome() {
    let house = house();
    let client = house.serve();
    let mut editor = taken(&house, &client, &things());
    flush(&client);
    let at = editor.text.find("alpha_two").expect("it") + "alpha_".len();
    let new = editor.text.replace("alpha_two", "alpha_zqx");
    house.write("page.rs", &new);
    editor.replace(at..at + 3, "zqx");
    assert_only_taken(&mut editor);
    assert!(!holds(&house, "\"as\":\"undone\""));
}

#[test]
fn what_is_saved_at_once_was_typed() {
    let house = house();
    let client = house.serve();
    house.write("page.rs", things());
    let mut editor = Editor::open(&house, &client, "page.rs", &things());
    let at = editor.receiver(0);
    let end = editor.keys(at, "quickly_typed()");
    flush(&client);
    let mut saved = editor.text.clone();
    saved.insert(end, ';');
    // The disk has it before the server is told.
    house.write("page.rs", &saved);
    editor.keys(end, ";");
    editor.save();
    flush(&client);
    assert!(holds(&house, "quickly_typed"));
}
