//! Where `break`, `continue` and `await` may stand: what the braces round a place belong to.

use super::{enclosing::function_of, levels::Levels};
use crate::{syntax::view::View, text::Kind};

/// Tokens of a head before its brace, at most.
const HEAD: usize = 200;

/// What may stand at a place because of the braces round it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Flow {
    /// A loop is to be left or gone on with.
    pub in_loop: bool,
    /// Futures may be waited for.
    pub in_async: bool,
}

enum Head {
    Loop,
    Async,
    Closure,
    Function,
    Plain,
}

/// Reads the heads of the open braces, from the inside out.
pub fn of(view: View, levels: &Levels) -> Flow {
    // Outside of a function nobody knows what a macro makes of it.
    let mut flow = Flow {
        in_loop: !levels.in_function,
        in_async: !levels.in_function,
    };
    let braces = levels.open.iter().rev().filter(|&&i| view.mark(i) == b'{');
    for &open in braces {
        match head(view, open) {
            Head::Loop => flow.in_loop = true,
            Head::Async => {
                flow.in_async = true;
                break;
            }
            Head::Closure | Head::Function => break,
            Head::Plain => {}
        }
    }
    flow
}

fn head(view: View, open: usize) -> Head {
    if let Some(name) = function_of(view, open) {
        let before = name.saturating_sub(1);
        let is_async = (before.saturating_sub(4)..before)
            .rev()
            .take_while(|&i| !matches!(view.mark(i), b';' | b'{' | b'}' | b']'))
            .any(|i| view.word(i) == "async");
        return if is_async {
            Head::Async
        } else {
            Head::Function
        };
    }
    match view.word_before(open) {
        "async" => return Head::Async,
        "move" if view.word(open.wrapping_sub(2)) == "async" => return Head::Async,
        "loop" => return Head::Loop,
        "|" | "||" => return closure(view, open - 1),
        _ => {}
    }
    let mut index = open;
    while index > 0 && open - index < HEAD {
        index -= 1;
        match view.mark(index) {
            b')' | b']' => match view.opening(index, HEAD) {
                Some(opening) => index = opening,
                None => return Head::Plain,
            },
            b';' | b'{' | b'}' | b'(' => return Head::Plain,
            // A block with a label.
            b':' if view.kind(index.wrapping_sub(1)) == Kind::Lifetime => return Head::Loop,
            _ => {}
        }
        match view.word(index) {
            "while" | "for" => return Head::Loop,
            "if" | "match" | "else" | "unsafe" | "=>" => return Head::Plain,
            _ => {}
        }
    }
    Head::Plain
}

/// A closure whose last `|` stands at `bar`: an asynchronous one is waited for.
fn closure(view: View, bar: usize) -> Head {
    let first = match view.word(bar) {
        "||" => bar,
        _ => (bar.saturating_sub(HEAD)..bar)
            .rev()
            .find(|&i| view.word(i) == "|")
            .unwrap_or(bar),
    };
    let before = match view.word_before(first) {
        "move" => view.word(first.wrapping_sub(2)),
        word => word,
    };
    match before {
        "async" => Head::Async,
        _ => Head::Closure,
    }
}
