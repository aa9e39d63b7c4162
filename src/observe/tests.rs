use std::sync::Arc;

use super::*;
use crate::{
    syntax::Source,
    text::{Change, Edit, Encoding, Kind, Position, Range, Sym, Text},
};

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

/// A text, and what of it was written.
struct Desk {
    source: Source,
    written: Written,
}

impl Desk {
    fn new(text: &str) -> Desk {
        Desk {
            source: Source::new(Arc::new(Text::new(text.into()))),
            written: Written::default(),
        }
    }

    /// Replaces the first `old` by `new` in one piece.
    fn replace(&mut self, old: &str, new: &str) {
        let start = self.source.as_str().find(old).expect("it is there");
        self.write(start, start + old.len(), new);
    }

    /// Types a text before the first `place`, key by key.
    fn keys(&mut self, place: &str, text: &str) {
        let at = self.source.as_str().find(place).expect("it is there");
        for (i, key) in text.char_indices() {
            self.write(at + i, at + i, &key.to_string());
        }
    }

    fn write(&mut self, start: usize, end: usize, new: &str) {
        let mut text = Text::clone(self.source.text());
        let at = |offset| text.position(offset, Encoding::Utf8);
        let (start, end): (Position, Position) = (at(start), at(end));
        let change = Change {
            range: Some(Range { start, end }),
            text: new.into(),
        };
        let edits = [text.apply(&change, Encoding::Utf8)];
        let was = self.source.clone();
        self.source = was.edited(Arc::new(text));
        self.written
            .follow(&was, &self.source, &edits, Origin::Typed);
    }

    fn words(&self) -> Vec<&str> {
        let tokens = self.source.tokens();
        let words = self.written.words(tokens).into_iter();
        words.map(|(i, _)| self.source.str_of(&tokens[i])).collect()
    }

    fn at_cursor(&self) -> Vec<&str> {
        let tokens = self.source.tokens().iter();
        let words = tokens.filter(|t| t.kind == Kind::Ident);
        let at = words.filter(|t| self.written.is_at(t));
        at.map(|t| self.source.str_of(t)).collect()
    }
}

#[test]
fn only_typed_words_are_written() {
    let mut desk = Desk::new("fn f() {\n    old(call);\n    \n}\n");
    desk.keys("\n}", "let first = second.third(old);");
    assert_eq!(desk.words(), ["let", "first", "second", "third", "old"]);
    desk.replace("call", "called");
    desk.replace("second.", "");
    desk.replace("third", "th");
    assert_eq!(desk.words(), ["called", "let", "first", "old"]);
    desk.keys("(old)", "ird");
    assert_eq!(desk.words(), ["called", "let", "first", "third", "old"]);
}

#[test]
fn what_was_a_comment_or_a_string_is_not_written() {
    let mut desk = Desk::new("fn f() {\n    /* zqa\n zqb */ call(\"zqc\", x);\n}\n");
    desk.replace("/* ", "");
    desk.replace("\"zqc", "zqc");
    assert_eq!(desk.words(), [""; 0]);
    desk.replace("zqb */", "");
    desk.keys("zqa", "// zqd ");
    desk.replace("// ", "");
    assert_eq!(desk.words(), [""; 0], "typed in a comment");
    desk.keys("zqd", "\"zqe ");
    desk.replace("\"", "");
    assert_eq!(desk.words(), [""; 0], "typed in a string");
    desk.keys("zqe", "code ");
    assert_eq!(desk.words(), ["code"]);
    desk.keys("code", "//");
    desk.replace("//", "");
    assert_eq!(desk.words(), [""; 0], "typed, then in a comment");
}

#[test]
fn what_is_typed_between_quotes_that_are_odd_is_not_written() {
    let mut desk = Desk::new("fn f() {\n    p!(\"zqa zqb\");\n}\n");
    desk.keys(" zqb", "\"zqc\"");
    assert_eq!(desk.words(), [""; 0]);
    desk.keys("p!(", "q!(\"zqd\", code);");
    assert_eq!(desk.words(), ["code"]);
}

