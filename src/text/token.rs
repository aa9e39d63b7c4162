//! A token as the learner sees it: what it is, where it stands, and its name as a number.

use xxhash_rust::xxh3::xxh3_64;

/// A word's stable 32-bit name: the low half of XXH3-64 of its text. Equal in all processes and
/// sessions, so that tables can be shared without agreeing on an order. Never 0.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Sym(pub u32);

impl Sym {
    /// The name of `word`; a raw identifier has the name of its word.
    pub fn of(word: &str) -> Sym {
        let is_name = |w: &&str| w.starts_with(|c: char| c.is_alphabetic() || c == '_');
        let word = word.strip_prefix("r#").filter(is_name).unwrap_or(word);
        Sym((xxh3_64(word.as_bytes()) as u32).max(1))
    }
}

/// What a token is. Literals of one kind all share one [`Sym`]: their text is never kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// An identifier, raw ones without their `r#`.
    Ident,
    /// A keyword that can't be a name, `self` and `Self` included.
    Keyword,
    /// `'a`, with its quote.
    Lifetime,
    /// A string, byte string or C string of any form; `Sym::of("\"")`.
    Str,
    /// A character or byte; `Sym::of("'")`.
    Char,
    /// A number; `Sym::of("0")`.
    Number,
    /// Punctuation, the longest that Rust knows (`::`, `->`, `=>`, `..=`, `<<=`, `&&`).
    Punct,
}

/// One token; comments and white space are left out of a token list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Name of its text, or of its class where it is a literal.
    pub sym: Sym,
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Its line, from 0.
    pub line: u32,
}
