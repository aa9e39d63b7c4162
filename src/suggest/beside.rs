//! Lists beside another server, which knows the code better: at most three rows, and only names that it
//! doesn't show. That are the new ones: a binding, a parameter, a field, a function, as this person calls
//! them here. Whatever the other could find in code, crates or the language is left to it.

use rustc_hash::FxHashSet;

use super::{
    gate::Gate,
    keywords::is_keyword,
    list::{Row, row},
    scene::Scene,
    words::{is_primitive, is_std_macro, is_std_module},
};
use crate::{
    model::{Ranking, SITE},
    syntax::{BindingKind, Kinds, SiteKind, SymbolKind},
    text::{Kind, Sym},
};

/// Rows beside another server.
const MOST: usize = 3;
/// What a first time leaves to words that are new here.
const DISCOUNT: f32 = 0.5;

/// What else the choice of such rows stands on.
pub struct Alone<'a> {
    /// Names of the crates that the project depends on.
    pub crates: &'a [Sym],
    /// The least probability of a row.
    pub least: f32,
}

/// The rows that another server won't have.
pub fn rows_beside(
    scene: &mut Scene,
    ranking: &mut Ranking,
    most: usize,
    alone: &Alone,
) -> Vec<Row> {
    let Some(place) = Place::of(scene) else {
        return Vec::new();
    };
    let prefix = scene.prefix();
    let gate = scene.rank(ranking, prefix, true);
    let known = known(scene);
    let ranked = ranked(ranking, known);
    let likely = ranked.into_iter().filter(|r| r.1 >= alone.least);
    let fits = |(name, _): &(Sym, f32)| {
        let word = scene.names.get(*name).unwrap_or_default();
        gate.was_here(*name, false) && is_new(scene, &gate, alone, place, (*name, word))
    };
    let rows = likely.filter(fits).take(MOST.min(most));
    let none = FxHashSet::default();
    rows.filter_map(|(name, p)| row(scene, &gate, &none, name, p))
        .collect()
}

/// Candidates with the probability that one of them is meant, and that it is this one.
fn ranked(ranking: &Ranking, known: f32) -> Vec<(Sym, f32)> {
    let ranked = ranking.ranked().into_iter();
    ranked.map(|(name, p)| (name, p * known)).collect()
}

/// How likely a word that stands here stood here before: by absolute discounting, what the words of
/// this site leave of its count.
fn known(scene: &Scene) -> f32 {
    let (mut all, mut words) = (0, 0);
    for table in scene.memory.tables.iter().flatten() {
        table.each(SITE, scene.contexts.keys[SITE], |_, count| {
            all += count;
            words += 1;
        });
    }
    match all {
        0 => 0.0,
        _ => 1.0 - DISCOUNT * words as f32 / all as f32,
    }
}

/// Where a name is new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// A binding: the other offers there what patterns are made of.
    Pattern,
    /// An item or a field: the other offers nothing.
    Item,
    /// Tokens of a macro: the other offers what is in scope.
    Macro,
}

impl Place {
    fn of(scene: &Scene) -> Option<Place> {
        let site = &scene.site;
        let before = scene.word(site.at.wrapping_sub(1));
        let typed = usize::from(site.prefix.0 < site.prefix.1);
        let behind = scene.word(site.at + typed);
        match site.kind {
            SiteKind::Macro => Some(Place::Macro),
            SiteKind::Pattern => Some(Place::Pattern),
            // Where a type or a value stands already the other makes a name from it; in the `impl` of a
            // trait it has those of the trait; a `mod` has its file's.
            SiteKind::Definition if matches!(behind, ":" | "=") => None,
            SiteKind::Definition => match before {
                "mod" => None,
                "fn" | "type" | "const" if site.implemented_trait.is_some() => None,
                "fn" | "struct" | "enum" | "union" | "trait" | "type" | "const" | "static" => {
                    Some(Place::Item)
                }
                "let" | "mut" | "ref" | "for" | "(" | "," | "|" | "{" | "pub" | ")" => {
                    Some(Place::Pattern)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// Would the other not show it?
fn is_new(
    scene: &Scene,
    gate: &Gate,
    alone: &Alone,
    place: Place,
    (name, word): (Sym, &str),
) -> bool {
    let is_language = is_keyword(word)
        || is_primitive(word)
        || is_std_macro(word)
        || is_std_module(word)
        || matches!(word, "std" | "core" | "alloc" | "proc_macro" | "test");
    if word.is_empty() || is_language || alone.crates.contains(&name) {
        return false;
    }
    match place {
        Place::Item => true,
        Place::Pattern => is_lower(word) && !stands_in_patterns(scene, gate, name),
        Place::Macro => is_unheard(scene, gate, name),
    }
}

fn is_lower(word: &str) -> bool {
    word.starts_with(|c: char| c.is_lowercase() || c == '_')
}

/// Modules, macros, types and constants, and what is called like one near by.
fn stands_in_patterns(scene: &Scene, gate: &Gate, name: Sym) -> bool {
    use SymbolKind::*;
    const SHOWN: Kinds = Kinds::of(&[
        Struct, Enum, Variant, Trait, TypeAlias, Const, Static, Module, Macro,
    ]);
    let known = scene.index.entry(name);
    let is_item = gate
        .bindings
        .iter()
        .any(|b| b.kind == BindingKind::Generic && Sym::of(&b.name) == name);
    is_item || known.iter().any(|s| SHOWN.has(s.symbol.kind)) || is_path(scene, name)
}

/// Whether a name begins a path, is called as a macro, or is imported, anywhere in this file.
fn is_path(scene: &Scene, name: Sym) -> bool {
    let [path, bang, import] = ["::", "!", "use"].map(Sym::of);
    let tokens = scene.source.tokens();
    let mut imports = false;
    tokens.windows(2).any(|pair| {
        match scene.source.str_of(&pair[0]) {
            "use" => imports = true,
            ";" => imports = false,
            _ => {}
        }
        pair[0].sym == name && (imports || [path, bang, import].contains(&pair[1].sym))
    })
}

/// A word that neither the project nor a library nor this file knows.
fn is_unheard(scene: &Scene, gate: &Gate, name: Sym) -> bool {
    let tokens = scene.source.tokens();
    let is_here = |t: &crate::text::Token| {
        t.kind == Kind::Ident && t.sym == name && t.start as usize != scene.site.prefix.0
    };
    let library = scene.memory.library.and_then(|l| l.get(name));
    scene.index.entry(name).is_empty()
        && library.is_none()
        && !gate.is_bound(name)
        && !tokens.iter().any(is_here)
}
