//! How punctuation moves the reader.

use super::{Base, Header, Mode, State};
use crate::{syntax::view::View, text::Kind};

impl State {
    pub(super) fn punct(&mut self, view: View, index: usize) {
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
        if let Some(last) = self.angles.last_mut().filter(|_| declares) {
            *last = Mode::Define;
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
}
