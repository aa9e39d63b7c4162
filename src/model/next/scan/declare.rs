//! What a scan learns from declarations: functions, impls, types of names, bindings.

use super::{Marks, Next, Scan};
use crate::model::next::{
    std::STD,
    types::{Type, Types},
};

/// Which name the next identifier is.
#[derive(Clone, Copy, PartialEq)]
pub enum Expects {
    Nothing,
    Function,
    /// The implemented type, with so many open angle brackets of generics.
    Implemented(u32),
    /// More segments of the implemented type's path.
    Path,
}

/// A type that is being read, and the binding that is.
#[derive(Clone, Default)]
pub struct Naming {
    /// Whose type it is: a name, or [`RETURN`]; 0 for nobody's.
    pending: u32,
    /// To what it belongs.
    owner: u32,
    ty: Type,
    angle: i32,
    /// A function's name was read, its return type wasn't.
    returns: bool,
    /// Where in a `let` or `for` we are.
    binding: Binding,
    /// Names of the pattern.
    pattern: Vec<u32>,
    /// The one name that was bound, if it is one.
    name: u32,
    /// It has a type already.
    is_typed: bool,
    /// The type or variant that the pattern names, and to what it belongs.
    variant: [u32; 2],
    /// The pattern of a match's arm is being read; a name of it that may be bound.
    in_arm: bool,
    arm_name: u32,
    /// Parameters of a closure are being read.
    in_closure: bool,
}

const RETURN: u32 = 1;

#[derive(Clone, Copy, Default, PartialEq)]
enum Binding {
    #[default]
    Nothing,
    Let,
    For,
    /// Behind the `=` of a `let`.
    Value,
    /// Behind the `in` of a `for`.
    Items,
}

impl Scan {
    pub(super) fn declares(&mut self, m: &Marks, next: &Next) {
        if next.is_name {
            self.named(m, next);
        }
        self.expects(m, next);
        if self.naming.pending != 0 {
            self.typed(m, next);
        }
        let before = self.last[0];
        let behind_name = before == self.names[0] && before != 0;
        let top = self.bracket();
        let in_body = |lead: u32| top.lead == lead && top.open == m.open_brace;
        if next.sym == m.colon && behind_name {
            let owner = if in_body(m.struct_) { top.owner } else { 0 };
            self.begin_type(before, owner);
        } else if next.sym == m.open_paren && behind_name && self.shapes[0] == 2 {
            if in_body(m.enum_) {
                self.begin_type(before, top.owner);
            } else if self.last[1] == m.struct_ {
                self.begin_type(m.number, before);
            }
        }
        if next.sym == m.arrow && self.naming.returns {
            let is_method = in_body(m.imp) || in_body(m.trait_);
            self.begin_type(RETURN, if is_method { top.owner } else { 0 });
            self.naming.returns = false;
        }
        if (next.sym == m.colon || next.sym == m.eq) && behind_name {
            (self.assigned, self.assigned_part) = (before, self.name_part);
        }
    }

    fn begin_type(&mut self, whose: u32, owner: u32) {
        (self.naming.pending, self.naming.owner) = (whose, owner);
        (self.naming.ty, self.naming.angle) = (Type::default(), 0);
    }

    fn named(&mut self, m: &Marks, next: &Next) {
        match self.expects {
            Expects::Function => {
                self.function = next.sym;
                self.own.begin_parameters(next.sym);
                self.locals.clear();
                self.members_used.clear();
                self.bound.clear();
                self.expects = Expects::Nothing;
                self.naming.returns = true;
            }
            Expects::Implemented(0) => {
                self.implemented = next.sym;
                self.expects = Expects::Path;
            }
            Expects::Path if self.last[0] == m.colons => self.implemented = next.sym,
            _ => {}
        }
    }

    fn expects(&mut self, m: &Marks, next: &Next) {
        self.expects = match self.expects {
            Expects::Implemented(n) if next.sym == m.lt => Expects::Implemented(n + 1),
            Expects::Implemented(n) if next.sym == m.gt => {
                Expects::Implemented(n.saturating_sub(1))
            }
            Expects::Path if !next.is_name && next.sym != m.colons => Expects::Nothing,
            as_before => as_before,
        };
        if next.sym == m.func {
            self.expects = Expects::Function;
        } else if next.sym == m.imp {
            (self.expects, self.for_trait) = (Expects::Implemented(0), 0);
        } else if next.sym == m.for_ && self.here.first() == Some(&m.imp) {
            self.for_trait = self.implemented;
            self.expects = Expects::Implemented(0);
        }
    }

