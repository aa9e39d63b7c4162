//! Between the learner and its stores: what was kept comes back as tables, what is learned goes into
//! the journal, and now and then into ledger and snapshot.

mod scope;
mod upkeep;
pub mod waiting;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

pub use scope::Scope;
use upkeep::{Kept, look_after};

use super::{
    anew::Succession,
    learner::Learner,
    lesson::Learned,
    librarian::employ,
    project::{Counts, Project},
    record::{Known, LINES, SEEN, apply, events, known, restore, see},
    share::Stance,
};
use crate::{
    model::{Table, Weights},
    store::{self, Commits, Event, Loaded},
};

/// So many words after a snapshot make the next one due.
pub const SNAPSHOT: usize = 4000;

/// A file's key in journals and notes.
pub fn file_key(folder: &Path, path: &Path) -> u64 {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    xxhash_rust::xxh3::xxh3_64(inner.as_os_str().as_encoded_bytes())
}

/// A project's key in the user's notes, by what names it: its history's first commit, else its id.
pub fn project_key(name: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(name.as_bytes())
}

impl Learner {
    /// Whether anything is learned.
    pub fn learning(&self) -> bool {
        self.shared.settings.load().learning
    }

    /// Opens the user's store, unless it is open or learning is off.
    pub fn open_user(&mut self) {
        if !self.learning() || self.user.is_some() {
            return;
        }
        store::recover_all(&self.data);
        let now = self.shared.now();
        let (mut scope, mut loaded) = Scope::open(&self.data.join("user"), "user", SEEN, now);
        self.tell(std::mem::take(&mut loaded.notices));
        if Succession::take(&mut scope.notes) != Succession::Kept {
            let weights = Weights::from_slice(&loaded.state.weights).unwrap_or_default();
            self.lessons.forget(None);
            self.shared.loose.weights.store(Arc::new(weights));
        }
        let memory = self.shared.settings.load().memory;
        let mut counts = restore(loaded);
        counts.fit(memory.user, memory.session / 2);
        self.shared.user.counts.store(Arc::new(Some(counts)));
        self.user = Some(scope);
    }

