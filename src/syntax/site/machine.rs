//! What a reader of Rust expects next, level by level of the open brackets. It reads forward over
//! the tokens of each level (closed groups are one step) and forgives what isn't Rust.

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
    in_pattern: bool,
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

    fn token(&mut self, view: View, index: usize) {
        let kind = view.kind(index);
        if kind == Kind::Ident || matches!(view.word(index), "self" | "crate" | "super" | "Self") {
            if index > 0 && view.line(index - 1) < view.line(index) {
                self.settle(view, index);
            }
        }
        match kind {
            Kind::Keyword => self.keyword(view, index),
            Kind::Punct => self.punct(view, index),
            _ => {
                self.contextual(view, index);
                self.operand = false;
                (self.start, self.argument_start) = (false, false);
            }
        }
    }

    /// `union X`, `macro_rules! x`, and other macros that begin a statement.
    fn contextual(&mut self, view: View, index: usize) {
        if !self.start || !matches!(self.mode, Mode::Item | Mode::Code | Mode::Macro) {
            return;
        }
        let bang = view.word(index + 1) == "!";
        self.braced |= bang;
        if bang && view.word(index) == "macro_rules" {
            self.mode = Mode::Define;
        } else if view.word(index) == "union" && view.is_ident(index + 1) {
            self.item(Header::Struct, Mode::Define);
        }
    }

    fn keyword(&mut self, view: View, index: usize) {
        use Header::*;
        let word = view.word(index);
        let before = view.word_before(index);
        let begins = self.start;
        let in_type = self.mode == Mode::Type;
        let (start, argument_start) = (self.start, self.argument_start);
        (self.start, self.argument_start) = (false, false);
        match word {
            _ if self.mode == Mode::Attribute => self.operand = false,
            "const" if !self.angles.is_empty() => self.operand = true,
            "fn" if view.mark(index + 1) == b'(' => self.operand = true,
            "fn" => self.item(Fn, Mode::Define),
            "struct" => self.item(Struct, Mode::Define),
            "enum" => self.item(Enum, Mode::Define),
            "trait" | "mod" => self.item(Items, Mode::Define),
            "impl" if in_type || matches!(self.base, Base::Parameters | Base::Fields) => {
                self.operand = true;
            }
            "impl" => self.item(Impl, Mode::Type),
            "type" => self.item(Alias, Mode::Define),
            "const" if in_type || before == "*" => self.operand = true,
            "const" | "static" if self.is_item_level() => self.begin(Mode::Define),
            "use" if self.mode == Mode::Type => self.operand = true,
            "use" | "extern" => {
                let is_use = word == "use" || view.word(index + 1) == "crate";
                if is_use {
                    self.begin(Mode::Use);
                }
            }
            "crate" if before == "extern" => self.begin(Mode::Use),
            "pub" => (self.start, self.operand) = (start, true),
            "unsafe" | "async" if matches!(self.mode, Mode::Item) => self.operand = true,
            "let" => self.begin_let(before),
            "match" => self.control(Match, begins),
            "if" if self.mode == Mode::Pattern && self.base == Base::Match => {
                self.begin(Mode::Code);
            }
            "if" | "while" | "loop" | "unsafe" | "async" | "else" | "try" => {
                self.control(Block, begins);
            }
            "for" if self.header == Some(Impl) || in_type || view.word(index + 1) == "<" => {
                self.begin(Mode::Type);
            }
            "for" => {
                self.control(Block, begins);
                self.begin(Mode::Define);
            }
            "in" if self.base != Base::Uses => self.begin(Mode::Code),
            "as" => {
                let mode = match self.mode {
                    Mode::Use => Mode::Define,
                    _ => Mode::Type,
                };
                self.begin(mode);
                self.cast = mode == Mode::Type;
            }
            "where" => self.begin(Mode::Type),
            "mut" | "ref" | "dyn" | "move" | "box" => {
                (self.operand, self.argument_start) = (true, argument_start);
            }
            "return" | "break" | "yield" => self.begin(Mode::Code),
            _ => self.operand = false,
        }
    }

    fn is_item_level(&self) -> bool {
        matches!(self.base, Base::Items | Base::Block | Base::Macro)
    }

    fn item(&mut self, header: Header, mode: Mode) {
        self.angles.clear();
        self.header = Some(header);
        self.begin(mode);
    }

    /// `let` of a statement names something new; that of a condition matches.
    fn begin_let(&mut self, before: &str) {
        let matches = matches!(before, "if" | "while" | "&&" | "||" | "(");
        self.begin(match matches {
            true => Mode::Pattern,
            false => Mode::Define,
        });
        if !matches {
            self.header = None;
        }
    }

    fn control(&mut self, header: Header, begins: bool) {
        self.braced |= begins;
        self.header = Some(header);
        self.begin(Mode::Code);
    }

    fn punct(&mut self, view: View, index: usize) {
        let word = view.word(index);
        let argument_start = self.argument_start;
        let start = self.start;
        (self.start, self.argument_start) = (false, false);
        match word {
            ";" if self.base == Base::Types => self.begin(Mode::Code),
            ";" => self.restart(),
            "," => self.comma(),
            "#" => (self.start, self.argument_start) = (start, true),
            "!" if view.word_before(index) == "#" => self.start = start,
            _ if matches!(self.mode, Mode::Attribute | Mode::Use) => {}
            ":" => self.colon(view, index),
            "=" => self.equals(),
            "->" => {
                self.begin(Mode::Type);
                self.header = self.header.or(Some(Header::Block));
            }
            "=>" => {
                self.begin(Mode::Code);
                self.header = None;
                // An arm that is a block needs no comma.
                self.start = self.base == Base::Match;
            }
            "<" if self.opens_angle(view, index) => self.open_angle(),
            "<<" if self.mode == Mode::Type => {
                self.open_angle();
                self.open_angle();
            }
            ">" | ">>" | ">=" | ">>=" if !self.angles.is_empty() => self.close_angles(word),
            "|" | "||" if self.bars || (self.mode == Mode::Code && self.operand) => self.bar(word),
            "&" | "&&" | "*" | "!" | "-" if self.operand => self.argument_start = argument_start,
            "?" => {}
            "." | "::" | "@" => self.operand = true,
            "!" if self.mode != Mode::Code || view.kind(index.wrapping_sub(1)) == Kind::Ident => {}
            _ => self.operator(word),
        }
    }

    fn operator(&mut self, word: &str) {
        let ended = self.cast && !self.operand;
        self.operand = true;
        if self.mode == Mode::Field && word == ".." {
            self.mode = Mode::Code;
        }
        let type_operator = matches!(word, "&" | "&&" | "*" | "+" | "..." | "$" | "'" | "?" | "!");
        if self.mode == Mode::Type && self.angles.is_empty() && (ended || !type_operator) {
            self.begin(Mode::Code);
        }
    }

    fn comma(&mut self) {
        if let Some(&mode) = self.angles.last() {
            let names = mode == Mode::Define;
            self.begin(if names { Mode::Define } else { Mode::Type });
        } else if self.bars {
            self.begin(Mode::Pattern);
        } else if self.is_item_level() && matches!(self.mode, Mode::Type | Mode::Define) {
            self.operand = true;
        } else {
            self.restart();
            self.commas += 1;
        }
    }

    fn colon(&mut self, view: View, index: usize) {
        if view.kind(index.wrapping_sub(1)) == Kind::Lifetime && self.mode == Mode::Code {
            // A loop's label.
            (self.start, self.operand) = (true, true);
            return;
        }
        let mode = match (self.base, self.mode) {
            (_, Mode::Define | Mode::Type) => Mode::Type,
            (_, Mode::Pattern) if self.bars => Mode::Type,
            (_, Mode::Pattern) => Mode::Type,
            (Base::Literal, Mode::Field) => match self.in_pattern {
                true => Mode::Pattern,
                false => Mode::Code,
            },
            _ => Mode::Code,
        };
        self.begin(mode);
    }

    fn equals(&mut self) {
        let is_type = !self.angles.is_empty() || self.header == Some(Header::Alias);
        self.begin(if is_type { Mode::Type } else { Mode::Code });
    }

    fn opens_angle(&self, view: View, index: usize) -> bool {
        match self.mode {
            Mode::Type | Mode::Define => true,
            Mode::Code | Mode::Pattern | Mode::Item => {
                let before = view.word_before(index);
                let touching = index > 0 && view.end(index - 1) == view.start(index);
                let typed = before.starts_with(char::is_uppercase) && touching;
                self.operand || before == "::" || typed
            }
            _ => false,
        }
    }

    fn open_angle(&mut self) {
        self.angles.push(self.mode);
        let declares =
            self.mode == Mode::Define || (self.header == Some(Header::Impl) && self.operand);
        if declares {
            if let Some(last) = self.angles.last_mut() {
                *last = Mode::Define;
            }
        }
        self.begin(if declares { Mode::Define } else { Mode::Type });
    }

    fn close_angles(&mut self, word: &str) {
        for _ in 0..word.bytes().filter(|&b| b == b'>').count() {
            let Some(mode) = self.angles.pop() else { break };
            self.mode = mode;
        }
        self.operand = false;
        if self.header == Some(Header::Impl) && self.angles.is_empty() {
            self.mode = Mode::Type;
        }
        if word.ends_with('=') {
            self.equals();
        }
    }

    fn bar(&mut self, word: &str) {
        match (self.bars, word) {
            (false, "|") => {
                self.bars = true;
                self.begin(Mode::Pattern);
            }
            (true, "|") => {
                self.bars = false;
                self.begin(Mode::Code);
            }
            _ => self.begin(Mode::Code),
        }
    }

    /// A closed group at this level.
    fn group(&mut self, view: View, open: usize) {
        let before = view.word_before(open);
        let attribute = before == "#" || (before == "!" && view.word_before(open - 1) == "#");
        if attribute || (before == "pub" && view.mark(open) == b'(') {
            return;
        }
        let inner = self.enter(view, open);
        let item = matches!(self.header, Some(h) if h != Header::Match && h != Header::Block);
        let ends = match view.mark(open) {
            b'{' => {
                item || self.braced || self.mode == Mode::Item || self.ends_bare(inner.base, before)
            }
            _ => false,
        };
        let statement = self.is_item_level() || self.base == Base::Match;
        if ends && statement && !matches!(inner.base, Base::Literal | Base::Uses | Base::Patterns) {
            return self.restart();
        }
        if view.mark(open) == b'{' {
            self.header = None;
        }
        if self.header == Some(Header::Fn) && self.mode == Mode::Define {
            self.mode = Mode::Type;
        }
        (self.start, self.argument_start, self.operand) = (false, false, false);
    }

    /// A block that is a statement or an arm of its own.
    fn ends_bare(&self, inner: Base, before: &str) -> bool {
        match inner {
            Base::Block => self.start || before == "=>",
            _ => false,
        }
    }

    /// The level that a bracket opens.
    fn enter(&self, view: View, open: usize) -> State {
        let before = view.word_before(open);
        let bang = before == "!" && open >= 2;
        let named = open.checked_sub(1).filter(|&i| view.is_name(i));
        let (base, name) = match view.mark(open) {
            b'[' if before == "#" || (bang && view.word(open - 2) == "#") => {
                (Base::Attribute, None)
            }
            _ if self.base == Base::Attribute => (Base::Attribute, None),
            _ if bang && view.is_ident(open - 2) && self.mode != Mode::Type => {
                return self.enter_macro(view, open, open - 2);
            }
            b'{' if bang_name(view, open).is_some() => (Base::Macro, None),
            b'{' => self.enter_braces(view, open, named),
            b'(' => self.enter_parens(view, open, named),
            _ => (self.enter_square(), None),
        };
        let mut state = State::new(base, Some(open), name);
        state.in_macro = self.in_macro || base == Base::Macro;
        state.in_pattern = matches!(self.mode, Mode::Pattern | Mode::Define);
        if base == Base::Group && self.base == Base::Macro && self.mode == Mode::Macro {
            state.mode = Mode::Macro;
        }
        state
    }

    fn enter_macro(&self, view: View, open: usize, name: usize) -> State {
        let base = match view.mark(open) {
            b'{' => Base::Macro,
            _ => Base::Arguments,
        };
        let mut state = State::new(base, Some(open), Some(name));
        state.in_macro = true;
        state
    }

    fn enter_braces(&self, view: View, open: usize, named: Option<usize>) -> (Base, Option<usize>) {
        use Header::*;
        let before = view.word_before(open);
        let generic = matches!(before, ">" | ">>");
        let base = match (self.header, self.mode) {
            _ if self.base == Base::Uses || self.mode == Mode::Use => Base::Uses,
            (Some(Struct), _) => Base::Fields,
            (Some(Enum), _) => Base::Variants,
            (Some(Impl | Items), _) => Base::Items,
            (Some(Match), _) => Base::Match,
            (Some(Fn | Block), Mode::Code | Mode::Type | Mode::Define) => Base::Block,
            _ if self.base == Base::Variants => Base::Fields,
            (_, Mode::Pattern | Mode::Define) if named.is_some() || generic => Base::Literal,
            (_, Mode::Item)
                if before == "extern" || view.kind(open.wrapping_sub(1)) == Kind::Str =>
            {
                Base::Items
            }
            (_, Mode::Macro) => Base::Macro,
            _ if self.operand || before == "=>" => Base::Block,
            _ if generic => Base::Literal,
            // Without `if` or the like before it, a name and a brace are a literal.
            _ if named.is_some() => Base::Literal,
            _ => Base::Block,
        };
        let name = match base {
            Base::Literal if generic => generic_name(view, open - 1),
            Base::Literal => named,
            _ => None,
        };
        (base, name)
    }

    fn enter_parens(&self, view: View, open: usize, named: Option<usize>) -> (Base, Option<usize>) {
        let before = view.word_before(open);
        match (self.header, self.mode) {
            _ if before == "pub" || self.mode == Mode::Use => (Base::Uses, None),
            (Some(Header::Fn), Mode::Define) => (Base::Parameters, None),
            (Some(Header::Struct), _) => (Base::Types, None),
            _ if self.base == Base::Variants => (Base::Types, None),
            (_, Mode::Pattern | Mode::Define | Mode::Field) => (Base::Patterns, None),
            (_, Mode::Type) => (Base::Types, None),
            (_, Mode::Macro) if named.is_none() => (Base::Group, None),
            _ if matches!(before, ">" | ">>") => (Base::Arguments, generic_name(view, open - 1)),
            _ if named.is_some() => (Base::Arguments, named),
            _ if self.operand => (Base::Group, None),
            _ => (Base::Arguments, None),
        }
    }

    fn enter_square(&self) -> Base {
        match self.mode {
            Mode::Type => Base::Types,
            Mode::Pattern | Mode::Define => Base::Patterns,
            _ => Base::Group,
        }
    }
}

/// The name in `macro_rules! name {`.
fn bang_name(view: View, open: usize) -> Option<usize> {
    let name = open.checked_sub(3)?;
    (view.word(name) == "macro_rules" && view.word(name + 1) == "!").then_some(name)
}

/// The name before the generics that end at `close`.
fn generic_name(view: View, close: usize) -> Option<usize> {
    let angle = view.opening_angle(close, 100)?;
    let name = angle.checked_sub(1)?;
    let name = match view.word(name) {
        "::" => name.checked_sub(1)?,
        _ => name,
    };
    view.is_name(name).then_some(name)
}
