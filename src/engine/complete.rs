//! The path from a key to a list: reads snapshots, writes nothing, waits for nobody. Between its
//! stages it looks whether anybody still waits for it.

use std::{
    cell::RefCell,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{
    Beside, Document, Item, ItemKind, List, Settings, Shared, offers::Offer, project::memory,
    why::Asked,
};
use crate::{
    model::Ranking,
    suggest::{self, Alone, Row, Scene},
    syntax::{Site, SiteKind, SymbolKind},
};

/// From which probability on a row is preselected.
const SURE: f32 = 0.5;

thread_local! {
    static RANKING: RefCell<Ranking> = RefCell::default();
}

/// The list at an offset, and the offer to be told to the learner; nothing once it is cancelled.
pub fn complete(
    shared: &Shared,
    document: &Document,
    offset: usize,
    cancelled: &AtomicBool,
) -> Option<(List, Offer)> {
    let is_wanted = || (!cancelled.load(Ordering::Acquire)).then_some(());
    let settings = shared.settings.load();
    is_wanted().filter(|()| settings.completion)?;
    let source = document.source();
    is_wanted()?;
    let project = &document.project;
    let (counts, user) = (project.counts.load(), project.user.counts.load());
    let (weights, index) = (project.weights.load(), project.index.load());
    let library = project.library.load();
    let library = library
        .as_deref()
        .filter(|_| settings.learning && settings.libraries);
    let memory = memory(Some(&document.counts), &counts, &user, library, &weights);
    let source = source.parted(offset);
    let mut scene = Scene::new(&source, &index, memory, offset).in_file(document.file());
    is_wanted()?;
    let crates = project.crates.load();
    let alone = Alone {
        crates: &crates,
        least: settings.confidence as f32 / 100.0,
    };
    let rows = RANKING.with_borrow_mut(|r| match is_beside(shared, &settings) {
        true => suggest::rows_beside(&mut scene, r, settings.rows, &alone),
        false => suggest::rows(&mut scene, r, settings.rows),
    });
    is_wanted()?;
    let (start, end) = scene.site.prefix;
    let items = rows
        .iter()
        .enumerate()
        .map(|(i, r)| item(&scene.site, i, r))
        .collect();
    let list = List {
        offer: shared.next_offer(),
        replace: (start, end),
        items,
    };
    let asked = Asked::of(&scene, project);
    let offer = Offer::new(&list, document.version, rows).asked(asked);
    let offer = offer.at(shared.now(), &scene.contexts, scene.site.kind);
    Some((list, offer))
}

fn is_beside(shared: &Shared, settings: &Settings) -> bool {
    match settings.beside {
        Beside::Auto => shared.beside.load(Ordering::Relaxed),
        Beside::On => true,
        Beside::Off => false,
    }
}

pub fn item(site: &Site, row: usize, r: &Row) -> Item {
    let symbol = r.symbol.as_ref().map(|s| &s.symbol);
    let kind = match symbol {
        _ if r.is_macro => ItemKind::Macro,
        Some(symbol) => kind(symbol.kind),
        None => guess(site.kind, &r.word),
    };
    let called = symbol.is_some_and(|s| suggest::is_called(site.kind, s.kind));
    Item {
        word: if r.is_raw {
            format!("r#{}", r.word)
        } else {
            r.word.clone()
        },
        kind,
        detail: symbol
            .map(|s| s.signature.to_string())
            .filter(|s| !s.is_empty()),
        call: called && !site.followed_by_call,
        bang: r.is_macro,
        preselect: row == 0 && r.probability >= SURE,
    }
}

fn kind(symbol: SymbolKind) -> ItemKind {
    match symbol {
        SymbolKind::Function => ItemKind::Function,
        SymbolKind::Method => ItemKind::Method,
        SymbolKind::Struct => ItemKind::Struct,
        SymbolKind::Enum => ItemKind::Enum,
        SymbolKind::Variant => ItemKind::Variant,
        SymbolKind::Field => ItemKind::Field,
        SymbolKind::Trait => ItemKind::Trait,
        SymbolKind::TypeAlias => ItemKind::Type,
        SymbolKind::Const | SymbolKind::Static => ItemKind::Constant,
        SymbolKind::Module => ItemKind::Module,
        SymbolKind::Macro => ItemKind::Macro,
    }
}

/// The kind of a word that no symbol of the project explains, by its site and its letters.
fn guess(site: SiteKind, word: &str) -> ItemKind {
    let upper = word.starts_with(|c: char| c.is_uppercase());
    match site {
        _ if suggest::is_keyword(word) => ItemKind::Keyword,
        SiteKind::Member => ItemKind::Method,
        SiteKind::Type => ItemKind::Struct,
        SiteKind::Field => ItemKind::Field,
        _ if upper && word.len() > 1 && word.chars().all(|c| !c.is_lowercase()) => {
            ItemKind::Constant
        }
        _ if upper => ItemKind::Struct,
        SiteKind::Path | SiteKind::Use => ItemKind::Function,
        _ => ItemKind::Variable,
    }
}
