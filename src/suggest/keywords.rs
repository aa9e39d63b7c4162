//! Which keywords may stand at a place, and which of them, and of the names that everybody has, are worth
//! offering.

use super::words::{AFTER, ATTRIBUTE, BLOCK, DERIVE, EXPRESSION, ITEM, PATTERN, TRAITS, TYPE, USE};
use crate::syntax::{Site, SiteKind};

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
    /// A loop is to be left or gone on with.
    pub in_loop: bool,
    /// Futures may be waited for.
    pub in_async: bool,
    /// The `impl` is one of a trait.
    pub of_trait: bool,
    /// The word before is the `impl` that begins an item.
    pub begins_impl: bool,
    /// Between the `<` and `>` that declare generics.
    pub in_generics: bool,
    /// A binding is being named.
    pub binds: bool,
    /// The field of a struct begins.
    pub begins_field: bool,
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
            in_loop: site.in_loop,
            in_async: site.in_async,
            of_trait: site.implemented_trait.is_some(),
            begins_impl: false,
            in_generics: site.in_generics,
            binds: site.binds,
            begins_field: site.begins_field,
        }
    }

    /// The words to offer: keywords that may stand there, and names that everybody has.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self.kind {
            SiteKind::Type if self.after => &["where", "for"],
            _ if self.after => AFTER,
            SiteKind::Member => &["await"],
            SiteKind::Receiver => &["self", "mut"],
            SiteKind::Definition => &["mut", "ref", "pub"],
            SiteKind::Path => &["super"],
            SiteKind::Type if self.wants_trait() || self.before == "impl" => TRAITS,
            SiteKind::Type => TYPE,
            SiteKind::Pattern => PATTERN,
            SiteKind::Use if self.before == "::" => &["super"],
            SiteKind::Use if !self.segment.is_empty() => &["self"],
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
            .chain((self.begins_field && self.kind == SiteKind::Type).then_some("pub"))
            .filter(move |word| !is_keyword(word) || self.takes(word))
    }

    /// May this keyword stand here?
    pub fn takes(&self, word: &str) -> bool {
        match self.kind {
            SiteKind::Member => word == "await" && self.in_async,
            SiteKind::Definition => self.takes_in_definition(word),
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

    fn takes_in_definition(&self, word: &str) -> bool {
        match word {
            "mut" => self.binds || self.before == "static",
            "ref" => self.binds && self.before == "let",
            "pub" => self.begins_field && self.before != "pub",
            _ => false,
        }
    }

    fn takes_in_use(&self, word: &str) -> bool {
        match word {
            "in" => self.before == "(",
            "as" => self
                .before
                .starts_with(|c: char| c.is_alphanumeric() || c == '_'),
            "super" if self.before == "::" => matches!(self.segment, "self" | "super"),
            "self" => self.before != "::",
            "crate" | "super" => self.before != "::" && self.segment.is_empty(),
            _ => false,
        }
    }

    /// Of types only traits may stand here: bounds, `dyn`, a parameter's `impl`.
    pub fn wants_trait(&self) -> bool {
        let bounds = self.in_generics || matches!(self.opener, "where" | "trait");
        self.kind == SiteKind::Type
            && match self.before {
                "dyn" | "+" => true,
                ":" => bounds,
                "impl" => !self.begins_impl,
                _ => false,
            }
    }

    fn takes_in_type(&self, word: &str) -> bool {
        if self.wants_trait() {
            return matches!(word, "for" | "crate" | "super");
        }
        let headed = matches!(
            self.opener,
            "fn" | "impl" | "for" | "struct" | "enum" | "trait" | "type"
        );
        match word {
            "pub" => self.begins_field && self.before != "pub",
            "where" => self.after && (headed || self.before == "}"),
            "for" => !self.after || self.opener == "impl",
            "as" => self.after,
            _ if self.after => false,
            "mut" | "const" => {
                matches!(self.before, "&" | "&&" | "*") || self.before.starts_with('\'')
            }
            "Self" => self.implements,
            "dyn" | "impl" | "fn" | "crate" | "super" | "unsafe" | "extern" => true,
            _ => false,
        }
    }

    fn takes_in_item(&self, word: &str) -> bool {
        const ASSOCIATED: &[&str] = &["pub", "fn", "const", "type", "async", "unsafe", "extern"];
        match word {
            _ if self.implements && !ASSOCIATED.contains(&word) => false,
            "pub" if self.of_trait => false,
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
            "break" | "continue" => self.in_loop,
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
