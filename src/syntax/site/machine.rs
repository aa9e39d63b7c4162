//! What a reader of Rust expects next, level by level of the open brackets. It reads forward over
//! the tokens of each level (closed groups are one step) and forgives what isn't Rust.

mod enter;
mod marks;
mod words;

use super::{Callee, CalleeKind, levels::Levels};
use crate::{
    syntax::view::View,
    text::{Kind, Sym},
};

/// What a level of brackets holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Base {
    /// A file, a module, an impl, a trait.
    Items,
    /// Statements.
    Block,
    /// Arms.
    Match,
    /// Fields of a struct literal or a struct pattern.
    Literal,
    /// Fields or variants being declared.
    Fields,
    /// Variants of an enum being declared.
    Variants,
    /// Parameters of a function.
    Parameters,
    /// Arguments of a call or a macro.
    Arguments,
    /// Any other brackets round expressions.
    Group,
    /// Brackets in a pattern.
    Patterns,
    /// Brackets in a type.
    Types,
    /// `use` trees, and `pub(..)`.
    Uses,
    /// An attribute.
    Attribute,
    /// The rules of `macro_rules!`, or the braces of another macro.
    Macro,
}

/// What the words of a place are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Item,
    Code,
    Type,
    Pattern,
    Field,
    Define,
    Use,
    Attribute,
    Macro,
}

/// What a `{` after these words opens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Header {
    Fn,
    Struct,
    Enum,
    Impl,
    Items,
    Match,
    Block,
    Alias,
}

/// The reader's state at a place.
#[derive(Clone, Debug)]
pub struct State {
    pub base: Base,
    pub mode: Mode,
    /// Nothing of the statement, item or element was read yet.
    pub start: bool,
    /// Nothing of the argument was read yet but `&`, `*`, `mut` and the like.
    pub argument_start: bool,
    pub in_macro: bool,
    /// The opening bracket of this level.
    pub open: Option<usize>,
    /// The name before it: callee, struct, macro.
    pub name: Option<usize>,
    /// A struct pattern, no struct literal.
    pub in_pattern: bool,
    /// Fields of a struct are being declared, with names or without.
    of_struct: bool,
    /// An operand is expected, no operator.
    operand: bool,
    /// The statement began with `if`, `match` and so on: its braces end it.
    braced: bool,
    header: Option<Header>,
    /// Modes to return to after each `>`.
    angles: Vec<Mode>,
    /// The type is that of an `as`: an operator ends it.
    cast: bool,
    /// Inside of a closure's `|`.
    bars: bool,
    commas: usize,
}

/// Reads all levels up to `at`.
pub fn run(view: View, levels: &Levels, at: usize, new_line: bool) -> State {
    let outer = match (levels.in_function, levels.low) {
        (true, _) | (false, 1..) => Base::Block,
        (false, 0) => Base::Items,
    };
    let mut state = State::new(outer, None, None);
    let mut from = levels.low;
    let mut open = levels.open.iter();
    if levels.in_function {
        from = open.next().map_or(from, |&i| i + 1);
        state.open = Some(levels.low);
    }
    for &open in open {
        state.read(view, levels, from, open);
        state = state.enter(view, open);
        from = open + 1;
    }
    state.read(view, levels, from, at);
    if new_line {
        state.settle(view, at);
    }
    state
}

/// Names of the fields between the braces that open at `open`, but for the word at `at`.
pub fn fields(view: View, open: Option<usize>, at: usize) -> Vec<String> {
    let Some(open) = open else { return Vec::new() };
    let mut fields = Vec::new();
    let mut depth = 0usize;
    for index in open + 1..view.tokens.len().min(open + 2000) {
        match view.mark(index) {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' if depth == 0 => break,
            b')' | b']' | b'}' => depth -= 1,
            b';' if depth == 0 => break,
            _ => {}
        }
        let begins = index == open + 1
            || view.word(index - 1) == ","
            || view.line(index) > view.line(index - 1);
        let ends = matches!(view.word(index + 1), ":" | "," | "}");
        if depth == 0 && begins && ends && index != at && view.is_ident(index) {
            fields.push(view.word(index).to_string());
        }
    }
    fields
}

