//! The learner at work: documents and outcomes in, lists out. Above it stands only the protocol.
use std::{path::PathBuf, sync::Arc};

use crate::text::{Edit, Text};

/// What the engine says to its user, at most once per fault.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A fault that the user must act on: what, where, what to do.
    Fault(String),
    /// Long work: a name for it, percent done (None: begun), and a word on where it stands.
    Progress {
        task: String,
        percent: Option<u32>,
        message: String,
        done: bool,
    },
}

/// What a user may set, resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Off: nothing is observed, learned, read from the store or written to it.
    pub learning: bool,
    /// Off: no lists.
    pub completion: bool,
    /// Most rows of a list, 1 to 50.
    pub rows: usize,
}

/// How the engine is started.
pub struct Start {
    /// The data folder.
    pub data: PathBuf,
    /// Settings at the start.
    pub settings: Settings,
    /// Where notices go; must not block.
    pub notify: Box<dyn Fn(Notice) + Send + Sync>,
    /// Unix milliseconds.
    pub clock: Arc<dyn Fn() -> u64 + Send + Sync>,
}

/// An open document as it stands at one version. Cheap to clone, never changes.
#[derive(Clone)]
pub struct Document {
    /// As the editor names it.
    pub uri: Arc<str>,
    /// Its file, where it has one.
    pub path: Option<Arc<PathBuf>>,
    /// The editor's number; not consecutive.
    pub version: i32,
    /// Its text.
    pub text: Arc<Text>,
}

/// What kind of thing an item names (the protocol's CompletionItemKind, without the protocol).
#[allow(missing_docs)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemKind {
    Method,
    Function,
    Field,
    Variable,
    Struct,
    Enum,
    Variant,
    Trait,
    Type,
    Module,
    Constant,
    Macro,
    Keyword,
    Text,
}

/// One row of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// The word, and what is shown.
    pub word: String,
    /// What it names.
    pub kind: ItemKind,
    /// The signature, where it is known.
    pub detail: Option<String>,
    /// It is called: `word($0)` where snippets are supported and no bracket follows.
    pub call: bool,
    /// The model is sure of it; at most one in a list.
    pub preselect: bool,
}

/// A list. The order is the ranking.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Names this list when one of its rows is accepted.
    pub offer: u64,
    /// The bytes that a row replaces: the typed prefix.
    pub replace: (usize, usize),
    /// Rows, best first, at most 50.
    pub items: Vec<Item>,
}

/// Documentation of one row.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// The signature.
    pub detail: Option<String>,
    /// The doc comment, as Markdown.
    pub documentation: Option<String>,
}

/// What happened to files on the disk.
#[allow(missing_docs)]
#[derive(Clone, Debug)]
pub enum FileEvent {
    Created(PathBuf),
    Changed(PathBuf),
    Deleted(PathBuf),
    Renamed(PathBuf, PathBuf),
}

/// The engine. One per process; clones share it. No method waits for another thread but
/// [`Engine::flush`] and [`Engine::stop`].
#[derive(Clone)]
pub struct Engine {}

impl Engine {
    /// Starts it. Never fails: what can't be opened is told by a notice, and it serves without.
    pub fn start(_start: Start) -> Engine {
        Engine {}
    }
    /// The workspace's folders; each file belongs to the innermost one.
    pub fn folders(&self, _folders: Vec<PathBuf>) {}
    /// Takes over new settings.
    pub fn configure(&self, _settings: Settings) {}
    /// A document was opened. Only Rust documents are given to the engine.
    pub fn open(&self, uri: &str, path: Option<PathBuf>, version: i32, text: Text) -> Document {
        Document {
            uri: uri.into(),
            path: path.map(Arc::new),
            version,
            text: Arc::new(text),
        }
    }
    /// A document after a change, with the edits in the order in which they were applied; an empty
    /// slice means that the whole text was replaced.
    pub fn change(
        &self,
        document: &Document,
        version: i32,
        text: Text,
        _edits: &[Edit],
    ) -> Document {
        Document {
            version,
            text: Arc::new(text),
            ..document.clone()
        }
    }
    /// It was saved.
    pub fn save(&self, _document: &Document) {}
    /// It was closed.
    pub fn close(&self, _document: &Document) {}
    /// Files changed on the disk.
    pub fn files_changed(&self, _events: Vec<FileEvent>) {}
    /// The list at a byte offset of this snapshot. Pure reading: takes no lock, waits for nothing.
    pub fn complete(&self, document: &Document, offset: usize) -> List {
        let text = document.text.as_str();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = text[..offset].rfind(|c| !is_word(c)).map_or(0, |i| i + 1);
        let mut words: Vec<&str> = text
            .split(|c| !is_word(c))
            .filter(|w| w.len() > 2 && w.starts_with(&text[start..offset]))
            .collect();
        words.sort();
        words.dedup();
        let items = words
            .into_iter()
            .take(50)
            .map(|w| Item {
                word: w.into(),
                kind: ItemKind::Text,
                detail: None,
                call: false,
                preselect: false,
            })
            .collect();
        List {
            offer: 1,
            replace: (start, offset),
            items,
        }
    }
    /// Details of a row of a recent offer, by its index in the list.
    pub fn resolve(&self, _offer: u64, _row: usize) -> Option<Details> {
        None
    }
    /// The editor ran the command of a row: it was accepted.
    pub fn accepted(&self, _offer: u64, _row: usize) {}
    /// Returns when everything told so far is learned and in the journal.
    pub fn flush(&self) {}
    /// Flushes and lets go of the store; takes 80 ms at most.
    pub fn stop(&self) {}
}
