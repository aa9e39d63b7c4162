//! Names that are keywords, with their `r#`.
use super::*;

#[test]
fn a_raw_name_is_taken_and_comes_first_from_then_on() {
    let house = house();
    let client = house.serve();
    let head = "pub struct Raw;\nimpl Raw {\n    pub fn plain(&self) {}\n    pub fn r#try(&self) {}\n}\n\n";
    let text = head.to_owned() + &page(|_| "raw: Raw".to_owned()).replace(": Raw: Thing", ": Raw");
    let mut editor = Editor::open(&house, &client, "page.rs", &text);
    let at = editor.line(0);
    let at = editor.keys(at, "raw.");
    let row = editor.row(at, "r#try");
    let end = editor.replace(at..at, "r#try()");
    editor.run(&row);
    editor.keys(end, ";");
    let outcome = editor.outcome();
    assert_eq!(
        said(&outcome),
        accepted(
            "try",
            "command",
            outcome["row"].as_u64().expect("a row") as usize
        )
    );
    let at = editor.line(1);
    let at = editor.keys(at, "raw.");
    assert_eq!(editor.rank(at, "r#try"), Some(0));
}
