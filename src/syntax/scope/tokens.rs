//! Bound names by the tokens of a function up to the cursor, whatever state its syntax is in.

use super::{BindingKind, Bound, pattern};
use crate::{
    syntax::{
        site::{Enclosing, type_end},
        view::View,
    },
    text::Kind,
};

/// Tokens of a parameter list or of generics, at most.
const HEADER: usize = 2000;

/// The names bound from the function's name to the token at `at` that are seen there. `fresh`: the
/// cursor begins a line.
pub fn bound(view: View, name: usize, at: usize, fresh: bool) -> Vec<Bound> {
    let mut scan = Scan {
        view,
        at,
        bound: Vec::new(),
        frames: vec![Frame::new(Shape::Block, true, 0)],
    };
    let mut index = scan.header(name);
    while index < at {
        index = scan.step(index);
    }
    if fresh && ends_operand(view, at) {
        scan.finish_let();
    }
    scan.seen()
}

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
fn generics(view: View, open: usize, found: &mut Vec<Bound>) -> usize {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Block,
    Match,
    Other,
}

/// An open bracket.
struct Frame {
    shape: Shape,
    brace: bool,
    /// Names bound when it opened.
    base: usize,
    /// Names bound when the closure or arm in it began.
    inner: Option<usize>,
    /// The names of a `let` that hasn't ended.
    unfinished: Vec<Bound>,
    /// Names for the next braces: of `if let`, `for`, a closure with a block.
    pending: Vec<Bound>,
    /// `&&` follows an `if let`: its names are seen already.
    chained: bool,
    /// The next braces hold arms.
    arms: bool,
    /// The braces were opened by `=>`.
    arm_body: bool,
}

impl Frame {
    fn new(shape: Shape, brace: bool, base: usize) -> Frame {
        Frame {
            shape,
            brace,
            base,
            inner: None,
            unfinished: Vec::new(),
            pending: Vec::new(),
            chained: false,
            arms: false,
            arm_body: false,
        }
    }
}

struct Scan<'s> {
    view: View<'s>,
    at: usize,
    bound: Vec<Bound>,
    frames: Vec<Frame>,
}

