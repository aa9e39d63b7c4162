//! Keywords and prelude names that may stand at a site, worth offering (three letters or more).

use crate::syntax::SiteKind;

const STATEMENT: &[&str] = &[
    "let", "match", "for", "while", "loop", "return", "break", "continue", "unsafe", "async",
    "use", "pub", "impl", "struct", "enum", "mod", "trait", "const", "static", "type",
];
const EXPRESSION: &[&str] = &[
    "self",
    "Self",
    "match",
    "move",
    "async",
    "unsafe",
    "loop",
    "return",
    "break",
    "continue",
    "true",
    "false",
    "crate",
    "super",
    "mut",
    "Some",
    "None",
    "Err",
    "vec",
    "format",
    "assert",
    "assert_eq",
    "println",
    "String",
    "Vec",
    "Default",
    "Box",
];
const TYPE: &[&str] = &[
    "Self", "str", "usize", "u32", "u64", "i32", "i64", "bool", "char", "f64", "f32", "u16",
    "isize", "String", "Vec", "Option", "Result", "Box", "dyn", "impl", "mut", "Arc", "HashMap",
];
const PATTERN: &[&str] = &["mut", "ref", "Some", "None", "Err", "Self", "true", "false"];
const USE: &[&str] = &["crate", "self", "super", "std", "core", "alloc"];
const MEMBER: &[&str] = &["await"];

/// The keywords for a kind of site.
pub fn at(kind: SiteKind, statement_start: bool) -> impl Iterator<Item = &'static str> {
    let own: &[&str] = match kind {
        SiteKind::Member => MEMBER,
        SiteKind::Type => TYPE,
        SiteKind::Pattern => PATTERN,
        SiteKind::Use => USE,
        SiteKind::Expression | SiteKind::Argument | SiteKind::Macro => EXPRESSION,
        _ => &[],
    };
    own.iter()
        .chain(if statement_start { STATEMENT } else { &[] })
        .copied()
}

/// True for a word that the language keeps to itself.
pub fn is_keyword(word: &str) -> bool {
    STATEMENT.contains(&word)
        || matches!(
            word,
            "self"
                | "Self"
                | "crate"
                | "super"
                | "true"
                | "false"
                | "mut"
                | "ref"
                | "move"
                | "dyn"
                | "await"
                | "where"
                | "else"
                | "extern"
        )
}
