use super::{Hunk, hunks, lines};

fn check(old: &str, new: &str, expected: &[(std::ops::Range<usize>, std::ops::Range<usize>)]) {
    let expected = expected.iter().map(|(old, new)| Hunk {
        old: old.clone(),
        new: new.clone(),
    });
    assert_eq!(hunks(old, new), expected.collect::<Vec<_>>());
}

#[test]
fn a_hunk_is_what_was_replaced() {
    check("a\nb\nc\n", "a\nb\nc\n", &[]);
    check("", "a\nb", &[(0..0, 0..2)]);
    check("a\nb\n", "", &[(0..2, 0..0)]);
    check("a\nb\nc\n", "a\nx\ny\nc\n", &[(1..2, 1..3)]);
    check(
        "a\nb\nc\nd\n",
        "x\na\nb\nd\n",
        &[(0..0, 0..1), (2..3, 3..3)],
    );
}

#[test]
fn a_line_is_another_one_with_another_end() {
    check("a\nb", "a\nb\n", &[(1..2, 1..2)]);
    check("a\r\nb\n", "a\nb\n", &[(0..1, 0..1)]);
}

#[test]
fn a_new_function_begins_with_its_own_line() {
    let old = "fn a() {\n    x();\n}\n";
    let new = "fn a() {\n    x();\n}\n\nfn b() {\n    x();\n}\n";
    check(old, new, &[(3..3, 3..7)]);
}

#[test]
fn lines_are_counted_as_in_hunks() {
    assert_eq!(lines("a\rb\r\n\nc"), ["a\rb\r\n", "\n", "c"]);
    assert_eq!(lines(""), [""; 0]);
}
