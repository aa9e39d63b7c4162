use proptest::prelude::*;

use super::*;

fn words(text: &str) -> Vec<&str> {
    tokenize(text)
        .iter()
        .map(|t| &text[t.start as usize..t.end as usize])
        .collect()
}

fn kinds(text: &str) -> Vec<Kind> {
    tokenize(text).iter().map(|t| t.kind).collect()
}

/// What stands between tokens, comments taken out, must be white space.
fn covers(text: &str) -> bool {
    let tokens = tokenize(text);
    let mut at = 0;
    for token in &tokens {
        let (start, end) = (token.start as usize, token.end as usize);
        let sound = at <= start && start < end && text.get(start..end).is_some();
        if !sound || !is_trivia(&text[at..start], at) {
            return false;
        }
        at = end;
    }
    is_trivia(&text[at..], at)
}

fn is_trivia(gap: &str, at: usize) -> bool {
    let mut rest = gap;
    loop {
        rest = rest.trim_start_matches(scan::is_blank);
        if rest.is_empty() {
            return true;
        }
        if rest.starts_with("//") || (at == 0 && rest.starts_with("#!/")) {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[scan::block_comment_end(rest.as_bytes(), 0)..];
        } else {
            return false;
        }
    }
}

#[test]
fn splits_as_rust_does() {
    let cases: &[(&str, &[&str])] = &[
        ("a.b", &["a", ".", "b"]),
        ("0..10", &["0", "..", "10"]),
        ("0..=10", &["0", "..=", "10"]),
        ("1.0f32+1e-3", &["1.0f32", "+", "1e-3"]),
        ("1.foo()", &["1", ".", "foo", "(", ")"]),
        ("1.", &["1."]),
        ("0xff_u8 0b1 0o7", &["0xff_u8", "0b1", "0o7"]),
        ("0xe+1", &["0xe", "+", "1"]),
        ("x.0.1", &["x", ".", "0", ".", "1"]),
        ("x.0.len()", &["x", ".", "0", ".", "len", "(", ")"]),
        ("1.0.sin()", &["1.0", ".", "sin", "(", ")"]),
        ("r#type", &["r#type"]),
        ("r##x", &["r", "#", "#", "x"]),
        ("r#\"a\"b\"# c", &["r#\"a\"b\"#", "c"]),
        (
            "br##\"\"#\"## b\"x\" c\"y\" b'z'",
            &["br##\"\"#\"##", "b\"x\"", "c\"y\"", "b'z'"],
        ),
        (
            "'a' 'a 'static '\\'' '\\u{1F600}'",
            &["'a'", "'a", "'static", "'\\''", "'\\u{1F600}'"],
        ),
        (
            "&'a str<'a,'b>",
            &["&", "'a", "str", "<", "'a", ",", "'b", ">"],
        ),
        ("' '", &["' '"]),
        ("a<<=b>>=c..=d", &["a", "<<=", "b", ">>=", "c", "..=", "d"]),
        (
            "a=>b->c::d&&e||f",
            &["a", "=>", "b", "->", "c", "::", "d", "&&", "e", "||", "f"],
        ),
        ("/* a /* b */ c */ d // e\nf", &["d", "f"]),
        ("\"a\\\"b\" c", &["\"a\\\"b\"", "c"]),
        ("a\u{a0}é_1→x", &["a", "é_1", "→", "x"]),
        ("#!/bin/sh x\n#![a]", &["#", "!", "[", "a", "]"]),
        ("#![a]", &["#", "!", "[", "a", "]"]),
    ];
    for (text, expected) in cases {
        assert_eq!(&words(text), expected, "{text}");
        assert!(covers(text), "{text}");
    }
}

#[test]
fn names_kinds() {
    use Kind::*;
    let text = "fn r#fn self Self union 'a 'a' \"\" 1 -> _ gen";
    let expected = [
        Keyword, Ident, Keyword, Keyword, Ident, Lifetime, Char, Str, Number, Punct, Keyword, Ident,
    ];
    assert_eq!(kinds(text), expected);
    let tokens = tokenize("r#match \"x\" r\"y\" 1 2.0 'a' 'r#a");
    assert_eq!(tokens[0].sym, Sym::of("match"));
    assert_eq!(tokens[1].sym, tokens[2].sym);
    assert_eq!(tokens[1].sym, Sym::of("\""));
    assert_eq!(tokens[3].sym, tokens[4].sym);
    assert_eq!(tokens[6].sym, Sym::of("'a"));
}

