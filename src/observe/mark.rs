//! A word that is followed through edits, and what they did to it.

use super::moved;
use crate::text::{Edit, Sym};

/// How an edit met a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Touch {
    /// Not at all, or at its ends.
    Beside,
    /// It changed nothing but the word and what was written with it.
    Inside,
    /// It replaced more than that.
    Beyond,
}

/// See the module.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Where the word begins, in bytes of the present text.
    pub at: usize,
    /// How long the word is that stands there.
    pub length: usize,
    /// Where that ends which was written with it, brackets for instance.
    pub end: usize,
}

impl Mark {
    /// A word and what was written with it.
    pub fn new(at: usize, length: usize, end: usize) -> Mark {
        let end = end.max(at + length);
        Mark { at, length, end }
    }

    /// Moves with one of several edits. After the last, [`Mark::look`] says which word it is.
    pub fn follow(&mut self, edit: &Edit) -> Touch {
        let (start, end) = (self.at, self.at + self.length);
        let removes = edit.start < end && edit.old_end > start && edit.old_end > edit.start;
        let splits = edit.start > start && edit.start < end;
        let touch = match removes || splits {
            false => Touch::Beside,
            true if edit.start >= start && edit.old_end <= self.end => Touch::Inside,
            true => Touch::Beyond,
        };
        let fills = self.length == 0 && edit.start == start && edit.old_end == start;
        self.at = match edit.old_end <= start && !fills {
            true => start - edit.old_end + edit.new_end,
            false => start.min(edit.start),
        };
        self.end = match edit.start < self.end {
            true if edit.old_end <= self.end => self.end - edit.old_end + edit.new_end,
            true => edit.new_end,
            false => self.end,
        };
        self.length = moved(end, edit).saturating_sub(self.at);
        touch
    }

    /// The word that stands there now, letters that were written before it included.
    pub fn look<'a>(&mut self, text: &'a str) -> &'a str {
        let before = text.get(..self.at).unwrap_or("");
        self.at = before.trim_end_matches(is_part).len();
        let word = word_at(text, self.at);
        self.length = word.len();
        let end = self.at + self.length;
        let called = text[end..].starts_with("()");
        let end = if called { end + 2 } else { end };
        self.end = self.end.max(end).min(text.len());
        word
    }

    /// Where the same word stands in what an edit wrote in its stead: as many of its kind come before it
    /// as did. `was` and `is` are the replaced and the new text of an edit that begins at `start`.
    pub fn relocated(&self, name: Sym, was: &str, is: &str, start: usize) -> Option<Mark> {
        let before = self.at.checked_sub(start)?;
        let nth = words(was)
            .filter(|(at, w)| *at < before && Sym::of(w) == name)
            .count();
        let mut same = words(is).filter(|(_, w)| Sym::of(w) == name);
        let (at, word) = same.nth(nth)?;
        let at = start + at;
        Some(Mark::new(at, word.len(), at + word.len()))
    }
}

/// The identifier that begins at a byte, a raw one with its `r#`.
pub fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let from = if rest.starts_with("r#") { 2 } else { 0 };
    match rest[from..]
        .find(|c| !is_part(c))
        .unwrap_or(rest.len() - from)
    {
        0 if from > 0 => &rest[..1],
        length => &rest[..from + length],
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Identifiers and the like with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let words = text.split(|c| !is_part(c)).filter(|w| !w.is_empty());
    words.map(move |w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
}
