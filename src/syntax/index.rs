//! What a whole project declares, put together from what each file declares. An index never
//! changes: a changed file gives new facts, and a new index is built from all facts.

mod modules;
mod table;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    source::Source,
    symbols::{Import, Symbol, SymbolKind},
};
use crate::text::{Kind, Sym};
use modules::Modules;
pub use modules::{From, Items};
use table::{Container, Counted};

/// A symbol and the file that declares it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SymbolRef {
    /// The declaration.
    pub symbol: Symbol,
    /// Its file.
    pub path: Arc<Path>,
}

/// What one file contributes.
#[derive(Clone, Debug)]
pub struct FileFacts {
    /// The file.
    pub path: Arc<Path>,
    /// What it declares.
    pub symbols: Vec<Arc<SymbolRef>>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// How often each identifier stands in it.
    pub word_counts: Box<[(Sym, u32)]>,
    /// Of its text: two files or versions with the same hash have the same facts.
    pub hash: u64,
}

impl FileFacts {
    /// The facts of a text.
    pub fn new(path: impl Into<Arc<Path>>, source: &Source) -> FileFacts {
        let path = path.into();
        let mut word_counts: FxHashMap<Sym, u32> = FxHashMap::default();
        for token in source.tokens().iter().filter(|t| t.kind == Kind::Ident) {
            *word_counts.entry(token.sym).or_insert(0) += 1;
        }
        let with_path = |symbol| {
            let path = path.clone();
            Arc::new(SymbolRef { symbol, path })
        };
        FileFacts {
            symbols: source.symbols().into_iter().map(with_path).collect(),
            imports: source.imports(),
            word_counts: word_counts.into_iter().collect(),
            hash: xxh3_64(source.as_str().as_bytes()),
            path,
        }
    }
}

impl FileFacts {
    /// Whether another version of the file declares and imports the same.
    pub fn declares_the_same(&self, other: &FileFacts) -> bool {
        let all = self.symbols.iter().zip(&other.symbols);
        self.symbols.len() == other.symbols.len()
            && self.imports == other.imports
            && all
                .into_iter()
                .all(|(a, b)| a.symbol.says_the_same(&b.symbol))
    }
}

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Kinds(u16);

impl Kinds {
    /// Every kind.
    pub const ALL: Kinds = Kinds(u16::MAX);

    /// These kinds.
    pub const fn of(kinds: &[SymbolKind]) -> Kinds {
        let (mut bits, mut index) = (0, 0);
        while index < kinds.len() {
            bits |= 1 << kinds[index] as u16;
            index += 1;
        }
        Kinds(bits)
    }

    /// Whether a kind is among them.
    pub fn has(self, kind: SymbolKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }
}

/// One name of a project, or of a group of kinds in it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name.
    pub name: Arc<str>,
    /// The same as a number.
    pub sym: Sym,
    /// The kinds that bear it.
    pub kinds: Kinds,
    /// How many declarations bear it.
    pub declared: u32,
    /// How often it stands in the project's files.
    pub uses: u32,
    /// One of its declarations.
    pub first: Arc<SymbolRef>,
}

/// The declarations of a project.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// All declarations, by name.
    all: Vec<Arc<SymbolRef>>,
    /// All names in order, and where each one's declarations are in `all`.
    names: Vec<(Entry, u32)>,
    by_sym: FxHashMap<Sym, u32>,
    containers: FxHashMap<Sym, Container>,
    words: FxHashMap<Sym, u32>,
    members: Vec<Entry>,
    types: Vec<Entry>,
    functions: Vec<Entry>,
    modules: Vec<Entry>,
    macros: Vec<Entry>,
    by_path: Modules,
}

