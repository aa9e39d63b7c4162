//! What brackets open, and how a closed group moves the reader.

use super::{Base, Header, Mode, State};
use crate::{syntax::view::View, text::Kind};

impl State {
    /// A closed group at this level.
    pub(super) fn group(&mut self, view: View, open: usize) {
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
    pub(super) fn enter(&self, view: View, open: usize) -> State {
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
        state.of_struct =
            self.header == Some(Header::Struct) && matches!(base, Base::Fields | Base::Types);
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
