//! The path that a word goes on with: what stands before its `::`, and in a `use` before its braces.

use super::receiver;
use crate::syntax::view::View;

/// Parts, at most.
const LONGEST: usize = 16;
/// Tokens between the braces of a `use`, at most.
const WIDEST: usize = 4000;

/// The parts before the word at `at`, outermost first, as indices of tokens.
pub fn before(view: View, at: usize, in_use: bool) -> Vec<usize> {
    let mut parts = Vec::new();
    let mut index = at;
    while parts.len() < LONGEST {
        let begins = in_use && matches!(view.word_before(index), "{" | ",");
        let colons = match begins {
            false => index,
            true => match open_brace(view, index) {
                Some(open) => open,
                None => break,
            },
        };
        if view.word_before(colons) != "::" {
            break;
        }
        let Some(part) = receiver::of_path(view, colons - 1) else {
            break;
        };
        parts.push(part);
        index = part;
    }
    parts.reverse();
    parts
}

/// The brace round `at` that is open there.
fn open_brace(view: View, at: usize) -> Option<usize> {
    let mut depth = 0usize;
    for index in (at.saturating_sub(WIDEST)..at).rev() {
        match view.mark(index) {
            b'}' => depth += 1,
            b'{' if depth == 0 => return Some(index),
            b'{' => depth -= 1,
            b';' => return None,
            _ => {}
        }
    }
    None
}

/// The names of the inline modules round `at`, outermost first, as indices of tokens.
pub fn modules(view: View, at: usize) -> Vec<usize> {
    let (mut found, mut depth) = (Vec::new(), 0usize);
    for index in (0..at).rev() {
        match view.mark(index) {
            b'}' => depth += 1,
            b'{' if depth > 0 => depth -= 1,
            b'{' if index >= 2 && view.word(index - 2) == "mod" => found.push(index - 1),
            _ => {}
        }
    }
    found.reverse();
    found
}
