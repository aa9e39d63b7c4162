//! How an index is put together: sorted names, and the parts of each type.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entry, Kinds, SymbolRef};
use crate::{
    syntax::symbols::{Symbol, SymbolKind},
    text::Sym,
};

/// Declarations are sorted by name, then in a way that doesn't depend on the order of files.
pub fn order(of: &SymbolRef) -> (&str, SymbolKind, &std::path::Path, usize) {
    (&of.symbol.name, of.symbol.kind, &of.path, of.symbol.range.0)
}

/// The names of sorted declarations, and where each one's begin.
pub fn names(
    all: &[Arc<SymbolRef>],
    words: &FxHashMap<Sym, u32>,
    take: impl Fn(&Symbol) -> bool,
) -> Vec<(Entry, u32)> {
    let mut names: Vec<(Entry, u32)> = Vec::new();
    for (index, of) in all.iter().enumerate().filter(|(_, of)| take(&of.symbol)) {
        let symbol = &of.symbol;
        let kind = Kinds::of(&[symbol.kind]);
        if let Some((entry, _)) = names.last_mut().filter(|(e, _)| *e.name == *symbol.name) {
            entry.declared += 1;
            entry.kinds = Kinds(entry.kinds.0 | kind.0);
            continue;
        }
        let sym = Sym::of(&symbol.name);
        let entry = Entry {
            name: symbol.name.as_str().into(),
            sym,
            kinds: kind,
            declared: 1,
            uses: words.get(&sym).copied().unwrap_or(0),
            first: of.clone(),
        };
        names.push((entry, index as u32));
    }
    names
}

/// The parts of a container, in the order in which they are kept.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Counted {
    Field,
    Method,
    Associated,
    Variant,
}

/// What stands in a type, a trait or a variant: fields, methods, the associated, variants.
#[derive(Clone, Debug, Default)]
pub struct Container {
    all: Vec<Arc<SymbolRef>>,
}

impl Container {
    /// From the first of one part to the last of another.
    pub fn part(&self, from: Counted, to: Counted) -> &[Arc<SymbolRef>] {
        let start = self.all.partition_point(|of| part_of(of) < from);
        let end = self.all.partition_point(|of| part_of(of) <= to);
        &self.all[start..end]
    }
}

fn part_of(of: &SymbolRef) -> Counted {
    match of.symbol.kind {
        SymbolKind::Field => Counted::Field,
        SymbolKind::Method => Counted::Method,
        SymbolKind::Variant => Counted::Variant,
        _ => Counted::Associated,
    }
}

/// Each container's declarations.
pub fn containers(all: &[Arc<SymbolRef>]) -> FxHashMap<Sym, Container> {
    let mut containers: FxHashMap<Sym, Container> = FxHashMap::default();
    for of in all {
        if let Some(name) = &of.symbol.container {
            containers
                .entry(Sym::of(name))
                .or_default()
                .all
                .push(of.clone());
        }
    }
    for container in containers.values_mut() {
        container.all.sort_by_key(|of| part_of(of));
    }
    containers
}
