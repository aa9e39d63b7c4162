//! `completionItem/resolve`: signature and documentation of a row, and what is known of it there. The item comes back as it was,
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
    let evidence = details.evidence.map(|e| format!("*{e}*"));
    let told = [details.documentation, evidence];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if !told.is_empty() {
        let documentation = told.join("\n\n---\n\n");
        item["documentation"] = json!({ "kind": "markdown", "value": documentation });
    }
    Ok(item)
}
