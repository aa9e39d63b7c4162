//! The only door to what is learned. What isn't admitted here is counted nowhere and written nowhere.
//!
//! Admitted are identifiers and keywords. Literals and comments never are (tokens carry no literal
//! text), nor is anything directly inside an ERROR node, nor what is, or belongs to, a key, a token or
//! somebody's number: see [`secrets`]. Of files that a tool wrote nothing is learned at all.

mod chance;
mod public;
pub mod secrets;

use std::{
    cell::{Cell, OnceCell, RefCell},
    ops::Range,
};

use crate::{
    syntax::Source,
    text::{Kind, Token},
};
pub use public::is_public;
use secrets::is_secret;

/// Longest name that is learned, in bytes.
const LONGEST: usize = 64;
/// How far from a token the run round it is looked at.
const FAR: usize = 256;
/// Bytes of a file in which it says that a tool wrote it.
const HEAD: usize = 2048;
/// Lines of a key that has a beginning and no end.
const BLOCK: usize = 128;

/// What of one snapshot may be learned.
pub struct Gate<'a> {
    source: &'a Source,
    /// The tree has no error.
    whole: bool,
    /// From where on a string that isn't finished may go.
    open: OnceCell<usize>,
    /// Keys of several lines.
    blocks: OnceCell<Vec<Range<usize>>>,
    /// A line, and whether its quotes are even in number.
    line: Cell<(u32, bool)>,
    /// A run without white space, and its secrets.
    run: RefCell<(Range<usize>, Vec<Range<usize>>)>,
}

impl<'a> Gate<'a> {
    /// The gate of a snapshot.
    pub fn new(source: &'a Source) -> Gate<'a> {
        let tree = source.tree();
        Gate {
            source,
            whole: tree.is_some_and(|t| !t.root_node().has_error()),
            open: OnceCell::new(),
            blocks: OnceCell::new(),
            line: Cell::new((u32::MAX, false)),
            run: RefCell::default(),
        }
    }

    /// The text of a token if it may be learned.
    pub fn admit(&self, token: &Token) -> Option<&'a str> {
        let word = name(self.source, token)?;
        let sure = (token.start as usize) < *self.open.get_or_init(|| self.open());
        let sure = sure && self.is_even(token.line) && !in_error(self.source, token);
        (sure && !self.is_secret(token)).then_some(word)
    }

    /// The same of a text that nobody is typing: where it parses, its quotes are in order.
    pub fn admit_read(&self, token: &Token) -> Option<&'a str> {
        match self.whole {
            true => name(self.source, token).filter(|_| !self.is_secret(token)),
            false => self.admit(token),
        }
    }

    /// Whether a token is a word, and no part of a string as far as its line tells.
    pub fn is_word(&self, token: &Token) -> bool {
        word(self.source, token).is_some() && self.is_even(token.line)
    }

    fn open(&self) -> usize {
        let open = self.source.open_string().filter(|_| !self.whole);
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

    /// Whether a token is a piece of a secret, as the text tells to which it is joined.
    fn is_secret(&self, token: &Token) -> bool {
        let (start, end) = (token.start as usize, token.end as usize);
        let meets = |span: &Range<usize>| span.start < end && start < span.end;
        let blocks = self.blocks.get_or_init(|| blocks(self.source.as_str()));
        if blocks.iter().any(meets) {
            return true;
        }
        let mut run = self.run.borrow_mut();
        let known = run.0.start <= start && end <= run.0.end;
        if !known {
            *run = look_round(self.source.as_str(), start, end);
        }
        run.1.iter().any(meets)
    }
}

/// The run without white space round a token, as far as it is looked at, and the secrets in it.
fn look_round(text: &str, start: usize, end: usize) -> (Range<usize>, Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let is_space = |at: &usize| bytes[*at].is_ascii_whitespace();
    let least = start.saturating_sub(FAR);
    let mut from = (least..start)
        .rev()
        .find(is_space)
        .map_or(least, |at| at + 1);
    let most = bytes.len().min(end + FAR);
    let mut to = (end..most).find(is_space).unwrap_or(most);
    from = (from..=start)
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(start);
    to = (end..=to)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(end);
    let found = secrets::spans(text.get(from..to).unwrap_or_default());
    let spans = found.into_iter().map(|s| s.start + from..s.end + from);
    (from..to, spans.collect())
}

/// Keys of several lines between their marks; without the last mark, as far as lines look like one.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("-----BEGIN ") {
        let start = at + found;
        let body = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let is_body = |line: &&str| {
            line.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b" +/=:,-\r\n".contains(&b))
        };
        let lines = text[body..].split_inclusive('\n').skip(1);
        let length: usize = lines.take(BLOCK).take_while(is_body).map(str::len).sum();
        at = (body + 1 + length).min(text.len());
        blocks.push(start..at);
    }
    blocks
}

/// The text of a token without a look at what is around it, for text that is known to be whole and
/// anybody's.
pub fn word<'a>(source: &'a Source, token: &Token) -> Option<&'a str> {
    name(source, token).filter(|word| !is_secret(word))
}

fn name<'a>(source: &'a Source, token: &Token) -> Option<&'a str> {
    if !matches!(token.kind, Kind::Ident | Kind::Keyword) {
        return None;
    }
    let text = source
        .text()
        .as_str()
        .get(token.start as usize..token.end as usize)?;
    let word = text.strip_prefix("r#").unwrap_or(text);
    (word.len() >= 3 && word.len() <= LONGEST).then_some(word)
}

/// Whether a name may be written down, wherever it comes from.
pub fn may_be_kept(word: &str) -> bool {
    word.len() >= 3 && word.len() <= LONGEST && !is_secret(word)
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

/// Whether a file says in its first lines that a tool wrote it.
pub fn is_generated(text: &str) -> bool {
    const MARKS: [&str; 6] = [
        "@generated",
        "do not edit",
        "do not modify",
        "code generated by",
        "automatically generated",
        "auto-generated",
    ];
    let head: String = text.chars().take(HEAD).collect();
    let is_comment = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("//") || line.starts_with("/*") || line.starts_with('*')
    };
    let comments = head.lines().filter(is_comment).map(str::to_ascii_lowercase);
    comments
        .into_iter()
        .any(|line| MARKS.iter().any(|mark| line.contains(mark)))
}

#[cfg(test)]
mod tests;
