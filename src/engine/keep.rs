//! Between the learner and its stores: what was kept comes back as tables, what is learned goes into
//! the journal, and now and then into ledger and snapshot.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    learner::Learner,
    lesson::{Learned, count_keys},
    project::{Counts, EVIDENCE, PROJECT_BYTES},
};
use crate::{
    model::{CONTEXTS, Contexts, SITE, Table, Weights},
    observe::Origin,
    store::{self, Event, Loaded, Outcome, State, Store},
    text::Sym,
};

const FOLD: Duration = Duration::from_secs(5);
const OWN: Duration = Duration::from_secs(3);
/// So many words after a snapshot make the next one due.
const SNAPSHOT: usize = 4000;

/// Name of the table in snapshots.
const TABLE: &str = "words_after";

/// How often a word is counted at its site for each time that the ledger knows, where the tables
/// that counted it under all its contexts are lost.
const STAND_IN: u8 = 4;

/// Lines of files that are counted already, by the file's key.
pub type Known = FxHashMap<u64, FxHashSet<u32>>;

/// A store with what the learner keeps beside it.
pub struct Scope {
    store: Store,
    pub known: Known,
    /// Words counted since the last snapshot.
    pub unsaved: usize,
    folded: Instant,
    asked: Instant,
    events: bool,
}

/// A file's key in journals and notes.
pub fn file_key(folder: &Path, path: &Path) -> u64 {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    xxhash_rust::xxh3::xxh3_64(inner.as_os_str().as_encoded_bytes())
}

impl Scope {
    fn open(dir: &Path, now: u64) -> (Scope, Loaded) {
        let (store, mut loaded) = Store::open(dir, now);
        let known = known(&mut loaded.state);
        let start = Instant::now();
        (
            Scope {
                store,
                known,
                unsaved: 0,
                folded: start,
                asked: start,
                events: false,
            },
            loaded,
        )
    }

    fn append(&mut self, events: &[Event], now: u64) {
        self.store.append(events, now);
        self.events = true;
    }
}

impl Learner {
    fn learning(&self) -> bool {
        self.shared.settings.load().learning
    }

    /// Opens the user's store, unless it is open or learning is off.
    pub fn open_user(&mut self) {
        if !self.learning() || self.user.is_some() {
            return;
        }
        let (scope, mut loaded) = Scope::open(&self.data.join("user"), self.shared.now());
        self.tell(std::mem::take(&mut loaded.notices));
        let weights = Weights::from_slice(&loaded.state.weights).unwrap_or_default();
        self.shared.loose.weights.store(Arc::new(weights));
        self.shared
            .user
            .counts
            .store(Arc::new(Some(restore(loaded))));
        self.user = Some(scope);
    }

