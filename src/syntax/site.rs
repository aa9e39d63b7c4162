//! What is being typed at a place of a text: decided from the tokens before it, since the tree round
//! a cursor is mostly an error. Never looks further than a bounded number of tokens, never panics.

mod enclosing;
mod flow;
mod guess;
mod labels;
mod levels;
mod machine;
mod path;
mod receiver;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::{source::Source, view::View};
use crate::text::{Kind, Sym};
use machine::{Base, Mode, State};

pub(super) use enclosing::{Enclosing, enclosing};
pub(super) use guess::{cheap_type, type_end};

/// Tokens between `fn` and its parameters, at most.
const HEAD: usize = 32;

/// What belongs at a place.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum SiteKind {
    /// After a `.`: a field or a method.
    Member,
    /// After a `::` outside of `use` and attributes.
    Path,
    /// A type.
    Type,
    /// An expression, or a statement where [`Site::statement_start`].
    Expression,
    /// The beginning of an argument of a call, after `&`, `&mut` and the like too.
    Argument,
    /// A pattern: match arms, `if let`, closure parameters, inside of a `let`'s pattern.
    Pattern,
    /// A field's name in a struct literal or a struct pattern.
    Field,
    /// In a `use` declaration, at any depth; also `pub(..)` and `extern crate`.
    Use,
    /// In an attribute, `derive`'s list included.
    Attribute,
    /// In a macro's tokens where nothing better is known.
    Macro,
    /// A new name is being typed: after `fn`, `struct`, `let`, `mod`, a parameter, a field, a variant.
    Definition,
    /// The first parameter of a method, where `self` may stand.
    Receiver,
    /// Where an item may stand, outside of functions: keywords, attributes, macros.
    Item,
    /// A loop's label, after `break '` and `continue '`; the quote is none of the prefix.
    Label,
    /// In a comment, a string, a number or a lifetime: nothing is to be offered.
    Nothing,
}

/// What the innermost open bracket is called by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Callee {
    /// Its name, the last segment of a path.
    pub name: Sym,
    /// The bytes of its name.
    pub span: (usize, usize),
    /// What it is.
    pub kind: CalleeKind,
    /// The argument's number, from 0.
    pub argument: usize,
}

/// What is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CalleeKind {
    /// A function, or a tuple struct or variant.
    Function,
    /// A method.
    Method,
    /// A macro, of any bracket.
    Macro,
}

/// The place of a cursor.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    /// What belongs there.
    pub kind: SiteKind,
    /// The bytes of the word being typed, up to the cursor.
    pub prefix: (usize, usize),
    /// Index of the first token that isn't before the prefix: `tokens[..at]` is the left context.
    pub at: usize,
    /// Member: the last chain of names of the receiver (`self.store` of `self.store.get()?.`).
    /// Path and Use: the segment before the `::`.
    pub receiver: Option<(usize, usize)>,
    /// Path and Use: all segments before the word, outermost first.
    pub path: Vec<(usize, usize)>,
    /// Path and Use: the inline modules round the place, outermost first.
    pub modules: Vec<(usize, usize)>,
    /// The receiver is a call of that name, or an index into it.
    pub receiver_called: bool,
    /// The receiver's type by its name, without references and smart pointers, as far as this file
    /// tells: a guess. Pattern: the type of what an arm is matched against.
    pub receiver_type: Option<String>,
    /// What the innermost open bracket is called by, where it is a call or a macro.
    pub callee: Option<Callee>,
    /// Field: the struct's name.
    pub literal: Option<String>,
    /// Field: the fields that are there already, before and after the cursor.
    pub fields: Vec<String>,
    /// The function round the cursor.
    pub function: Option<String>,
    /// The type of the `impl`, or the trait, round the cursor.
    pub implemented: Option<String>,
    /// The trait of the `impl` round the cursor.
    pub implemented_trait: Option<String>,
    /// Label: the labels in scope, the nearest first.
    pub labels: Vec<(usize, usize)>,
    /// Field: of a struct pattern, no struct literal.
    pub in_pattern: bool,
    /// In the list of a `derive`.
    pub in_derive: bool,
    /// The prefix begins a statement or an item.
    pub statement_start: bool,
    /// An expression, a type or a pattern is complete: only `as`, `else`, `in` and the like go on.
    pub after_operand: bool,
    /// A `(`, `!` or `::` follows.
    pub followed_by_call: bool,
    /// Somewhere inside a macro's brackets.
    pub in_macro: bool,
    /// A loop is to be left or gone on with.
    pub in_loop: bool,
    /// Futures may be waited for.
    pub in_async: bool,
    /// Between the `<` and `>` that declare generics.
    pub in_generics: bool,
    /// A binding is being named, and may be a mutable one.
    pub binds: bool,
    /// The field of a struct begins: `pub` may stand there.
    pub begins_field: bool,
}

