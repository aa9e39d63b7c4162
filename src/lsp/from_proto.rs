//! JSON as clients send it → our own types. Lenient: what can't be read is `None`, never an error
//! that costs the message beside it.
use std::path::PathBuf;

use serde_json::Value;
use url::Url;

use crate::text::{Change, Position, Range};

/// A `file:` URI's path.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    Url::parse(uri).ok()?.to_file_path().ok()
}

/// A path, or a `file:` URI of one.
pub(super) fn file(text: &str) -> PathBuf {
    path(text).unwrap_or_else(|| PathBuf::from(text))
}

/// A document's URI, where params name one.
pub(super) fn document_uri(params: &Value) -> Option<&str> {
    params["textDocument"]["uri"].as_str()
}

/// Numbers beyond a `u32` are beyond any line too.
fn unsigned(value: &Value) -> Option<u32> {
    let number = value.as_u64().or(value.as_f64().map(|f| f as u64))?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A position.
pub(super) fn position(value: &Value) -> Option<Position> {
    Some(Position {
        line: unsigned(&value["line"])?,
        character: unsigned(&value["character"])?,
    })
}

fn change(value: &Value) -> Option<Change> {
    let range = match &value["range"] {
        Value::Null => None,
        range => Some(Range {
            start: position(&range["start"])?,
            end: position(&range["end"])?,
        }),
    };
    let text = value["text"].as_str()?.to_owned();
    Some(Change { range, text })
}

/// The changes of a `didChange`, all or none.
pub(super) fn changes(params: &Value) -> Option<Vec<Change>> {
    params["contentChanges"]
        .as_array()?
        .iter()
        .map(change)
        .collect()
}

/// A document's version; 0 where it has none.
pub(super) fn version(document: &Value) -> i32 {
    let version = document["version"].as_i64().unwrap_or(0);
    version.clamp(i32::MIN.into(), i32::MAX.into()) as i32
}

/// Whether a document is Rust: its language says so, else its name.
pub(super) fn is_rust(language: &str, uri: &str) -> bool {
    match language {
        "" => uri
            .split(['?', '#'])
            .next()
            .is_some_and(|uri| uri.ends_with(".rs")),
        language => language == "rust",
    }
}

/// The folders of `initialize`'s params, whichever way they are told.
pub(super) fn folders(params: &Value) -> Vec<PathBuf> {
    if let Some(folders) = params["workspaceFolders"].as_array() {
        return folder_paths(folders);
    }
    let root = params["rootUri"].as_str().and_then(path);
    let root = root.or_else(|| params["rootPath"].as_str().map(PathBuf::from));
    root.into_iter().collect()
}

/// The paths of workspace folders; those that lie on no disk are left out.
pub(super) fn folder_paths(folders: &[Value]) -> Vec<PathBuf> {
    folders
        .iter()
        .filter_map(|folder| path(folder["uri"].as_str()?))
        .collect()
}

/// The paths of files and folders of which a notification says that something happened there.
pub(super) fn touched(method: &str, params: &Value) -> Vec<PathBuf> {
    let key = if method == "workspace/didChangeWatchedFiles" {
        "changes"
    } else {
        "files"
    };
    let files = params[key]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let uris = files
        .iter()
        .flat_map(|file| ["uri", "oldUri", "newUri"].map(|key| &file[key]));
    uris.filter_map(|uri| path(uri.as_str()?)).collect()
}

/// An offer's number and row, from an item's `data` or a command's arguments.
pub(super) fn offer(data: &Value) -> Option<(u64, usize)> {
    let (offer, row) = match data {
        Value::Array(both) => (both.first()?, both.get(1)?),
        both => (&both["offer"], &both["row"]),
    };
    let offer = offer.as_u64().or_else(|| offer.as_str()?.parse().ok())?;
    Some((offer, usize::try_from(row.as_u64()?).ok()?))
}
