//! Live configuration: options of the start, and above them those that the client tells later.
use std::{
    collections::HashSet,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, request::WorkspaceConfiguration,
};

use super::{
    ask::ask,
    session::{Session, Started},
};
use crate::{
    config::{Complaint, Options},
    engine::Notice,
};

const LIMIT: Duration = Duration::from_secs(10);

/// Where settings come from, and the folders, which change by adding and removing.
pub(super) struct Layers {
    at_start: Options,
    /// Numbers the changes, so that a slow answer can't undo a newer one.
    changes: AtomicU64,
    state: Mutex<State>,
}

struct State {
    folders: Vec<PathBuf>,
    /// Complaints that were made.
    made: HashSet<String>,
    /// The number of the change that holds.
    applied: u64,
}

impl Layers {
    pub(super) fn new(at_start: Options, folders: Vec<PathBuf>) -> Layers {
        let state = State {
            folders,
            made: HashSet::new(),
            applied: 0,
        };
        Layers {
            at_start,
            changes: AtomicU64::new(0),
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folders after some came and some went.
    pub(super) fn change_folders(&self, added: Vec<PathBuf>, removed: &[PathBuf]) -> Vec<PathBuf> {
        let mut state = self.state();
        state.folders.retain(|folder| !removed.contains(folder));
        for folder in added {
            if !state.folders.contains(&folder) {
                state.folders.push(folder);
            }
        }
        state.folders.clone()
    }

    /// Tells what can't be followed, each once: to the user if it is to be mended, else to the log.
    pub(super) fn complain(&self, started: &Started, complaints: Vec<Complaint>) {
        for complaint in complaints {
            let (Complaint::Unknown(text) | Complaint::Wrong(text)) = &complaint;
            if !self.state().made.insert(text.clone()) {
                continue;
            }
            match complaint {
                Complaint::Unknown(name) => tracing::warn!("no such option: habitus.{name}"),
                Complaint::Wrong(text) => started.notify(Notice::Fault(text)),
            }
        }
    }
}

/// `workspace/didChangeConfiguration`, or the start. A client that can be asked is asked: some
/// push nothing, some everything they have. Where there is no answer, what was pushed holds.
pub(super) fn changed(session: &Arc<Session>, pushed: Value) {
    let Some(started) = session.started() else {
        return;
    };
    let number = started.layers.changes.fetch_add(1, Ordering::AcqRel) + 1;
    if !started.capabilities.configuration {
        if !pushed.is_null() {
            apply(started, number, &pushed);
        }
        return;
    }
    let session = session.clone();
    tokio::spawn(async move {
        let pulled = pull(&session).await;
        if let Some(started) = session.started() {
            apply(started, number, &pulled.unwrap_or(pushed));
        }
    });
}

async fn pull(session: &Session) -> Option<Value> {
    let item = ConfigurationItem {
        scope_uri: None,
        section: Some("habitus".into()),
    };
    let params = ConfigurationParams { items: vec![item] };
    let answer = ask::<WorkspaceConfiguration>(&session.client, params, LIMIT).await?;
    answer.into_iter().next()
}

/// Settings that follow from what is written now and what was written at the start.
fn apply(started: &Started, number: u64, written: &Value) {
    let (options, complaints) = Options::read(written);
    started.layers.complain(started, complaints);
    let settings = options.or(started.layers.at_start.clone()).settings();
    // The engine is told under the lock: settings must reach it in their order.
    let mut state = started.layers.state();
    if state.applied >= number {
        return;
    }
    state.applied = number;
    if **started.settings.load() != settings {
        started.settings.store(Arc::new(settings.clone()));
        started.engine.configure(settings);
    }
}
