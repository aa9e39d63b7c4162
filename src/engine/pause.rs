//! Pausing: lists go on, and nothing is observed or learned, neither now nor later. What is typed
//! meanwhile is passed over; a word that came up meanwhile is withheld until it is typed again, in
//! whatever file it stands. This window is paused by its editor, a project by a mark in its scope.
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashSet;

use super::{
    keep::file_key, learner::Learner, lesson::lines, open::Open, project::Project, record::see,
};
use crate::{privacy, store::Event, syntax::Source, text::Sym};

/// What is paused, and what is withheld since.
#[derive(Default)]
pub struct Pauses {
    /// The editor asked for it.
    window: bool,
    /// Projects with a mark, by their folders.
    marked: FxHashSet<PathBuf>,
    /// Words that came up while paused. Asked about only where the vocabulary lacks them.
    withheld: FxHashSet<Sym>,
}

impl Pauses {
    /// Whether this window is paused by its editor.
    pub fn window(&self) -> bool {
        self.window
    }

    /// Whether documents of this folder are passed over.
    pub fn holds(&self, folder: Option<&Path>) -> bool {
        self.window || folder.is_some_and(|f| self.marked.contains(f))
    }

    /// Withholds a word that nobody knows yet.
    pub fn withhold(&mut self, word: Sym) {
        self.withheld.insert(word);
    }

    /// Whether a word that nobody knows must stay unknown.
    pub fn withholds(&self, word: Sym) -> bool {
        self.withheld.contains(&word)
    }

    /// Whether any must.
    pub fn withhold_any(&self) -> bool {
        !self.withheld.is_empty()
    }
}

impl Learner {
    /// Pauses this window, or ends that.
    pub fn pause(&mut self, pause: bool) {
        if self.pauses.window == pause {
            return;
        }
        if pause {
            self.settle_all();
        }
        self.pass_over_all(None);
        self.pauses.window = pause;
        if !pause {
            let folders: Vec<PathBuf> = self.scopes.keys().cloned().collect();
            folders.iter().for_each(|f| self.resumed(f));
        }
    }

    /// Looks for marks that came or went.
    pub fn look_at_marks(&mut self) {
        let scopes = self.scopes.iter();
        let changed: Vec<(PathBuf, bool)> = scopes
            .map(|(folder, scope)| (folder.clone(), scope.is_marked()))
            .filter(|(folder, is_marked)| *is_marked != self.pauses.marked.contains(folder))
            .collect();
        for (folder, is_marked) in changed {
            self.pass_over_all(Some(&folder));
            if is_marked {
                self.pauses.marked.insert(folder);
            } else {
                self.pauses.marked.remove(&folder);
                self.resumed(&folder);
            }
        }
    }

    /// Whether a document is passed over.
    pub fn passes_over(&self, uri: &str) -> bool {
        let open = self.open.get(uri);
        open.is_some_and(|o| self.pauses.holds(o.now.project.folder.as_deref()))
    }

    /// What was left unread while a project was paused is read now.
    fn resumed(&mut self, folder: &Path) {
        if self.pauses.holds(Some(folder)) {
            return;
        }
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        let is_left = scope.resume(self.pauses.withhold_any());
        if is_left {
            self.indexing.project(folder.to_owned());
        }
    }

    fn pass_over_all(&mut self, folder: Option<&Path>) {
        let of = |o: &Open| folder.is_none() || o.now.project.folder.as_deref() == folder;
        let open = self.open.iter().filter(|(_, o)| of(o));
        let uris: Vec<Arc<str>> = open.map(|(uri, _)| uri.clone()).collect();
        for uri in uris {
            self.pass_over(&uri);
        }
    }

    /// Takes all that stands in a document for known, and learns nothing of it.
    pub fn pass_over(&mut self, uri: &str) {
        let Some(open) = self.open.get_mut(uri) else {
            return;
        };
        open.reset();
        let source = open.now.source();
        open.learned = source.tokens().iter().map(|t| t.sym).collect();
        let counts = open.now.project.counts.load();
        let knows = |word| {
            let counts = counts.as_ref().as_ref();
            counts.is_some_and(|c| c.words.get(word).is_some())
        };
        for token in source.tokens() {
            let is_new = !open.names.contains(&token.sym) && !knows(token.sym);
            if is_new && privacy::word(&source, token).is_some() {
                self.pauses.withhold(token.sym);
            }
        }
        let (project, path) = (open.now.project.clone(), open.now.path.clone());
        self.pass_over_lines(&project, path.as_deref(), &source);
    }

    /// Another window reads the file once it is saved: its lines are noted as known, by their hashes. Where
    /// the files weren't read yet, what stood there before is to be read later.
    fn pass_over_lines(&mut self, project: &Project, path: Option<&PathBuf>, source: &Source) {
        let (Some(folder), Some(path)) = (&project.folder, path) else {
            return;
        };
        let is_paused = self.pauses.holds(Some(folder));
        let scope = self.scopes.get_mut(folder);
        let Some(scope) = scope.filter(|scope| is_paused && scope.is_read) else {
            return;
        };
        let file = file_key(folder, path);
        let known = scope.known.get(&file);
        let is_new = |line: &u32| known.is_none_or(|known| !known.contains(line));
        let names: Vec<u32> = lines(source).into_iter().filter(is_new).collect();
        if !names.is_empty() {
            let (event, now) = (
                Event::Seen {
                    project: file,
                    names,
                },
                self.shared.now(),
            );
            see(&mut scope.known, &event);
            scope.append(&[event], now);
        }
    }
}