    fn typed(&mut self, m: &Marks, next: &Next) {
        let naming = &mut self.naming;
        let angle = naming.angle;
        match next.sym {
            t if t == m.lt => naming.angle += 1,
            t if t == m.gt => naming.angle -= 1,
            t if t == m.shifted => naming.angle -= 2,
            t if t == m.open_bracket => {
                naming.ty.extend(m.slice, angle);
                naming.angle += 1;
            }
            t if t == m.close_bracket => naming.angle -= 1,
            t if t == m.comma && angle == 1 && m.is_map(naming.ty.0) => {
                naming.ty = Type::named(naming.ty.0);
            }
            // `Result<(), Error>` holds nothing.
            t if t == m.comma && angle == 1 && naming.ty.1 == 0 => naming.ty.1 = m.open_paren,
            t if t == m.self_type => naming.ty.extend(self.implemented, angle),
            t if m.is_pointer(t) || t == m.cow => {}
            t if t == m.item_type && naming.ty.0 == m.iterator => {}
            t if next.is_type() || m.is_primitive(t) => naming.ty.extend(t, angle),
            _ => {}
        }
        let flat = naming.angle <= 0 && (next.sym == m.comma || next.sym == m.eq);
        let ends = [
            m.close_paren,
            m.open_brace,
            m.close_brace,
            m.semi,
            m.bar,
            m.where_,
        ];
        if flat || ends.contains(&next.sym) {
            self.keep_type(m);
        }
    }

    fn keep_type(&mut self, m: &Marks) {
        let (whose, owner, ty) = (self.naming.pending, self.naming.owner, self.naming.ty);
        self.begin_type(0, 0);
        if !ty.is_known() {
            return;
        }
        if whose == RETURN {
            return self.own.add_return(owner, self.function, ty);
        }
        let top = self.bracket();
        if top.is_literal {
            // A value stands there, whose first name is at best a guess.
            if self.own.field(0, whose).is_none() {
                self.own.add_field(0, whose, ty);
            }
            return;
        }
        self.own.add_field(owner, whose, ty);
        if owner == 0 {
            self.locals.insert(whose, ty);
            self.naming.is_typed = true;
        }
        if top.lead == m.func {
            self.own.add_parameter(self.function, whose, ty.0);
        }
    }

    pub(super) fn binds(&mut self, m: &Marks, next: &Next, known: &Types) {
        let before = self.last[0];
        let begins_for = self.here.is_empty() || before == m.open_brace;
        if next.sym == m.let_ {
            self.begin_binding(Binding::Let);
        } else if next.sym == m.for_ && begins_for {
            self.begin_binding(Binding::For);
        } else {
            self.pattern(m, next);
        }
        self.bound_value(m, next, known);
        self.arm(m, next, known);
        let in_parameters = self
            .brackets
            .last()
            .is_some_and(|b| b.open == m.open_paren && b.lead == m.func);
        if next.sym == m.colon && self.shapes[0] == 1 && in_parameters {
            self.bind(before);
        }
        self.closure(m, next);
    }

    /// Parameters of a closure; the only one of a method's closure is what its receiver holds, where
    /// the standard library says so.
    fn closure(&mut self, m: &Marks, next: &Next) {
        let before = self.last[0];
        let may_begin = [m.open_paren, m.comma, m.eq, m.move_, m.open_brace, m.fat];
        if next.sym == m.bar {
            self.naming.in_closure = !self.naming.in_closure && may_begin.contains(&before);
            return;
        }
        let qualified = [m.colons, m.dot, m.colon, m.lt].contains(&before);
        if !self.naming.in_closure || !next.is_variable() || qualified {
            self.naming.in_closure &= ![m.semi, m.open_brace].contains(&next.sym);
            return;
        }
        self.bind(next.sym);
        let call = self.bracket();
        let is_first = [m.bar, m.amp, m.mut_].contains(&before);
        let takes = STD.returns(call.receiver.0, call.callee);
        let held = call.receiver.inner();
        self.locals.remove(&next.sym);
        if is_first && held.is_known() && takes.is_some_and(|t| t.takes_held) {
            self.locals.insert(next.sym, held);
        }
    }

