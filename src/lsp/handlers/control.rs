//! Requests about Habitus itself: `habitus/status`, `why`, `pause`, `resume`, `doctor`, `uninstall`.
//! The answers are those of the command line's `--json`.
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};

use crate::{
    control,
    engine::profile::Report,
    lsp::{
        arrival::{self, Arrival},
        backend::Backend,
        configure, from_proto,
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

/// Leaving, as far as an editor can: learning ends here, then all that was learned is removed. Refused
/// without `"yes": true`, and while other servers are at work, unless `"force": true`.
pub(in crate::lsp) async fn uninstall(backend: &Backend, params: Value) -> Result<Value> {
    work(backend, move |started| {
        let refused = |why: &str| Ok(Report::refused("uninstall", why).json);
        if params["yes"] != true {
            return refused("this takes everything away: say \"yes\": true");
        }
        let was_learning = started.settings.load().learning;
        configure::learn(started, false);
        started.engine.flush();
        let leaving = control::leaving(started.engine.data());
        if !leaving.at_work.is_empty() && params["force"] != true {
            configure::learn(started, was_learning);
            started.engine.flush();
            return refused(
                "other servers are at work: close their editors, or say \"force\": true",
            );
        }
        let removal = leaving.inventory.remove();
        let mut answer = leaving.json(Some(&removal));
        answer["verb"] = json!("uninstall");
        answer["done"] = json!(removal.failed.is_empty());
        Ok(answer)
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
