//! The brackets that are open at a place, found by walking back.

use super::enclosing::function_of;
use crate::syntax::view::View;

/// Tokens looked at, at most.
const FURTHEST: usize = 20_000;
/// Open brackets, at most.
const DEEPEST: usize = 64;

/// The open brackets before a place.
pub struct Levels {
    /// The first token looked at.
    pub low: usize,
    /// Open brackets, outermost first.
    pub open: Vec<usize>,
    /// The outermost is a function's body.
    pub in_function: bool,
    /// From an opening bracket (less `low`) to its closing one; 0 where there is none.
    jumps: Vec<u32>,
}

impl Levels {
    /// The bracket that closes the one at `open`, before the place.
    pub fn closing(&self, open: usize) -> Option<usize> {
        match self.jumps.get(open.wrapping_sub(self.low)) {
            None | Some(0) => None,
            Some(&close) => Some(close as usize),
        }
    }
}

/// Walks back from `at` to the body of the innermost function, or as far as it may.
pub fn find(view: View, at: usize) -> Levels {
    let mut walk = Walk::default();
    let mut low = at.saturating_sub(FURTHEST);
    let mut in_function = false;
    for index in (low..at).rev() {
        walk.step(view, index);
        if walk.open.last() != Some(&index) || view.mark(index) != b'{' {
            continue;
        }
        in_function = function_of(view, index).is_some();
        if in_function || walk.open.len() > DEEPEST {
            low = index;
            break;
        }
    }
    walk.open.reverse();
    let mut jumps = vec![0; at - low];
    for (open, close) in walk.pairs.into_iter().filter(|&(open, _)| open >= low) {
        jumps[open - low] = close as u32;
    }
    Levels {
        low,
        open: walk.open,
        in_function,
        jumps,
    }
}

#[derive(Default)]
struct Walk {
    /// Closing brackets not yet opened.
    closed: Vec<(u8, usize)>,
    open: Vec<usize>,
    pairs: Vec<(usize, usize)>,
    /// A statement ended or began since the last `{`: a `(` before it was never closed.
    broken: bool,
}

impl Walk {
    fn step(&mut self, view: View, index: usize) {
        match view.mark(index) {
            b')' => self.closed.push((b'(', index)),
            b']' => self.closed.push((b'[', index)),
            b'}' => self.closed.push((b'{', index)),
            bracket @ (b'(' | b'[' | b'{') => self.opening(bracket, index),
            b';' if self.closed.is_empty() => self.broken = true,
            0 if self.closed.is_empty() && view.word(index) == "let" => {
                self.broken |= !matches!(view.word_before(index), "if" | "while" | "&&" | "(");
            }
            _ => {}
        }
    }

    fn opening(&mut self, bracket: u8, index: usize) {
        if bracket == b'{' {
            // What was closed but not opened inside of these braces is a typo.
            while self.closed.last().is_some_and(|&(open, _)| open != b'{') {
                self.closed.pop();
            }
        }
        match self.closed.last() {
            Some(&(open, close)) if open == bracket => {
                self.pairs.push((index, close));
                self.closed.pop();
            }
            Some(_) => {}
            None if bracket == b'(' && self.broken => {}
            None => {
                self.broken = false;
                self.open.push(index);
            }
        }
    }
}
