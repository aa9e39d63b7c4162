//! What stands before a `.` or a `::`. It walks back over a bounded number of tokens.

use super::{
    enclosing::Enclosing,
    guess::{LINKS, SPAN, STEPS, Scope, path_end},
};
use crate::{syntax::view::View, text::Kind};

/// What stands before a `.`.
#[derive(Default)]
pub struct Found {
    pub span: Option<(usize, usize)>,
    pub called: bool,
    pub type_name: Option<String>,
}

/// The receiver of the `.` at `dot`.
pub fn of_member(view: View, dot: usize, within: &Enclosing) -> Found {
    let Some(last) = last_name(view, dot) else {
        let literal = dot.checked_sub(1).map(|i| view.kind(i));
        let type_name = match literal {
            Some(Kind::Str) => Some("str".to_string()),
            Some(Kind::Char) => Some("char".to_string()),
            _ => None,
        };
        return Found {
            type_name,
            ..Found::default()
        };
    };
    let mut first = last;
    let joined = |i: usize| i >= 2 && matches!(view.word(i - 1), "." | "::");
    while joined(first) && is_segment(view, first - 2) && last - first < LINKS {
        first -= 2;
    }
    let start = chain_start(view, dot);
    let type_name = Scope::of(view, within).type_of(start, dot);
    Found {
        span: Some((view.start(first), view.end(last))),
        called: last + 1 != dot,
        type_name,
    }
}

/// The type of what is matched in the braces at `open`.
pub fn of_match(view: View, open: usize, within: &Enclosing) -> Option<String> {
    let mut start = open;
    while view.word_before(start) != "match" {
        let before = start.checked_sub(1).filter(|&i| open - i < SPAN)?;
        start = match view.mark(before) {
            b')' | b']' | b'}' => view.opening(before, SPAN)?,
            b';' | b'{' => return None,
            _ => before,
        };
    }
    while matches!(view.word(start), "&" | "*" | "mut") {
        start += 1;
    }
    Scope::of(view, within).type_of(start, open)
}

/// The segment before the `::` at `colons`.
pub fn of_path(view: View, colons: usize) -> Option<usize> {
    let mut last = colons.checked_sub(1)?;
    if matches!(view.word(last), ">" | ">>") {
        let angle = view.opening_angle(last, SPAN)?;
        last = match angle.checked_sub(1) {
            Some(before) if view.is_name(before) => before,
            Some(before) if view.word(before) == "::" => before.checked_sub(1)?,
            // <Type as Trait>::
            _ => path_end(view, angle + 1),
        };
    }
    view.is_name(last).then_some(last)
}

fn is_segment(view: View, index: usize) -> bool {
    view.is_name(index) || (view.kind(index) == Kind::Number && view.word_before(index) == ".")
}

/// The last name of the receiver: what is called, indexed, or just named.
fn last_name(view: View, dot: usize) -> Option<usize> {
    let mut index = dot.checked_sub(1)?;
    for _ in 0..STEPS {
        index = match view.word(index) {
            "?" => index.checked_sub(1)?,
            "await" => index.checked_sub(2)?,
            ")" | "]" => view.opening(index, SPAN)?.checked_sub(1)?,
            ">" | ">>" => {
                let before = view.opening_angle(index, SPAN)?.checked_sub(1)?;
                before - usize::from(view.word(before) == "::" && before > 0)
            }
            "!" if view.is_ident(index.checked_sub(1)?) => index - 1,
            _ => break,
        };
    }
    is_segment(view, index).then_some(index)
}

/// The first token of the chain of calls and fields that ends before `dot`.
fn chain_start(view: View, dot: usize) -> usize {
    let mut start = dot;
    let low = dot.saturating_sub(SPAN);
    while start > low {
        let index = start - 1;
        start = match view.word(index) {
            ")" | "]" => match view.opening(index, SPAN) {
                Some(open) => open,
                None => break,
            },
            ">" | ">>" if view.word(start) == "::" || view.mark(start) == b'(' => {
                match view.opening_angle(index, SPAN) {
                    Some(open) => open,
                    None => break,
                }
            }
            "?" | "." | "::" | "await" => index,
            "!" if view.is_ident(index.wrapping_sub(1)) => index,
            _ if is_segment(view, index) && !is_segment(view, start) => index,
            _ => break,
        };
    }
    start
}
