//! Bound names by the tokens of a function up to the cursor, whatever state its syntax is in.

use super::{
    BindingKind, Bound,
    header::{HEADER, generics, next_parameter},
    operand::{begins_closure, begins_operand, ends_operand},
    pattern,
};
use crate::{
    syntax::{site::type_end, view::View},
    text::Kind,
};

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
