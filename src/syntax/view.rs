//! Tokens with their text at hand. An index outside of them is an empty word, never a panic.

use super::source::Source;
use crate::text::{Kind, Token};

/// The tokens of a snapshot, by index.
#[derive(Clone, Copy)]
pub struct View<'s> {
    /// The snapshot.
    pub source: &'s Source,
    /// Its tokens.
    pub tokens: &'s [Token],
    text: &'s str,
}

impl<'s> View<'s> {
    pub fn new(source: &'s Source) -> View<'s> {
        View {
            source,
            tokens: source.tokens(),
            text: source.as_str(),
        }
    }

    /// The text of a token, without `r#`.
    pub fn word(&self, index: usize) -> &'s str {
        let Some(token) = self.tokens.get(index) else {
            return "";
        };
        let word = &self.text[token.start as usize..token.end as usize];
        match token.kind {
            Kind::Ident => word.strip_prefix("r#").unwrap_or(word),
            _ => word,
        }
    }

    /// The text of the token before an index.
    pub fn word_before(&self, index: usize) -> &'s str {
        match index {
            0 => "",
            _ => self.word(index - 1),
        }
    }

    /// What a token is; punctuation where there is none.
    pub fn kind(&self, index: usize) -> Kind {
        self.tokens.get(index).map_or(Kind::Punct, |t| t.kind)
    }

    /// Its first byte where it is punctuation, else 0: the cheapest way to find brackets.
    pub fn mark(&self, index: usize) -> u8 {
        match self.tokens.get(index) {
            Some(token) if token.kind == Kind::Punct => self.text.as_bytes()[token.start as usize],
            _ => 0,
        }
    }

    pub fn is_ident(&self, index: usize) -> bool {
        self.kind(index) == Kind::Ident && index < self.tokens.len()
    }

    /// An identifier, or `self`, `Self`, `super`, `crate`.
    pub fn is_name(&self, index: usize) -> bool {
        self.is_ident(index) || matches!(self.word(index), "self" | "Self" | "super" | "crate")
    }

    pub fn line(&self, index: usize) -> u32 {
        self.tokens.get(index).map_or(u32::MAX, |t| t.line)
    }

    pub fn start(&self, index: usize) -> usize {
        self.tokens
            .get(index)
            .map_or(self.text.len(), |t| t.start as usize)
    }

    pub fn end(&self, index: usize) -> usize {
        self.tokens
            .get(index)
            .map_or(self.text.len(), |t| t.end as usize)
    }

    /// The opening bracket of the closing one at `close`, at most `limit` tokens before it.
    pub fn opening(&self, close: usize, limit: usize) -> Option<usize> {
        let mut depth = 0usize;
        for index in (close.saturating_sub(limit)..=close).rev() {
            match self.mark(index) {
                b')' | b']' | b'}' => depth += 1,
                b'(' | b'[' | b'{' => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return Some(index);
            }
        }
        None
    }

    /// The closing bracket of the opening one at `open`, at most `limit` tokens after it.
    pub fn closing(&self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0usize;
        for index in open..self.tokens.len().min(open + limit) {
            match self.mark(index) {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth = depth.saturating_sub(1),
                _ => continue,
            }
            if depth == 0 {
                return Some(index);
            }
        }
        None
    }

    /// The `<` of the `>` or `>>` at `close`.
    pub fn opening_angle(&self, close: usize, limit: usize) -> Option<usize> {
        let mut depth = 0i32;
        for index in (close.saturating_sub(limit)..=close).rev() {
            match self.word(index) {
                ">" => depth += 1,
                ">>" => depth += 2,
                "<" => depth -= 1,
                "<<" => depth -= 2,
                ";" | "{" | "}" => return None,
                _ => continue,
            }
            if depth <= 0 {
                return Some(index);
            }
        }
        None
    }
}
