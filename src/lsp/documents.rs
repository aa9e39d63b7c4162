//! The open documents. One owner, the ordering service, which changes them in arrival order; all
//! others see snapshots.
use std::{collections::HashMap, path::PathBuf, sync::Arc};

use serde_json::Value;

use super::{arrival::Arrival, from_proto, session::Started};
use crate::{
    engine::{Document, Notice},
    text::{Change, Edit, Encoding, Text},
};

/// Longer documents are kept but not served.
const MAX_SERVED: usize = 1 << 20;

/// Longer ones aren't even kept.
const MAX_KEPT: usize = 16 << 20;

const TOO_LONG: &str = "is longer than 1 MB: there are no suggestions in it until it is shorter";

const LOST: &str = "had a change that can't be read: there are no suggestions in it until its whole \
                    text comes again";

struct Open {
    path: Option<PathBuf>,
    version: i32,
    state: State,
}

enum State {
    /// The engine has it.
    Served(Document),
    /// Too long for now.
    TooLong(Arc<Text>),
    /// Not Rust: nothing is kept of it.
    Foreign,
    /// Far too long, or a change to it was lost: its text isn't known until it comes anew.
    Lost,
}

/// The open documents by their URI.
#[derive(Default)]
pub(super) struct Documents {
    open: HashMap<String, Open>,
}

impl Documents {
    /// What a request about this document sees.
    pub(super) fn arrival(&self, uri: Option<&str>) -> Arrival {
        let mut arrival = Arrival::default();
        let Some(open) = uri.and_then(|uri| self.open.get(uri)) else {
            return arrival;
        };
        match &open.state {
            State::Served(document) => {
                arrival.text = Some((document.text.clone(), document.version));
                arrival.document = Some(document.clone());
            }
            State::TooLong(text) => arrival.text = Some((text.clone(), open.version)),
            State::Foreign | State::Lost => {}
        }
        arrival
    }

    /// `textDocument/didOpen`.
    pub(super) fn open(&mut self, started: &Started, params: &Value) {
        let document = &params["textDocument"];
        let Some(uri) = document["uri"].as_str() else {
            return;
        };
        if self.open.contains_key(uri) {
            tracing::debug!("opened a second time");
            self.close(started, uri);
        }
        let language = document["languageId"].as_str().unwrap_or_default();
        let mut open = Open {
            path: from_proto::path(uri),
            version: from_proto::version(document),
            state: State::Foreign,
        };
        if from_proto::is_rust(language, uri) {
            open.state = match document["text"].as_str() {
                Some(text) => open.serve(started, uri, Text::new(text.to_owned())),
                None => State::Lost,
            };
        }
        self.open.insert(uri.to_owned(), open);
    }

    /// `textDocument/didChange`.
    pub(super) fn change(&mut self, started: &Started, params: &Value) {
        let document = &params["textDocument"];
        let open = document["uri"]
            .as_str()
            .and_then(|uri| self.open.get_mut(uri));
        let (Some(open), Some(uri)) = (open, document["uri"].as_str()) else {
            tracing::debug!("a change to a document that isn't open");
            return;
        };
        let version = from_proto::version(document);
        if version <= open.version {
            tracing::debug!(was = open.version, version, "a version goes back");
        }
        open.version = version;
        let Some(changes) = from_proto::changes(params) else {
            tracing::debug!("a change that can't be read");
            open.lose(started, uri);
            return;
        };
        open.apply(started, uri, &changes);
    }

    /// `textDocument/didSave`.
    pub(super) fn save(&mut self, started: &Started, uri: &str) {
        if let Some(State::Served(document)) = self.open.get(uri).map(|open| &open.state) {
            started.engine.save(document);
        }
    }

    /// `textDocument/didClose`.
    pub(super) fn close(&mut self, started: &Started, uri: &str) {
        match self.open.remove(uri).map(|open| open.state) {
            Some(State::Served(document)) => started.engine.close(&document),
            Some(_) => {}
            None => tracing::debug!("closed but not open"),
        }
    }

    /// A change to this document was lost, or to any.
    pub(super) fn lose(&mut self, started: &Started, uri: Option<&str>) {
        if let Some(uri) = uri.filter(|uri| !self.open.contains_key(*uri)) {
            started.notify(Notice::Remark(format!("{uri} {LOST}")));
        }
        for (name, open) in &mut self.open {
            if uri.is_none_or(|uri| uri == name) {
                open.lose(started, name);
            }
        }
    }
}

impl Open {
    /// Gives a text to the engine, if it isn't too long.
    fn serve(&self, started: &Started, uri: &str, text: Text) -> State {
        let length = text.as_str().len();
        if length > MAX_SERVED {
            started.notify(Notice::Remark(format!("{uri} {TOO_LONG}")));
        }
        if length > MAX_KEPT {
            return State::Lost;
        }
        if length > MAX_SERVED {
            return State::TooLong(Arc::new(text));
        }
        let path = self.path.clone();
        State::Served(started.engine.open(uri, path, self.version, text))
    }

    fn lose(&mut self, started: &Started, uri: &str) {
        if let State::Foreign | State::Lost = self.state {
            return;
        }
        started.notify(Notice::Remark(format!("{uri} {LOST}")));
        if let State::Served(document) = std::mem::replace(&mut self.state, State::Lost) {
            started.engine.close(&document);
        }
    }

    fn apply(&mut self, started: &Started, uri: &str, changes: &[Change]) {
        let encoding = started.capabilities.encoding;
        let replaced = changes.iter().any(|change| change.range.is_none());
        // Should this panic, the document is lost, not wrong.
        self.state = match std::mem::replace(&mut self.state, State::Lost) {
            State::Served(document) => self.change_served(started, document, changes),
            State::TooLong(text) => {
                let mut text = Arc::unwrap_or_clone(text);
                apply_all(&mut text, changes, encoding);
                self.serve(started, uri, text)
            }
            State::Lost if replaced => {
                let mut text = Text::default();
                apply_all(&mut text, changes, encoding);
                self.serve(started, uri, text)
            }
            state => state,
        };
    }

    fn change_served(
        &self,
        started: &Started,
        mut document: Document,
        changes: &[Change],
    ) -> State {
        let engine = &started.engine;
        if changes.is_empty() {
            document.version = self.version;
            return State::Served(document);
        }
        let mut text = Text::clone(&document.text);
        let edits = apply_all(&mut text, changes, started.capabilities.encoding);
        if text.as_str().len() > MAX_SERVED {
            engine.close(&document);
            return self.serve(started, &document.uri, text);
        }
        State::Served(engine.change(&document, self.version, text, &edits))
    }
}

/// Applies changes in their order; no edits are told where the whole text was replaced.
fn apply_all(text: &mut Text, changes: &[Change], encoding: Encoding) -> Vec<Edit> {
    let edits = changes.iter().map(|change| text.apply(change, encoding));
    let edits: Vec<Edit> = edits.collect();
    if changes.iter().any(|change| change.range.is_none()) {
        return Vec::new();
    }
    edits
}
