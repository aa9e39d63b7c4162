use super::*;
use crate::text::Edit;

fn names(words: &str) -> Vec<Sym> {
    words.split_whitespace().map(Sym::of).collect()
}

fn edit(start: usize, old_end: usize, new_end: usize) -> Edit {
    Edit {
        start,
        old_end,
        new_end,
        ..Default::default()
    }
}

#[test]
fn only_new_tokens_are_fresh() {
    let old = names("let a = b . c ( ) ;");
    let new = names("let a = b . d ( e ) ; f ( ) ;");
    assert_eq!(fresh(&old, &new), [5, 6, 7, 8, 9, 10]);
    assert_eq!(fresh(&new, &new), [0usize; 0]);
}

#[test]
fn a_place_moves_with_the_text_before_it() {
    assert_eq!(moved(10, &edit(0, 0, 3)), 13);
    assert_eq!(moved(10, &edit(10, 10, 13)), 10);
    assert_eq!(moved(10, &edit(4, 12, 5)), 4);
    let mut history = History::default();
    history.push(2, &[edit(0, 0, 3)]);
    history.push(7, &[edit(0, 1, 0)]);
    assert_eq!(history.bring(10, 1), 12);
    assert_eq!(history.bring(10, 2), 9);
}

#[test]
fn several_lines_in_one_piece_are_a_paste() {
    let text = "a\nb\nc";
    assert!(is_paste(&edit(0, 0, 3), text));
    assert!(
        !is_paste(&edit(0, 0, 2), text),
        "a line with its end is none"
    );
    assert!(is_paste(&edit(0, 0, 90), &"x".repeat(90)));
}

#[test]
fn an_accepted_row_is_told_from_typing() {
    let shown = Shown {
        offer: 1,
        anchor: 4,
        rows: names("store stop"),
        accepted: None,
    };
    assert_eq!(shown.accepts(&edit(4, 6, 9), "store"), Some(0));
    assert_eq!(shown.accepts(&edit(6, 6, 8), "stop"), Some(1));
    assert_eq!(
        shown.accepts(&edit(8, 8, 9), "store"),
        None,
        "the last letter, typed"
    );
    assert_eq!(shown.accepts(&edit(4, 6, 9), "stark"), None);
}
