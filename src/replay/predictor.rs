//! What a replay measures: something that foretells the next token. It must never be shown how it
//! is scored, and it sees the rest of an added line only when that has gone by.

use super::Passage;
use crate::{
    libraries::Crate,
    model::next::Foretold,
    text::{Kind, Sym},
};

/// Something that foretells the next token. For each token of a passage in turn: [`predict`] and
/// the questions about its ranking where the token is scored, [`learn`] where it is on an added
/// line, then [`pass`] in any case.
///
/// [`predict`]: Predictor::predict
/// [`learn`]: Predictor::learn
/// [`pass`]: Predictor::pass
pub trait Predictor {
    /// What it is called in tables.
    fn name(&self) -> &str;

    /// The next passages are of another project: what belongs to the last one is put aside, what a
    /// user carries along is kept.
    fn next_project(&mut self);

    /// The next passages are of a project that is built from these crates, nearest first.
    fn depends(&mut self, _crates: &[Crate]) {}

    /// A passage begins; its tokens will be gone through from the first. Those that are marked as
    /// context may be looked at, wherever they stand; of the others only what has gone by.
    fn enter(&mut self, passage: &Passage);

    /// Token `at` goes by, after it was learned: the left context grows.
    fn pass(&mut self, passage: &Passage, at: usize);

    /// Makes a ranking for what stands at `at` from what stands before it, never from itself;
    /// whether it begins a new line, and after how many, may be known.
    fn predict(&mut self, passage: &Passage, at: usize);

    /// The place of a token in the last ranking, from 1.
    fn rank(&mut self, truth: Sym) -> Option<usize>;

    /// The probability of the last ranking's first row, where there is one.
    fn confidence(&mut self) -> Option<f32>;

    /// `-log2 P(token)` by the last ranking, over all tokens there could be: what is known, and what
    /// isn't by its spelling. None where it gives no probabilities.
    fn bits(&mut self, passage: &Passage, at: usize) -> Option<f64>;

    /// The first identifiers, `most` at most, that a popup would show in the last ranking's place
    /// once `prefix` is typed.
    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>);

    /// The rest of the line from before token `at` on, where it can be foretold; `begins`: nothing
    /// stands on the line yet.
    fn foretell(&mut self, _passage: &Passage, _at: usize, _begins: bool) -> Option<Foretold> {
        None
    }

    /// Whether the rest of the line was what was foretold.
    fn was(&mut self, _foretold: &Foretold, _is_exact: bool) {}

    /// Counts token `at`; where it was scored its ranking may move weights too.
    fn learn(&mut self, passage: &Passage, at: usize, scored: bool);
}

/// How a token is spelled: as it is typed into a popup, and one spelling for each kind of literal.
pub fn spelled(passage: &Passage, at: usize) -> &str {
    let token = &passage.source.tokens()[at];
    let text = passage.source.str_of(token);
    match token.kind {
        Kind::Str => "\"",
        Kind::Char => "'",
        Kind::Number => "0",
        _ => text.strip_prefix("r#").unwrap_or(text),
    }
}
