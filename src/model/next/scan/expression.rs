//! The type of the expression that is being written, as far as names tell it.

use super::{Marks, Next, Scan};
use crate::model::next::{
    marks::MARKS,
    types::{Type, Types},
};

/// What stands before a word, the coarsest fact there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// After a dot.
    Member,
    /// After `::`.
    Path,
    /// Anywhere else.
    Free,
}

impl Scan {
    /// What stands before the next word.
    pub fn class(&self) -> Class {
        match self.last[0] {
            t if t == MARKS.dot => Class::Member,
            t if t == MARKS.colons => Class::Path,
            _ => Class::Free,
        }
    }

    /// The type whose members belong here: the receiver's after a dot, the path's after `::`.
    pub fn owner(&self) -> u32 {
        match self.class() {
            Class::Member => self.expression.0,
            Class::Path if self.last[1] == MARKS.self_type => self.implemented,
            Class::Path => self.last[1],
            Class::Free => 0,
        }
    }

    pub(super) fn evaluates(&mut self, m: &Marks, next: &Next, known: &Types) {
        let before = self.last[0];
        if next.is_name || next.sym == m.self_ || next.sym == m.self_type {
            self.expression = match before == m.dot {
                true => self.member_of(next.sym, known),
                false => self.name(m, next, known),
            };
        } else if next.sym == m.question {
            self.expression = self.expression.inner();
        } else if !self.keeps_type(m, next.sym) {
            self.expression = Type::default();
        }
        if next.sym == m.dot {
            self.receiver = before;
        }
    }

    fn keeps_type(&self, m: &Marks, token: u32) -> bool {
        [m.dot, m.colons, m.semi, m.amp].contains(&token)
            || m.opens(token)
            || [m.close_paren, m.close_bracket].contains(&token)
    }

    fn member_of(&mut self, member: u32, known: &Types) -> Type {
        self.receiver_type = self.expression;
        if self.receiver != 0 {
            self.members_used.insert(self.receiver, member);
        }
        self.field(member, known)
    }

    fn name(&self, m: &Marks, next: &Next, known: &Types) -> Type {
        if next.sym == m.self_ || next.sym == m.self_type {
            return Type(self.implemented, 0);
        }
        match self.locals.get(&next.sym) {
            Some(&ty) => ty,
            None if next.is_type() => Type(next.sym, 0),
            None => self.returned(next.sym, known).unwrap_or_default(),
        }
    }

    fn field(&self, name: u32, known: &Types) -> Type {
        let own = self.own.field(name);
        own.or_else(|| known.field(name)).unwrap_or_default()
    }

    fn returned(&self, function: u32, known: &Types) -> Option<Type> {
        let own = self.own.returns(function);
        own.or_else(|| known.returns(function))
    }

    /// The type of a call that was just closed.
    pub(super) fn called(&self, m: &Marks, call: &super::Bracket, known: &Types) -> Type {
        let callee = call.callee;
        if [m.unwrap, m.expect, m.await_].contains(&callee) {
            call.receiver.inner()
        } else if m.passes_on(callee) {
            call.receiver
        } else if callee == m.open_paren {
            Type::default()
        } else if let Some(ty) = self.returned(callee, known) {
            ty
        } else if [m.some, m.ok].contains(&callee) {
            Type::default()
        } else {
            call.before
        }
    }

    /// The receiver's type of a call that begins.
    pub(super) fn receiver_type(&self) -> Type {
        self.receiver_type
    }
}