#[test]
fn what_is_written_anew_without_its_mark_is_not_written() {
    let mut desk = Desk::new("fn f() {\n    // zqa();\n    // zqb\n    x(\"zqc zqd\");\n}\n");
    desk.replace("// zqa();\n    // zq", "zqa();\n    other();\n    zq");
    desk.replace("\"zqc zqd\"", "zqc.zqd");
    assert_eq!(desk.words(), ["other"]);
    desk.replace("other", "other");
    assert_eq!(desk.words(), ["other"]);
}

#[test]
fn a_word_at_the_cursor_may_go_on() {
    let mut desk = Desk::new("fn f() {\n    \n    other();\n}\n");
    desk.keys("\n    other", "half");
    assert_eq!(desk.at_cursor(), ["half"]);
    desk.replace("other", "more");
    assert_eq!(desk.at_cursor(), ["half", "more"], "one change elsewhere");
    desk.keys("();", "over");
    assert_eq!(desk.at_cursor(), ["moreover"]);
    desk.keys("();", ".");
    assert_eq!(desk.at_cursor(), [""; 0]);
    desk.replace("moreover", "more");
    assert_eq!(desk.at_cursor(), ["more"], "a word was shortened");
}

#[test]
fn a_line_break_ends_a_word() {
    let mut desk = Desk::new("fn f() {\n    \n}\n");
    desk.keys("\n}", "first\n    second");
    assert_eq!(desk.at_cursor(), ["second"]);
}

