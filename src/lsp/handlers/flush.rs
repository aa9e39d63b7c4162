//! `habitus/flush`: answered when everything told so far is learned and safe.
use serde_json::Value;
use tower_lsp::jsonrpc::Result;

use crate::lsp::{arrival, backend::Backend};

/// Answers it.
pub(in crate::lsp) async fn handle(backend: &Backend, _: Value) -> Result<Value> {
    let session = backend.session.clone();
    arrival::work(move |_| {
        if let Some(started) = session.started() {
            started.engine.flush();
        }
    })
    .await?;
    Ok(Value::Null)
}