    /// Names that the pattern of a match's arm binds.
    fn arm(&mut self, m: &Marks, next: &Next, known: &Types) {
        let top = self.bracket();
        if top.lead == m.match_ && top.open == m.open_brace && top.current == 0 {
            (self.naming.in_arm, self.naming.arm_name) = (true, 0);
        }
        if !self.naming.in_arm {
            return;
        }
        let goes_on = [m.colons, m.open_paren, m.colon, m.bang, m.open_brace];
        let name = std::mem::take(&mut self.naming.arm_name);
        if name != 0 && !goes_on.contains(&next.sym) {
            self.bind(name);
            self.locals.remove(&name);
            let ty = self.matched(m, &top, known);
            if ty.is_known() {
                self.locals.insert(name, ty);
            }
        }
        if next.is_variable() && ![m.colons, m.dot].contains(&self.last[0]) {
            self.naming.arm_name = next.sym;
        }
        self.naming.in_arm = ![m.fat, m.if_, m.semi].contains(&next.sym);
    }

    /// What the pattern that ends in this bracket makes of the matched value.
    fn matched(&self, m: &Marks, top: &super::Bracket, known: &Types) -> Type {
        let outer = self.outer(1);
        match top.open == m.open_paren {
            true if [m.some, m.ok].contains(&top.callee) && outer.lead == m.match_ => {
                outer.before.inner()
            }
            true => self.payload([top.callee, top.receiver.0], known),
            false if top.lead == m.match_ => top.before,
            false => Type::default(),
        }
    }

    /// What a variant of an enum holds.
    fn payload(&self, [variant, owner]: [u32; 2], known: &Types) -> Type {
        let own = self.own.field(owner, variant);
        own.or_else(|| known.field(owner, variant))
            .unwrap_or_default()
    }

    fn begin_binding(&mut self, binding: Binding) {
        self.naming.binding = binding;
        self.naming.pattern.clear();
        (self.naming.is_typed, self.naming.variant) = (false, [0; 2]);
    }

    fn pattern(&mut self, m: &Marks, next: &Next) {
        let binding = self.naming.binding;
        if ![Binding::Let, Binding::For].contains(&binding) {
            return;
        }
        let qualified = [m.colons, m.dot, m.colon].contains(&self.last[0]);
        if next.is_variable() && !qualified {
            self.naming.pattern.push(next.sym);
        }
        if next.is_type() {
            let owner = if self.last[0] == m.colons {
                self.last[1]
            } else {
                0
            };
            self.naming.variant = [next.sym, owner];
        }
        let ends_let = [m.eq, m.semi, m.colon].contains(&next.sym);
        let after = match binding {
            Binding::Let if ends_let => Binding::Value,
            Binding::For if next.sym == m.in_ => Binding::Items,
            _ => return,
        };
        let names = std::mem::take(&mut self.naming.pattern);
        self.naming.name = if names.len() == 1 { names[0] } else { 0 };
        self.naming.binding = after;
        names.iter().for_each(|&name| self.bind(name));
        self.naming.pattern = names;
    }

    /// A binding's value ended: its type is the name's.
    fn bound_value(&mut self, m: &Marks, next: &Next, known: &Types) {
        let binding = self.naming.binding;
        let ends = match binding {
            Binding::Value => [m.semi, m.open_brace, m.else_].contains(&next.sym),
            Binding::Items => next.sym == m.open_brace,
            _ => false,
        };
        if !ends {
            return;
        }
        let (name, variant) = (self.naming.name, self.naming.variant);
        if name != 0 && !self.naming.is_typed {
            self.locals.remove(&name);
            let ty = match binding {
                Binding::Items if m.holds(self.expression.0) => self.expression.inner(),
                Binding::Items => Type::default(),
                _ if [m.some, m.ok].contains(&variant[0]) => self.expression.inner(),
                _ if variant[0] != 0 => self.payload(variant, known),
                _ => self.expression,
            };
            if ty.is_known() {
                self.locals.insert(name, ty);
                self.own.add_field(0, name, ty);
            }
        }
        (self.naming.binding, self.naming.name) = (Binding::Nothing, 0);
    }

    fn bind(&mut self, name: u32) {
        self.uses.insert(name, 0);
        self.bound.retain(|&b| b != name);
        self.bound.push(name);
    }
}
