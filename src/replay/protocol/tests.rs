use super::{LONGEST, Mark, Protocol, Step};
use crate::history::{Changed, Commit};

fn commit(name: &str, files: &[(&str, &str)], deleted: &[&str]) -> Commit {
    let changed = |(i, &(old, new)): (usize, &(&str, &str))| Changed {
        path: format!("{i}.rs"),
        old: (!old.is_empty()).then(|| old.to_owned()),
        new: new.to_owned(),
    };
    Commit {
        id: String::new(),
        time: 0,
        name: name.into(),
        email: String::new(),
        files: files.iter().enumerate().map(changed).collect(),
        deleted: deleted.iter().map(|&text| text.into()).collect(),
        left_out: 0,
    }
}

fn step(name: &str, files: &[(&str, &str)], deleted: &[&str]) -> Step {
    let protocol = Protocol::of("sharkdp|David Peter").unwrap();
    protocol.step(&commit(name, files, deleted))
}

/// Each passage's tokens: `=` context, `~` learned, `+` scored and new, `-` scored, but stood there.
fn shown(step: &Step) -> Vec<String> {
    let mark = |mark: &Mark| match mark {
        Mark::Context => "=",
        Mark::Learned => "~",
        Mark::Scored { new: true } => "+",
        Mark::Scored { new: false } => "-",
    };
    let passages = step.passages.iter().map(|passage| {
        let source = &passage.source;
        assert_eq!(source.tokens().len(), passage.marks.len());
        let tokens = source.tokens().iter().zip(&passage.marks);
        let shown = tokens.map(|(t, m)| format!("{}{}", mark(m), source.str_of(t)));
        shown.collect::<Vec<_>>().join(" ")
    });
    passages.collect()
}

fn check(old: &str, new: &str, expected: &str) {
    assert_eq!(shown(&step("sharkdp", &[(old, new)], &[])), [expected]);
}

#[test]
fn added_lines_are_scored_and_others_are_context() {
    check("", "use a;\n", "+use +a +;");
    check("a\nc\n", "a\nb\nc\n", "=a +b =c");
    check("a\nb\nc\n", "a\nc\n", "=a =c");
    check("a\n", "// a word\na\nb /* c */ d // e\n", "=a +b +d");
}

#[test]
fn what_stays_in_a_replaced_line_is_not_new() {
    check(
        "let a = b(c);\n",
        "let a = d.b(c, e);\n",
        "-let -a -= +d +. -b -( -c +, +e -) -;",
    );
    check(
        "f(1, \"a\");\n",
        "f(2, \"b\", 3);\n",
        "-f -( -2 -, -\"b\" +, +3 -) -;",
    );
    check("x\na\ny\n", "x\na b\nc\ny\n", "=x -a +b +c =y");
}

#[test]
fn a_moved_or_indented_line_is_learned() {
    check(
        "a();\nb();\n",
        "if c {\n    a();\n}\nb();\n",
        "+if +c +{ ~a ~( ~) ~; +} =b =( =) =;",
    );
    let two = [("a();\nx\n", "x\n"), ("y\n", "y\na();\nb\n")];
    assert_eq!(
        shown(&step("sharkdp", &two, &[])),
        ["=x", "=y ~a ~( ~) ~; +b"]
    );
    let from_deleted = step("sharkdp", &[("", "\ta();\nb\n")], &["x\na();\n"]);
    assert_eq!(shown(&from_deleted), ["~a ~( ~) ~; +b"]);
    check("a\r\nb\r\n", "a\nb\nc\n", "~a ~b +c");
}

#[test]
fn others_and_very_long_commits_are_learned() {
    let other = step("Jane", &[("a\n", "a\nb\n")], &[]);
    assert_eq!((other.mine, shown(&other)), (false, vec!["=a ~b".into()]));
    let named = step("Dr. David Peter", &[("a\n", "a\nb\n")], &[]);
    assert_eq!((named.mine, shown(&named)), (true, vec!["=a +b".into()]));
    for (lines, mark) in [
        (LONGEST, Mark::Scored { new: true }),
        (LONGEST + 1, Mark::Learned),
    ] {
        let half = "x\n".repeat(lines / 2);
        let rest = "x\n".repeat(lines - lines / 2);
        let long = step("sharkdp", &[("", &half), ("", &rest)], &[]);
        assert_eq!((long.mine, long.added), (true, lines));
        assert!(
            long.passages
                .iter()
                .flat_map(|p| &p.marks)
                .all(|m| *m == mark)
        );
    }
}

#[test]
fn a_string_of_many_lines_belongs_to_its_first() {
    check(
        "f(\"a\nb\", c);\n",
        "f(\"a\nx\", c, d);\n",
        "=f =( =\"a\nx\" -, -c +, +d -) -;",
    );
    check(
        "a\n\"x\ry\";\nb\n",
        "a\n\"x\ry\";\nb\nc\n",
        "=a =\"x\ry\" =; =b +c",
    );
}

#[test]
fn an_author_is_a_regular_expression() {
    assert!(Protocol::of("b|c").is_ok());
    assert!(Protocol::of("(").is_err());
}
