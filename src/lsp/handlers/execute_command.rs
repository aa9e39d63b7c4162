//! `workspace/executeCommand`: an item was accepted. The engine hears of it at arrival, after the
//! change that wrote the word and before any later one.
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::{
    backend::Backend,
    from_proto,
    session::{Session, Started},
};

/// The part that keeps its order.
pub(in crate::lsp) fn accept(session: &Session, started: &Started, params: &Value) {
    if params["command"] == session.accepted_command.as_str()
        && let Some((offer, row)) = from_proto::offer(&params["arguments"])
    {
        started.engine.accepted(offer, row);
    }
}

/// Answers it.
pub(in crate::lsp) async fn handle(backend: &Backend, params: Value) -> Result<Value> {
    if params["command"] == backend.session.accepted_command.as_str() {
        return Ok(Value::Null);
    }
    Err(Error::invalid_params("no such command"))
}
