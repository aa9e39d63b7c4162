//! How words move the reader: names, keywords, literals.

use super::{Base, Header, Mode, State};
use crate::{syntax::view::View, text::Kind};

impl State {
    pub(super) fn token(&mut self, view: View, index: usize) {
        let kind = view.kind(index);
        let begins_line = index > 0 && view.line(index - 1) < view.line(index);
        if begins_line && view.is_name(index) {
            self.settle(view, index);
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

    pub(super) fn is_item_level(&self) -> bool {
        matches!(self.base, Base::Items | Base::Block | Base::Macro)
    }

    pub(super) fn item(&mut self, header: Header, mode: Mode) {
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
}
