//! What the commit that is checked out holds of a file of the work tree.

use std::path::Path;

use super::{History, guard};
use crate::syntax::LARGEST;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtHead {
    /// It reads so there.
    Text(String),
    /// It isn't in that commit.
    Absent,
    /// There is no repository that can be read, or no commit.
    Unknown,
}

/// A file as it was last committed.
pub fn at_head(path: &Path) -> AtHead {
    let folder = path.parent().unwrap_or(path);
    let Ok(history) = History::open(folder) else {
        return AtHead::Unknown;
    };
    guard(|| history.at_head(path)).unwrap_or(AtHead::Unknown)
}

impl History {
    /// `None` where there is no commit, or it can't be read.
    fn at_head(&self, path: &Path) -> Option<AtHead> {
        let root = self.0.workdir()?.canonicalize().ok()?;
        let tree = self.0.head_tree().ok()?;
        let inner = path.strip_prefix(&root).ok()?;
        let Some(entry) = tree.lookup_entry_by_path(inner).ok()? else {
            return Some(AtHead::Absent);
        };
        let blob = entry.object().ok()?;
        let text = String::from_utf8(blob.data.clone()).ok();
        let text = text.filter(|text| text.len() as u64 <= LARGEST as u64);
        Some(text.map_or(AtHead::Absent, AtHead::Text))
    }
}
