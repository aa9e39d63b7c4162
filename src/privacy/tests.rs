use super::*;
use crate::text::Text;
use std::sync::Arc;

fn admitted(code: &str) -> Vec<String> {
    let source = Source::new(Arc::new(Text::new(code.into())));
    source
        .tokens()
        .iter()
        .filter_map(|t| Gate::new(&source).admit(t))
        .map(str::to_owned)
        .collect()
}

#[test]
fn literals_and_comments_are_never_admitted() {
    let words = admitted(
        "fn alpha() { /* hidden */ let beta = \"hidden\"; /// hidden\n gamma('h', b\"hidden\"); }",
    );
    assert_eq!(words, ["alpha", "let", "beta", "gamma"]);
}

#[test]
fn names_that_look_like_keys_are_not_admitted() {
    assert_eq!(
        admitted("fn f() { a3f9c2e17b604d5588aa0134cd(); real_name_of_things_2024(); }"),
        ["real_name_of_things_2024"]
    );
}

#[test]
fn what_stands_in_an_error_is_not_admitted() {
    let words = admitted("fn whole() { fine(); }\n ) garbage ( more\n");
    assert!(
        words.contains(&"fine".to_owned()) && !words.contains(&"garbage".to_owned()),
        "{words:?}"
    );
}

#[test]
fn what_may_have_been_inside_a_string_is_not_admitted() {
    for line in [
        "call(\"\"zqa {} zqb\", x);",
        "call(zqa zqb\", x);",
        "let p = zqa zqb\";",
    ] {
        let words = admitted(&format!("fn whole() {{\n    {line}\n    fine();\n}}\n"));
        assert!(
            words.iter().all(|w| !w.starts_with("zq")),
            "{line}: {words:?}"
        );
    }
    let words = admitted("fn whole() {\n    call(\"zqa\");\n}\n");
    assert!(words.contains(&"call".to_owned()), "{words:?}");
}

#[test]
fn well_known_keys_are_not_admitted() {
    assert_eq!(
        admitted("fn f() { AKIAIOSFODNN7EXAMPLE(); xoxb_not_so_secret_at_all(); }"),
        [""; 0]
    );
}