impl Index {
    /// Puts the facts of all files together.
    pub fn build(files: &[Arc<FileFacts>]) -> Index {
        use SymbolKind::*;
        let mut words: FxHashMap<Sym, u32> = FxHashMap::default();
        for &(word, count) in files.iter().flat_map(|file| &file.word_counts) {
            let total = words.entry(word).or_insert(0);
            *total = total.saturating_add(count);
        }
        let mut all: Vec<Arc<SymbolRef>> = files.iter().flat_map(|f| &f.symbols).cloned().collect();
        all.sort_by(|a, b| table::order(a).cmp(&table::order(b)));
        let names = table::names(&all, &words, |_| true);
        let by_sym = names
            .iter()
            .enumerate()
            .map(|(i, (e, _))| (e.sym, i as u32))
            .collect();
        let group = |take: &dyn Fn(&Symbol) -> bool| -> Vec<Entry> {
            let mut entries = table::names(&all, &words, take);
            entries.sort_by(|(a, _), (b, _)| b.uses.cmp(&a.uses).then_with(|| a.name.cmp(&b.name)));
            entries.into_iter().map(|(entry, _)| entry).collect()
        };
        let of = |kinds: &'static [SymbolKind]| move |s: &Symbol| Kinds::of(kinds).has(s.kind);
        Index {
            members: group(&of(&[Method, Field])),
            types: group(&|s| {
                Kinds::of(&[Struct, Enum, Trait, TypeAlias]).has(s.kind) && s.container.is_none()
            }),
            functions: group(&|s| s.kind == Function && s.container.is_none()),
            modules: group(&of(&[Module])),
            macros: group(&of(&[Macro])),
            containers: table::containers(&all),
            by_path: Modules::build(files.iter().map(|f| &**f)),
            all,
            names,
            by_sym,
            words,
        }
    }

    /// Asks for the name by which others call each crate, by the folder of its root file.
    pub fn name_crates(&mut self, name: impl Fn(&Path) -> Option<String>) {
        self.by_path.name_crates(name);
    }

    /// Methods and fields by name, the most used first.
    pub fn members(&self) -> &[Entry] {
        &self.members
    }

    /// Types and traits by name, the most used first; associated types are left out.
    pub fn types(&self) -> &[Entry] {
        &self.types
    }

    /// Free functions by name, the most used first.
    pub fn functions(&self) -> &[Entry] {
        &self.functions
    }

    /// Modules by name, the most used first.
    pub fn modules(&self) -> &[Entry] {
        &self.modules
    }

    /// Macros by name, the most used first.
    pub fn macros(&self) -> &[Entry] {
        &self.macros
    }

    /// Fields and methods of a type, or methods of a trait, by the type's name.
    pub fn members_of(&self, of: &str) -> &[Arc<SymbolRef>] {
        self.container(of)
            .map_or(&[], |c| c.part(Counted::Field, Counted::Method))
    }

    /// Functions without `self`, constants, types and variants of a type or a trait.
    pub fn associated(&self, of: &str) -> &[Arc<SymbolRef>] {
        self.container(of)
            .map_or(&[], |c| c.part(Counted::Associated, Counted::Variant))
    }

    /// Named fields of a struct or a variant.
    pub fn fields_of(&self, of: &str) -> &[Arc<SymbolRef>] {
        self.container(of)
            .map_or(&[], |c| c.part(Counted::Field, Counted::Field))
    }

    /// Variants of an enum.
    pub fn variants_of(&self, of: &str) -> &[Arc<SymbolRef>] {
        self.container(of)
            .map_or(&[], |c| c.part(Counted::Variant, Counted::Variant))
    }

    /// What stands in the module that a path names, as seen from a place.
    pub fn items(&self, path: &[&str], from: From) -> Option<Items<'_>> {
        self.by_path.items(path, from)
    }

    /// All declarations of a name.
    pub fn entry(&self, name: Sym) -> &[Arc<SymbolRef>] {
        let Some((entry, from)) = self
            .by_sym
            .get(&name)
            .and_then(|&i| self.names.get(i as usize))
        else {
            return &[];
        };
        let from = *from as usize;
        self.all
            .get(from..from + entry.declared as usize)
            .unwrap_or(&[])
    }

    /// The names that begin with `prefix` and that one of the kinds bears, in their order.
    pub fn with_prefix<'i>(
        &'i self,
        prefix: &'i str,
        kinds: Kinds,
    ) -> impl Iterator<Item = &'i Entry> {
        let from = self.names.partition_point(|(e, _)| &*e.name < prefix);
        let names = self.names[from..].iter().map(|(entry, _)| entry);
        names
            .take_while(move |e| e.name.starts_with(prefix))
            .filter(move |e| e.kinds.meets(kinds))
    }

    /// How often an identifier stands in the project's files.
    pub fn frequency(&self, word: Sym) -> u32 {
        self.words.get(&word).copied().unwrap_or(0)
    }

    /// Number of declarations.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    fn container(&self, name: &str) -> Option<&Container> {
        self.containers.get(&Sym::of(name))
    }
}
