//! The only door to what is learned. What isn't admitted here is counted nowhere and written nowhere.
//!
//! Admitted are identifiers and keywords. Literals and comments never are (tokens carry no literal
//! text), nor is anything directly inside an ERROR node, nor names that look like keys or hashes.

use std::cell::{Cell, OnceCell};

use crate::{
    syntax::Source,
    text::{Kind, Token},
};

/// Longest name that is learned, in bytes.
const LONGEST: usize = 64;

/// What of one snapshot may be learned.
pub struct Gate<'a> {
    source: &'a Source,
    /// From where on a string that isn't finished may go.
    open: OnceCell<usize>,
    /// A line, and whether its quotes are even in number.
    line: Cell<(u32, bool)>,
}

impl<'a> Gate<'a> {
    /// The gate of a snapshot.
    pub fn new(source: &'a Source) -> Gate<'a> {
        Gate {
            source,
            open: OnceCell::new(),
            line: Cell::new((u32::MAX, false)),
        }
    }

    /// The text of a token if it may be learned.
    pub fn admit(&self, token: &Token) -> Option<&'a str> {
        let word = word(self.source, token)?;
        let sure = (token.start as usize) < *self.open.get_or_init(|| self.open());
        (sure && self.is_even(token.line) && !in_error(self.source, token)).then_some(word)
    }

    /// Whether a token is a word, and no part of a string as far as its line tells.
    pub fn is_word(&self, token: &Token) -> bool {
        word(self.source, token).is_some() && self.is_even(token.line)
    }

    fn open(&self) -> usize {
        let tree = self.source.tree();
        let whole = tree.is_some_and(|t| !t.root_node().has_error());
        let open = self.source.open_string().filter(|_| !whole);
        open.unwrap_or(usize::MAX)
    }

    /// False on a line with an odd number of quotes: what stands there may be the inside of a string
    /// that just lost one of its quotes, or the outside of one.
    fn is_even(&self, line: u32) -> bool {
        if self.line.get().0 != line {
            let text = self.source.text();
            let (start, end) = (line as usize, line as usize + 1);
            let span = text.line_start(start)..text.line_start(end);
            let bytes = text.as_str().as_bytes().get(span).unwrap_or(b"\"");
            let quotes = bytes.iter().filter(|&&b| b == b'"').count();
            self.line.set((line, quotes % 2 == 0));
        }
        self.line.get().1
    }
}

/// The same without a look at what is around it, for text that is known to be whole.
pub fn word<'a>(source: &'a Source, token: &Token) -> Option<&'a str> {
    if !matches!(token.kind, Kind::Ident | Kind::Keyword) {
        return None;
    }
    let text = source
        .text()
        .as_str()
        .get(token.start as usize..token.end as usize)?;
    let word = text.strip_prefix("r#").unwrap_or(text);
    (word.len() >= 3 && word.len() <= LONGEST && !looks_secret(word)).then_some(word)
}

fn in_error(source: &Source, token: &Token) -> bool {
    let Some(tree) = source.tree() else {
        return true;
    };
    let node = tree
        .root_node()
        .descendant_for_byte_range(token.start as usize, token.end as usize);
    node.is_none_or(|n| n.is_error() || n.parent().is_some_and(|p| p.is_error()))
}

/// Beginnings of well-known access keys.
const KEYS: [&str; 8] = [
    "AKIA", "ASIA", "AIza", "ghp_", "gho_", "xoxb", "xoxp", "sk_live",
];

/// Long runs that mix digits and letters without a word in them: keys, hashes, tokens.
fn looks_secret(word: &str) -> bool {
    let run = |w: &str| {
        let digits = w.bytes().filter(u8::is_ascii_digit).count();
        w.len() >= 16 && digits >= 4 && digits * 5 >= w.len()
    };
    let known = word.len() >= 16 && KEYS.iter().any(|k| word.starts_with(k));
    known || word.split('_').any(run)
}

#[cfg(test)]
mod tests;
