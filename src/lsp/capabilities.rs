//! What the client can do, read once, and what the server says it can.
use serde_json::{Value, json};

use super::session::Session;
use crate::text::Encoding;

/// What the client can do, as far as it matters here. Read from raw JSON: a value that nobody
/// knows is a capability that isn't there.
#[derive(Clone, Debug)]
pub(super) struct Capabilities {
    /// Unit of a position's character.
    pub encoding: Encoding,
    /// `name($0)` is expanded.
    pub snippets: bool,
    /// It asks for a `command` to be run when an item is accepted, as far as is known.
    pub runs_commands: bool,
    /// It answers `workspace/configuration`.
    pub configuration: bool,
    /// It takes a registration of `workspace/didChangeConfiguration`.
    pub registers_configuration: bool,
    /// It takes a registration of `workspace/didChangeWatchedFiles`.
    pub registers_watchers: bool,
    /// It shows progress that the server begins.
    pub progress: bool,
}

impl Capabilities {
    /// Reads `initialize`'s params.
    pub(super) fn read(params: &Value) -> Capabilities {
        let client = &params["capabilities"];
        let has = |pointer: &str| client.pointer(pointer) == Some(&Value::Bool(true));
        Capabilities {
            encoding: encoding(&client["general"]["positionEncodings"]),
            snippets: has("/textDocument/completion/completionItem/snippetSupport"),
            runs_commands: runs_commands(params["clientInfo"]["name"].as_str().unwrap_or("")),
            configuration: has("/workspace/configuration"),
            registers_configuration: has("/workspace/didChangeConfiguration/dynamicRegistration"),
            registers_watchers: has("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            progress: has("/window/workDoneProgress"),
        }
    }
}

/// Those that drop an item's command have to be read from their changes.
fn runs_commands(client: &str) -> bool {
    let client = client.to_lowercase();
    !["helix", "eglot"].iter().any(|name| client.contains(name))
}

/// The first that the client names; UTF-16, which is the dearest, only if there is no other.
fn encoding(offered: &Value) -> Encoding {
    let names = offered.as_array().map(Vec::as_slice).unwrap_or_default();
    let cheap = names.iter().find_map(|name| match name.as_str()? {
        "utf-8" => Some(Encoding::Utf8),
        "utf-32" => Some(Encoding::Utf32),
        _ => None,
    });
    cheap.unwrap_or(Encoding::Utf16)
}

fn name(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16 => "utf-16",
        Encoding::Utf32 => "utf-32",
    }
}

/// The answer to `initialize`. Raw, and put in place of tower-lsp's own: its types can't say all
/// that the protocol can.
pub(super) fn initialize_result(client: &Capabilities, session: &Session) -> Value {
    let files = json!({ "filters": [
        { "scheme": "file", "pattern": { "glob": "**/*.rs", "matches": "file" } },
        { "scheme": "file", "pattern": { "glob": "**", "matches": "folder" } },
    ] });
    let mut result = json!({
        "serverInfo": { "name": "habitus", "version": env!("CARGO_PKG_VERSION") },
        "capabilities": {
            "positionEncoding": name(client.encoding),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "completionProvider": { "triggerCharacters": [".", ":"], "resolveProvider": true },
            "executeCommandProvider": { "commands": [session.accepted_command] },
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true },
                "fileOperations": { "didCreate": files, "didRename": files, "didDelete": files },
            },
        },
    });
    if session.is_companion
        && let Some(own) = result["capabilities"].as_object_mut()
    {
        own.remove("completionProvider");
    }
    result
}

/// What is registered once the client is ready, where it takes registrations.
pub(super) fn registrations(client: &Capabilities) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    if client.registers_watchers {
        let globs = [
            "**/*.rs",
            "**/Cargo.toml",
            "**/Cargo.lock",
            "**/.gitignore",
            "**/.ignore",
        ];
        let watchers = globs.map(|glob| json!({ "globPattern": glob }));
        let options = json!({ "watchers": watchers });
        all.push(("workspace/didChangeWatchedFiles", options));
    }
    if client.registers_configuration {
        let options = json!({ "section": "habitus" });
        all.push(("workspace/didChangeConfiguration", options));
    }
    all
}

#[cfg(test)]
mod tests;
