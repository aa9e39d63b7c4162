//! Lists that were shown, and what became of their rows.

use crate::text::{Edit, Sym};

/// A list that was shown, as long as its word isn't settled.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The list's number.
    pub offer: u64,
    /// Where its word begins, in bytes of the present text.
    pub anchor: usize,
    /// How many bytes of the word stood there.
    pub typed: usize,
    /// Nothing was written between question and answer, so that the editor showed it.
    pub seen: bool,
    /// Its words, best first.
    pub rows: Vec<Sym>,
    /// The accepted row, by command or by text.
    pub accepted: Option<usize>,
}

impl Shown {
    /// Does this edit write one of the rows, as an acceptance does? `word` is the identifier that
    /// stands at the anchor afterwards. Keys only add, and hardly three of them come in one piece:
    /// so an acceptance writes anew what was typed, or three letters. A row of two letters where
    /// nothing was typed is known by its command alone; a tool that writes so is taken for a choice.
    pub fn accepts(&self, edit: &Edit, word: &str) -> Option<usize> {
        let end = self.anchor + word.len();
        let inside = edit.start >= self.anchor && edit.start < end && edit.new_end >= end;
        let rewrites = edit.start == self.anchor && edit.old_end > edit.start;
        let least = if rewrites { 2 } else { 3 };
        let name = Sym::of(word);
        (inside && end - edit.start >= least)
            .then(|| self.rows.iter().position(|&r| r == name))
            .flatten()
    }
}

/// The list at a place from which this word was taken, if it was.
pub fn chosen<'a>(
    shown: impl IntoIterator<Item = &'a Shown>,
    at: usize,
    word: Sym,
) -> Option<&'a Shown> {
    let taken = |s: &&Shown| s.accepted.and_then(|row| s.rows.get(row)) == Some(&word);
    shown.into_iter().filter(|s| s.anchor == at).find(taken)
}

/// The first row that stood there in vain: of the list from which the word was taken, else of the
/// last one that was seen before the word was whole.
pub fn passed<'a, S>(shown: S, at: usize, word: Sym, length: usize) -> Option<Sym>
where
    S: IntoIterator<Item = &'a Shown> + Copy,
{
    let unfinished = |s: &&Shown| s.anchor == at && s.seen && s.typed < length;
    let last = || {
        let lists = shown.into_iter().filter(unfinished);
        lists.max_by_key(|s| s.typed)
    };
    let list = chosen(shown, at, word).or_else(last)?;
    list.rows.first().copied().filter(|&first| first != word)
}