#[test]
fn words_that_moved_are_not_gained() {
    let old = names("let a = b . c ( ) ;");
    let new = names("f ( ) ; let a = b . d ( e ) ;");
    let mut gained: Vec<_> = gained(&old, &new).into_iter().collect();
    gained.sort();
    let mut wanted: Vec<_> = names("f ( ) ; d e").into_iter().map(|s| (s, 1)).collect();
    wanted.sort();
    assert_eq!(gained, wanted);
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

fn shown(typed: usize, rows: &str) -> Shown {
    Shown {
        offer: 1,
        anchor: 4,
        typed,
        seen: true,
        rows: names(rows),
        ..Shown::default()
    }
}

#[test]
fn an_accepted_row_is_told_from_typing() {
    let shown = shown(2, "store stop if");
    let accepts =
        |start, old_end, new_end, word| shown.accepts(&edit(start, old_end, new_end), word);
    assert_eq!(accepts(4, 6, 9, "store"), Some(0), "the prefix anew");
    assert_eq!(accepts(4, 5, 6, "if"), Some(2));
    assert_eq!(accepts(4, 4, 10, "stop"), Some(1), "with its brackets");
    assert_eq!(accepts(5, 5, 8, "stop"), Some(1), "three letters");
    for (start, what) in [(6, "two keys at once"), (7, "the last letter")] {
        assert_eq!(accepts(start, start, 8, "stop"), None, "{what}");
    }
    assert_eq!(accepts(4, 4, 6, "if"), None, "two keys at once");
    assert_eq!(accepts(4, 8, 5, "i"), None, "a word overwritten by a key");
    assert_eq!(accepts(4, 6, 9, "stark"), None);
}

#[test]
fn the_last_list_before_the_word_was_whole_was_passed() {
    let lists = [
        shown(0, "iter"),
        shown(2, "stop"),
        shown(4, "stored"),
        shown(5, "stores"),
    ];
    let word = Sym::of("store");
    assert_eq!(passed(&lists, 4, word, 5), Some(Sym::of("stored")));
    assert_eq!(passed(&lists, 9, word, 5), None, "elsewhere");
    assert_eq!(
        passed(&lists[..1], 4, Sym::of("iter"), 4),
        None,
        "its own row"
    );
    let mut late = lists.clone();
    late[2].seen = false;
    assert_eq!(passed(&late, 4, word, 5), Some(Sym::of("stop")));
    let mut taken = lists.clone();
    taken[1].rows.push(word);
    taken[1].accepted = Some(1);
    assert_eq!(passed(&taken, 4, word, 5), Some(Sym::of("stop")));
    assert!(chosen(&taken, 4, word).is_some());
    assert!(chosen(&taken, 4, Sym::of("stop")).is_none());
}

#[test]
fn edits_that_touch_are_one_piece() {
    let keys = [edit(4, 4, 5), edit(5, 5, 6), edit(6, 6, 7)];
    assert_eq!(pieces(&keys), [(edit(4, 4, 7), 3)]);
    let backwards = [edit(6, 7, 6), edit(5, 6, 5), edit(5, 5, 9)];
    assert_eq!(pieces(&backwards), [(edit(5, 7, 9), 3)]);
    let apart = [edit(0, 0, 3), edit(9, 11, 15)];
    assert_eq!(pieces(&apart), [(edit(0, 0, 3), 1), (edit(9, 11, 15), 1)]);
}

#[test]
fn letters_in_pieces_are_a_run_and_keys_are_none() {
    let run = |messages: &[(usize, usize)]| {
        let (mut run, mut last) = (Run::default(), None);
        for &(start, end) in messages {
            last = run.follow(&edit(start, start, end), end - start);
        }
        last.map(|e| (e.start, e.old_end, e.new_end))
    };
    assert_eq!(run(&[(4, 5), (5, 8)]), Some((4, 4, 8)));
    assert_eq!(run(&[(4, 6), (6, 7), (7, 8)]), Some((4, 4, 8)));
    assert_eq!(run(&[(4, 5), (5, 6), (6, 7)]), None, "keys");
    assert_eq!(run(&[(4, 6), (9, 10)]), None, "elsewhere");
    assert_eq!(run(&[(4, 8)]), None, "one message is no run");
}

/// Marks the first `word`, lets the edits happen, and tells how they met it and what stands there.
fn marked(was: &str, word: &str, is: &str, edits: &[Edit]) -> (Touch, String) {
    let at = was.find(word).expect("it is there");
    let mut mark = Mark::new(at, word.len(), at + word.len());
    mark.look(was);
    let touches: Vec<Touch> = edits.iter().map(|e| mark.follow(e)).collect();
    let worst = [Touch::Beyond, Touch::Inside].into_iter();
    let mut worst = worst.filter(|t| touches.contains(t));
    (worst.next().unwrap_or(Touch::Beside), mark.look(is).into())
}

#[test]
fn a_mark_follows_its_word() {
    let was = "x.word(); y";
    let marked = |is, edits: &[Edit]| marked(was, "word", is, edits);
    let (beside, inside, beyond) = (Touch::Beside, Touch::Inside, Touch::Beyond);
    assert_eq!(
        marked("a x.word(); y", &[edit(0, 0, 2)]),
        (beside, "word".into())
    );
    assert_eq!(
        marked("x.&word(); y", &[edit(2, 2, 3)]),
        (beside, "word".into())
    );
    assert_eq!(
        marked("x.aword(); y", &[edit(2, 2, 3)]),
        (beside, "aword".into())
    );
    assert_eq!(
        marked("x.words(); y", &[edit(6, 6, 7)]),
        (beside, "words".into())
    );
    assert_eq!(marked("x.wo; y", &[edit(2, 8, 4)]), (inside, "wo".into()));
    assert_eq!(marked("x.; y", &[edit(2, 8, 2)]), (inside, "".into()));
    assert_eq!(marked("x. y", &[edit(2, 9, 2)]), (beyond, "".into()));
    assert_eq!(marked("y", &[edit(0, 10, 0)]).0, beyond);
    let gone_and_back = [edit(2, 8, 2), edit(2, 2, 8)];
    assert_eq!(marked(was, &gone_and_back), (inside, "word".into()));
}

#[test]
fn a_word_is_found_again_in_what_was_written_in_its_stead() {
    let (was, is) = ("a(word, b.word)", "a(\n    word,\n    b.word,\n)");
    let at = was.rfind("word").expect("it");
    let mark = Mark::new(at, 4, at + 4);
    let found = mark.relocated(Sym::of("word"), was, is, 0).expect("it");
    assert_eq!(found.at, is.rfind("word").expect("it"));
    let lost = mark.relocated(Sym::of("word"), was, "a(word, b)", 0);
    assert_eq!(lost, None);
}
