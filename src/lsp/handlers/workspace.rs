//! Folders and files: what the client says of the disk.
use std::sync::Arc;

use serde_json::Value;

use crate::lsp::{
    configure, from_proto,
    session::{Session, Started},
};

/// `workspace/didChangeWorkspaceFolders`.
pub(super) fn folders_changed(session: &Arc<Session>, started: &Started, params: &Value) {
    let paths = |key: &str| {
        let folders = params["event"][key].as_array();
        from_proto::folder_paths(folders.map(Vec::as_slice).unwrap_or_default())
    };
    let folders = started
        .layers
        .change_folders(paths("added"), &paths("removed"));
    started.engine.folders(folders);
    if started.capabilities.configuration {
        // A folder may have settings of its own.
        configure::changed(session, Value::Null);
    }
}

/// Files came, changed, moved or went.
pub(super) fn files_changed(started: &Started, method: &str, params: &Value) {
    let paths = from_proto::touched(method, params);
    if !paths.is_empty() {
        started.engine.files_changed(paths);
    }
}
