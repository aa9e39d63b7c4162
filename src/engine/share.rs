//! What carries over from one project to the next. The user's layer takes a name only if it is
//! anybody's, or was written in two projects; of the others it knows numbers. A project that is private
//! gives it nothing.

use std::path::{Path, PathBuf};

use super::{
    Shared, canonical,
    learner::Learner,
    lesson::Learned,
    record::{events, see},
};
use crate::{privacy::is_public, store::Event, text::Sym};

/// Whether a project's words go into the user's layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stance {
    /// They do.
    Shared,
    /// They never do, and what was noted of them is forgotten.
    Private,
    /// The editor hasn't said yet: they don't.
    Unknown,
}

/// A lesson of a folder of which nothing is said yet: its file and words.
pub type Held = (PathBuf, u64, Vec<Learned>);

/// Lessons that wait, at most.
const HELD: usize = 1000;

/// What the editor said of each folder; `None` where it speaks of all at once.
pub type Folders = Option<Vec<(PathBuf, bool)>>;

/// The same by paths without links.
pub fn real(folders: Folders) -> Folders {
    let real = |(folder, private): (PathBuf, bool)| (canonical(&folder), private);
    Some(folders?.into_iter().map(real).collect())
}

impl Shared {
    fn stance(&self, folder: &Path) -> Stance {
        let private = match &**self.private.load() {
            None => Some(self.settings.load().private),
            Some(said) => said.iter().find(|(f, _)| f == folder).map(|(_, p)| *p),
        };
        match private {
            None => Stance::Unknown,
            Some(true) => Stance::Private,
            Some(false) => Stance::Shared,
        }
    }
}

impl Learner {
    /// Whether a project's words go into the user's layer.
    pub fn stance(&self, folder: &Path) -> Stance {
        self.shared.stance(folder)
    }

    /// Counts for the user what is anybody's or two projects', and notes the numbers of the rest. It
    /// doesn't matter which project was first.
    pub fn keep_for_user(&mut self, folder: &Path, file: u64, words: &mut [Learned], now: u64) {
        match self.stance(folder) {
            Stance::Shared => {}
            Stance::Private => return,
            Stance::Unknown => {
                if self.held.len() < HELD {
                    self.held.push((folder.to_owned(), file, words.to_vec()));
                }
                return;
            }
        }
        let (Some(own), Some(user)) = (self.scopes.get(folder), &mut self.user) else {
            return;
        };
        let counts = self.shared.user.counts.load();
        let Some(counts) = counts.as_ref() else {
            return;
        };
        let library = self.shared.projects.get(folder);
        let library = library.and_then(|p| p.library.load_full());
        let project = own.name;
        user.unsaved += words.len();
        let (mut shared, mut names) = (Vec::new(), Vec::new());
        let is_anybodys = |word: &str| {
            let library = library.as_ref();
            library.is_some_and(|l| l.get(Sym::of(word)).is_some()) || is_public(word)
        };
        for word in words.iter_mut() {
            let name = Sym::of(&word.word);
            let public = is_anybodys(&word.word);
            if !public && user.known.entry(project).or_default().insert(name.0) {
                names.push(name.0);
            }
            let is_elsewhere = |name: Sym| {
                let mut others = user.known.iter().filter(|(p, _)| **p != project);
                others.any(|(_, seen)| seen.contains(&name.0))
            };
            if public || is_elsewhere(name) {
                word.count(counts, false);
                word.shared = true;
                // The row that it was preferred to may be the project's own.
                let may = |row: &String| is_anybodys(row) || is_elsewhere(Sym::of(row));
                shared.push(Learned {
                    passed: word.passed.clone().filter(may),
                    ..word.clone()
                });
            }
        }
        let mut all = events(file, shared.iter());
        if !names.is_empty() {
            all.push(Event::Seen { project, names });
        }
        if !all.is_empty() {
            user.append(&all, now);
        }
    }

    /// Tries again with what waited for the editor's word on its folder.
    pub fn keep_held(&mut self) {
        let now = self.shared.now();
        for (folder, file, mut words) in std::mem::take(&mut self.held) {
            self.keep_for_user(&folder, file, &mut words, now);
        }
    }

    /// Forgets for the user what was noted of projects that are private now.
    pub fn keep_to_themselves(&mut self) {
        let now = self.shared.now();
        let Some(user) = &mut self.user else { return };
        for (folder, scope) in &self.scopes {
            let project = scope.name;
            let is_noted = user.known.contains_key(&project);
            if is_noted && self.shared.stance(folder) == Stance::Private {
                let event = Event::Unseen { project };
                see(&mut user.known, &event);
                user.append(&[event], now);
            }
        }
    }
}
