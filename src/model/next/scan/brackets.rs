//! Brackets and items: who is called, which argument it is, what a block belongs to, and which
//! members types have.

use super::{Marks, Next, Scan};
use crate::model::next::types::{Role, Type, Types};

/// Deeper nesting is cut off.
const DEEPEST: usize = 300;

/// An open bracket.
#[derive(Clone, Copy, Default)]
pub struct Bracket {
    /// The bracket itself.
    pub open: u32,
    /// The name before it, a macro's without its `!`; else the bracket.
    pub callee: u32,
    /// Commas so far.
    pub argument: u32,
    /// What it belongs to: `fn` of parameters, the keyword of a block's statement, `{` of a struct
    /// literal.
    pub lead: u32,
    /// First token of the element before, and of this one.
    pub previous: u32,
    /// See `previous`; 0 where an element begins.
    pub current: u32,
    /// Type of what the called method belongs to.
    pub receiver: Type,
    /// Type of the expression before the bracket.
    pub before: Type,
    /// Number of its token.
    pub at: u32,
    /// The type or item whose body or literal it is.
    pub owner: u32,
    /// It is a struct literal.
    pub is_literal: bool,
    /// A macro is called.
    pub is_macro: bool,
    /// What is called is named as types are.
    pub is_type: bool,
    /// What is called stands behind `::`.
    pub on_path: bool,
    /// And that behind a type.
    pub on_type: bool,
    /// Type arguments of the call.
    pub turbofish: Type,
    bindings: usize,
}

impl Scan {
    /// The innermost open bracket.
    pub fn bracket(&self) -> Bracket {
        self.brackets.last().copied().unwrap_or_default()
    }

    /// The open bracket so many levels out.
    pub fn outer(&self, levels: usize) -> Bracket {
        let inside = self.brackets.len().checked_sub(levels + 1);
        inside.map_or(Bracket::default(), |i| self.brackets[i])
    }

    pub(super) fn items(&mut self, m: &Marks, next: &Next) {
        let top = self.bracket();
        if self.wants_item && next.is_name {
            self.item(m, next.sym, top);
        }
        if m.names_item(next.sym) {
            (self.lead, self.wants_item) = (next.sym, true);
        } else if m.leads(next.sym) || (next.sym == m.for_ && self.lead != m.imp) {
            (self.lead, self.wants_item) = (next.sym, false);
        }
        let in_body = |lead: u32| top.lead == lead && top.open == m.open_brace;
        let before = self.last[0];
        let names_field = next.sym == m.colon && before == self.names[0] && before != 0;
        if names_field && in_body(m.struct_) {
            self.own.add_member(top.owner, before, Role::Field);
        }
        if next.is_type() && in_body(m.enum_) && top.current == 0 {
            self.own.add_member(top.owner, next.sym, Role::Variant);
        }
    }

    fn item(&mut self, m: &Marks, name: u32, top: Bracket) {
        (self.item, self.wants_item) = (name, false);
        if self.lead == m.trait_ {
            (self.implemented, self.for_trait) = (name, 0);
        }
        if self.brackets.is_empty() {
            self.own.add_member(self.stem, name, Role::Item);
        } else if top.lead == m.mod_ {
            self.own.add_member(top.owner, name, Role::Item);
        }
        if self.lead == m.func && [m.imp, m.trait_].contains(&top.lead) {
            self.own.add_member(top.owner, name, Role::Function);
        }
    }

    pub(super) fn nests(&mut self, m: &Marks, next: &Next, known: &Types) {
        if m.opens(next.sym) {
            self.open(m, next.sym);
        } else if m.closes(next.sym) {
            self.close(m, next.sym, known);
        } else if let Some(top) = self.brackets.last_mut() {
            let separates = next.sym == m.comma || next.sym == m.semi;
            top.argument += u32::from(next.sym == m.comma);
            if separates {
                (top.previous, top.current) = (top.current, 0);
            } else if top.current == 0 {
                top.current = next.sym;
            }
        }
    }

    fn open(&mut self, m: &Marks, open: u32) {
        let before = self.last[0];
        let is_macro = before == m.bang;
        let fish = Some(self.turbofish).filter(|f| f.ends_at(self.count.wrapping_sub(1)));
        let callee = match fish {
            Some(fish) => fish.callee,
            None if is_macro => self.last[1],
            None => before,
        };
        let is_named = callee != 0 && (callee == self.names[0] || fish.is_some());
        let behind = self.last[1 + usize::from(is_macro)];
        let is_literal = open == m.open_brace && self.begins_literal(m);
        let lead = match () {
            () if is_literal => open,
            () if open == m.open_brace => self.lead,
            () if self.last[1] == m.func => m.func,
            () => open,
        };
        let owner = match () {
            () if is_literal && before == m.self_type => self.implemented,
            () if is_literal => before,
            () if lead == m.imp => self.implemented,
            () => self.item,
        };
        if self.brackets.len() >= DEEPEST {
            self.brackets.remove(0);
        }
        self.brackets.push(Bracket {
            open,
            callee: if is_named { callee } else { open },
            argument: 0,
            lead,
            previous: 0,
            current: 0,
            receiver: match fish {
                Some(fish) => fish.receiver,
                None if is_named => self.receiver_type(),
                None => Type::default(),
            },
            before: self.expression,
            at: self.count,
            owner,
            is_literal,
            is_macro,
            is_type: is_named && self.shapes[usize::from(is_macro)] == 2,
            on_path: fish.is_none() && behind == m.colons,
            on_type: self.owner_is_type,
            turbofish: fish.map_or(Type::default(), |f| f.ty),
            bindings: self.bound.len(),
        });
        if open == m.open_brace {
            self.lead = 0;
        }
    }

    /// A `{` here begins the fields of a literal, no block.
    fn begins_literal(&self, m: &Marks) -> bool {
        let behind_type = self.shapes[0] == 2 || self.last[0] == m.self_type;
        behind_type && [0, m.let_, m.return_, m.else_].contains(&self.lead)
    }

    fn close(&mut self, m: &Marks, close: u32, known: &Types) {
        let Some(bracket) = self.brackets.pop() else {
            return;
        };
        if close == m.close_paren {
            self.expression = self.called(m, &bracket, known);
        }
        if close == m.close_bracket {
            self.expression = match bracket.callee == bracket.open {
                true => Type::default(),
                false if bracket.is_macro && bracket.callee == m.vec_macro => {
                    self.expression.within(m.vec)
                }
                false => bracket.before.inner(),
            };
        }
        if close == m.close_brace
            && let Some(top) = self.brackets.last_mut().filter(|b| b.lead == m.match_)
        {
            (top.previous, top.current) = (top.current, 0);
        }
        if close == m.close_brace {
            self.bound.truncate(bracket.bindings);
        }
    }
}