    /// Opens a project's store, unless learning is off.
    pub fn open_project(&mut self, folder: &Path) {
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return;
        };
        if !self.learning() {
            return;
        }
        let now = self.shared.now();
        let identity = store::identify(&self.data, folder, now);
        self.tell(identity.notices);
        let Some(dir) = identity.dir else {
            project
                .counts
                .store(Arc::new(Some(Counts::new(PROJECT_BYTES))));
            return;
        };
        let (scope, mut loaded) = Scope::open(&dir, now);
        self.tell(std::mem::take(&mut loaded.notices));
        let own = Weights::from_slice(&loaded.state.weights);
        let weights = own.unwrap_or_else(|| Weights::clone(&self.shared.loose.weights.load()));
        project.weights.store(Arc::new(weights));
        project.counts.store(Arc::new(Some(restore(loaded))));
        self.scopes.insert(folder.to_owned(), scope);
    }

    /// Writes down what was learned in a document.
    pub fn keep(&mut self, uri: &str, words: Vec<Learned>) {
        let Some(project) = self.project_of(uri) else {
            return;
        };
        let now = self.shared.now();
        let folder = project.folder.clone();
        let path = self.open.get(uri).and_then(|o| o.now.path.clone());
        let file = match (&folder, &path) {
            (Some(folder), Some(path)) => file_key(folder, path),
            _ => 0,
        };
        let events = events(file, &words);
        let scope = folder.and_then(|f| self.scopes.get_mut(&f));
        for scope in scope.into_iter().chain(&mut self.user) {
            scope.append(&events, now);
            scope.unsaved += words.len();
        }
    }

    /// Makes what was told durable.
    pub fn sync(&mut self) {
        let now = self.shared.now();
        for scope in self.scopes.values_mut().chain(&mut self.user) {
            scope.store.sync(now);
            let faults = scope.store.notices();
            self.faults.tell(faults, &self.shared);
        }
    }

    /// Looks after all stores: durability, other windows, ownership, folding, snapshots.
    pub fn look_after(&mut self) {
        self.sync();
        let folders: Vec<_> = self.scopes.keys().cloned().collect();
        for folder in folders {
            let Some(project) = self.shared.projects.get(&folder).map(|p| p.clone()) else {
                continue;
            };
            let Some(scope) = self.scopes.get_mut(&folder) else {
                continue;
            };
            let (counts, weights) = (project.counts.load_full(), project.weights.load_full());
            if let Some(mut loaded) = look_after(&self.shared, scope, &counts, &weights, true) {
                self.faults
                    .tell(std::mem::take(&mut loaded.notices), &self.shared);
                project.counts.store(Arc::new(Some(restore(loaded))));
            }
        }
        if let Some(scope) = &mut self.user {
            let (counts, weights) = (
                self.shared.user.counts.load_full(),
                self.shared.loose.weights.load_full(),
            );
            if let Some(mut loaded) = look_after(&self.shared, scope, &counts, &weights, false) {
                self.faults
                    .tell(std::mem::take(&mut loaded.notices), &self.shared);
                self.shared
                    .user
                    .counts
                    .store(Arc::new(Some(restore(loaded))));
            }
        }
    }

    /// Lets go of all stores.
    pub fn close(&mut self) {
        for (folder, mut scope) in self.scopes.drain() {
            if let Some(project) = self.shared.projects.get(&folder) {
                scope.store.keep_weights(&project.weights.load().to_vec());
                self.shared.loose.weights.store(project.weights.load_full());
                if !self.shared.settings.load().learning {
                    project.counts.store(Arc::new(None));
                }
            }
            scope.store.fold(&[]);
            scope.store.close();
        }
        if let Some(mut scope) = self.user.take() {
            scope
                .store
                .keep_weights(&self.shared.loose.weights.load().to_vec());
            scope.store.fold(&[]);
            scope.store.close();
            if !self.shared.settings.load().learning {
                self.shared.user.counts.store(Arc::new(None));
            }
        }
    }
}

fn look_after(
    shared: &super::Shared,
    scope: &mut Scope,
    counts: &Option<Counts>,
    weights: &Weights,
    live: bool,
) -> Option<Loaded> {
    let now = shared.now();
    let counts = counts.as_ref()?;
    for (_, event) in scope.store.poll(now) {
        apply(counts, &event, live, true);
    }
    if !scope.store.owner() {
        if scope.asked.elapsed() >= OWN {
            scope.asked = Instant::now();
            return scope.store.try_own(now);
        }
        return None;
    }
    if scope.events && scope.folded.elapsed() >= FOLD {
        scope.folded = Instant::now();
        scope.events = false;
        scope.store.fold(&[]);
        scope.store.keep_weights(&weights.to_vec());
    }
    if scope.unsaved >= SNAPSHOT {
        scope.unsaved = 0;
        scope
            .store
            .publish(snapshot(counts, weights, &scope.known), now);
    }
    None
}

