//! `completionItem/resolve`: signature and documentation of a row. The item comes back as it was,
//! fields that we don't know included.
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::lsp::{backend::Backend, from_proto};

/// Answers it.
pub(in crate::lsp) async fn handle(backend: &Backend, mut item: Value) -> Result<Value> {
    let details = from_proto::offer(&item["data"])
        .and_then(|(offer, row)| backend.session.started()?.engine.resolve(offer, row));
    let Some(details) = details else {
        return Ok(item);
    };
    if let Some(detail) = details.detail {
        item["detail"] = json!(detail);
    }
    if let Some(documentation) = details.documentation {
        item["documentation"] = json!({ "kind": "markdown", "value": documentation });
    }
    Ok(item)
}
