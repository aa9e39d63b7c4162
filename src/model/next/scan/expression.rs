//! The type of the expression that is being written, as far as names tell it.

use super::{Marks, Next, Scan};
use crate::model::next::{
    marks::MARKS,
    std::STD,
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
            Class::Path if self.turbofish.ends_at(self.count.wrapping_sub(2)) => {
                self.turbofish.callee
            }
            Class::Path => self.last[1],
            Class::Free => 0,
        }
    }

    pub(super) fn evaluates(&mut self, m: &Marks, next: &Next, known: &Types) {
        let before = self.last[0];
        self.turbofish(m, next);
        if next.is_name || next.sym == m.self_ || next.sym == m.self_type {
            self.receiver_type = match self.class() {
                Class::Member => self.expression,
                _ => Type::named(self.owner()),
            };
            self.expression = match before == m.dot {
                true => self.member_of(next.sym, known),
                false => self.name(m, next, known),
            };
        } else if next.sym == m.question {
            self.expression = self.expression.inner();
        } else if next.sym == m.string {
            self.expression = Type::named(m.str_type);
        } else if next.sym == m.number && before == m.dot {
            self.expression = self.field(self.expression.0, next.sym, known);
        } else if !self.keeps_type(m, next.sym) {
            self.expression = Type::default();
        }
        if next.sym == m.dot {
            self.receiver = before;
        }
    }

    fn keeps_type(&self, m: &Marks, token: u32) -> bool {
        [m.dot, m.colons, m.semi, m.amp, m.await_].contains(&token)
            || m.opens(token)
            || [m.close_paren, m.close_bracket].contains(&token)
    }

    fn member_of(&mut self, member: u32, known: &Types) -> Type {
        if self.receiver != 0 {
            self.members_used.insert(self.receiver, member);
        }
        let of = self.field(self.receiver_type.0, member, known);
        if of.is_known() {
            return self.bounded(of, known);
        }
        self.bounded(self.field(0, member, known), known)
    }

    fn name(&self, m: &Marks, next: &Next, known: &Types) -> Type {
        if next.sym == m.self_ || next.sym == m.self_type {
            return Type::named(self.implemented);
        }
        if self.last[0] == m.colons {
            return match next.is_type() && self.owner_is_type {
                true => self.receiver_type,
                false if next.is_type() => Type::named(next.sym),
                false => Type::default(),
            };
        }
        match self.locals.get(&next.sym) {
            Some(&ty) => self.bounded(ty, known),
            None if next.is_type() || m.is_primitive(next.sym) => Type::named(next.sym),
            None => self.bounded(self.field(0, next.sym, known), known),
        }
    }

    /// A type parameter is known by its first bound.
    fn bounded(&self, ty: Type, known: &Types) -> Type {
        if let Some(&bound) = self.locals.get(&ty.0) {
            return bound;
        }
        let is_declared = |t: &Types| t.members(ty.0).is_some();
        if is_declared(&self.own) || is_declared(known) || STD.members(ty.0).is_some() {
            return ty;
        }
        let bound = self.field(0, ty.0, known);
        if bound.is_known() { bound } else { ty }
    }

    fn field(&self, owner: u32, name: u32, known: &Types) -> Type {
        let own = self.own.field(owner, name);
        own.or_else(|| known.field(owner, name)).unwrap_or_default()
    }

    fn returned(&self, owner: u32, function: u32, known: &Types) -> Option<Type> {
        let own = self.own.returns(owner, function);
        own.or_else(|| known.returns(owner, function))
    }

    /// The type of a call that was just closed.
    pub(super) fn called(&self, m: &Marks, call: &super::Bracket, known: &Types) -> Type {
        let (callee, on) = (call.callee, call.receiver);
        if callee == m.open_paren {
            return self.expression;
        }
        if call.is_macro {
            return if callee == m.format {
                Type::named(m.string_type)
            } else {
                Type::default()
            };
        }
        if callee == m.collect && call.turbofish.is_known() {
            return match call.turbofish {
                Type(outer, 0, _) => on.inner().within(outer),
                Type(outer, inner, 0) => Type(outer, inner, on.1),
                ty => ty,
            };
        }
        if callee == m.parse && call.turbofish.is_known() {
            return call.turbofish.within(m.result);
        }
        if on.is_known() {
            return self.called_on(m, call, known);
        }
        if [m.some, m.ok].contains(&callee) {
            let outer = if callee == m.some { m.option } else { m.result };
            return self.expression.within(outer);
        }
        if call.is_type {
            return Type::named(callee);
        }
        self.returned(0, callee, known).unwrap_or_default()
    }

    /// The same of a method, or of a function of a type or module.
    fn called_on(&self, m: &Marks, call: &super::Bracket, known: &Types) -> Type {
        let (callee, on) = (call.callee, call.receiver);
        if let Some(ty) = self.returned(on.0, callee, known) {
            return ty;
        }
        if m.is_pointer(on.0) && callee == m.new {
            return self.expression;
        }
        if let Some(returned) = STD.returns(on.0, callee) {
            return returned.of(on.inner());
        }
        if call.on_path {
            return match call.is_type || call.on_type {
                true if call.on_type => on,
                true => Type::named(callee),
                false => self.returned(0, callee, known).unwrap_or_default(),
            };
        }
        if m.passes_on(callee) {
            return on;
        }
        let by_name = self.returned(0, callee, known);
        let by_name = by_name.or_else(|| STD.returns(0, callee).map(|r| r.of(on.inner())));
        // What is unknown is taken for a builder's.
        by_name.unwrap_or(on)
    }

    /// The receiver's type of a call that begins.
    pub(super) fn receiver_type(&self) -> Type {
        self.receiver_type
    }

    fn turbofish(&mut self, m: &Marks, next: &Next) {
        let fish = &mut self.turbofish;
        if fish.angle > 0 {
            match next.sym {
                t if t == m.lt => fish.angle += 1,
                t if t == m.gt => fish.angle -= 1,
                t if t == m.shifted => fish.angle -= 2,
                t if t == m.semi || t == m.open_brace => *fish = Turbofish::default(),
                t if next.is_type() || m.is_primitive(t) => fish.ty.extend(t, fish.angle - 1),
                _ => {}
            }
            if fish.angle <= 0 {
                fish.end = self.count;
            }
        } else if next.sym == m.lt && self.last[0] == m.colons && self.last[1] == self.names[0] {
            *fish = Turbofish {
                callee: self.last[1],
                receiver: self.receiver_type,
                angle: 1,
                ..Turbofish::default()
            };
        }
    }
}

/// Type arguments of a call, between its name and its bracket.
#[derive(Clone, Copy, Default)]
pub struct Turbofish {
    pub callee: u32,
    pub receiver: Type,
    pub ty: Type,
    angle: i32,
    end: u32,
}

impl Turbofish {
    /// Its last token has this number.
    pub fn ends_at(&self, number: u32) -> bool {
        self.callee != 0 && self.angle <= 0 && self.end == number
    }
}
