//! `habitus/episodes`: what became of the last lists. `habitus/diagnostics`: how many errors an editor
//! sees in a document, for what a list was followed by.
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::lsp::{arrival, backend::Backend, from_proto, session::Started};

/// So many are told unless a limit is given.
const FEW: usize = 50;

/// Answers it: an array, the newest last.
pub(in crate::lsp) async fn handle(backend: &Backend, params: Value) -> Result<Value> {
    let session = backend.session.clone();
    let uri = from_proto::document_uri(&params).map(str::to_owned);
    let limit = params["limit"].as_u64().map_or(FEW, |limit| limit as usize);
    let episodes = arrival::work(move |_| {
        let engine = session.started().map(|started| &started.engine);
        engine.map(|engine| engine.episodes(uri.as_deref(), limit))
    })
    .await?;
    Ok(json!(episodes.unwrap_or_default()))
}

/// `{uri, errors}`, from an editor that forwards its diagnostics.
pub(super) fn diagnosed(started: &Started, params: &Value) {
    if let (Some(uri), Some(errors)) = (params["uri"].as_str(), params["errors"].as_u64()) {
        let errors = u32::try_from(errors).unwrap_or(u32::MAX);
        started.engine.diagnosed(uri, errors);
    }
}
