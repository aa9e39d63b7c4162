//! The function and the `impl` round a place, by their headers.

use crate::syntax::view::View;

/// Tokens of a header, at most.
const HEADER: usize = 200;
/// Open braces looked at, at most.
const DEEPEST: usize = 64;

/// Indices of the names round a place.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Enclosing {
    /// The function's name.
    pub function: Option<usize>,
    /// The `{` of its body.
    pub body: Option<usize>,
    /// The type of the `impl`, or the trait that is being declared.
    pub implemented: Option<usize>,
    /// The trait of the `impl`.
    pub implemented_trait: Option<usize>,
}

/// What stands round the token at `at`: the innermost function, and the `impl` or trait round it.
pub fn enclosing(view: View, at: usize) -> Enclosing {
    let mut found = Enclosing::default();
    let (mut depth, mut open) = (0usize, 0usize);
    for index in (0..at.min(view.tokens.len())).rev() {
        match view.mark(index) {
            b'}' => depth += 1,
            b'{' if depth > 0 => depth -= 1,
            b'{' if open > DEEPEST => break,
            b'{' => {
                open += 1;
                if found.function.is_none() {
                    found.function = function_of(view, index);
                    found.body = found.function.and(Some(index));
                }
                if let Some((of_trait, of_type)) = impl_of(view, index) {
                    found.implemented = of_type;
                    found.implemented_trait = of_trait;
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// The first token of the header before a `{`: what follows the last `;`, `{` or `}`.
fn header_start(view: View, open: usize) -> usize {
    let mut index = open;
    while index > 0 && open - index < HEADER {
        match view.mark(index - 1) {
            b';' | b'{' | b'}' => return index,
            b')' | b']' => index = view.opening(index - 1, HEADER).unwrap_or(index - 1),
            _ => index -= 1,
        }
    }
    index
}

/// The name of the function whose body opens at `open`.
pub fn function_of(view: View, open: usize) -> Option<usize> {
    let before = view.word_before(open);
    if matches!(before, "=" | "=>" | "(" | "|" | "||" | "else" | "::") {
        return None;
    }
    let start = header_start(view, open);
    if before == "," && !(start..open).any(|i| view.word(i) == "where") {
        return None;
    }
    let index = (start..open).rev().find(|&i| {
        view.word(i) == "fn" && view.is_ident(i + 1) && matches!(view.mark(i + 2), b'(' | b'<')
    })?;
    Some(index + 1)
}

/// Trait and type of the `impl` whose body opens at `open`, or the trait declared there as a type.
fn impl_of(view: View, open: usize) -> Option<(Option<usize>, Option<usize>)> {
    let start = header_start(view, open);
    let head = (start..open).find(|&i| matches!(view.word(i), "impl" | "trait" | "fn"))?;
    match view.word(head) {
        "trait" => Some((None, Some(head + 1))),
        "impl" => Some(impl_names(view, head + 1, open)),
        _ => None,
    }
}

fn impl_names(view: View, from: usize, open: usize) -> (Option<usize>, Option<usize>) {
    let (mut of_trait, mut name, mut depth) = (None, None, 0i32);
    for index in from..open {
        match view.word(index) {
            "<" => depth += 1,
            ">" => depth -= 1,
            ">>" => depth -= 2,
            _ if depth > 0 => {}
            "for" => (of_trait, name) = (name, None),
            "where" => break,
            _ if view.is_ident(index) => name = Some(index),
            _ => {}
        }
    }
    (of_trait, name)
}
