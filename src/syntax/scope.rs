//! The names that a function has bound where the cursor is: by our locals query where the tree is
//! sound, by the tokens alone where it is broken (as it mostly is while typing). Both give the same
//! on sound code.

mod below;
mod header;
mod operand;
mod pattern;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

use super::{
    site::{Enclosing, cheap_type, enclosing},
    source::Source,
    view::View,
};

/// How a name was bound.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum BindingKind {
    /// `let`, `let .. else` included.
    Let,
    /// A function's parameter.
    Parameter,
    /// `self`.
    SelfValue,
    /// A closure's parameter.
    Closure,
    /// The pattern of a `for`.
    Loop,
    /// A match arm, an `if let` or a `while let`.
    Match,
    /// A type or a constant between `<` and `>`, of the function or its `impl`.
    Generic,
    /// A `const` or `static` in the function.
    Const,
    /// A function in the function.
    Function,
}

/// A name that can be used at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// The name, without `r#`.
    pub name: String,
    /// Where it is bound.
    pub span: (usize, usize),
    /// How.
    pub kind: BindingKind,
    /// How many others are nearer.
    pub distance: u32,
    /// Its type by name, without references and smart pointers, where the text says it.
    pub ty: Option<String>,
}

/// A name by its token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Bound {
    index: usize,
    kind: BindingKind,
}

/// The names by the tree and by the tokens.
#[cfg(test)]
pub(super) fn both(source: &Source, offset: usize) -> [Vec<String>; 2] {
    let view = View::new(source);
    let at = source
        .tokens()
        .partition_point(|t| (t.start as usize) < offset);
    let within = enclosing(view, at);
    let Some(name) = within.function else {
        return [Vec::new(), Vec::new()];
    };
    let names = |all: Vec<Bound>| {
        let found = nearest(view, &within, &all);
        found.into_iter().map(|b| b.name).collect()
    };
    let by_tree = tree::bound(source, name, offset);
    let by_tokens = tokens::bound(view, name, at, source.begins_line(at, offset));
    [
        names(by_tree.unwrap_or(by_tokens.clone())),
        names(by_tokens),
    ]
}

impl Source {
    /// The names bound inside of the function round `offset` that can be used there, the nearest
    /// first, without those that a nearer one hides.
    pub fn bindings(&self, offset: usize) -> Vec<Binding> {
        let view = View::new(self);
        let at = self
            .tokens()
            .partition_point(|t| (t.start as usize) < offset);
        let at = match at.checked_sub(1) {
            // The word being typed is none of the left context.
            Some(i) if view.end(i) >= offset && view.is_name(i) => i,
            _ => at,
        };
        let within = enclosing(view, at);
        let Some(name) = within.function else {
            return Vec::new();
        };
        let place = view.start(at).min(offset);
        let bound = tree::bound(self, name, place)
            .unwrap_or_else(|| tokens::bound(view, name, at, self.begins_line(at, offset)));
        let mut all = header::generics_of_impl(view, &within);
        let body = within.body.unwrap_or(at);
        all.extend(below::items(view, body, at));
        all.extend(bound);
        nearest(view, &within, &all)
    }

    fn begins_line(&self, at: usize, offset: usize) -> bool {
        let view = View::new(self);
        let gap = at.checked_sub(1).map_or(0, |i| view.end(i));
        self.slice(gap, view.start(at).min(offset)).contains('\n')
    }
}

fn nearest(view: View, within: &Enclosing, all: &[Bound]) -> Vec<Binding> {
    let mut found: Vec<Binding> = Vec::new();
    for bound in all.iter().rev() {
        let name = view.word(bound.index);
        if name == "_" || found.iter().any(|b| b.name == name) {
            continue;
        }
        let ty = match bound.kind {
            BindingKind::SelfValue => within.implemented.map(|i| view.word(i).to_string()),
            BindingKind::Generic | BindingKind::Function => None,
            _ => cheap_type(view, bound.index, within),
        };
        found.push(Binding {
            name: name.to_string(),
            span: (view.start(bound.index), view.end(bound.index)),
            kind: bound.kind,
            distance: found.len() as u32,
            ty,
        });
    }
    found
}
