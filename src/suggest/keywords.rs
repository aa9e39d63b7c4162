//! Keywords and prelude names: which may stand at a place, and which of them are worth offering.

use crate::syntax::{Site, SiteKind};

const BLOCK: &[&str] = &[
    "let", "if", "match", "for", "while", "loop", "return", "break", "continue", "unsafe", "async",
    "use", "const", "fn", "struct", "enum", "impl", "static", "type", "trait",
];
const ITEM: &[&str] = &[
    "pub", "fn", "struct", "enum", "impl", "trait", "mod", "use", "const", "static", "type",
    "unsafe", "async", "extern",
];
const EXPRESSION: &[&str] = &[
    "self",
    "Self",
    "if",
    "let",
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
    "Ok",
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
    "Self", "str", "usize", "u8", "u32", "u64", "i32", "i64", "bool", "char", "f64", "f32", "u16",
    "isize", "String", "Vec", "Option", "Result", "Box", "dyn", "impl", "mut", "const", "fn",
    "Arc", "HashMap",
];
const PATTERN: &[&str] = &[
    "mut", "ref", "Some", "None", "Ok", "Err", "Self", "true", "false",
];
const USE: &[&str] = &["crate", "self", "super", "std", "core", "alloc", "in"];
const DERIVE: &[&str] = &[
    "Debug",
    "Clone",
    "Copy",
    "PartialEq",
    "Eq",
    "PartialOrd",
    "Ord",
    "Hash",
    "Default",
];
const ATTRIBUTE: &[&str] = &[
    "derive",
    "cfg",
    "test",
    "allow",
    "inline",
    "must_use",
    "doc",
    "expect",
    "ignore",
    "default",
    "deprecated",
    "non_exhaustive",
];
/// What goes on with something complete.
const AFTER: &[&str] = &["as", "else", "in", "if", "where", "for"];

/// What decides on keywords.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What belongs there.
    pub kind: SiteKind,
    /// A statement or an item begins.
    pub start: bool,
    /// An expression, a type or a pattern is complete.
    pub after: bool,
    /// Inside of a macro's brackets.
    pub in_macro: bool,
    /// In the list of a `derive`.
    pub in_derive: bool,
    /// Field: of a pattern.
    pub in_pattern: bool,
    /// The token before the word.
    pub before: &'a str,
    /// The segment before a `::`.
    pub segment: &'a str,
    /// The nearest word or mark before that begins something: `let`, `for`, `impl`, `;`.
    pub opener: &'a str,
    /// `self` is a parameter.
    pub has_self: bool,
    /// Inside of a function's body.
    pub in_function: bool,
    /// Inside of an `impl` or a trait.
    pub implements: bool,
}

