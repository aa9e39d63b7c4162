//! What a file declares and what it imports, by a tags query of our own. Nothing is taken from
//! inside of functions or of errors.

mod describe;
mod imports;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

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
    pub container: Option<Arc<str>>,
    /// The modules of this file that it stands in, outermost first.
    pub modules: Vec<String>,
    /// One line without visibility, body and value, at most 200 characters.
    pub signature: Box<str>,
    /// The bytes of its doc comment, attributes in between included.
    pub doc: Option<(usize, usize)>,
    /// Has a visibility, or shares that of its enum or trait.
    pub public: bool,
    /// A function that the test harness or the system calls, and no code: a `#[test]`, `main`.
    pub uncalled: bool,
    /// Its bytes, without doc comment and attributes.
    pub range: (usize, usize),
}

impl Symbol {
    /// Whether two declarations differ by their places alone.
    pub fn says_the_same(&self, other: &Symbol) -> bool {
        let told = |s: &Symbol| (s.kind, s.public, s.uncalled);
        let within = |s: &Symbol| (s.container.clone(), s.modules.len());
        self.signature == other.signature
            && self.name == other.name
            && told(self) == told(other)
            && within(self) == within(other)
            && self.modules == other.modules
    }
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
            let modules = scope.map_or(Vec::new(), |s| s.modules.clone());
            scopes.extend(Scope::of(self, &found).map(|s| s.within(modules)));
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
    container: Option<Arc<str>>,
    public: bool,
    /// The modules round it, itself among them, outermost first.
    modules: Vec<String>,
}

impl Scope {
    fn of(source: &Source, found: &Found) -> Option<Scope> {
        let mut scope = Scope {
            end: found.node.end_byte(),
            closed: found.role == Role::Closed,
            kind: found.kind,
            container: None,
            public: false,
            modules: Vec::new(),
        };
        if found.role == Role::Impl {
            let of_type = found.name.and_then(|n| describe::type_name(source, n));
            scope.container = of_type.map(Arc::from);
            scope.public = found.node.child_by_field_name("trait").is_some();
            return Some(scope);
        }
        match found.kind {
            Some(
                SymbolKind::Struct | SymbolKind::Enum | SymbolKind::Trait | SymbolKind::Variant,
            ) => {
                scope.container = found.name.map(|n| describe::name(source, n).into());
                scope.public = !matches!(found.kind, Some(SymbolKind::Struct));
            }
            Some(SymbolKind::Module) => {
                scope.modules = found
                    .name
                    .map(|n| describe::name(source, n))
                    .into_iter()
                    .collect();
            }
            _ if scope.closed => {}
            _ => return None,
        }
        Some(scope)
    }

    fn within(mut self, mut modules: Vec<String>) -> Scope {
        modules.append(&mut self.modules);
        self.modules = modules;
        self
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
