//! What a word that was taken lives to see: half a minute, five minutes, a save, a commit. What other
//! tools wrote waits for a commit too.

use std::{path::PathBuf, sync::Arc};

use rustc_hash::FxHashSet;

use super::{
    keep::file_key,
    learner::Learner,
    open::Open,
    overlay::{FIVE_MINUTES, HALF_MINUTE},
    project::Project,
    taken::{Fate, Taken},
};
use crate::store::{End, Episode, Event, Survived};

/// Words of closed files that wait for a commit.
const CLOSED: usize = 5000;

impl Learner {
    /// A file is closed: what stands in it can't be taken back any more.
    pub fn put_away(&mut self, open: &mut Open) {
        let project = &open.now.project;
        for taken in open.taken.drain(..).filter(|t| t.sure) {
            self.lessons.confirm(project, taken.offer);
            let saved = taken.episode.kept.contains(&Survived::Save);
            if saved && self.closed.len() < CLOSED {
                self.closed.push((project.clone(), taken));
            }
        }
        open.foreign.clear();
    }

    /// What time and commits do to what was taken.
    pub fn watch(&mut self, now: u64) {
        let uris: Vec<Arc<str>> = self.open.keys().cloned().collect();
        for uri in uris {
            self.grow_old(&uri, now);
        }
        self.lessons.ripen(now);
        for folder in self.committed() {
            self.commit(&folder, now);
        }
    }

    /// What stands in a document has stood for a while.
    pub fn grow_old(&mut self, uri: &Arc<str>, now: u64) {
        self.survive(uri, now, |taken| {
            let age = now.saturating_sub(taken.at);
            let half = age >= HALF_MINUTE && taken.survive(Survived::HalfMinute);
            let five = age >= FIVE_MINUTES && taken.survive(Survived::FiveMinutes);
            half || five
        });
    }

    /// A file was saved with what stands in it.
    pub fn survive_save(&mut self, uri: &Arc<str>, now: u64) {
        self.survive(uri, now, |taken| taken.survive(Survived::Save));
        if let Some(open) = self.open.get_mut(uri) {
            open.saved();
        }
    }

    /// Writes down what is new of the words that stand.
    fn survive(&mut self, uri: &Arc<str>, now: u64, mut is_new: impl FnMut(&mut Taken) -> bool) {
        let Some(open) = self.open.get_mut(uri) else {
            return;
        };
        let told = open.diagnostics;
        let mut changed = Vec::new();
        for taken in &mut open.taken {
            let is_over = taken.sure && taken.fate == Fate::Stands;
            if is_over && taken.episode.end == End::Accepted && is_new(taken) {
                if let (Some(d), Some(after)) = (&mut taken.episode.diagnostics, told) {
                    d.after = after;
                }
                changed.push(taken.episode.clone());
            }
        }
        let project = open.now.project.clone();
        self.write_episodes(&project, changed, now);
    }

    /// Writes down what is new of episodes.
    pub fn write_episodes(&mut self, project: &Arc<Project>, episodes: Vec<Episode>, now: u64) {
        let event = |e: &Episode| Event::Episode(Box::new(e.clone()));
        let events: Vec<Event> = episodes.iter().map(event).collect();
        for episode in episodes {
            self.note_episode(project, episode);
        }
        self.write_down(project, &events, now);
    }

    /// The user committed what was saved in a project.
    fn commit(&mut self, folder: &PathBuf, now: u64) {
        let is_own = |p: &Project| p.folder.as_ref() == Some(folder);
        let uris = self.open.iter().filter(|(_, o)| is_own(&o.now.project));
        let uris: Vec<Arc<str>> = uris.map(|(uri, _)| uri.clone()).collect();
        for uri in uris {
            let mut offers = Vec::new();
            self.survive(&uri, now, |taken| {
                let saved = taken.episode.kept.contains(&Survived::Save);
                offers.extend(saved.then_some(taken.offer));
                saved && taken.survive(Survived::Commit)
            });
            let project = self.project_of(&uri);
            for offer in offers {
                project.iter().for_each(|p| self.lessons.confirm(p, offer));
            }
            if let Some(open) = self.open.get_mut(&uri) {
                open.adopt();
            }
        }
        self.adopt(folder, now);
        self.commit_closed(folder, now);
    }

    /// Lines of other tools that stand in what was committed are read as those of any file.
    fn adopt(&mut self, folder: &PathBuf, now: u64) {
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        let files = self.indexing.paths(folder);
        let waits = files.into_iter().filter(|path| {
            let file = file_key(folder, path);
            scope.wait(file, FxHashSet::default(), now)
        });
        let waited: Vec<PathBuf> = waits.collect();
        self.files_changed(waited);
    }

    fn commit_closed(&mut self, folder: &PathBuf, now: u64) {
        let is_own = |p: &Project| p.folder.as_ref() == Some(folder);
        for (project, mut taken) in std::mem::take(&mut self.closed) {
            if is_own(&project) {
                taken.survive(Survived::Commit);
                self.write_episodes(&project, vec![taken.episode], now);
            } else {
                self.closed.push((project, taken));
            }
        }
    }
}
