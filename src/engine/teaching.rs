//! Which files are learned from: those of a project, but for what its rules leave out. In the others
//! lists are served from what is known, and nothing that stands in them is counted or written down.

use std::path::Path;

use super::{Document, learner::Learner};
use crate::syntax::is_left_out;

/// Whether the rules let a document be learned from. What a tool wrote is left out besides.
pub fn may_teach(document: &Document) -> bool {
    let folder = document.project.folder.as_ref();
    let both = folder.zip(document.path.as_ref());
    both.is_some_and(|(folder, path)| !is_left_out(folder, path))
}

/// Whether a file says which others are left out.
pub fn is_rule(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name == ".gitignore" || name == ".ignore")
}

impl Learner {
    /// The rules may be others now.
    pub fn look_at_rules(&mut self) {
        if self.shared.is_companion {
            return;
        }
        for open in self.open.values_mut() {
            open.may_teach = may_teach(&open.now);
        }
    }
}
