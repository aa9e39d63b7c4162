//! Which tokens of a changed line its author had to type: a line is replaced as a whole, but nobody
//! types again what stays. It must never look beyond the lines that were replaced.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::protocol::{lines_of, within};
use crate::{history::lines, syntax::Source, text::Token};

/// The tokens of a file before it was changed.
pub(super) struct Fresh {
    old: Source,
    at: Vec<usize>,
}

impl Fresh {
    /// What the file read.
    pub(super) fn of(text: &str) -> Fresh {
        let old = Source::without_tree(text);
        let at = lines_of(old.tokens(), &lines(text));
        Fresh { old, at }
    }

    /// For each of the tokens that stand now where some lines stood, whether it is new there.
    pub(super) fn among(&self, gone: &Range<usize>, tokens: &[Token]) -> Vec<bool> {
        let old = &self.old.tokens()[within(&self.at, gone)];
        let mut input = InternedInput::default();
        input.update_before(old.iter().map(|token| token.sym.0));
        input.update_after(tokens.iter().map(|token| token.sym.0));
        let diff = Diff::compute(Algorithm::Myers, &input);
        let places = 0..tokens.len() as u32;
        places.map(|place| diff.is_added(place)).collect()
    }
}
