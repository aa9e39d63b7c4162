//! Live configuration: options of the start, and above them those that the client tells later.
use std::{
    collections::HashSet,
    path::{Path, PathBuf},
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
    engine::{Notice, Settings},
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

    /// The folders.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        self.state().folders.clone()
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
            apply(started, number, &pushed, None);
        }
        return;
    }
    let folders = started.layers.state().folders.clone();
    let session = session.clone();
    tokio::spawn(async move {
        let pulled = pull(&session, &folders).await;
        let Some(started) = session.started() else {
            return;
        };
        match pulled {
            Some((written, each)) => {
                let each = folders.into_iter().zip(each).collect();
                apply(started, number, &written, Some(each));
            }
            None => apply(started, number, &pushed, None),
        }
    });
}

/// What is written for all, and what for each folder: null where the client makes no difference.
async fn pull(session: &Session, folders: &[PathBuf]) -> Option<(Value, Vec<Value>)> {
    let of = |folder: Option<&Path>| ConfigurationItem {
        scope_uri: folder.and_then(|f| tower_lsp::lsp_types::Url::from_file_path(f).ok()),
        section: Some("habitus".into()),
    };
    let each = folders.iter().map(|f| of(Some(f)));
    let items = std::iter::once(of(None)).chain(each).collect();
    let params = ConfigurationParams { items };
    let answer = ask::<WorkspaceConfiguration>(&session.client, params, LIMIT).await?;
    let mut answer = answer.into_iter();
    let written = answer.next()?;
    let each = answer.chain(std::iter::repeat(Value::Null));
    Some((written, each.take(folders.len()).collect()))
}

/// Learning ends, or goes on, until the client tells other settings.
pub(super) fn learn(started: &Started, learning: bool) {
    let mut state = started.layers.state();
    state.applied = started.layers.changes.fetch_add(1, Ordering::AcqRel) + 1;
    let mut settings = Settings::clone(&started.settings.load());
    settings.learning = learning;
    started.settings.store(Arc::new(settings.clone()));
    started.engine.configure(settings);
}

/// Settings that follow from what is written now and what was written at the start.
fn apply(started: &Started, number: u64, written: &Value, each: Option<Vec<(PathBuf, Value)>>) {
    let (options, complaints) = Options::read(written);
    started.layers.complain(started, complaints);
    let options = options.or(started.layers.at_start.clone());
    let private = |(folder, written): (PathBuf, Value)| {
        let own = Options::read(&written).0.or(options.clone());
        (folder, own.settings().private)
    };
    let private = each.map(|all| all.into_iter().map(private).collect());
    let settings = options.settings();
    // The engine is told under the lock: settings must reach it in their order.
    let mut state = started.layers.state();
    if state.applied >= number {
        return;
    }
    state.applied = number;
    started.engine.keep_private(private);
    if **started.settings.load() != settings {
        started.settings.store(Arc::new(settings.clone()));
        started.engine.configure(settings);
    }
}
