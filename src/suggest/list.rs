//! The ranked rows of a list.

use super::candidates::Scene;
use crate::{
    model::Ranking,
    syntax::{SiteKind, SymbolKind, SymbolRef},
    text::Sym,
};

/// A row, best first.
pub struct Row {
    /// The word's name.
    pub name: Sym,
    /// Its text.
    pub word: String,
    /// Probability among the candidates, 0 to 1.
    pub probability: f32,
    /// The symbol that it most likely names.
    pub symbol: Option<std::sync::Arc<SymbolRef>>,
}

/// The best `most` rows at a place.
pub fn rows(scene: &mut Scene, ranking: &mut Ranking, most: usize) -> Vec<Row> {
    if !scene.is_open() {
        return Vec::new();
    }
    let prefix = scene.prefix();
    scene.rank(ranking, prefix, true);
    let ranked = ranking.ranked();
    ranked
        .into_iter()
        .take(most)
        .filter_map(|(name, probability)| row(scene, name, probability))
        .collect()
}

fn row(scene: &Scene, name: Sym, probability: f32) -> Option<Row> {
    let word = scene.names.get(name)?.to_owned();
    let known = scene.index.entry(name);
    let owner = scene.receiver.as_deref();
    let fit =
        |s: &&std::sync::Arc<SymbolRef>| super::candidates::fits(scene.site.kind, s.symbol.kind);
    let of_owner = known
        .iter()
        .filter(fit)
        .find(|s| owner.is_some() && s.symbol.container.as_deref() == owner);
    let symbol = of_owner.or_else(|| known.iter().find(fit)).cloned();
    Some(Row {
        name,
        word,
        probability,
        symbol,
    })
}

/// True where accepting this symbol should open its brackets.
pub fn is_called(site: SiteKind, symbol: SymbolKind) -> bool {
    let callable = matches!(symbol, SymbolKind::Function | SymbolKind::Method);
    callable && !matches!(site, SiteKind::Use | SiteKind::Type | SiteKind::Attribute)
}
