//! Requests about Habitus itself: `habitus/status`, `why`, `pause`, `resume`, `doctor`. The answers
//! are those of the command line's `--json`.
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};

use crate::{
    control,
    lsp::{
        arrival::{self, Arrival},
        backend::Backend,
        from_proto,
        session::Started,
    },
};

/// How things stand in this process.
pub(in crate::lsp) async fn status(backend: &Backend, _: Value) -> Result<Value> {
    work(backend, |started| {
        let engine = &started.engine;
        let running = engine.running().ok_or_else(busy)?;
        Ok(control::of_server(engine.data(), &running, engine.now()).json())
    })
    .await
}

/// Why a word stands where it does: `{ textDocument, position, word? }`.
pub(in crate::lsp) async fn why(backend: &Backend, params: Value) -> Result<Value> {
    let position = from_proto::position(&params["position"]);
    let position = position.ok_or_else(|| Error::invalid_params("no position"))?;
    let document = Arrival::current().document;
    let document = document.ok_or_else(|| Error::invalid_params("the document isn't served"))?;
    work(backend, move |started| {
        let encoding = started.capabilities.encoding;
        let offset = document.text.offset(position, encoding);
        let word = params["word"].as_str();
        let why = started.engine.why(&document, offset, word);
        Ok(control::why_json(&why, &[]))
    })
    .await
}

/// The part of a pause that keeps its order: it holds from here on.
pub(super) fn at_arrival(started: &Started, method: &str) {
    match method {
        "habitus/pause" => started.engine.pause(true),
        "habitus/resume" => started.engine.pause(false),
        _ => {}
    }
}

/// Answered when it holds. Of this window only.
pub(in crate::lsp) async fn pause(backend: &Backend, _: Value) -> Result<Value> {
    work(backend, |started| {
        let running = started.engine.running().ok_or_else(busy)?;
        let marked = running.projects.iter().filter(|p| p.is_marked);
        let marked: Vec<_> = marked.map(|p| p.folder.to_string_lossy()).collect();
        Ok(json!({ "paused": running.is_paused, "paused_projects": marked }))
    })
    .await
}

/// What is well and what isn't.
pub(in crate::lsp) async fn doctor(backend: &Backend, _: Value) -> Result<Value> {
    work(backend, |started| {
        let findings = control::doctor(started.engine.data());
        Ok(control::findings_json(&findings))
    })
    .await
}

async fn work(
    backend: &Backend,
    work: impl FnOnce(&Started) -> Result<Value> + Send + 'static,
) -> Result<Value> {
    let session = backend.session.clone();
    arrival::work(move |_| match session.started() {
        Some(started) => work(started),
        None => Err(Error::internal_error()),
    })
    .await?
}

fn busy() -> Error {
    let mut error = Error::internal_error();
    error.message = "the learner is busy; ask again".into();
    error
}
