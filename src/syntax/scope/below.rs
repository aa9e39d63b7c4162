//! Items further down in the blocks round a place: they can be named before they are written.

use super::{BindingKind, Bound};
use crate::syntax::view::View;

/// Tokens looked at, at most.
const FURTHEST: usize = 4000;

/// The functions, constants and statics behind `at`, up to the end of the function's body at `open`.
pub fn items(view: View, open: usize, at: usize) -> Vec<Bound> {
    let mut found = Vec::new();
    let mut outer = depth(view, open, at);
    let mut inner = 0usize;
    for index in at..view.tokens.len().min(at + FURTHEST) {
        match view.mark(index) {
            b'{' => inner += 1,
            b'}' if inner > 0 => inner -= 1,
            b'}' if outer > 1 => outer -= 1,
            b'}' => break,
            _ if inner == 0 => found.extend(item(view, index)),
            _ => {}
        }
    }
    found
}

/// The braces that are open at `at`, the body's among them.
fn depth(view: View, open: usize, at: usize) -> usize {
    let mut depth = 0usize;
    for index in open..at {
        match view.mark(index) {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}

fn item(view: View, index: usize) -> Option<Bound> {
    let (name, kind) = match view.word(index) {
        "fn" => (index + 1, BindingKind::Function),
        "const" => (index + 1, BindingKind::Const),
        "static" if view.word(index + 1) == "mut" => (index + 2, BindingKind::Const),
        "static" => (index + 1, BindingKind::Const),
        _ => return None,
    };
    let follows = match kind {
        BindingKind::Function => matches!(view.mark(name + 1), b'(' | b'<'),
        _ => view.word(name + 1) == ":",
    };
    (view.is_ident(name) && follows).then_some(Bound { index: name, kind })
}
