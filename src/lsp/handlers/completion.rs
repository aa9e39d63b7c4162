//! `textDocument/completion`. From the key to the list nothing is awaited and no lock is held:
//! the snapshot was taken when the request arrived.
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::{arrival::Arrival, backend::Backend, from_proto, to_proto};

/// Answers it.
pub(in crate::lsp) async fn handle(backend: &Backend, params: Value) -> Result<Value> {
    let position = from_proto::position(&params["position"]);
    let position = position.ok_or_else(|| Error::invalid_params("no position"))?;
    let session = &backend.session;
    let arrival = Arrival::current();
    let (Some(started), Some(document)) = (session.started(), &arrival.document) else {
        return Ok(to_proto::no_list());
    };
    let settings = started.settings.load();
    let offset = document
        .text
        .offset(position, started.capabilities.encoding);
    let before = &document.text.as_str()[..offset];
    if !settings.completion || !is_asked_for(&params["context"], before) {
        return Ok(to_proto::no_list());
    }
    let cancelled = arrival.cancelled();
    let list = started.engine.complete(document, offset, &cancelled);
    let command = &session.accepted_command;
    Ok(to_proto::list(
        &started.capabilities,
        command,
        document,
        &list,
        settings.rows,
    ))
}

/// One colon of a path isn't there yet: `:` alone asks for nothing.
pub(in crate::lsp) fn is_asked_for(context: &Value, before: &str) -> bool {
    let is_colon = context["triggerKind"] == 2 && context["triggerCharacter"] == ":";
    !is_colon || before.ends_with("::")
}
