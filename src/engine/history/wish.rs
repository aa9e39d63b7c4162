//! Somebody waits until all of a project is learned: files, history, libraries. The scope's owner sees
//! that, works without a rest, says how far it is, and says when it is done and published.
use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

use crate::{
    engine::{keep::SNAPSHOT, learner::Learner, settings::Whose},
    store::Wish,
};

impl Learner {
    /// Looks for those who wait.
    pub fn heed_wishes(&mut self) {
        let owned = self.scopes.iter().filter(|(_, scope)| scope.is_owner());
        let owned: Vec<(PathBuf, PathBuf)> = owned
            .map(|(folder, scope)| (folder.clone(), scope.dir.clone()))
            .collect();
        for (folder, dir) in owned {
            match Wish::read(&dir) {
                Some(wish) => self.heed(&folder, &dir, wish),
                None => self.rest_again(&folder),
            }
        }
    }

    fn heed(&mut self, folder: &Path, dir: &Path, mut wish: Wish) {
        let is_new = wish.progress.is_none();
        if is_new {
            self.hurry(folder, &wish);
        }
        if !is_new && self.is_learned(folder) {
            if self.is_published(folder) {
                Wish::end(dir);
            }
            return;
        }
        let told = self.how_far(folder);
        if wish.progress.as_ref() != Some(&told) {
            wish.progress = Some(told);
            if wish.write(dir).is_err() {
                Wish::end(dir);
            }
        }
    }

    fn hurry(&mut self, folder: &Path, wish: &Wish) {
        if let Some(project) = self.shared.projects.get(folder) {
            project.is_hurried.store(true, Ordering::Relaxed);
        }
        if let Some(scope) = self.scopes.get_mut(folder) {
            scope.past.wanted = Whose::named(&wish.history).or(scope.past.wanted);
            scope.past.is_awaited = true;
            scope.past.is_due = true;
            // Other crates may be there than were read.
            if !wish.without_libraries {
                scope.dismiss_librarian();
            }
        }
        self.indexing.project(folder.to_owned());
        self.staff();
    }

    fn rest_again(&mut self, folder: &Path) {
        let scope = self.scopes.get_mut(folder);
        if scope.is_some_and(|scope| std::mem::take(&mut scope.past.is_awaited))
            && let Some(project) = self.shared.projects.get(folder)
        {
            let hurries = self.shared.is_hurried;
            project.is_hurried.store(hurries, Ordering::Relaxed);
        }
    }

    fn is_learned(&self, folder: &Path) -> bool {
        let scope = self.scopes.get(folder);
        self.indexing.is_idle()
            && scope.is_some_and(|scope| scope.past.is_idle() && scope.is_shelved())
    }

    /// Whether all that was counted is in a snapshot; has it published where it isn't.
    fn is_published(&mut self, folder: &Path) -> bool {
        let Some(scope) = self.scopes.get_mut(folder) else {
            return true;
        };
        let is_fresh = std::mem::take(&mut scope.past.is_fresh);
        if is_fresh || scope.unsaved > 0 {
            scope.unsaved = scope.unsaved.max(SNAPSHOT);
            return false;
        }
        true
    }

    fn how_far(&self, folder: &Path) -> (u32, String) {
        let left = self.indexing.left(folder);
        let Some(scope) = self.scopes.get(folder) else {
            return (0, String::new());
        };
        let past = &scope.past;
        if self.pauses.holds(Some(folder)) {
            (0, "paused".to_owned())
        } else if !self.indexing.is_idle() {
            (0, format!("reading files, {left} are left"))
        } else if !past.is_idle() {
            let left = past.account.going.as_ref().map_or(0, |going| going.left);
            let percent = 10 + past.percent() * 7 / 10;
            (
                percent,
                format!("reading the history, {left} commits are left"),
            )
        } else {
            (80, "reading libraries".to_owned())
        }
    }
}