impl Source {
    /// The site at a byte offset; beyond the end it is the end's.
    pub fn site(&self, offset: usize) -> Site {
        let mut offset = offset.min(self.as_str().len());
        while !self.as_str().is_char_boundary(offset) {
            offset -= 1;
        }
        if let Cow::Owned(parted) = self.parted(offset) {
            return parted.site(offset);
        }
        let (at, start) = self.word_before(offset);
        let mut site = Site::empty((start, offset), at);
        site.followed_by_call = self.call_follows(offset);
        let view = View::new(self);
        let within = enclosing(view, at);
        site.function = within.function.map(|i| view.word(i).to_string());
        site.implemented = within.implemented.map(|i| view.word(i).to_string());
        site.implemented_trait = within.implemented_trait.map(|i| view.word(i).to_string());
        if let Some(labels) = labels::of_jump(view, at, offset) {
            site.name_label(labels, view);
            return site;
        }
        if self.is_nothing(offset, at) {
            return site;
        }
        let levels = levels::find(view, at);
        let gap = at.checked_sub(1).map_or(0, |i| view.end(i));
        let new_line = self.slice(gap, start).contains('\n');
        let mut state = machine::run(view, &levels, at, new_line);
        if gap > start && view.word_before(at) == "||" {
            state.split_bars();
        }
        let flow::Flow { in_loop, in_async } = flow::of(view, &levels);
        (site.in_loop, site.in_async) = (in_loop, in_async);
        site.describe(view, &state, &within);
        site
    }

    /// The index of the token that the cursor's word is, or of the next one, and the word's start.
    fn word_before(&self, offset: usize) -> (usize, usize) {
        let tokens = self.tokens();
        let next = tokens.partition_point(|t| (t.start as usize) < offset);
        let Some(last) = next.checked_sub(1).map(|i| &tokens[i]) else {
            return (next, offset);
        };
        if self.begins_raw(next, offset) {
            return (next - 2, offset);
        }
        let is_word = matches!(last.kind, Kind::Ident | Kind::Keyword);
        if !is_word || (last.end as usize) < offset {
            return (next, offset);
        }
        let start = last.start as usize;
        let raw = self.as_str()[start..].starts_with("r#") && offset >= start + 2;
        (next - 1, if raw { start + 2 } else { start })
    }

    /// The two tokens before are an `r#` of which no letter is there.
    fn begins_raw(&self, next: usize, offset: usize) -> bool {
        let Some([r, sharp]) = next.checked_sub(2).and_then(|i| self.tokens().get(i..next)) else {
            return false;
        };
        let touch = r.end == sharp.start && sharp.end as usize == offset;
        touch && self.str_of(r) == "r" && self.str_of(sharp) == "#"
    }

    fn is_nothing(&self, offset: usize, at: usize) -> bool {
        if self.tokens().is_empty() && self.as_str().len() > super::LARGEST {
            return true;
        }
        let last = at.checked_sub(1).and_then(|i| self.tokens().get(i));
        let in_literal = last.is_some_and(|t| {
            let lone = t.kind == Kind::Punct && self.str_of(t) == "'";
            (lone || matches!(t.kind, Kind::Number | Kind::Lifetime)) && t.end as usize >= offset
        });
        in_literal || self.trivia_at(offset).is_some()
    }

    fn call_follows(&self, offset: usize) -> bool {
        let rest = &self.as_str()[offset..];
        let rest = rest.trim_start_matches(|c: char| c == '_' || c.is_alphanumeric());
        let rest = rest.trim_start_matches([' ', '\t']);
        let bang = rest.starts_with('!') && !rest.starts_with("!=");
        rest.starts_with('(') || rest.starts_with("::") || bang
    }
}

impl Site {
    fn empty(prefix: (usize, usize), at: usize) -> Site {
        Site {
            kind: SiteKind::Nothing,
            prefix,
            at,
            receiver: None,
            path: Vec::new(),
            modules: Vec::new(),
            receiver_called: false,
            receiver_type: None,
            callee: None,
            literal: None,
            fields: Vec::new(),
            labels: Vec::new(),
            in_pattern: false,
            in_derive: false,
            after_operand: false,
            function: None,
            implemented: None,
            implemented_trait: None,
            statement_start: false,
            followed_by_call: false,
            in_macro: false,
            in_loop: false,
            in_async: false,
            in_generics: false,
            binds: false,
            begins_field: false,
        }
    }

