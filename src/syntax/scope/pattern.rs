//! The names that a pattern binds, by its tokens. It must never take a type or a path for one.

use super::{BindingKind, Bound};
use crate::syntax::view::View;

/// Adds the names bound by the tokens `from..to` of a pattern.
pub fn names(view: View, from: usize, to: usize, kind: BindingKind, into: &mut Vec<Bound>) {
    let mut braces = 0usize;
    for index in from..to.min(view.tokens.len()) {
        match view.mark(index) {
            b'{' => braces += 1,
            b'}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        if is_binding(view, index, to, braces > 0) {
            into.push(Bound { index, kind });
        }
    }
}

fn is_binding(view: View, index: usize, to: usize, in_braces: bool) -> bool {
    let word = view.word(index);
    if !view.is_ident(index) || word.starts_with(char::is_uppercase) {
        return false;
    }
    let after = if index + 1 < to {
        view.word(index + 1)
    } else {
        ""
    };
    let path = after == "::" || view.word_before(index) == "::";
    let called = matches!(after, "(" | "{" | "!");
    let field = in_braces && after == ":";
    !path && !called && !field
}

/// The end of the pattern at `from`: before the first of `stops` outside of brackets, or `to`.
pub fn end(view: View, from: usize, to: usize, stops: &[&str]) -> usize {
    let mut depth = 0usize;
    for index in from..to {
        match view.mark(index) {
            b'(' | b'[' | b'{' if depth > 0 || !stops.contains(&view.word(index)) => depth += 1,
            b')' | b']' | b'}' if depth > 0 => depth -= 1,
            b')' | b']' | b'}' | b';' if depth == 0 => return index,
            _ if depth == 0 && stops.contains(&view.word(index)) => return index,
            _ => {}
        }
    }
    to
}
