use proptest::prelude::*;

use super::*;
use crate::syntax::FileFacts;

const LONG: Duration = Duration::from_secs(600);

fn source(text: &str) -> Source {
    Source::new(Arc::new(Text::new(text.into()))).reparsed(LONG)
}

fn sexp(source: &Source) -> String {
    source
        .tree()
        .map_or(String::new(), |t| t.root_node().to_sexp())
}

fn same(a: &Source, b: &Source) {
    assert!(a.tokens() == b.tokens());
    assert!(sexp(&a.reparsed(LONG)) == sexp(b));
}

#[test]
fn follows_edits() {
    let (a, b) = ("fn a() { x }\nfn b() {}\n", "fn a() { x.y }\nfn bc() {}\n");
    let after = source(a).edited(Arc::new(Text::new(b.into())));
    same(&after, &source(b));
}

#[test]
fn a_large_text_has_nothing() {
    let large = source(&"a ".repeat(LARGEST));
    assert!(large.tokens().is_empty() && large.tree().is_none() && !large.is_stale());
    let small = large.edited(Arc::new(Text::new("fn a() {}".into())));
    same(&small, &source("fn a() {}"));
}

#[test]
fn a_spent_budget_keeps_the_old_tree_and_tries_again() {
    let text = "fn a() { b(c, d); }\n".repeat(4000);
    let longer = format!("fn z() {{}}\n{text}");
    let mut old = source(&text).tree.clone();
    if let Some(tree) = &mut old {
        tree.edit(&input_edit(&change::between(&text, &longer)));
    }
    for (old, has_tree) in [(None, false), (old, true)] {
        let tokens = tokenize(&longer);
        let stale = Source::parsed(
            Arc::new(Text::new(longer.clone())),
            tokens,
            old,
            Duration::ZERO,
        );
        assert!(stale.is_stale());
        assert_eq!(stale.tree().is_some(), has_tree);
        assert!(
            stale
                .tree()
                .is_none_or(|t| t.root_node().end_byte() == longer.len())
        );
        let done = stale.reparsed(LONG);
        assert!(!done.is_stale());
        same(&done, &source(&longer));
        let next = stale.edited(Arc::new(Text::new("fn a() {}".into())));
        same(&next, &source("fn a() {}"));
    }
}

#[test]
fn hostile_texts_fit_a_small_stack() {
    let run = || {
        let deep = "(".repeat(100_000) + &")".repeat(100_000);
        let texts = [
            format!("fn a() {{ {deep} }}"),
            "(".repeat(200_000),
            "([{<".repeat(25_000),
            format!("m! {{ {} }}", "a, ".repeat(170_000)),
            format!("fn a() {{ {}a }}", "a+".repeat(50_000)),
            format!("fn a() {{ {}a }}", "!".repeat(100_000)),
            format!("fn a() {{ {}a }}", "&mut ".repeat(50_000)),
            format!("fn a() {{ {}a }}", "|a| ".repeat(50_000)),
            format!("type A = {}u8;", "Vec<".repeat(50_000)),
            "if a {} else ".repeat(20_000),
            "<".repeat(100_000),
            "'".repeat(100_000),
        ];
        for text in texts {
            let one = Source::new(Arc::new(Text::new(text.clone())));
            let longer = Arc::new(Text::new(text.clone() + "\nfn b() {}"));
            let two = one.edited(longer);
            assert!(two.tokens().len() >= one.tokens().len());
            // With more time, a deep tree must not overflow the stack either.
            let whole = two.reparsed(Duration::from_secs(1));
            for at in [text.len() / 2, text.len(), whole.as_str().len() - 1] {
                whole.site(at);
                whole.bindings(at);
            }
            FileFacts::new(std::path::Path::new("a.rs"), &whole);
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    assert!(thread.spawn(run).unwrap().join().is_ok());
}

fn code() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "fn a",
        "(",
        ")",
        "{",
        "}",
        "let x = ",
        "1",
        ";",
        "\n",
        "y.z",
        "// é\n",
        "\"s\"",
        "é",
        "::",
        "impl T ",
        "struct S ",
        "\r\n",
        "=> ",
        ",",
        "match x ",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_difference_leads_from_one_text_to_the_other(a in code(), b in code()) {
        let edit = change::between(&a, &b);
        let made = format!("{}{}{}", &a[..edit.start], &b[edit.start..edit.new_end], &a[edit.old_end..]);
        prop_assert_eq!(&made, &b);
        prop_assert_eq!(&a[..edit.start], &b[..edit.start]);
        prop_assert_eq!(&a[edit.old_end..], &b[edit.new_end..]);
    }

    #[test]
    fn an_edited_source_equals_a_new_one(a in code(), b in code()) {
        let after = source(&a).edited(Arc::new(Text::new(b.clone()))).reparsed(LONG);
        let fresh = source(&b);
        prop_assert_eq!(after.tokens(), fresh.tokens());
        let range = |s: &Source| s.tree().map(|t| t.root_node().byte_range());
        prop_assert_eq!(range(&after), range(&fresh));
    }
}
