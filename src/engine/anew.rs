//! Beginning anew where a store's folder was deleted, or another was put in its place: what was
//! forgotten there is forgotten here too, and what is learned from now on is kept where the next process
//! looks for it. What was learned and could not be written into the folder that went is learned again,
//! but for what was forgotten.

use std::path::{Path, PathBuf};

use super::{
    keep::Scope,
    learner::Learner,
    project::Counts,
    record::{Notes, apply},
};
use crate::{
    store::{self, Event},
    text::Sym,
};

/// The note of a folder that took another's place.
const ANEW: &str = "anew";

/// How a folder follows from the one that stood in its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Succession {
    /// Nobody said.
    Unsaid,
    /// It holds what the other held but for some words, so that all else in memory may stay.
    Kept,
    /// It holds something else: nothing that was written before counts.
    Fresh,
}

impl Succession {
    /// Takes the note that says it out of a scope's notes.
    pub fn take(notes: &mut Notes) -> Succession {
        let at = notes.iter().position(|(name, _)| name == ANEW);
        match at.map(|i| notes.swap_remove(i).1) {
            Some(said) if said == b"kept" => Succession::Kept,
            Some(_) => Succession::Fresh,
            None => Succession::Unsaid,
        }
    }

    /// The note that says it.
    pub fn note(self) -> (String, Vec<u8>) {
        let said: &[u8] = match self {
            Succession::Kept => b"kept",
            _ => b"fresh",
        };
        (ANEW.to_owned(), said.to_vec())
    }
}

impl Learner {
    /// Begins anew where a folder is gone. While another process is about to put one there, later.
    pub fn begin_anew(&mut self) {
        let is_gone = |s: &Scope| s.store.is_gone() && !store::is_between(&self.data, &s.dir);
        let user = self.user.as_ref().is_some_and(is_gone);
        let gone = self.scopes.iter().filter(|(_, scope)| is_gone(scope));
        let gone: Vec<PathBuf> = gone.map(|(folder, _)| folder.clone()).collect();
        if user {
            self.user_anew();
        }
        for folder in gone {
            self.project_anew(&folder);
        }
    }

    fn user_anew(&mut self) {
        let mut old = self.user.take();
        let waiting = old.as_mut().map(|s| s.store.take_waiting());
        drop(old);
        self.open_user();
        let counts = self.shared.user.counts.load();
        if let (Some(scope), Some(counts)) = (&mut self.user, counts.as_ref()) {
            learn(scope, counts, waiting.unwrap_or_default());
        }
    }

    fn project_anew(&mut self, folder: &Path) {
        let mut old = self.scopes.remove(folder);
        let waiting = old.as_mut().map(|s| s.store.take_waiting());
        drop(old);
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return;
        };
        let before = project.counts.load_full();
        let succession = self.open_project(folder, before.as_ref().as_ref());
        let counts = project.counts.load();
        if let Some(counts) = counts.as_ref() {
            self.forget_words(folder, counts, succession);
            if let Some(library) = project.library.load_full()
                && library
                    .words()
                    .iter()
                    .any(|w| counts.words.is_forgotten(Sym::of(&w.word)))
            {
                // Its librarian brings what is kept now.
                project.library.store(None);
            }
            if let Some(scope) = self.scopes.get_mut(folder)
                && succession != Succession::Fresh
            {
                learn(scope, counts, waiting.unwrap_or_default());
            }
        }
        self.indexing.project(folder.to_owned());
    }

    /// What open documents still have of what was forgotten.
    fn forget_words(&mut self, folder: &Path, counts: &Counts, succession: Succession) {
        let gone = |name: Sym| counts.words.is_forgotten(name);
        let mut open = self.open.values_mut();
        while let Some(open) = open.find(|o| o.now.project.folder.as_deref() == Some(folder)) {
            match succession {
                Succession::Fresh => open.reset(),
                _ => open.forget(gone),
            }
            open.now.counts.retain(|name| !gone(name));
            if succession == Succession::Fresh {
                open.now.counts.retain(|_| false);
                if open.teaches() {
                    self.lessons.file(&open.now, |_| true);
                }
            }
        }
    }
}

/// Learns from events that were written nowhere, but for what was forgotten since.
fn learn(scope: &mut Scope, counts: &Counts, events: Vec<(u64, Event)>) {
    for (time, event) in events {
        let gone = |name: Sym| counts.words.is_forgotten(name);
        if let Some(event) = event.without(gone) {
            apply(counts, &event, true, true);
            scope.append(&[event], time);
        }
    }
}
