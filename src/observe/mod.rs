//! From edits to observations: which words are new since the last lesson, and how they came.
//! Knows texts and edits; neither counts nor keeps anything.
mod edits;
mod fresh;
#[cfg(test)]
mod tests;

pub use edits::{History, is_paste, moved};
pub use fresh::fresh;

use crate::text::Sym;

/// How a word came into the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Typed, with or without a list's help.
    Typed,
    /// In one piece with more than a word: a paste, a tool, a reload.
    Pasted,
}

/// A list that was shown, as long as its word isn't settled.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The list's number.
    pub offer: u64,
    /// Where its word begins, in bytes of the present text.
    pub anchor: usize,
    /// Its words, best first.
    pub rows: Vec<Sym>,
    /// The accepted row, by command or by text.
    pub accepted: Option<usize>,
}

impl Shown {
    /// Does this edit write one of the rows, as an acceptance does? `word` is the identifier that
    /// stands at the anchor afterwards. At least two characters come in one piece.
    pub fn accepts(&self, edit: &crate::text::Edit, word: &str) -> Option<usize> {
        let end = self.anchor + word.len();
        let inside = edit.start >= self.anchor && edit.start < end && edit.new_end >= end;
        let name = Sym::of(word);
        (inside && end - edit.start >= 2)
            .then(|| self.rows.iter().position(|&r| r == name))
            .flatten()
    }
}
