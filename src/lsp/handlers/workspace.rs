//! Folders and files: what the client says of the disk.
use serde_json::Value;

use crate::lsp::{from_proto, session::Started};

/// `workspace/didChangeWorkspaceFolders`.
pub(super) fn folders_changed(started: &Started, params: &Value) {
    let paths = |key: &str| {
        let folders = params["event"][key].as_array();
        from_proto::folder_paths(folders.map(Vec::as_slice).unwrap_or_default())
    };
    let folders = started
        .layers
        .change_folders(paths("added"), &paths("removed"));
    started.engine.folders(folders);
}

/// Files came, changed, moved or went.
pub(super) fn files_changed(started: &Started, method: &str, params: &Value) {
    let paths = from_proto::touched(method, params);
    if !paths.is_empty() {
        started.engine.files_changed(paths);
    }
}
