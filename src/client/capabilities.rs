//! What well-known editors say they can do, cut down to what a server looks at.
use serde_json::{Value, json};

/// Everything that this client understands: snippets, configuration, progress, registration.
pub fn full() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "window": { "workDoneProgress": true },
        "workspace": {
            "configuration": true,
            "workspaceFolders": true,
            "didChangeWatchedFiles": { "dynamicRegistration": true },
            "didChangeConfiguration": { "dynamicRegistration": true },
            "fileOperations": { "didRename": true, "didDelete": true, "didCreate": true },
        },
        "textDocument": {
            "synchronization": { "didSave": true },
            "completion": { "completionItem": {
                "snippetSupport": true,
                "preselectSupport": true,
                "documentationFormat": ["markdown", "plaintext"],
                "resolveSupport": { "properties": ["documentation", "detail", "additionalTextEdits"] },
            } },
        },
    })
}

/// Nothing optional at all.
pub fn bare() -> Value {
    json!({})
}

/// [`full`] with other position encodings, best first.
pub fn encodings(names: &[&str]) -> Value {
    let mut all = full();
    all["general"]["positionEncodings"] = json!(names);
    all
}
