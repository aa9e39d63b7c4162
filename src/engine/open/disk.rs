//! What the file of an open document holds: a change that makes the text what stands there already is a
//! reload, unless a save follows: then it was typed, and its file written before the editor told of it.

use std::{path::Path, time::SystemTime};

use super::{Open, hash};
use crate::{
    engine::{Document, taken::Fate},
    observe::Written,
    syntax,
};

/// See the module.
pub struct Disk {
    /// Hash of what the file held when this was last known.
    known: u64,
    /// When the file was written that was looked at last, how long it was, and its hash.
    seen: Option<((SystemTime, u64), u64)>,
    /// The number of a change that may be a reload.
    doubtful: Option<u64>,
}

impl Disk {
    pub fn new(known: u64) -> Disk {
        Disk {
            known,
            seen: None,
            doubtful: None,
        }
    }

    /// This change may be a reload; what comes next will tell.
    pub fn doubt(&mut self, change: u64) {
        self.doubtful = Some(change);
    }

    /// Hash of what the file holds; it is read only where it was written since the last time.
    fn look(&mut self, path: &Path) -> Option<u64> {
        let found = std::fs::metadata(path).ok()?;
        let stamp = (found.modified().ok()?, found.len());
        match self.seen {
            Some((seen, hash)) if seen == stamp => Some(hash),
            _ => {
                let hash = hash(&syntax::read(path)?);
                self.seen = Some((stamp, hash));
                Some(hash)
            }
        }
    }
}

impl Open {
    /// Whether the file holds this text, and held another one when that was last known.
    pub(super) fn is_on_disk(&mut self, document: &Document) -> bool {
        let found = document.path.as_deref().and_then(|p| self.disk.look(p));
        let Some(disk) = found.filter(|disk| *disk != self.disk.known) else {
            return false;
        };
        let is_same = disk == hash(document.text.as_str());
        if is_same {
            self.disk.known = disk;
        }
        is_same
    }

    /// No save followed a change that was on the disk already: it was a reload. What came from there is
    /// nobody's doing: no lesson, no outcome.
    pub fn was_reloaded(&mut self) {
        let Some(change) = self.disk.doubtful.take() else {
            return;
        };
        self.shown.clear();
        self.states.clear();
        self.written = Written::default();
        self.learned = self.lexed.tokens().iter().map(|t| t.sym).collect();
        self.names.extend(&self.learned);
        self.line = usize::MAX;
        self.taken
            .retain(|t| t.fate == Fate::Stands && t.change < change);
    }

    /// A save is told: what was on the disk already is what was saved.
    pub fn is_saved(&mut self) {
        self.disk.doubtful = None;
    }

    /// It was saved.
    pub fn saved(&mut self) {
        self.disk.known = hash(self.now.text.as_str());
        self.foreign.iter_mut().for_each(|f| f.saved = true);
    }
}
