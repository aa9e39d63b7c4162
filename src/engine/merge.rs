//! Another server's list and ours made one, in the order that the learner gives both. As the path to our
//! own lists: reads snapshots, writes nothing, waits for nobody.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rustc_hash::FxHashMap;

use super::{
    Document, Engine, Item, List, Shared, complete::item, learner::Message, offers::Offer,
    project::memory, why::Asked,
};
use crate::{
    model::Ranking,
    suggest::{self, Mark, Other, Row, Scene, Sort},
    text::Sym,
};

/// Rows of a merged list that are remembered with it.
const REMEMBERED: usize = 100;
/// What a second row of the same word is worth beside the first.
const AGAIN: f32 = 0.02;

thread_local! {
    static RANKING: RefCell<Ranking> = RefCell::default();
}

/// A row of another server's list.
#[derive(Clone, Debug, Default)]
pub struct Their {
    /// The word or path that it writes.
    pub word: String,
    /// What else is said of it.
    pub mark: Mark,
    /// It goes on from what is typed, so that it may be ranked.
    pub fits: bool,
}

/// A row of a merged list.
#[derive(Clone, Debug)]
pub enum Merged {
    /// The other's, by its index.
    Theirs(usize),
    /// Ours, which the other lacks.
    Ours(Item),
}

/// A merged list.
#[derive(Clone, Debug)]
pub struct Merge {
    /// Names this list when one of its rows is accepted.
    pub offer: u64,
    /// The bytes that a row replaces: the typed prefix.
    pub replace: (usize, usize),
    /// All rows in their order; those of the other's that don't fit what is typed are the last.
    pub rows: Vec<Merged>,
}

impl Engine {
    /// Both lists at a byte offset of this snapshot as one; nothing where the other's is to stay as it
    /// is: learning or completion is off, no names stand there, or it is cancelled.
    pub fn merge(
        &self,
        document: &Document,
        offset: usize,
        theirs: &[Their],
        cancelled: &AtomicBool,
    ) -> Option<Merge> {
        let (merge, offer) = merge(&self.shared, document, offset, theirs)?;
        if cancelled.load(Ordering::Acquire) {
            return None;
        }
        let offer = Arc::new(offer);
        self.shared.offers.keep(offer.clone());
        self.tell(Message::Offered(document.uri.clone(), offer));
        Some(merge)
    }
}

fn merge(
    shared: &Shared,
    document: &Document,
    offset: usize,
    theirs: &[Their],
) -> Option<(Merge, Offer)> {
    let settings = shared.settings.load();
    if !settings.completion || !settings.learning {
        return None;
    }
    let source = document.source();
    let project = &document.project;
    let (counts, user) = (project.counts.load(), project.user.counts.load());
    let (weights, index) = (project.weights.load(), project.index.load());
    let library = project.library.load();
    let library = library.as_deref().filter(|_| settings.libraries);
    let memory = memory(Some(&document.counts), &counts, &user, library, &weights);
    let source = source.parted(offset);
    let mut other = Other::default();
    for their in theirs {
        other.add(name_of(their), their.mark);
    }
    let mut scene = Scene::new(&source, &index, memory, offset);
    if !scene.is_open() {
        return None;
    }
    scene.beside(&other, theirs.iter().map(|t| (name_of(t), &*t.word)));
    let ranked = RANKING.with_borrow_mut(|r| suggest::merged(&mut scene, r));
    let mut rows = woven(theirs, ranked, settings.rows);
    let list = List {
        offer: shared.next_offer(),
        replace: scene.site.prefix,
        items: Vec::new(),
    };
    let merge = Merge {
        offer: list.offer,
        replace: list.replace,
        rows: rows
            .iter()
            .enumerate()
            .map(|(i, (_, row))| match row {
                Woven::Theirs(index) => Merged::Theirs(*index),
                Woven::Ours(row) => Merged::Ours(Item {
                    preselect: false,
                    ..item(&scene.site, i, row)
                }),
            })
            .collect(),
    };
    rows.truncate(REMEMBERED);
    let rows = rows.into_iter().map(|(p, row)| match row {
        Woven::Ours(row) => row,
        Woven::Theirs(index) => of_theirs(&theirs[index], p),
    });
    let asked = Asked::of(&scene, project);
    let offer = Offer::new(&list, document.version, rows.collect()).asked(asked);
    let offer = offer.at(shared.now(), &scene.contexts, scene.site.kind);
    Some((merge, offer.beside(other)))
}

/// Under which name a row is ranked: habit knows words, so a snippet or a path that begins with one
/// isn't that word.
fn name_of(their: &Their) -> Sym {
    match their.mark.sort {
        Sort::Snippet => Sym::of(&format!("{} ", their.word)),
        _ => Sym::of(&their.word),
    }
}

enum Woven {
    Theirs(usize),
    Ours(Row),
}

/// Every row of theirs once, at most `most` of ours.
fn woven(
    theirs: &[Their],
    ranked: Vec<(Sym, f32, Option<Row>)>,
    most: usize,
) -> Vec<(f32, Woven)> {
    let mut by_row: Vec<usize> = (0..theirs.len()).collect();
    by_row.sort_by_key(|&i| theirs[i].mark.row);
    let mut of_word: FxHashMap<Sym, Vec<usize>> = FxHashMap::default();
    for &i in by_row.iter().filter(|&&i| theirs[i].fits) {
        of_word.entry(name_of(&theirs[i])).or_default().push(i);
    }
    let (mut rows, mut again, mut ours) = (Vec::new(), Vec::new(), 0);
    for (name, p, row) in ranked {
        match (of_word.remove(&name), row) {
            (Some(same), _) => {
                rows.push((p, Woven::Theirs(same[0])));
                again.extend(same[1..].iter().map(|&i| (p * AGAIN, i)));
            }
            (None, Some(row)) if ours < most => {
                ours += 1;
                rows.push((p, Woven::Ours(row)));
            }
            _ => {}
        }
    }
    again.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut placed = vec![false; theirs.len()];
    let mut again = again.into_iter().peekable();
    let mut all = Vec::with_capacity(rows.len() + theirs.len());
    for (p, row) in rows {
        while let Some((worth, i)) = again.next_if(|(worth, _)| *worth > p) {
            all.push((worth, Woven::Theirs(i)));
        }
        all.push((p, row));
    }
    all.extend(again.map(|(worth, i)| (worth, Woven::Theirs(i))));
    for (_, row) in &all {
        if let Woven::Theirs(i) = row {
            placed[*i] = true;
        }
    }
    let rest = by_row.into_iter().filter(|&i| !placed[i]);
    all.extend(rest.map(|i| (0.0, Woven::Theirs(i))));
    all
}

/// What is remembered of one of theirs.
fn of_theirs(their: &Their, probability: f32) -> Row {
    Row {
        name: name_of(their),
        word: their.word.clone(),
        probability,
        symbol: None,
        is_macro: false,
        is_raw: false,
    }
}

#[cfg(test)]
mod tests;