    /// Opens a project's store, unless learning is off; how it follows from the one that was open.
    pub fn open_project(&mut self, folder: &Path, before: Option<&Counts>) -> Succession {
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return Succession::Unsaid;
        };
        if !self.learning() {
            return Succession::Unsaid;
        }
        store::recover_all(&self.data);
        let memory = self.shared.settings.load().memory;
        project
            .is_hurried
            .store(self.shared.is_hurried, Ordering::Relaxed);
        let now = self.shared.now();
        let identity = store::identify(&self.data, folder, now);
        self.tell(identity.notices);
        let Some(dir) = identity.dir else {
            project
                .counts
                .store(Arc::new(Some(Counts::new(memory.project))));
            return Succession::Unsaid;
        };
        let name = identity.root_commit.as_ref().unwrap_or(&identity.id);
        let (mut scope, mut loaded) = Scope::open(&dir, name, LINES, now);
        scope.commits = Commits::of(folder);
        scope.past.log = Commits::of(folder);
        self.tell(std::mem::take(&mut loaded.notices));
        let episodes = std::mem::take(&mut loaded.state.episodes);
        self.episodes.insert(Some(folder.to_owned()), episodes);
        let succession = Succession::take(&mut scope.notes);
        let before = before.filter(|_| succession == Succession::Kept);
        if before.is_none() {
            let own = Weights::from_slice(&loaded.state.weights);
            let weights = own.unwrap_or_else(|| Weights::clone(&self.shared.loose.weights.load()));
            self.lessons.forget(Some(&folder.to_owned()));
            project.weights.store(Arc::new(weights));
        }
        let mut counts = restore(loaded);
        counts.fit(memory.project, memory.session / 2);
        if let Some(session) = before.and_then(|before| Table::load(before.session.dump())) {
            session.retain(|name| counts.words.get(name).is_some());
            counts.session = session;
        }
        project.counts.store(Arc::new(Some(counts)));
        project.ledger.store(Some(scope.store.ledger()));
        self.scopes.insert(folder.to_owned(), scope);
        self.look_at_marks();
        self.staff();
        self.keep_wanted();
        succession
    }

    /// Every project has its librarian, as long as that is set.
    pub fn staff(&mut self) {
        let settings = self.shared.settings.load();
        let wanted = settings.libraries;
        for (folder, scope) in &mut self.scopes {
            let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
                continue;
            };
            match (wanted, &scope.librarian) {
                (true, None) => {
                    let (dir, owner) = (scope.dir.clone(), scope.store.owner());
                    let room = settings.memory.libraries;
                    scope.librarian = employ(project, dir, (owner, room), scope.store.mark());
                }
                (false, Some(_)) => {
                    scope.librarian = None;
                    project.library.store(None);
                }
                _ => {}
            }
        }
    }

    /// Writes down what was learned in a file of a project.
    pub fn keep(&mut self, project: &Project, path: Option<Arc<PathBuf>>, words: &mut [Learned]) {
        let now = self.shared.now();
        let folder = project.folder.clone();
        let file = match (&folder, &path) {
            (Some(folder), Some(path)) => file_key(folder, path),
            _ => 0,
        };
        let scope = folder.as_ref().and_then(|f| self.scopes.get_mut(f));
        if let Some(scope) = scope {
            scope.append(&events(file, words.iter()), now);
            scope.unsaved += words.len();
        }
        if let Some(folder) = &folder {
            self.keep_for_user(folder, file, words, now);
        }
    }

    /// Writes events into a project's journal.
    pub fn write_down(&mut self, project: &Project, events: &[Event], now: u64) {
        let folder = project.folder.as_ref();
        if let Some(scope) = folder.and_then(|f| self.scopes.get_mut(f)) {
            scope.append(events, now);
        }
    }

    /// What the user's tables learned of a row that was taken in vain.
    pub fn take_back_for_user(&mut self, events: &[Event], now: u64) {
        let counts = self.shared.user.counts.load();
        if let (Some(scope), Some(counts)) = (&mut self.user, counts.as_ref()) {
            events.iter().for_each(|e| apply(counts, e, false, true));
            scope.append(events, now);
        }
    }

    /// Projects in which the user committed since this was last asked.
    pub fn committed(&mut self) -> Vec<PathBuf> {
        let new = |(folder, scope): (&PathBuf, &mut Scope)| {
            let is_new = scope.commits.is_new();
            is_new.then(|| folder.clone())
        };
        self.scopes.iter_mut().filter_map(new).collect()
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

    /// Looks after all stores: durability, other windows, ownership; folding and snapshots where nobody
    /// types, as lessons would wait for them.
    pub fn look_after(&mut self, is_quiet: bool) {
        self.looked = Instant::now();
        self.begin_anew();
        self.keep_to_themselves();
        self.look_at_marks();
        self.sync();
        let memory = self.shared.settings.load().memory;
        let folders: Vec<_> = self.scopes.keys().cloned().collect();
        for folder in folders {
            let Some(project) = self.shared.projects.get(&folder).map(|p| p.clone()) else {
                continue;
            };
            let Some(scope) = self.scopes.get_mut(&folder) else {
                continue;
            };
            let weights = || self.lessons.kept(&project).to_vec();
            let kept = Kept {
                is_reading: !self.indexing.is_idle(),
                is_live: true,
                counts: project.counts.load_full(),
                weights: &weights,
                episodes: self.episodes.get_mut(&project.folder),
            };
            if let Some(mut loaded) = look_after(&self.shared, scope, kept, is_quiet) {
                self.faults
                    .tell(std::mem::take(&mut loaded.notices), &self.shared);
                // What was read from the project's files but not published by the last owner is read anew.
                scope.replace(&mut loaded);
                scope.is_read = false;
                // The next one may read.
                scope.librarian = None;
                let episodes = std::mem::take(&mut loaded.state.episodes);
                self.episodes.insert(project.folder.clone(), episodes);
                let mut counts = restore(loaded);
                counts.fit(memory.project, memory.session / 2);
                project.counts.store(Arc::new(Some(counts)));
                self.indexing.project(folder);
            }
        }
        self.staff();
        if let Some(scope) = &mut self.user {
            let weights = || self.lessons.kept(&self.shared.loose).to_vec();
            let kept = Kept {
                counts: self.shared.user.counts.load_full(),
                weights: &weights,
                is_reading: false,
                is_live: false,
                episodes: None,
            };
            if let Some(mut loaded) = look_after(&self.shared, scope, kept, is_quiet) {
                self.faults
                    .tell(std::mem::take(&mut loaded.notices), &self.shared);
                scope.replace(&mut loaded);
                let mut counts = restore(loaded);
                counts.fit(memory.user, memory.session / 2);
                self.shared.user.counts.store(Arc::new(Some(counts)));
            }
        }
    }

    /// Lets go of a project's store.
    pub fn release(&mut self, folder: &Path) {
        let shares = self.stance(folder) == Stance::Shared;
        let Some(mut scope) = self.scopes.remove(folder) else {
            return;
        };
        if let Some(project) = self.shared.projects.get(folder) {
            scope.store.keep_weights(&project.weights.load().to_vec());
            if shares {
                self.shared.loose.weights.store(project.weights.load_full());
            }
            project.library.store(None);
            project.ledger.store(None);
            project.counts.store(Arc::new(None));
        }
        self.lessons.forget(Some(&folder.to_owned()));
        self.episodes.remove(&Some(folder.to_owned()));
        scope.store.fold(&[]);
        scope.store.close();
    }

    /// Lets go of all stores.
    pub fn close(&mut self) {
        let folders: Vec<_> = self.scopes.keys().cloned().collect();
        for folder in folders {
            self.release(&folder);
        }
        if let Some(mut scope) = self.user.take() {
            scope
                .store
                .keep_weights(&self.shared.loose.weights.load().to_vec());
            self.lessons.forget(None);
            scope.store.fold(&[]);
            scope.store.close();
            self.shared.user.counts.store(Arc::new(None));
        }
    }
}

/// What is known by a note and by the events since.
pub fn noted(loaded: &mut Loaded, note: &str) -> Known {
    let mut known = known(&mut loaded.state, note);
    loaded.pending.iter().for_each(|(_, e)| see(&mut known, e));
    known
}
