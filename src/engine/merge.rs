//! Another server's list and ours made one, in the order that the learner gives both. As the path to our
//! own lists: reads snapshots, writes nothing, waits for nobody.

use std::{
    cell::{OnceCell, RefCell},
    sync::Arc,
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
const AGAIN: f32 = 0.001;

thread_local! {
    static RANKING: RefCell<Ranking> = RefCell::new(Ranking::wide());
}

/// A row of another server's list.
#[derive(Clone, Debug, Default)]
pub struct Their {
    /// The word or path that it writes.
    pub word: String,
    /// What editors filter it by, where that isn't the word.
    pub filter: Option<String>,
    /// What else is said of it.
    pub mark: Mark,
}

impl Their {
    /// It goes on from what is typed: all that is ranked does, so that editors may be told to take them
    /// for equal.
    fn fits(&self, prefix: &str) -> bool {
        let begins = |text: &str| {
            let head = text.as_bytes().get(..prefix.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        begins(&self.word) && self.filter.as_deref().is_none_or(begins)
    }
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
pub struct Merge {
    /// Names this list when one of its rows is accepted.
    pub offer: u64,
    /// The bytes that a row replaces: the typed prefix.
    pub replace: (usize, usize),
    /// All rows in their order.
    pub rows: Vec<Merged>,
    /// How many of them go on from what is typed. The rest are the other's.
    pub fitting: usize,
    kept: Arc<Offer>,
}

impl Engine {
    /// Both lists at a byte offset of this snapshot as one; nothing where the other's is to stay as it
    /// is: learning or completion is off, or no names stand there. `theirs` waits for the other's rows;
    /// it is called once all is done that can be done without them, and ends this with nothing where it
    /// has none.
    pub fn merge(
        &self,
        document: &Document,
        offset: usize,
        theirs: impl FnOnce() -> Option<Vec<Their>>,
    ) -> Option<Merge> {
        RANKING.with_borrow_mut(|ranking| merge(&self.shared, ranking, document, offset, theirs))
    }

    /// The editor gets this list.
    pub fn shown(&self, document: &Document, merge: &Merge) {
        self.shared.offers.keep(merge.kept.clone());
        self.tell(Message::Offered(document.uri.clone(), merge.kept.clone()));
    }
}

fn merge(
    shared: &Shared,
    ranking: &mut Ranking,
    document: &Document,
    offset: usize,
    theirs: impl FnOnce() -> Option<Vec<Their>>,
) -> Option<Merge> {
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
    let (all, other_list) = (OnceCell::new(), OnceCell::new());
    let mut scene = Scene::new(&source, &index, memory, offset).in_file(document.file());
    if !scene.is_open() {
        return None;
    }
    let ahead = suggest::ahead(&mut scene, ranking);
    let theirs: &Vec<Their> = {
        let theirs = theirs()?;
        all.get_or_init(|| theirs)
    };
    let names: Vec<Sym> = theirs.iter().map(name_of).collect();
    let marks = theirs.iter().map(|their| their.mark);
    let other = other_list.get_or_init(|| Other::of(names.iter().copied().zip(marks)));
    let words = theirs.iter().map(|their| &*their.word);
    scene.beside(other, names.iter().copied().zip(words));
    let ranked = suggest::merged(&scene, ranking, &ahead, settings.rows);
    let (rows, fitting) = woven(theirs, &names, scene.prefix(), ranked, settings.rows);
    let list = List {
        offer: shared.next_offer(),
        replace: scene.site.prefix,
        items: Vec::new(),
    };
    let merged = |(i, (_, row)): (usize, &(f32, Woven))| match row {
        Woven::Theirs(index) => Merged::Theirs(*index),
        Woven::Ours(row) => Merged::Ours(Item {
            preselect: false,
            ..item(&scene.site, i, row)
        }),
    };
    let merged = rows.iter().enumerate().map(merged).collect();
    let kept = kept(shared, document, &scene, &list, theirs, rows);
    drop((ahead, scene));
    Some(Merge {
        fitting,
        offer: list.offer,
        replace: list.replace,
        rows: merged,
        kept: Arc::new(kept.beside(other_list.into_inner().unwrap_or_default())),
    })
}

/// What is kept of a list as long as its rows may be taken.
fn kept(
    shared: &Shared,
    document: &Document,
    scene: &Scene,
    list: &List,
    theirs: &[Their],
    mut rows: Vec<(f32, Woven)>,
) -> Offer {
    rows.truncate(REMEMBERED);
    let rows = rows.into_iter().map(|(p, row)| match row {
        Woven::Ours(row) => row,
        Woven::Theirs(index) => of_theirs(&theirs[index], p),
    });
    let asked = Asked::of(scene, &document.project);
    let offer = Offer::new(list, document.version, rows.collect()).asked(asked);
    offer.at(shared.now(), &scene.contexts, scene.site.kind)
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

/// Every row of theirs once, at most `most` of ours; and how many rows go on from the prefix.
fn woven(
    theirs: &[Their],
    names: &[Sym],
    prefix: &str,
    ranked: Vec<(Sym, f32, Option<Row>)>,
    most: usize,
) -> (Vec<(f32, Woven)>, usize) {
    let mut by_row: Vec<usize> = (0..theirs.len()).collect();
    by_row.sort_by_key(|&i| theirs[i].mark.row);
    let mut of_word: FxHashMap<Sym, Vec<usize>> = FxHashMap::default();
    for &i in by_row.iter().filter(|&&i| theirs[i].fits(prefix)) {
        of_word.entry(names[i]).or_default().push(i);
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
    let (late, never): (Vec<usize>, Vec<usize>) = rest.partition(|&i| theirs[i].fits(prefix));
    let fitting = all.len() + late.len();
    let rest = late.into_iter().chain(never);
    all.extend(rest.map(|i| (0.0, Woven::Theirs(i))));
    (all, fitting)
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
