//! What is known of types by their names: members, fields, parameters, what functions return. Names
//! are the numbers of [`crate::text::Sym`]; types of the same name are one.

use rustc_hash::FxHashMap;

/// Most members of a type that are kept.
const MEMBERS: usize = 160;
/// Most parameters of a function.
const PARAMETERS: usize = 12;

/// A type by its name, the name of its first argument, and that one's: `Option<Vec<Foo>>` is (`Option`,
/// `Vec`, `Foo`). 0 where there is none.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Type(pub u32, pub u32, pub u32);

impl Type {
    /// A type of this name, of which no more is known.
    pub fn named(name: u32) -> Type {
        Type(name, 0, 0)
    }

    /// What is inside.
    pub fn inner(self) -> Type {
        Type(self.1, self.2, 0)
    }

    /// The same inside of another one.
    pub fn within(self, outer: u32) -> Type {
        Type(outer, self.0, self.1)
    }

    /// A type is known.
    pub fn is_known(self) -> bool {
        self.0 != 0
    }

    /// Reads one more name of a type.
    pub(super) fn extend(&mut self, name: u32, depth: i32) {
        match self {
            Type(0, _, _) => self.0 = name,
            Type(_, 0, _) if depth > 0 => self.1 = name,
            Type(_, _, 0) if depth > 1 => self.2 = name,
            _ => {}
        }
    }
}

/// What a member is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Role {
    /// A field of a struct.
    Field = 1,
    /// A variant of an enum.
    Variant = 2,
    /// A function of an impl or a trait.
    Function = 3,
    /// An item of a module.
    Item = 4,
}

/// Types, as a file or a project declares them.
#[derive(Clone, Default, Debug)]
pub struct Types {
    members: FxHashMap<u32, Vec<(u32, Role)>>,
    // By owner and name, and by 0 and name for the newest of any owner.
    fields: FxHashMap<(u32, u32), Type>,
    returns: FxHashMap<(u32, u32), Type>,
    parameters: FxHashMap<u32, Vec<(u32, u32)>>,
}

impl Types {
    /// `of` has a member.
    pub fn add_member(&mut self, of: u32, name: u32, role: Role) {
        if of == 0 {
            return;
        }
        let members = self.members.entry(of).or_default();
        let known = members.iter().position(|m| m.0 == name);
        match known {
            Some(known) => members[known].1 = role,
            None if members.len() < MEMBERS => members.push((name, role)),
            None => {}
        }
    }

    /// A field of `owner` has this type; 0 for a variable.
    pub fn add_field(&mut self, owner: u32, name: u32, ty: Type) {
        self.fields.insert((owner, name), ty);
        self.fields.insert((0, name), ty);
    }

    /// A function of `owner` returns this type; 0 for a free one.
    pub fn add_return(&mut self, owner: u32, name: u32, ty: Type) {
        self.returns.insert((owner, name), ty);
        self.returns.insert((0, name), ty);
    }

    /// A function begins to be declared anew.
    pub fn begin_parameters(&mut self, function: u32) {
        self.parameters.remove(&function);
    }

    /// The next parameter of a function.
    pub fn add_parameter(&mut self, function: u32, name: u32, ty: u32) {
        let all = self.parameters.entry(function).or_default();
        if all.len() < PARAMETERS {
            all.push((name, ty));
        }
    }

    /// Takes in what another one knows; where both know something, the other one is newer.
    pub fn absorb(&mut self, newer: &Types) {
        for (&of, members) in &newer.members {
            members.iter().for_each(|&(m, r)| self.add_member(of, m, r));
        }
        self.fields.extend(&newer.fields);
        self.returns.extend(&newer.returns);
        let parameters = newer.parameters.iter();
        self.parameters
            .extend(parameters.map(|(&f, p)| (f, p.clone())));
    }

    /// The members of a type or a module, in the order of their declaration.
    pub fn members(&self, of: u32) -> Option<&[(u32, Role)]> {
        self.members.get(&of).map(|m| &**m)
    }

    /// Type of a field of `owner`; with 0, of whichever has this name.
    pub fn field(&self, owner: u32, name: u32) -> Option<Type> {
        self.fields.get(&(owner, name)).copied()
    }

    /// What a function of `owner` returns; with 0, whichever has this name.
    pub fn returns(&self, owner: u32, name: u32) -> Option<Type> {
        self.returns.get(&(owner, name)).copied()
    }

    /// Name and type of a function's parameter.
    pub fn parameter(&self, function: u32, index: u32) -> Option<(u32, u32)> {
        self.parameters.get(&function)?.get(index as usize).copied()
    }
}
