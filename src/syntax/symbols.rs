//! What a file declares and what it imports, by a tags query of our own. Nothing is taken from
//! inside of functions or of errors.

mod describe;
mod imports;
#[cfg(test)]
mod tests;

use std::{sync::LazyLock, time::Duration};

use tree_sitter::{Node, Query};

use super::{
    query::{self, Limits},
    source::Source,
    view::View,
};

pub use imports::Import;

/// Patterns in progress at once, at most.
const MATCHES: u32 = 1024;
/// Real files take a few milliseconds; one that takes longer is no code that someone wrote.
const BUDGET: Duration = Duration::from_millis(500);

/// What a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum SymbolKind {
    /// A function, associated ones without `self` included.
    Function,
    /// A function with `self`.
    Method,
    /// A struct or a union.
    Struct,
    /// An enum.
    Enum,
    /// A variant of an enum.
    Variant,
    /// A named field of a struct, a union or a variant.
    Field,
    /// A trait.
    Trait,
    /// A type alias, associated types included.
    TypeAlias,
    /// A constant.
    Const,
    /// A static.
    Static,
    /// A module.
    Module,
    /// A macro by example.
    Macro,
}

/// One declaration. Offsets are of the text it was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name, without `r#`.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// The type of the impl, the trait, the enum, the struct or the variant that it stands in.
    pub container: Option<String>,
    /// The trait of the impl that it stands in.
    pub via_trait: Option<String>,
    /// One line without visibility, body and value, at most 200 characters.
    pub signature: String,
    /// The bytes of its doc comment, attributes in between included.
    pub doc: Option<(usize, usize)>,
    /// Has a visibility, or shares that of its enum or trait.
    pub public: bool,
    /// A function that the test harness or the system calls, and no code: a `#[test]`, `main`.
    pub uncalled: bool,
    /// Its bytes, without doc comment and attributes.
    pub range: (usize, usize),
    /// Return type as written, on one line.
    pub returns: Option<String>,
    /// Type of a field, a constant or a static, or what an alias stands for.
    pub ty: Option<String>,
    /// Names and types of the parameters but `self`.
    pub params: Vec<(String, String)>,
}

impl Source {
    /// What the file declares, in its order; nothing where there is no tree, and nothing that was
    /// changed since a stale tree was made.
    pub fn symbols(&self) -> Vec<Symbol> {
        let Some((query, tree)) = QUERY.as_ref().zip(self.tree()) else {
            return Vec::new();
        };
        let mut symbols = Vec::new();
        let mut scopes: Vec<Scope> = Vec::new();
        for found in matches(query, tree.root_node(), self.as_str()) {
            while scopes
                .last()
                .is_some_and(|s| s.end <= found.node.start_byte())
            {
                scopes.pop();
            }
            let scope = scopes.last();
            if scope.is_some_and(|s| s.closed) {
                continue;
            }
            let changed = found.node.has_changes() && self.is_stale();
            if let (Some(kind), false) = (found.kind, changed) {
                symbols.extend(describe::symbol(self, kind, &found, scope));
            }
            scopes.extend(Scope::of(self, &found));
        }
        symbols
    }

    /// The names that the file's `use` declarations bring in.
    pub fn imports(&self) -> Vec<Import> {
        imports::all(View::new(self))
    }

    /// A symbol's documentation as Markdown, without the slashes.
    pub fn doc_of(&self, symbol: &Symbol) -> Option<String> {
        let (start, end) = symbol.doc?;
        describe::doc_text(self.slice(start, end))
    }
}

static QUERY: LazyLock<Option<Query>> = LazyLock::new(|| {
    let language = tree_sitter_rust::LANGUAGE.into();
    Query::new(&language, include_str!("symbols.scm")).ok()
});

/// A declaration and its name; a scope without one.
struct Found<'t> {
    node: Node<'t>,
    name: Option<Node<'t>>,
    kind: Option<SymbolKind>,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Closed,
    Impl,
    Declaration,
}

/// What names the symbols in it.
struct Scope {
    end: usize,
    closed: bool,
    kind: Option<SymbolKind>,
    container: Option<String>,
    via_trait: Option<String>,
    public: bool,
}

impl Scope {
    fn of(source: &Source, found: &Found) -> Option<Scope> {
        let mut scope = Scope {
            end: found.node.end_byte(),
            closed: found.role == Role::Closed,
            kind: found.kind,
            container: None,
            via_trait: None,
            public: false,
        };
        if found.role == Role::Impl {
            let of_trait = found.node.child_by_field_name("trait");
            scope.container = found.name.and_then(|n| describe::type_name(source, n));
            scope.via_trait = of_trait.and_then(|n| describe::type_name(source, n));
            scope.public = scope.via_trait.is_some();
            return Some(scope);
        }
        match found.kind {
            Some(
                SymbolKind::Struct | SymbolKind::Enum | SymbolKind::Trait | SymbolKind::Variant,
            ) => {
                scope.container = found.name.map(|n| describe::name(source, n));
                scope.public = !matches!(found.kind, Some(SymbolKind::Struct));
            }
            Some(SymbolKind::Module) => {}
            _ if scope.closed => {}
            _ => return None,
        }
        Some(scope)
    }
}

/// All matches, by where they begin; the outer ones first.
fn matches<'t>(query: &Query, root: Node<'t>, text: &str) -> Vec<Found<'t>> {
    let names = query.capture_names();
    let mut all = Vec::new();
    let limits = Limits {
        range: 0..text.len(),
        matches: MATCHES,
        budget: BUDGET,
    };
    let whole = query::run(query, root, text, limits, |found| {
        let mut node = None;
        let mut name = None;
        for capture in found.captures() {
            match names[capture.index as usize] {
                "name" => name = Some(capture.node),
                role => node = Some((capture.node, role)),
            }
        }
        let Some((node, role)) = node else { return };
        all.push(Found {
            node,
            name,
            kind: kind_of(role),
            role: match role {
                "closed" => Role::Closed,
                "impl" => Role::Impl,
                _ => Role::Declaration,
            },
        });
    });
    if !whole {
        return Vec::new();
    }
    all.sort_by_key(|f| (f.node.start_byte(), usize::MAX - f.node.end_byte()));
    all
}

fn kind_of(role: &str) -> Option<SymbolKind> {
    Some(match role {
        "function" => SymbolKind::Function,
        "struct" => SymbolKind::Struct,
        "enum" => SymbolKind::Enum,
        "variant" => SymbolKind::Variant,
        "field" => SymbolKind::Field,
        "trait" => SymbolKind::Trait,
        "alias" => SymbolKind::TypeAlias,
        "const" => SymbolKind::Const,
        "static" => SymbolKind::Static,
        "module" => SymbolKind::Module,
        "macro" => SymbolKind::Macro,
        _ => return None,
    })
}
