//! Printing for people and for programs. What comes from names of files or from code can't steer a
//! terminal: it is told apart from text first.
use std::{io::Write, path::Path};

use anyhow::Result;
use serde_json::Value;

/// Whether a character does something to a terminal, or to the order in which text is read.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text whose characters are only shown.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match steers(c) {
            true => plain.extend(c.escape_unicode()),
            false => plain.push(c),
        }
    }
    plain
}

/// A path as such a text.
pub(super) fn path(path: &Path) -> String {
    plain(&path.to_string_lossy())
}

/// JSON on one line after the other, for programs; they may be read in a terminal too.
pub(super) fn json(out: &mut dyn Write, value: &Value) -> Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match steers(c) && c != '\n' {
            true => safe.push_str(&format!("\\u{:04x}", c as u32)),
            false => safe.push(c),
        }
    }
    Ok(writeln!(out, "{safe}")?)
}

/// A line.
pub(super) fn line(out: &mut dyn Write, text: impl AsRef<str>) -> Result<()> {
    Ok(writeln!(out, "{}", plain(text.as_ref().trim_end()))?)
}

/// A line on stderr; where nobody reads that any more, it is lost.
pub fn warn(text: impl AsRef<str>) {
    let text = plain(text.as_ref().trim_end());
    let _ = writeln!(std::io::stderr(), "habitus: {text}");
}

/// Bytes as people count them.
pub(super) fn bytes(n: u64) -> String {
    match n {
        0..1024 => format!("{n} bytes"),
        1024..1_048_576 => format!("{:.1} KB", n as f64 / 1024.0),
        _ => format!("{:.1} MB", n as f64 / 1_048_576.0),
    }
}

/// How long ago a time is, both in Unix milliseconds.
pub(super) fn ago(then: u64, now: u64) -> String {
    match now.saturating_sub(then) / 60_000 {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        n @ 2..60 => format!("{n} minutes ago"),
        n @ 60..120 => format!("{} hour ago", n / 60),
        n @ 120..2880 => format!("{} hours ago", n / 60),
        n => format!("{} days ago", n / 1440),
    }
}

#[cfg(test)]
mod tests;
