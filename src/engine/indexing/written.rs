//! What open documents declare goes into the index while they are written, saved or not.

use std::{path::Path, sync::Arc};

use super::{Indexing, Job};
use crate::{engine::learner::Learner, syntax::FileFacts};

impl Indexing {
    /// What a document declares is to be looked at, once there is time.
    pub fn written(&mut self, uri: &Arc<str>) {
        let job = Job::Open(uri.clone());
        if !self.queue.contains(&job) {
            self.queue.push_back(job);
        }
    }

    /// Takes up the facts of a document; true where it declares something else than before.
    fn declared(&mut self, folder: &Path, facts: FileFacts) -> bool {
        let Some(files) = self.files.get_mut(folder) else {
            return false;
        };
        let known = files.get(&*facts.path);
        let same = known.is_some_and(|known| known.declares_the_same(&facts));
        if !same {
            files.insert(facts.path.to_path_buf(), Arc::new(facts));
        }
        !same
    }
}

impl Learner {
    /// What an open document declares is in the index before it is saved.
    pub(super) fn declare(&mut self, uri: &str) {
        let Some(now) = self.open.get(uri).map(|o| &o.now) else {
            return;
        };
        let (Some(path), Some(folder)) = (now.path.as_deref(), &now.project.folder) else {
            return;
        };
        let (folder, source) = (folder.clone(), now.settled());
        let facts = FileFacts::new(path.as_path(), &source);
        if self.indexing.declared(&folder, facts) {
            self.indexing.build_later(&folder);
        }
    }
}
