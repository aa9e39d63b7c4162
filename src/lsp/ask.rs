//! Requests to the client. A reply may come late or never; neither may harm the server.
use std::time::Duration;

use tokio::sync::oneshot;
use tower_lsp::{Client, lsp_types::request::Request};

/// Asks, and waits for the answer no longer than `limit`.
///
/// tower-lsp panics in its read loop when an answer comes for a request whose future was dropped.
/// So that future lives in a task that nobody cancels, and only our own end of a channel is
/// dropped.
pub(super) async fn ask<R: Request>(
    client: &Client,
    params: R::Params,
    limit: Duration,
) -> Option<R::Result>
where
    R::Params: Send + 'static,
    R::Result: Send + 'static,
{
    let client = client.clone();
    let (answered, answer) = oneshot::channel();
    tokio::spawn(async move {
        let _ = answered.send(client.send_request::<R>(params).await);
    });
    tokio::time::timeout(limit, answer).await.ok()?.ok()?.ok()
}
