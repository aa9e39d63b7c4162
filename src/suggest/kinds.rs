//! What the project's declarations say of a site: which kinds may stand there, what a type has.

use std::sync::Arc;

use crate::{
    syntax::{Index, Kinds, SiteKind, Symbol, SymbolKind, SymbolRef},
    text::Sym,
};

/// The kinds of symbols that may stand at a site.
pub const fn kinds_at(site: SiteKind) -> Kinds {
    use SymbolKind::*;
    match site {
        SiteKind::Member => Kinds::of(&[Method, Field]),
        SiteKind::Type => Kinds::of(&[Struct, Enum, Trait, TypeAlias, Module]),
        SiteKind::Field => Kinds::of(&[Field]),
        SiteKind::Pattern => Kinds::of(&[Struct, Enum, Variant, Const, Static, Module]),
        SiteKind::Attribute => Kinds::of(&[Trait, Macro]),
        SiteKind::Item => Kinds::of(&[Macro]),
        SiteKind::Nothing | SiteKind::Definition | SiteKind::Receiver | SiteKind::Label => {
            Kinds::of(&[])
        }
        SiteKind::Use => Kinds::of(&[
            Function, Struct, Enum, Variant, Trait, TypeAlias, Const, Static, Module, Macro,
        ]),
        SiteKind::Path => Kinds::of(&[
            Function, Method, Struct, Enum, Variant, Trait, TypeAlias, Const, Static, Module, Macro,
        ]),
        _ => Kinds::of(&[
            Function, Struct, Enum, Trait, TypeAlias, Const, Static, Module, Macro,
        ]),
    }
}

/// May this symbol stand at a site of that kind?
pub fn fits(site: SiteKind, symbol: &Symbol) -> bool {
    use SiteKind::*;
    const ASSOCIATED: Kinds = Kinds::of(&[
        SymbolKind::Function,
        SymbolKind::Const,
        SymbolKind::TypeAlias,
    ]);
    let bare = matches!(site, Expression | Argument | Macro | Type | Pattern | Item);
    let of_type = ASSOCIATED.has(symbol.kind) && symbol.container.is_some();
    kinds_at(site).has(symbol.kind) && !(bare && (of_type || symbol.uncalled))
}

/// Does the project declare this part of a path?
pub fn knows(index: &Index, segment: &str) -> bool {
    use SymbolKind::*;
    const HOLDERS: Kinds = Kinds::of(&[Struct, Enum, Trait, Module]);
    let known = index.entry(Sym::of(segment));
    if matches!(segment, "std" | "core" | "alloc") {
        return false;
    }
    matches!(segment, "crate" | "self" | "super" | "Self")
        || known.iter().any(|s| HOLDERS.has(s.symbol.kind))
}

/// What a type has that may stand at a site.
pub fn own(index: &Index, site: SiteKind, owner: &str) -> Vec<Sym> {
    let named = |all: &[Arc<SymbolRef>]| -> Vec<Sym> {
        all.iter().map(|s| Sym::of(&s.symbol.name)).collect()
    };
    match site {
        SiteKind::Member => named(index.members_of(owner)),
        SiteKind::Field => named(index.fields_of(owner)),
        SiteKind::Pattern => vec![Sym::of(owner)],
        SiteKind::Path => named(index.associated(owner)),
        _ => Vec::new(),
    }
}
