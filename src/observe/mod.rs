//! From edits to observations: which words are new since the last lesson, and how they came.
//! Knows texts and edits; neither counts nor keeps anything.
mod edits;
mod mark;
mod shown;
#[cfg(test)]
mod tests;
mod written;

pub use edits::{History, is_paste, is_tools, moved, pieces};
pub use mark::{Mark, Touch, word_at};
pub use shown::{Run, Shown, best_row, chosen, last, passed};
pub use written::{Written, gained};

/// How a word came into the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Typed, with or without a list's help.
    Typed,
    /// In one piece with more than a word: a paste, a tool, a reload.
    Pasted,
}
