//! The only door to what is learned. What isn't admitted here is counted nowhere and written nowhere.
//!
//! Admitted are identifiers and keywords. Literals and comments never are (tokens carry no literal
//! text), nor is anything directly inside an ERROR node, nor names that look like keys or hashes.

use crate::{
    syntax::Source,
    text::{Kind, Token},
};

/// Longest name that is learned, in bytes.
const LONGEST: usize = 64;

/// The text of a token if it may be learned.
pub fn admit<'a>(source: &'a Source, token: &Token) -> Option<&'a str> {
    let word = word(source, token)?;
    (!in_error(source, token) && !in_open_string(source, token)).then_some(word)
}

/// The same without the look at the tree, for text that is known to be whole.
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

/// True on a line with an odd number of quotes: what stands there may be the inside of a string that
/// just lost one of its quotes, or the outside of one.
fn in_open_string(source: &Source, token: &Token) -> bool {
    let text = source.text();
    let line = token.line as usize;
    let line = text
        .as_str()
        .get(text.line_start(line)..text.line_start(line + 1));
    line.is_none_or(|line| line.bytes().filter(|&b| b == b'"').count() % 2 == 1)
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