    fn name_label(&mut self, labels: Vec<usize>, view: View) {
        self.kind = SiteKind::Label;
        self.at -= 1;
        self.prefix.0 = view.start(self.at) + 1;
        let name = |i: usize| (view.start(i) + 1, view.end(i));
        self.labels = labels.into_iter().map(name).collect();
    }

    fn describe(&mut self, view: View, state: &State, within: &Enclosing) {
        self.in_macro = state.in_macro;
        self.callee = state.callee(view);
        self.kind = kind_of(view, state, self.at);
        if self.kind == SiteKind::Definition
            && self.implemented.is_some()
            && is_receiver(view, self.at)
        {
            self.kind = SiteKind::Receiver;
        }
        (self.binds, self.begins_field) = (state.binds(view, self.at), state.begins_field());
        self.in_generics = state.in_generics();
        let statements = matches!(state.base, Base::Items | Base::Block | Base::Macro);
        self.statement_start = state.start && statements && state.mode != Mode::Define;
        self.after_operand = state.ends_operand(view, self.at);
        self.in_derive = state.base == Base::Attribute
            && state
                .open
                .is_some_and(|open| view.word_before(open) == "derive");
        if matches!(self.kind, SiteKind::Path | SiteKind::Use) {
            self.follow_path(view);
        }
        match view.word_before(self.at) {
            "." => {
                let found = receiver::of_member(view, self.at - 1, within);
                self.receiver = found.span;
                self.receiver_called = found.called;
                self.receiver_type = found.type_name;
            }
            "::" => {
                let part = receiver::of_path(view, self.at - 1);
                self.receiver = part.map(|i| (view.start(i), view.end(i)));
                self.receiver_type = self
                    .receiver
                    .filter(|&(a, b)| view.source.slice(a, b) == "Self")
                    .and(self.implemented.clone());
            }
            _ if self.kind == SiteKind::Pattern && state.base == Base::Match => {
                let open = state.open.unwrap_or_default();
                self.receiver_type = receiver::of_match(view, open, within);
            }
            _ => {}
        }
        if self.kind == SiteKind::Field {
            self.in_pattern = state.in_pattern;
            self.literal = state.name.map(|i| view.word(i).to_string());
            self.fields = machine::fields(view, state.open, self.at);
        }
    }

    fn follow_path(&mut self, view: View) {
        let span = |i: usize| (view.start(i), view.end(i));
        let path = path::before(view, self.at, self.kind == SiteKind::Use);
        self.path = path.into_iter().map(span).collect();
        self.receiver = self.path.last().copied();
        if !self.path.is_empty() {
            self.modules = path::modules(view, self.at).into_iter().map(span).collect();
        }
    }
}

/// Behind a method's opening bracket, but for `&`, `'a` and `mut`.
fn is_receiver(view: View, at: usize) -> bool {
    let passes = |word: &str| matches!(word, "&" | "mut") || word.starts_with('\'');
    let open = (0..at).rev().find(|&i| !passes(view.word(i)));
    let Some(open) = open.filter(|&i| view.word(i) == "(") else {
        return false;
    };
    // Between `fn` and the bracket stand a name and its generics.
    let head = (0..open).rev().take(HEAD).map(|i| view.word(i));
    let mut marks = head.skip_while(|w| !matches!(*w, "fn" | "{" | "}" | ";"));
    marks.next() == Some("fn")
}

fn kind_of(view: View, state: &State, at: usize) -> SiteKind {
    match (view.word_before(at), state.mode) {
        (_, Mode::Attribute) => return SiteKind::Attribute,
        (_, Mode::Use) => return SiteKind::Use,
        (".", _) => return SiteKind::Member,
        ("::", _) => return SiteKind::Path,
        _ => {}
    }
    match state.mode {
        Mode::Type => SiteKind::Type,
        Mode::Pattern => SiteKind::Pattern,
        Mode::Field => SiteKind::Field,
        // `for x in`: behind the pattern nothing is named any more.
        Mode::Define if state.ends_operand(view, at) => SiteKind::Expression,
        Mode::Define => SiteKind::Definition,
        Mode::Item => SiteKind::Item,
        Mode::Macro => SiteKind::Macro,
        Mode::Code if state.argument_start && state.base == Base::Arguments => SiteKind::Argument,
        _ => SiteKind::Expression,
    }
}
