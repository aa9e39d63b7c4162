//! What the headers of functions and `impl`s bind, by their tokens.

use super::{BindingKind, Bound};
use crate::syntax::{
    site::{Enclosing, type_end},
    view::View,
};

/// Tokens of a parameter list or of generics, at most.
pub const HEADER: usize = 2000;

/// Generic names of the `impl` or trait round the function.
pub fn generics_of_impl(view: View, within: &Enclosing) -> Vec<Bound> {
    let mut found = Vec::new();
    let Some(name) = within.implemented else {
        return found;
    };
    let low = name.saturating_sub(HEADER);
    let head = (low..name)
        .rev()
        .find(|&i| matches!(view.word(i), "impl" | "trait" | "{" | "}"));
    let open = match head.map(|head| (view.word(head), head)) {
        Some(("impl", head)) => head + 1,
        Some(("trait", _)) => name + 1,
        _ => return found,
    };
    generics(view, open, &mut found);
    found
}

/// Adds the names of the `<..>` at `open`, and returns what follows it.
pub fn generics(view: View, open: usize, found: &mut Vec<Bound>) -> usize {
    if view.word(open) != "<" {
        return open;
    }
    let (mut depth, mut index) = (0i32, open);
    while index < view.tokens.len().min(open + HEADER) {
        match view.word(index) {
            "<" => depth += 1,
            "<<" => depth += 2,
            ">" => depth -= 1,
            ">>" => depth -= 2,
            "{" | ";" => return index,
            _ if depth == 1 && view.is_ident(index) => {
                if matches!(view.word_before(index), "<" | "," | "const") {
                    let kind = BindingKind::Generic;
                    found.push(Bound { index, kind });
                }
            }
            _ => {}
        }
        index += 1;
        if depth <= 0 {
            break;
        }
    }
    index
}

/// Where the parameter after the one whose pattern ends at `from` begins.
pub fn next_parameter(view: View, from: usize, close: usize) -> usize {
    let mut index = from;
    if view.word(index) == ":" {
        index = type_end(view, index + 1);
    }
    while index < close && view.word(index) != "," {
        index += 1;
    }
    index + 1
}
