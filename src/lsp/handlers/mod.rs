//! One file per method. A handler sees its [`Arrival`](super::arrival::Arrival) and the session,
//! never the documents themselves.
pub(super) mod completion;
pub(super) mod control;
pub(super) mod episodes;
pub(super) mod execute_command;
pub(super) mod flush;
pub(super) mod profile;
pub(super) mod resolve;
pub(super) mod testing;
mod workspace;

use std::sync::Arc;

use serde_json::Value;

use super::session::{Session, Started};
use crate::config;

/// Notifications that must keep their order, those of documents left out; whether it was one.
pub(super) fn follow(
    session: &Arc<Session>,
    started: &Started,
    method: &str,
    params: &Value,
) -> bool {
    match method {
        "workspace/didChangeWorkspaceFolders" => {
            workspace::folders_changed(session, started, params)
        }
        "workspace/didChangeWatchedFiles"
        | "workspace/didCreateFiles"
        | "workspace/didRenameFiles"
        | "workspace/didDeleteFiles" => workspace::files_changed(started, method, params),
        "habitus/diagnostics" => episodes::diagnosed(started, params),
        "habitus/clock" => session.clock.set(params["now"].as_u64().unwrap_or(0)),
        _ if config::is_testing() => return testing::follow(session, started, method, params),
        _ => return false,
    }
    true
}

/// The part of a request that must keep its order.
pub(super) fn at_arrival(session: &Session, started: &Started, method: &str, params: &Value) {
    match method {
        "workspace/executeCommand" => execute_command::accept(session, started, params),
        _ => control::at_arrival(started, method),
    }
}
