//! What a scan learns from declarations: functions, impls, types of names, bindings.

use super::{Marks, Next, Scan};
use crate::model::next::types::Type;

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
#[derive(Default)]
pub struct Naming {
    /// Whose type it is: a name, or [`RETURN`]; 0 for nobody's.
    pending: u32,
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
        if next.sym == m.colon && behind_name {
            self.begin_type(before);
        }
        if next.sym == m.arrow && self.naming.returns {
            self.begin_type(RETURN);
            self.naming.returns = false;
        }
        if (next.sym == m.colon || next.sym == m.eq) && behind_name {
            (self.assigned, self.assigned_part) = (before, self.name_part);
        }
    }

    fn begin_type(&mut self, whose: u32) {
        self.naming.pending = whose;
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
        let wraps = |t: u32| [m.vec, m.option, m.boxed, m.arc].contains(&t);
        if next.is_type() {
            match naming.ty {
                Type(0, _) => naming.ty.0 = next.sym,
                Type(_, 0) if naming.angle > 0 => naming.ty.1 = next.sym,
                Type(_, inner) if wraps(inner) => naming.ty.1 = next.sym,
                _ => {}
            }
        } else if next.sym == m.lt {
            naming.angle += 1;
        } else if next.sym == m.gt {
            naming.angle -= 1;
        } else if next.sym == m.self_type {
            match naming.ty {
                Type(0, _) => naming.ty.0 = self.implemented,
                Type(_, 0) => naming.ty.1 = self.implemented,
                _ => {}
            }
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
        let (whose, mut ty) = (self.naming.pending, self.naming.ty);
        if [m.boxed, m.arc, m.rc].contains(&ty.0) {
            ty = ty.inner();
        }
        self.begin_type(0);
        if !ty.is_known() {
            return;
        }
        if whose == RETURN {
            return self.own.add_return(self.function, ty);
        }
        self.locals.insert(whose, ty);
        self.own.add_field(whose, ty);
        if self.brackets.last().is_some_and(|b| b.lead == m.func) {
            self.own.add_parameter(self.function, whose, ty.0);
        }
    }

    pub(super) fn binds(&mut self, m: &Marks, next: &Next) {
        let before = self.last[0];
        let begins_for = self.here.is_empty() || before == m.open_brace;
        if next.sym == m.let_ {
            self.begin_binding(Binding::Let);
        } else if next.sym == m.for_ && begins_for {
            self.begin_binding(Binding::For);
        } else {
            self.pattern(m, next);
        }
        self.bound_value(m, next);
        let in_parameters = self
            .brackets
            .last()
            .is_some_and(|b| b.open == m.open_paren && b.lead == m.func);
        if next.sym == m.colon && self.shapes[0] == 1 && in_parameters {
            self.bind(before);
        }
        if before == m.bar && next.is_variable() {
            self.bind(next.sym);
        }
    }

    fn begin_binding(&mut self, binding: Binding) {
        self.naming.binding = binding;
        self.naming.pattern.clear();
    }

    fn pattern(&mut self, m: &Marks, next: &Next) {
        let binding = self.naming.binding;
        if binding == Binding::Nothing {
            return;
        }
        let qualified = [m.colons, m.dot, m.colon].contains(&self.last[0]);
        if next.is_variable() && !qualified {
            self.naming.pattern.push(next.sym);
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
    fn bound_value(&mut self, m: &Marks, next: &Next) {
        let binding = self.naming.binding;
        let ends = match binding {
            Binding::Value => [m.semi, m.open_brace, m.else_].contains(&next.sym),
            Binding::Items => next.sym == m.open_brace,
            _ => false,
        };
        if !ends {
            return;
        }
        if self.naming.name != 0 && self.expression.is_known() {
            let ty = match binding {
                Binding::Items => self.expression.inner(),
                _ => self.expression,
            };
            self.locals.insert(self.naming.name, ty);
        }
        (self.naming.binding, self.naming.name) = (Binding::Nothing, 0);
    }

    fn bind(&mut self, name: u32) {
        self.uses.insert(name, 0);
        self.bound.retain(|&b| b != name);
        self.bound.push(name);
    }
}