impl State {
    fn new(base: Base, open: Option<usize>, name: Option<usize>) -> State {
        let mut state = State {
            base,
            mode: Mode::Code,
            start: true,
            argument_start: true,
            in_macro: false,
            open,
            name,
            in_pattern: false,
            of_struct: false,
            operand: true,
            braced: false,
            header: None,
            angles: Vec::new(),
            cast: false,
            bars: false,
            commas: 0,
        };
        state.restart();
        state
    }

    /// What the innermost bracket is called by.
    pub fn callee(&self, view: View) -> Option<Callee> {
        if !matches!(self.base, Base::Arguments | Base::Macro) {
            return None;
        }
        let name = self.name?;
        let kind = match (view.word(name + 1), view.word_before(name)) {
            ("!", _) => CalleeKind::Macro,
            (_, ".") => CalleeKind::Method,
            _ => CalleeKind::Function,
        };
        Some(Callee {
            name: Sym::of(view.word(name)),
            span: (view.start(name), view.end(name)),
            kind,
            argument: self.commas,
        })
    }

    /// What stands before `at` is complete, and a word can't go on with it but by a keyword.
    pub fn ends_operand(&self, view: View, at: usize) -> bool {
        let before = view.word_before(at);
        let loops = self.mode == Mode::Define && self.header == Some(Header::Block);
        let complete = matches!(self.mode, Mode::Code | Mode::Type | Mode::Pattern) || loops;
        let open = matches!(before, "." | "::") || view.kind(at.wrapping_sub(1)) == Kind::Lifetime;
        complete && !self.operand && !self.start && !open && !ends_generics(view, at)
    }

    /// A binding's name begins: a parameter, or what a `let` or a `for` names.
    pub fn binds(&self, view: View, at: usize) -> bool {
        let parameter = self.base == Base::Parameters && self.start;
        self.mode == Mode::Define && (parameter || matches!(view.word_before(at), "let" | "for"))
    }

    /// Between the `<` and `>` that declare generics.
    pub fn in_generics(&self) -> bool {
        self.angles.last() == Some(&Mode::Define)
    }

    /// A field of a struct begins, with nothing of it read but attributes.
    pub fn begins_field(&self) -> bool {
        self.of_struct && self.start
    }

    /// A new element: statement, arm, field, argument.
    fn restart(&mut self) {
        self.mode = match self.base {
            Base::Items => Mode::Item,
            Base::Block | Base::Arguments | Base::Group => Mode::Code,
            Base::Match | Base::Patterns => Mode::Pattern,
            Base::Literal => Mode::Field,
            Base::Fields | Base::Variants | Base::Parameters => Mode::Define,
            Base::Types => Mode::Type,
            Base::Uses => Mode::Use,
            Base::Attribute => Mode::Attribute,
            Base::Macro => Mode::Macro,
        };
        (self.start, self.argument_start, self.operand) = (true, true, true);
        (self.braced, self.bars, self.header) = (false, false, None);
        self.angles.clear();
    }

    fn begin(&mut self, mode: Mode) {
        self.mode = mode;
        (self.operand, self.cast) = (true, false);
    }

    fn read(&mut self, view: View, levels: &Levels, from: usize, to: usize) {
        let mut index = from;
        while index < to {
            if let Some(close) = levels.closing(index) {
                self.group(view, index);
                index = close + 1;
                continue;
            }
            self.token(view, index);
            index += 1;
        }
    }

    /// The cursor is between the bars of a `||`.
    pub fn split_bars(&mut self) {
        self.bars = true;
        self.begin(Mode::Pattern);
    }

    /// A missing `;` or `,` before a word that begins a line.
    fn settle(&mut self, view: View, at: usize) {
        let braces = !matches!(self.base, Base::Arguments | Base::Group | Base::Types);
        let headed = matches!(
            self.header,
            Some(Header::Fn | Header::Impl | Header::Struct | Header::Enum | Header::Items)
        );
        if headed || !self.angles.is_empty() {
            return;
        }
        let first = at == 0 || self.open == at.checked_sub(1);
        if braces && !self.operand && !first && !matches!(view.word_before(at), "." | "::") {
            self.restart();
        }
    }
}

/// Behind the `<..>` of an `impl` or a `for`, where the type is still to come.
fn ends_generics(view: View, at: usize) -> bool {
    let close = at.wrapping_sub(1);
    matches!(view.word(close), ">" | ">>")
        && view
            .opening_angle(close, 300)
            .is_some_and(|open| matches!(view.word_before(open), "impl" | "for"))
}
