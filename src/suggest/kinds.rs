//! What the project's declarations say of a site: which kinds may stand there, what a type has.

use std::sync::Arc;

use super::scene::Scene;
use crate::{
    model::{
        Class,
        next::{Role, STD},
    },
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

/// Does the project declare the type at the end of a path?
pub fn knows(index: &Index, segment: &str) -> bool {
    use SymbolKind::*;
    const HOLDERS: Kinds = Kinds::of(&[Struct, Enum, Trait]);
    let known = index.entry(Sym::of(segment));
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
        SiteKind::Use => named(index.variants_of(owner)),
        _ => Vec::new(),
    }
}

/// Functions that most of its types have by a trait.
const DERIVED: &[&str] = &["from", "default"];

/// What the standard library has behind this path.
pub fn std_items<'a>(scene: &Scene<'a>) -> Vec<&'a str> {
    let (segment, site) = (scene.segment(), scene.site.kind);
    let own = Sym::of(segment);
    let is_path = matches!(site, SiteKind::Path | SiteKind::Use) && !segment.is_empty();
    if !is_path || !(scene.is_of_std() || scene.index.entry(own).is_empty()) {
        return Vec::new();
    }
    let fits = |role: Role| match site {
        SiteKind::Use => matches!(role, Role::Item | Role::Variant),
        _ => role != Role::Field,
    };
    // What hardly anybody writes is no help.
    let is_used = |name: u32| {
        STD.uses(name)
            .is_some_and(|u| u[Class::Path as usize] > 0.0)
    };
    let members = STD.members(own.0).unwrap_or_default().iter();
    let names = members.filter(|(name, role)| fits(*role) && is_used(*name));
    let names = names.filter_map(|(name, _)| STD.text(*name));
    let of_type = site == SiteKind::Path && segment.starts_with(char::is_uppercase);
    let derived = DERIVED.iter().filter(|_| of_type).copied();
    names.chain(derived).collect()
}