impl<'a> Place<'a> {
    /// What a site says; the rest is unknown.
    pub fn new(site: &Site) -> Place<'a> {
        Place {
            kind: site.kind,
            start: site.statement_start,
            after: site.after_operand,
            in_macro: site.in_macro,
            in_derive: site.in_derive,
            in_pattern: site.in_pattern,
            before: "",
            segment: "",
            opener: "",
            has_self: false,
            in_function: site.function.is_some(),
            implements: site.implemented.is_some(),
        }
    }

    /// The words to offer: keywords that may stand there, and names that everybody has.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self.kind {
            SiteKind::Type if self.after => &["where", "for"],
            _ if self.after => AFTER,
            SiteKind::Member => &["await"],
            SiteKind::Receiver => &["self", "mut"],
            SiteKind::Path => &["super"],
            SiteKind::Type => TYPE,
            SiteKind::Pattern => PATTERN,
            SiteKind::Use if self.before == "::" => &["super"],
            SiteKind::Use => USE,
            SiteKind::Attribute if self.in_derive => DERIVE,
            SiteKind::Attribute if self.before == "[" => ATTRIBUTE,
            SiteKind::Expression | SiteKind::Argument | SiteKind::Macro => EXPRESSION,
            _ => &[],
        };
        let begun = match self.kind {
            SiteKind::Item => ITEM,
            _ if self.start => BLOCK,
            _ => &[],
        };
        // The first statement words are expressions too.
        let twice = move |word: &&&str| begun.contains(word);
        let own = own.iter().filter(move |word| !twice(word)).chain(begun);
        own.copied()
            .chain((self.before == "}").then_some("else"))
            .filter(move |word| !is_keyword(word) || self.takes(word))
    }

    /// May this keyword stand here?
    pub fn takes(&self, word: &str) -> bool {
        match self.kind {
            SiteKind::Member => word == "await",
            SiteKind::Path => word == "super" && matches!(self.segment, "self" | "super"),
            SiteKind::Field => self.in_pattern && matches!(word, "ref" | "mut"),
            SiteKind::Use => self.takes_in_use(word),
            SiteKind::Attribute => !self.in_derive,
            SiteKind::Label => false,
            SiteKind::Receiver => word == "self" || (word == "mut" && self.before != "mut"),
            _ if word == "Self" && self.in_function && !self.in_macro => {
                self.implements && !self.after
            }
            SiteKind::Type => self.takes_in_type(word),
            _ if word == "self" && self.in_function => {
                self.has_self && self.kind != SiteKind::Pattern && !self.after
            }
            _ if self.in_macro => true,
            SiteKind::Pattern if word == "if" => self.opener != "let",
            SiteKind::Pattern if self.after => false,
            SiteKind::Pattern => matches!(
                word,
                "mut" | "ref" | "true" | "false" | "Self" | "crate" | "super" | "const" | "box"
            ),
            SiteKind::Item => self.takes_in_item(word),
            _ => self.takes_in_code(word),
        }
    }

    fn takes_in_use(&self, word: &str) -> bool {
        match word {
            "in" => self.before == "(",
            "as" => self
                .before
                .starts_with(|c: char| c.is_alphanumeric() || c == '_'),
            "super" if self.before == "::" => matches!(self.segment, "self" | "super"),
            "crate" | "self" | "super" => self.before != "::",
            _ => false,
        }
    }

    fn takes_in_type(&self, word: &str) -> bool {
        let headed = matches!(
            self.opener,
            "fn" | "impl" | "for" | "struct" | "enum" | "trait" | "type"
        );
        match word {
            "where" => self.after && (headed || self.before == "}"),
            "for" => !self.after || self.opener == "impl",
            "as" => self.after,
            _ if self.after => false,
            "mut" | "const" => {
                matches!(self.before, "&" | "&&" | "*") || self.before.starts_with('\'')
            }
            "dyn" | "impl" | "Self" | "fn" | "crate" | "super" | "unsafe" | "extern" => true,
            _ => false,
        }
    }

    fn takes_in_item(&self, word: &str) -> bool {
        match word {
            "pub" => self.before != "pub",
            "mut" => self.before == "static",
            "crate" => self.before == "extern",
            _ => ITEM.contains(&word),
        }
    }

    fn takes_in_code(&self, word: &str) -> bool {
        let ended = self.before == "}";
        match word {
            "else" => ended || self.opener == "let",
            "in" => self.after && self.opener == "for",
            "as" => self.after && self.opener != "for",
            _ if self.after => false,
            "self" => self.has_self,
            "where" | "await" | "dyn" | "ref" | "pub" => self.start && word == "pub",
            "let" => self.start || matches!(self.before, "if" | "while" | "&&" | "||"),
            "mut" => matches!(self.before, "&" | "&&" | "*" | "raw"),
            "use" | "struct" | "enum" | "impl" | "type" | "trait" | "mod" => self.start,
            "fn" | "extern" => {
                self.start || matches!(self.before, "unsafe" | "async" | "const" | "extern")
            }
            _ => true,
        }
    }
}

/// True for a word that the language keeps to itself.
pub fn is_keyword(word: &str) -> bool {
    BLOCK.contains(&word)
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
                | "as"
                | "in"
                | "pub"
                | "mod"
        )
}

/// True for a word that is a name with `r#` only (The Rust Reference, "Keywords": strict and reserved
/// ones, but for those that can't be raw).
pub fn is_reserved(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    WORDS.binary_search(&word).is_ok()
}

/// A macro that everybody has.
pub fn is_std_macro(word: &str) -> bool {
    matches!(
        word,
        "print"
            | "println"
            | "eprint"
            | "eprintln"
            | "format"
            | "format_args"
            | "write"
            | "writeln"
            | "vec"
            | "assert"
            | "assert_eq"
            | "assert_ne"
            | "debug_assert"
            | "debug_assert_eq"
            | "debug_assert_ne"
            | "panic"
            | "todo"
            | "unimplemented"
            | "unreachable"
            | "dbg"
            | "matches"
            | "concat"
            | "stringify"
            | "include_str"
            | "include_bytes"
            | "thread_local"
            | "compile_error"
    )
}

/// A module of the standard library that is often called by its last name.
pub fn is_std_module(word: &str) -> bool {
    matches!(
        word,
        "cmp"
            | "env"
            | "fmt"
            | "fs"
            | "io"
            | "iter"
            | "mem"
            | "ops"
            | "panic"
            | "path"
            | "process"
            | "ptr"
            | "str"
            | "thread"
            | "time"
    )
}

/// A type that the language brings, by a name in small letters.
pub fn is_primitive(word: &str) -> bool {
    matches!(
        word,
        "str"
            | "bool"
            | "char"
            | "usize"
            | "isize"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "f32"
            | "f64"
    )
}