/// Journal events of learned words.
fn events(file: u64, words: &[Learned]) -> Vec<Event> {
    let mut out = Vec::with_capacity(words.len() + 1);
    for origin in [Origin::Typed, Origin::Pasted] {
        let own: Vec<&Learned> = words.iter().filter(|w| w.origin == origin).collect();
        if !own.is_empty() {
            out.push(Event::Learned {
                file,
                weight: if origin == Origin::Typed { 2 } else { 1 },
                words: own.iter().map(|w| w.word.clone()).collect(),
                contexts: own.iter().flat_map(|w| w.contexts.keys).collect(),
            });
        }
    }
    for w in words.iter().filter(|w| w.origin == Origin::Typed) {
        let outcome = if w.chosen {
            Outcome::Chosen
        } else {
            Outcome::Typed
        };
        let Contexts { site, exact, .. } = w.contexts;
        for site in [site, exact] {
            out.push(Event::Outcome {
                site,
                word: w.word.clone(),
                outcome,
            });
        }
        let passed = w.passed.iter().cloned();
        out.extend(passed.map(|word| Event::Outcome {
            site,
            word,
            outcome: Outcome::Shown,
        }));
    }
    out
}

/// Counts an event of a journal; outcomes only where the ledger hasn't told them already.
fn apply(counts: &Counts, event: &Event, live: bool, outcomes: bool) {
    match event {
        Event::Learned {
            words,
            contexts,
            weight,
            ..
        } => {
            for (word, keys) in words.iter().zip(contexts.chunks_exact(CONTEXTS)) {
                if counts.words.add(word) {
                    count_keys(&counts.words_after, keys, Sym::of(word));
                    if live && *weight > 1 {
                        count_keys(&counts.session, keys, Sym::of(word));
                    }
                }
            }
        }
        Event::Outcome {
            site,
            word,
            outcome,
        } if outcomes && counts.words.add(word) => match outcome {
            Outcome::Chosen | Outcome::Typed => {
                counts.chosen.add(EVIDENCE, *site, Sym::of(word), 1)
            }
            Outcome::Refused | Outcome::Undone => {
                counts.refused.add(EVIDENCE, *site, Sym::of(word), 1)
            }
            Outcome::Shown => {}
        },
        _ => {}
    }
}

/// Tables from what a store kept.
fn restore(loaded: Loaded) -> Counts {
    let mut counts = Counts::new(PROJECT_BYTES);
    let State {
        tables,
        words,
        ledger,
        ..
    } = loaded.state;
    let lost = tables.is_empty();
    let own = tables.into_iter().find(|(name, _)| name == TABLE);
    if let Some(table) = own.and_then(|(_, entries)| Table::load(entries)) {
        counts.words_after = table;
    }
    for word in &words {
        counts.words.add(word);
    }
    for (site, word, e) in ledger {
        let chosen = (e.chosen + e.typed).saturating_sub(e.undone).min(255) as u8;
        let refused = (e.refused + e.undone).min(255) as u8;
        if chosen > 0 {
            counts.chosen.add(EVIDENCE, site, word, chosen);
        }
        if chosen > 0 && lost {
            // Without a snapshot the ledger's one context stands in for all that are lost.
            let times = chosen.saturating_mul(STAND_IN);
            counts.words_after.add(SITE, site, word, times);
        }
        if refused > 0 {
            counts.refused.add(EVIDENCE, site, word, refused);
        }
    }
    for (_, event) in &loaded.pending {
        apply(&counts, event, false, false);
    }
    counts
}

fn snapshot(counts: &Counts, weights: &Weights, known: &Known) -> State {
    State {
        tables: vec![(TABLE.into(), counts.words_after.dump())],
        weights: weights.to_vec(),
        words: counts.words.iter().map(str::to_owned).collect(),
        ledger: Vec::new(),
        notes: vec![("lines".into(), note(known))],
    }
}

fn note(known: &Known) -> Vec<u8> {
    let files: Vec<(u64, Vec<u32>)> = known
        .iter()
        .map(|(f, l)| (*f, l.iter().copied().collect()))
        .collect();
    postcard::to_stdvec(&files).unwrap_or_default()
}

fn known(state: &mut State) -> Known {
    let at = state.notes.iter().position(|(name, _)| name == "lines");
    let bytes = at.map(|i| state.notes.swap_remove(i).1).unwrap_or_default();
    let files: Vec<(u64, Vec<u32>)> = postcard::from_bytes(&bytes).unwrap_or_default();
    files
        .into_iter()
        .map(|(f, l)| (f, l.into_iter().collect()))
        .collect()
}