impl Scan<'_> {
    /// Generics and parameters; returns the first token of the body.
    fn header(&mut self, name: usize) -> usize {
        let view = self.view;
        let open = generics(view, name + 1, &mut self.bound);
        if view.mark(open) != b'(' {
            return name + 1;
        }
        let close = view.closing(open, HEADER).unwrap_or(open);
        let mut index = open + 1;
        while index < close {
            let colon = pattern::end(view, index, close, &[":", ","]);
            let own = (index..colon).find(|&i| view.word(i) == "self");
            match own {
                Some(index) => self.bound.push(Bound {
                    index,
                    kind: BindingKind::SelfValue,
                }),
                None => pattern::names(view, index, colon, BindingKind::Parameter, &mut self.bound),
            }
            index = next_parameter(view, colon, close);
        }
        let body = (close..self.at).find(|&i| view.mark(i) == b'{');
        body.map_or(self.at, |i| i + 1)
    }

    fn top(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::new(Shape::Block, true, 0));
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Reads the token at `index`; returns the next one to read.
    fn step(&mut self, index: usize) -> usize {
        let view = self.view;
        let fresh = index > 0 && view.line(index - 1) < view.line(index);
        let after_block = fresh && view.mark(index - 1) == b'}' && begins_operand(view, index);
        if after_block && self.top().shape == Shape::Match {
            self.end_inner();
        }
        let begins_arm = matches!(view.mark(index.wrapping_sub(1)), b'{' | b',' | b'}' | b']')
            && self.top().shape == Shape::Match
            && self.top().inner.is_none();
        if begins_arm && view.mark(index) != b'}' {
            return self.arm(index);
        }
        if fresh && begins_operand(view, index) && ends_operand(view, index) {
            self.finish_let();
        }
        match view.kind(index) {
            Kind::Keyword => self.keyword(index),
            Kind::Punct => self.punct(index),
            _ => index + 1,
        }
    }

    fn keyword(&mut self, index: usize) -> usize {
        let view = self.view;
        match view.word(index) {
            "let" => return self.begin_let(index),
            "for" if view.mark(index + 1) != b'<' => {
                let end = pattern::end(view, index + 1, self.at, &["in", "{"]);
                let mut names = Vec::new();
                if view.word(end) == "in" {
                    pattern::names(view, index + 1, end, BindingKind::Loop, &mut names);
                }
                self.top().pending = names;
                return end;
            }
            "match" => self.top().arms = true,
            "const" | "static" => {
                let name = index + 1 + usize::from(view.word(index + 1) == "mut");
                if view.is_ident(name) && view.word(name + 1) == ":" {
                    let kind = BindingKind::Const;
                    self.bound.push(Bound { index: name, kind });
                }
            }
            "fn" if view.is_ident(index + 1) => return self.function(index + 1),
            "else" => self.top().chained = false,
            _ => {}
        }
        index + 1
    }

    fn begin_let(&mut self, index: usize) -> usize {
        let view = self.view;
        let matches = matches!(view.word_before(index), "if" | "while" | "&&" | "||" | "(");
        if !matches {
            self.finish_let();
        }
        let end = pattern::end(view, index + 1, self.at, &["=", ":", "else", "let"]);
        let kind = match matches {
            true => BindingKind::Match,
            false => BindingKind::Let,
        };
        let mut names = Vec::new();
        pattern::names(view, index + 1, end, kind, &mut names);
        let top = self.top();
        match matches {
            true => top.pending.extend(names),
            false => top.unfinished = names,
        }
        end
    }

    /// A `let` whose end was reached: its names are seen from here.
    fn finish_let(&mut self) {
        let base = self.bound.len();
        let top = self.top();
        let inner = top.inner.filter(|_| top.shape == Shape::Block);
        let names = std::mem::take(&mut top.unfinished);
        if top.shape == Shape::Block {
            top.inner = None;
        }
        self.bound.truncate(inner.unwrap_or(base));
        self.bound.extend(names);
    }

    /// A function in the function: its name, and on after its body.
    fn function(&mut self, name: usize) -> usize {
        if self.top().shape == Shape::Block {
            let kind = BindingKind::Function;
            self.bound.push(Bound { index: name, kind });
        }
        let view = self.view;
        let body = (name..self.at).find(|&i| matches!(view.mark(i), b'{' | b';'));
        let Some(body) = body.filter(|&i| view.mark(i) == b'{') else {
            return body.unwrap_or(name + 1);
        };
        match view.closing(body, self.at - body) {
            Some(close) => close + 1,
            None => name + 1,
        }
    }

    fn punct(&mut self, index: usize) -> usize {
        let view = self.view;
        match view.word(index) {
            "(" | "[" => {
                let base = self.bound.len();
                self.frames.push(Frame::new(Shape::Other, false, base));
            }
            "{" => self.open_braces(index),
            ")" | "]" => self.close(false),
            "}" => self.close(true),
            ";" => {
                self.end_inner();
                self.finish_let();
            }
            "," => self.end_inner(),
            "&&" => {
                let top = self.top();
                top.chained = !top.pending.is_empty();
            }
            "|" if begins_closure(view, index) => return self.closure(index),
            _ => {}
        }
        index + 1
    }

    fn open_braces(&mut self, index: usize) {
        let before = self.view.word_before(index);
        let base = self.bound.len();
        let literal =
            self.view.is_ident(index.wrapping_sub(1)) && before.starts_with(char::is_uppercase);
        let top = self.top();
        let pending = std::mem::take(&mut top.pending);
        let shape = match std::mem::take(&mut top.arms) {
            true => Shape::Match,
            false if literal && pending.is_empty() => Shape::Other,
            false => Shape::Block,
        };
        top.chained = false;
        let mut frame = Frame::new(shape, true, base);
        frame.arm_body = before == "=>";
        self.bound.extend(pending);
        self.frames.push(frame);
    }

    fn close(&mut self, brace: bool) {
        let matching = |f: &Frame| brace == f.brace;
        // A bracket that was never closed ends with its braces.
        while brace && self.frames.len() > 1 && self.frames.last().is_some_and(|f| !matching(f)) {
            self.frames.pop();
        }
        if self.frames.len() < 2 || !self.frames.last().is_some_and(matching) {
            return;
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        self.bound.truncate(frame.base);
        if frame.arm_body && self.top().shape == Shape::Match {
            self.end_inner();
        }
    }

    /// The closure or arm in this bracket ends.
    fn end_inner(&mut self) {
        if let Some(base) = self.top().inner.take() {
            self.bound.truncate(base);
        }
    }

    fn arm(&mut self, index: usize) -> usize {
        let view = self.view;
        if view.mark(index) == b'#' {
            let close = view.closing(index + 1, self.at - index);
            return close.unwrap_or(index) + 1;
        }
        let end = pattern::end(view, index, self.at, &["=>", "if"]);
        let base = self.bound.len();
        if end < self.at && matches!(view.word(end), "=>" | "if") {
            pattern::names(view, index, end, BindingKind::Match, &mut self.bound);
        }
        self.top().inner = Some(base);
        end.max(index + 1)
    }

    fn closure(&mut self, index: usize) -> usize {
        let view = self.view;
        let mut names = Vec::new();
        let mut at = index + 1;
        while at < self.at && view.word(at) != "|" {
            let end = pattern::end(view, at, self.at, &[":", ",", "|"]);
            pattern::names(view, at, end, BindingKind::Closure, &mut names);
            at = match view.word(end) {
                ":" => type_end(view, end + 1).min(self.at),
                _ => end,
            };
            match view.word(at) {
                "," => at += 1,
                "|" => {}
                _ => return at.max(index + 1),
            }
        }
        if at >= self.at {
            return self.at;
        }
        let base = self.bound.len();
        self.bound.extend(names);
        let top = self.top();
        top.inner = top.inner.or(Some(base));
        at + 1
    }

    fn seen(mut self) -> Vec<Bound> {
        let top = self.top();
        if top.chained {
            let pending = std::mem::take(&mut top.pending);
            self.bound.extend(pending);
        }
        self.bound
    }
}

fn next_parameter(view: View, from: usize, close: usize) -> usize {
    let mut index = from;
    if view.word(index) == ":" {
        index = type_end(view, index + 1);
    }
    while index < close && view.word(index) != "," {
        index += 1;
    }
    index + 1
}

/// Whether a `|` stands where an operand is expected.
fn begins_closure(view: View, index: usize) -> bool {
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
fn ends_operand(view: View, at: usize) -> bool {
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

fn begins_operand(view: View, index: usize) -> bool {
    match view.kind(index) {
        Kind::Punct => view.mark(index) == b'}',
        Kind::Keyword => !matches!(view.word(index), "else" | "as" | "where"),
        _ => true,
    }
}
