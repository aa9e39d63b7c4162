//! An open document at one version, and the newest parse that all its versions share. A key that
//! nobody asks about is never parsed, and a burst of keys is parsed once, by whoever asks first.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use arc_swap::ArcSwapOption;

use super::project::Project;
use crate::{model::Table, syntax::Source, text::Text};

/// How long the learner may take for a tree that no key could wait for.
const PATIENCE: Duration = Duration::from_millis(250);

/// Bytes of counts for each byte of text: some 128 for each token.
const COUNTS: usize = 32;

/// An open document as it stands at one version. Cheap to clone, never changes.
#[derive(Clone)]
pub struct Document {
    /// As the editor names it.
    pub uri: Arc<str>,
    /// Its file without links, where it has one.
    pub path: Option<Arc<PathBuf>>,
    /// The editor's number; not consecutive.
    pub version: i32,
    /// Its text.
    pub text: Arc<Text>,
    /// The project that it belongs to.
    pub(super) project: Arc<Project>,
    /// Counts of this file alone.
    pub(super) counts: Arc<Table>,
    /// Its text, parsed, once somebody asked.
    own: Arc<ArcSwapOption<Source>>,
    newest: Arc<ArcSwapOption<Parsed>>,
    /// How many changes it has seen.
    age: u64,
}

/// A parse that the next can begin from.
struct Parsed {
    age: u64,
    source: Arc<Source>,
}

impl Document {
    /// One that was just opened, with room for at most so many bytes of counts.
    pub(super) fn new(
        uri: &str,
        path: Option<PathBuf>,
        version: i32,
        text: Text,
        project: Arc<Project>,
        most: usize,
    ) -> Document {
        let room = (text.as_str().len() * COUNTS).clamp(1 << 18, most.max(1 << 18));
        Document {
            uri: uri.into(),
            path: path.map(Arc::new),
            version,
            text: Arc::new(text),
            project,
            counts: Arc::new(Table::new(room)),
            own: Arc::default(),
            newest: Arc::default(),
            age: 0,
        }
    }

    /// The same after a change.
    pub(super) fn changed(&self, version: i32, text: Text) -> Document {
        Document {
            version,
            text: Arc::new(text),
            own: Arc::default(),
            age: self.age + 1,
            ..self.clone()
        }
    }

    /// Its file.
    pub(super) fn file(&self) -> Option<&Path> {
        self.path.as_ref().map(|path| path.as_path())
    }

    /// Its text, parsed as far as a key can wait for it. Waits for nobody: two who ask at once both
    /// parse.
    pub(super) fn source(&self) -> Arc<Source> {
        if let Some(source) = self.own.load_full() {
            return source;
        }
        let text = self.text.clone();
        self.keep(match &*self.newest.load() {
            Some(newest) => newest.source.edited(text),
            None => Source::new(text),
        })
    }

    /// The same with more patience. What comes of it speeds up the keys after it.
    pub(super) fn settled(&self) -> Arc<Source> {
        let source = self.source();
        match source.is_stale() {
            true => self.keep(source.reparsed(PATIENCE)),
            false => source,
        }
    }

    fn keep(&self, source: Source) -> Arc<Source> {
        let source = Arc::new(source);
        self.own.store(Some(source.clone()));
        // A tree that came late is worth more than newer tokens without one.
        let is_better = |newest: &Arc<Parsed>| {
            newest.age <= self.age || newest.source.tree().is_none() && source.tree().is_some()
        };
        if self.newest.load().as_ref().is_none_or(is_better) {
            self.newest.store(Some(Arc::new(Parsed {
                age: self.age,
                source: source.clone(),
            })));
        }
        source
    }

    /// A document that no engine knows.
    #[cfg(test)]
    pub fn detached(text: Text) -> Document {
        let project = Arc::new(Project::new(None, Arc::default()));
        Document::new("file:///a.rs", None, 1, text, project, 1 << 21)
    }
}

#[cfg(test)]
mod tests;
