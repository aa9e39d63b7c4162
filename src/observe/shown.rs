//! Lists that were shown, and what became of their rows.

use crate::text::{Edit, Sym};

/// Letters that hardly come together but by an acceptance.
const PIECE: usize = 3;

/// An editor asks again for what it shows within so many milliseconds; later it was closed meanwhile.
const AGAIN: u64 = 3000;

/// A list that was shown, as long as its word isn't settled.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The list's number.
    pub offer: u64,
    /// Where its word begins, in bytes of the present text.
    pub anchor: usize,
    /// How many bytes of the word stood there.
    pub typed: usize,
    /// Nothing was written between question and answer, so that the editor showed it.
    pub seen: bool,
    /// When the first list at this place came, in milliseconds.
    pub begun: u64,
    /// Errors in the file then.
    pub errors: u32,
    /// When it came itself, or the first of the same place if nothing was written since.
    pub since: u64,
    /// When something was written, or another list took its place.
    pub until: Option<u64>,
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
        let least = if rewrites { 2 } else { PIECE };
        (inside && end - edit.start >= least)
            .then(|| self.row_of(word))
            .flatten()
    }

    /// The row with this word.
    pub fn row_of(&self, word: &str) -> Option<usize> {
        let name = Sym::of(word);
        self.rows.iter().position(|&r| r == name)
    }

    /// Another list of the same place so soon: the reader sees one all the time.
    pub fn is_again(&self, anchor: usize, typed: usize, now: u64) -> bool {
        let same = (self.anchor, self.typed, self.seen) == (anchor, typed, true);
        same && self.until.is_none() && now.saturating_sub(self.since) <= AGAIN
    }

    /// It is off the screen from a time on.
    pub fn leave(&mut self, now: u64) {
        self.until.get_or_insert(now);
    }

    /// How long it was on screen, in milliseconds.
    pub fn dwell(&self, now: u64) -> u64 {
        let end = self.until.unwrap_or(now);
        if self.seen {
            end.saturating_sub(self.since)
        } else {
            0
        }
    }
}

/// Letters of a word that come in pieces: some editors send an accepted row as single letters, some of
/// them together, some not.
#[derive(Clone, Copy, Debug, Default)]
pub struct Run {
    start: usize,
    end: usize,
    is_piece: bool,
}

impl Run {
    /// A list came: what is written from now on is new.
    pub fn end(&mut self) {
        *self = Run::default();
    }

    /// Follows a message that wrote this edit; the whole run as one edit, if it may be an acceptance.
    pub fn follow(&mut self, edit: &Edit, letters: usize) -> Option<Edit> {
        let goes_on = edit.start == edit.old_end && edit.start == self.end && self.start < self.end;
        if !goes_on {
            let (start, end) = (edit.start, edit.new_end);
            let is_piece = letters > 1;
            *self = Run {
                start,
                end,
                is_piece,
            };
            return None;
        }
        self.end = edit.new_end;
        self.is_piece |= letters > 1;
        self.is_piece.then_some(Edit {
            start: self.start,
            old_end: self.start,
            ..*edit
        })
    }
}

/// The list at a place from which this word was taken, if it was: the last one that had it.
pub fn chosen<'a>(
    shown: impl IntoIterator<Item = &'a Shown>,
    at: usize,
    word: Sym,
) -> Option<&'a Shown> {
    let taken = |s: &&Shown| s.accepted.and_then(|row| s.rows.get(row)) == Some(&word);
    let here = shown.into_iter().filter(|s| s.anchor == at);
    here.filter(taken).max_by_key(|s| s.typed)
}

/// The first row that stood there in vain: of the list from which the word was taken, else of the
/// last one that was seen before the word was whole.
pub fn passed<'a, S>(shown: S, at: usize, word: Sym, length: usize) -> Option<Sym>
where
    S: IntoIterator<Item = &'a Shown> + Copy,
{
    let list = chosen(shown, at, word).or_else(|| last(shown, at, length))?;
    list.rows.first().copied().filter(|&first| first != word)
}

/// The last list that was seen at a place before a word of this length was whole.
pub fn last<'a>(
    shown: impl IntoIterator<Item = &'a Shown>,
    at: usize,
    length: usize,
) -> Option<&'a Shown> {
    let unfinished = |s: &&Shown| s.anchor == at && s.seen && s.typed < length;
    let lists = shown.into_iter().filter(unfinished);
    lists.max_by_key(|s| s.typed)
}

/// The best row in which a word stood in a list that was seen before it was whole.
pub fn best_row<'a>(
    shown: impl IntoIterator<Item = &'a Shown>,
    at: usize,
    word: Sym,
    length: usize,
) -> Option<usize> {
    let unfinished = |s: &&Shown| s.anchor == at && s.seen && s.typed < length;
    let lists = shown.into_iter().filter(unfinished);
    lists
        .filter_map(|s| s.rows.iter().position(|&r| r == word))
        .min()
}
