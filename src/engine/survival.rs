//! What a word that was taken lives to see: half a minute, five minutes, a save, a commit. What other
//! tools wrote waits for a commit too.

use std::{path::PathBuf, sync::Arc};

use rustc_hash::FxHashSet;

use super::{
    keep::waiting::Committed,
    learner::Learner,
    lesson::lines_at,
    open::Open,
    overlay::{FIVE_MINUTES, HALF_MINUTE},
    project::Project,
    taken::{Fate, Taken},
};
use crate::{
    store::{End, Episode, Event, Survived},
    syntax::Source,
};

/// Words of closed files that wait for a commit.
const CLOSED: usize = 5000;

/// A row that was taken in a file that is closed, and saved.
pub struct Closed {
    project: Arc<Project>,
    path: Option<Arc<PathBuf>>,
    /// The line on which it stands.
    lines: FxHashSet<u32>,
    taken: Taken,
}

impl Learner {
    /// A file is closed: what stands in it can't be taken back any more.
    pub fn put_away(&mut self, open: &mut Open) {
        let project = &open.now.project;
        for taken in open.taken.drain(..).filter(|t| t.sure) {
            self.lessons.confirm(project, taken.offer);
            let saved = taken.episode.kept.contains(&Survived::Save);
            if saved && self.closed.len() < CLOSED {
                let lines = line_of(&open.now.source(), &taken);
                let (project, path) = (project.clone(), open.now.path.clone());
                self.closed.push(Closed {
                    project,
                    path,
                    lines,
                    taken,
                });
            }
        }
        open.foreign.clear();
    }

    /// What other tools wrote is noted at once, before anybody reads it from the file.
    pub fn wait_for_commit(&mut self, open: &Open, now: u64) {
        let project = &open.now.project;
        let (counts, index) = (project.counts.load(), project.index.load());
        let is_new = |name| {
            let words = Option::as_ref(&counts).map(|c| &c.words);
            words.is_none_or(|w| w.get(name).is_none()) && index.entry(name).is_empty()
        };
        let waits = open.waits(is_new);
        let scope = project.folder.as_ref().and_then(|f| self.scopes.get_mut(f));
        if let Some(scope) = scope.filter(|_| !waits.is_empty()) {
            scope.wait(waits, now);
        }
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

    /// The user committed in a project; what counts is what was in it.
    fn commit(&mut self, folder: &PathBuf, now: u64) {
        let is_own = |p: &Project| p.folder.as_ref() == Some(folder);
        let uris = self.open.iter().filter(|(_, o)| is_own(&o.now.project));
        let uris: Vec<Arc<str>> = uris.map(|(uri, _)| uri.clone()).collect();
        for uri in uris {
            self.commit_open(&uri, now);
        }
        self.commit_closed(folder, now);
        if let Some(scope) = self.scopes.get_mut(folder) {
            let pending = scope.pending();
            if pending.iter().any(|path| Committed::of(path).is_unknown()) {
                scope.release(now);
            }
            self.files_changed(pending);
        }
    }

    fn commit_open(&mut self, uri: &Arc<str>, now: u64) {
        let Some(open) = self.open.get_mut(uri) else {
            return;
        };
        let committed = committed(open.now.path.as_ref());
        open.adopt(&committed);
        let source = open.now.source();
        let mut offers = Vec::new();
        self.survive(uri, now, |taken| {
            let saved = taken.episode.kept.contains(&Survived::Save);
            let is_in = saved && is_in(&committed, &source, taken);
            offers.extend(is_in.then_some(taken.offer));
            is_in && taken.survive(Survived::Commit)
        });
        let project = self.project_of(uri);
        for offer in offers {
            project.iter().for_each(|p| self.lessons.confirm(p, offer));
        }
    }

    fn commit_closed(&mut self, folder: &PathBuf, now: u64) {
        let is_own = |p: &Project| p.folder.as_ref() == Some(folder);
        for mut closed in std::mem::take(&mut self.closed) {
            if is_own(&closed.project) && closed.is_committed() {
                closed.taken.survive(Survived::Commit);
                self.write_episodes(&closed.project, vec![closed.taken.episode], now);
            } else {
                self.closed.push(closed);
            }
        }
    }
}

impl Closed {
    fn is_committed(&self) -> bool {
        let committed = committed(self.path.as_ref());
        self.lines.iter().all(|line| committed.has(*line))
    }
}

fn committed(path: Option<&Arc<PathBuf>>) -> Committed {
    path.map_or(Committed::Unknown, |path| Committed::of(path))
}

/// Whether the line on which a row was taken was committed.
fn is_in(committed: &Committed, source: &Source, taken: &Taken) -> bool {
    let lines = line_of(source, taken);
    lines.iter().all(|line| committed.has(*line))
}

fn line_of(source: &Source, taken: &Taken) -> FxHashSet<u32> {
    lines_at(source, &[taken.mark.at].into_iter().collect())
}
