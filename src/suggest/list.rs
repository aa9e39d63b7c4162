//! The ranked rows of a list.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{
    gate::Gate,
    keywords::{is_keyword, is_reserved},
    kinds::fits,
    names::is_short,
    refused,
    scene::Scene,
    words::is_std_macro,
};
use crate::{
    model::Ranking,
    syntax::{SiteKind, SymbolKind, SymbolRef},
    text::Sym,
};

/// A short word saves a key at most: it gives way to a longer one unless it is so much likelier.
pub(super) const SHORT: f32 = 0.25;
/// Where a type is known, what it doesn't have and what wasn't usual here gives way, too: a type may be
/// guessed wrong, or hold more than the project tells.
const STRANGE: f32 = 0.125;

/// A word that only libraries have gives way to the project's own, but after a dot, where most is theirs.
const FOREIGN: f32 = 0.25;

/// A row, best first.
pub struct Row {
    /// The word's name.
    pub name: Sym,
    /// Its text.
    pub word: String,
    /// Probability among the candidates, 0 to 1.
    pub probability: f32,
    /// The symbol that it most likely names.
    pub symbol: Option<Arc<SymbolRef>>,
    /// It is a macro that is called here.
    pub is_macro: bool,
    /// It is a name that the language keeps to itself: it wants `r#`, which isn't there.
    pub is_raw: bool,
}

/// The best `most` rows at a place.
pub fn rows(scene: &mut Scene, ranking: &mut Ranking, most: usize) -> Vec<Row> {
    let prefix = scene.prefix();
    let gate = match scene.site.kind {
        SiteKind::Definition => scene.rank_keywords(ranking, prefix),
        _ if scene.is_open() => scene.rank(ranking, prefix, true),
        _ => return Vec::new(),
    };
    let ranked = ranking.ranked_by(|_, name| worth(scene, &gate, name));
    let mut ranked = refused::give_way(ranked, &scene.refused());
    ranked.truncate(most);
    let macros = macros(scene);
    let row = |(name, probability)| row(scene, &gate, &macros, name, probability);
    ranked.into_iter().filter_map(row).collect()
}

/// What a probability is worth in the order of a list, 0 to 1.
pub(super) fn worth(scene: &Scene, gate: &Gate, name: Sym) -> f32 {
    let own = gate.belongs(name);
    let strange =
        !gate.own.is_empty() && !own && !gate.is_usual(name) && !is_said(scene, gate, name);
    let short = !own && scene.names.get(name).is_none_or(is_short);
    let foreign = scene.is_foreign(name) && !gate.is_usual(name);
    let foreign = if foreign { FOREIGN } else { 1.0 };
    foreign * if strange { STRANGE } else { 1.0 } * if short { SHORT } else { 1.0 }
}

/// A keyword of this place.
fn is_said(scene: &Scene, gate: &Gate, name: Sym) -> bool {
    let word = scene.names.get(name).unwrap_or_default();
    is_keyword(word) && !gate.is_raw(name, word)
}

pub(super) fn row(
    scene: &Scene,
    gate: &Gate,
    macros: &FxHashSet<Sym>,
    name: Sym,
    probability: f32,
) -> Option<Row> {
    let word = scene.names.get(name)?.to_owned();
    let known = scene.index.entry(name);
    let owner = gate.owner.as_deref();
    let fit = |s: &&Arc<SymbolRef>| fits(scene.site.kind, &s.symbol);
    let of_owner = known
        .iter()
        .filter(fit)
        .find(|s| owner.is_some() && s.symbol.container.as_deref() == owner);
    let of_module = || {
        let files = &gate.module.as_ref()?.files;
        let mut fitting = known.iter().filter(fit);
        fitting.find(|s| files.contains(&&*s.path) && s.symbol.container.is_none())
    };
    let symbol = of_owner
        .or_else(of_module)
        .or_else(|| known.iter().find(fit))
        .cloned();
    let is_macro = match &symbol {
        _ if !calls_macros(scene.site.kind) || gate.is_bound(name) => false,
        None if gate.belongs(name) => false,
        Some(symbol) => symbol.symbol.kind == SymbolKind::Macro,
        None => macros.contains(&name) || is_std_macro(&word),
    };
    let is_keyword = gate.place.takes(&word) && !gate.is_raw(name, &word);
    let is_raw = is_reserved(&word) && !is_keyword && !scene.is_raw();
    Some(Row {
        name,
        word,
        probability,
        symbol,
        is_macro,
        is_raw,
    })
}

/// The macros that this file calls.
pub(super) fn macros(scene: &Scene) -> FxHashSet<Sym> {
    if !calls_macros(scene.site.kind) {
        return FxHashSet::default();
    }
    let bang = Sym::of("!");
    let called = scene.source.tokens().windows(3).enumerate();
    let called = called.filter(|(i, t)| {
        t[1].sym == bang && t[1].start == t[0].end && matches!(scene.word(i + 2), "(" | "[" | "{")
    });
    called.map(|(_, t)| t[0].sym).collect()
}

fn calls_macros(site: SiteKind) -> bool {
    use SiteKind::*;
    matches!(site, Expression | Argument | Macro | Path | Item)
}

/// True where accepting this symbol should open its brackets.
pub fn is_called(site: SiteKind, symbol: SymbolKind) -> bool {
    let callable = matches!(symbol, SymbolKind::Function | SymbolKind::Method);
    callable && !matches!(site, SiteKind::Use | SiteKind::Type | SiteKind::Attribute)
}