#[test]
fn an_unfinished_string_costs_its_line_only() {
    let text = "let a = \"hel\nlet b = foo(\"x\");\nlet c = 1;";
    let expected = "let a = \"hel let b = foo ( \"x\" ) ; let c = 1 ;";
    assert_eq!(words(text).join(" "), expected);
    assert_eq!(
        words("f(r#\"abc\ng()"),
        ["f", "(", "r#\"abc", "g", "(", ")"]
    );
    assert_eq!(words("a(\"\r\nb"), ["a", "(", "\"", "b"]);
}

#[test]
fn a_string_of_many_lines_stays_one() {
    let text = "x(\"select a\n  from b\");\ny(\"usage: \\\n   more\n\", z)";
    let expected = ["x", "(", "\"select a\n  from b\"", ")", ";", "y", "("];
    assert_eq!(words(text)[..7], expected);
    assert_eq!(words(text)[8..], [",", "z", ")"]);
}

#[test]
fn counts_lines_as_the_text_does() {
    let text = "a\nb\r\nc\rd /* \n */ e \"x\ny\" f // g\nh";
    let lines: Vec<u32> = tokenize(text).iter().map(|t| t.line).collect();
    assert_eq!(lines, [0, 1, 2, 3, 4, 4, 5, 6]);
}

#[test]
fn knows_comments_and_literals() {
    use Trivia::*;
    let cases = [
        ("a //$0", Some(LineComment)),
        ("a // b$0\nc", Some(LineComment)),
        ("a // b\n$0c", None),
        ("a$0 // b", None),
        ("/* a $0 */ b", Some(BlockComment)),
        ("/* a */$0 b", None),
        ("/* a $0", Some(BlockComment)),
        ("/*\n// x\n*/ /// y$0", Some(LineComment)),
        ("f(\"a$0\")", Some(Str)),
        ("f(\"a\"$0)", None),
        ("f($0\"a\")", None),
        ("f(\"a$0", Some(Str)),
        ("f(\"a\\\"$0", Some(Str)),
        ("f(r#\"a\"$0\nb", Some(Str)),
        ("'$0a'", Some(Char)),
        ("\"a\n// $0 b\"", Some(Str)),
        ("b // \" c\nd$0", None),
        ("x $0", None),
        ("$0", None),
    ];
    for (fixture, expected) in cases {
        let offset = fixture.find("$0").unwrap();
        let text = fixture.replace("$0", "");
        assert_eq!(
            trivia_at(&text, &tokenize(&text), offset),
            expected,
            "{fixture}"
        );
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "\\\"\n",
        "r#\"\n",
        "r##\"\nr#\"\n",
        "\"\n",
        "'",
        "/*",
        "\"\\",
        "'\\",
        "r#",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        assert!(covers(&text), "{piece:?}");
    }
}

fn rustish() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "\"", "\"", "\\", "\n", "\n", "r#\"", "\"#", "r\"", "#", "'", "'a", "'a'", "b'", "b\"",
        "//", "/*", "*/", "a", "fn", "x.0", ".", "..", "1", "e", "0x", " ", ";", ")", "(", "\r",
        "\r\n", "é", "→", "::", "=", ">", "<", "r", "br", "c\"", "{", "}", "'\\", "u{1}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_covered(text in any::<String>()) {
        prop_assert!(covers(&text));
    }

    #[test]
    fn any_rust_like_text_is_covered(text in rustish()) {
        prop_assert!(covers(&text));
    }

    #[test]
    fn relexing_equals_lexing(old in rustish(), piece in rustish(), a in 0usize..200, b in 0usize..20) {
        let snap = |mut i: usize| { while !old.is_char_boundary(i) { i -= 1 } i };
        let start = snap(a.min(old.len()));
        let end = snap((start + b).min(old.len()));
        let new = format!("{}{piece}{}", &old[..start], &old[end..]);
        let edit = Edit {
            start,
            old_end: end,
            new_end: start + piece.len(),
            start_place: Default::default(),
            old_end_place: Default::default(),
            new_end_place: Default::default(),
        };
        prop_assert_eq!(retokenize(&tokenize(&old), &new, &edit), tokenize(&new));
    }

    #[test]
    fn trivia_never_panics(text in rustish(), at in 0usize..200) {
        trivia_at(&text, &tokenize(&text), at.min(text.len()));
    }
}
