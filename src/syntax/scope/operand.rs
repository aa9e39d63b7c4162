//! Whether a token begins or ends an expression, by the token alone.

use crate::{syntax::view::View, text::Kind};

/// Whether a `|` stands where an operand is expected.
pub fn begins_closure(view: View, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else {
        return true;
    };
    match view.kind(before) {
        Kind::Punct => !matches!(view.word(before), ")" | "]" | "}" | "?" | ">" | "|"),
        Kind::Keyword => matches!(
            view.word(before),
            "move" | "return" | "in" | "else" | "async" | "static" | "break"
        ),
        _ => false,
    }
}

/// Whether the token before `at` can end an expression.
pub fn ends_operand(view: View, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    match view.kind(before) {
        Kind::Punct => matches!(view.word(before), ")" | "]" | "}" | "?" | ">"),
        Kind::Keyword => matches!(
            view.word(before),
            "self" | "Self" | "await" | "true" | "false"
        ),
        _ => true,
    }
}

/// Whether the token at `index` can begin an expression, or closes a block.
pub fn begins_operand(view: View, index: usize) -> bool {
    match view.kind(index) {
        Kind::Punct => view.mark(index) == b'}',
        Kind::Keyword => !matches!(view.word(index), "else" | "as" | "where"),
        _ => true,
    }
}
