//! Labels that a `break` or a `continue` can name: those of the loops and blocks round it.

use crate::{syntax::view::View, text::Kind};

/// Tokens looked at, at most.
const FURTHEST: usize = 4000;
/// Tokens between a label and its braces, at most.
const HEADER: usize = 200;

/// The labels round `break 'a|`, the nearest first; none where no label is being typed. The token
/// before `at` is the one with the quote.
pub fn of_jump(view: View, at: usize, offset: usize) -> Option<Vec<usize>> {
    let quote = at.checked_sub(1)?;
    let begun = view.kind(quote) == Kind::Lifetime || view.word(quote) == "'";
    let jumps = matches!(view.word_before(quote), "break" | "continue");
    let inside = view.start(quote) < offset && offset <= view.end(quote);
    (begun && jumps && inside).then(|| around(view, quote))
}

fn around(view: View, at: usize) -> Vec<usize> {
    let (mut found, mut depth) = (Vec::new(), 0usize);
    for index in (at.saturating_sub(FURTHEST)..at).rev() {
        match view.mark(index) {
            b'}' => depth += 1,
            b'{' if depth > 0 => depth -= 1,
            b'{' => found.extend(of_block(view, index)),
            _ if depth == 0 && view.word(index) == "fn" => break,
            _ => {}
        }
    }
    found
}

/// The label of the block or the loop whose braces open at `open`.
fn of_block(view: View, open: usize) -> Option<usize> {
    let mut index = open;
    while index > 0 && open - index < HEADER {
        index = match view.mark(index - 1) {
            b')' | b']' => view.opening(index - 1, HEADER)?,
            b';' | b'{' | b'}' | b'(' => return None,
            _ => index - 1,
        };
        if view.kind(index) == Kind::Lifetime && view.word(index + 1) == ":" {
            return Some(index);
        }
    }
    None
}
