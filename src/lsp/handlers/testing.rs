//! What tests ask for and no editor ever does; there only with `HABITUS_TESTING=1`. Handlers that
//! hang, block and panic on demand, so that the guards against such handlers can be tested.
use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::sync::Notify;
use tower_lsp::{
    LspServiceBuilder,
    jsonrpc::Result,
    lsp_types::{ConfigurationParams, request::WorkspaceConfiguration},
};

use crate::{
    engine::Notice,
    lsp::{
        arrival::{self, Arrival},
        ask::ask,
        backend::Backend,
        session::{Session, Started},
    },
};

/// Their requests.
pub(in crate::lsp) const METHODS: [&str; 4] = [
    "habitus/text",
    "habitus/testing/hold",
    "habitus/testing/panic",
    "habitus/testing/ask",
];

/// Held requests wait here until it is opened.
#[derive(Default)]
pub(in crate::lsp) struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
    notify: Notify,
}

impl Gate {
    fn open(&self) {
        *self.is_open.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.opened.notify_all();
        self.notify.notify_waiters();
    }

    fn is_open(&self) -> bool {
        *self.is_open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits as a handler should.
    async fn pass(&self) {
        loop {
            let opened = self.notify.notified();
            if self.is_open() {
                return;
            }
            opened.await;
        }
    }

    /// Waits as a handler never should: the thread waits too.
    fn pass_blocking(&self) {
        let is_open = self.is_open.lock().unwrap_or_else(PoisonError::into_inner);
        let _passed = self.opened.wait_while(is_open, |is_open| !*is_open);
    }
}

/// Adds the methods.
pub(in crate::lsp) fn register(service: LspServiceBuilder<Backend>) -> LspServiceBuilder<Backend> {
    service
        .custom_method(METHODS[0], text)
        .custom_method(METHODS[1], hold)
        .custom_method(METHODS[2], panic)
        .custom_method(METHODS[3], ask_client)
}

/// Notifications of tests; whether it was one.
pub(super) fn follow(
    session: &Arc<Session>,
    started: &Started,
    method: &str,
    params: &Value,
) -> bool {
    match method {
        "habitus/testing/release" => session.gate.open(),
        "habitus/testing/panicNow" => std::panic::panic_any("a panic while messages are ordered"),
        "habitus/testing/fault" => {
            let text = params["text"].as_str().unwrap_or_default();
            started.notify(Notice::Fault(text.to_owned()));
        }
        "habitus/testing/progress" => started.notify(Notice::Progress {
            task: params["task"].as_str().unwrap_or_default().to_owned(),
            percent: params["percent"].as_u64().map(|percent| percent as u32),
            message: String::new(),
            done: params["done"] == true,
        }),
        _ => return false,
    }
    true
}

/// The text and version that a request sees.
async fn text(_: &Backend, _: Value) -> Result<Value> {
    let text = Arrival::current().text;
    Ok(text.map_or(
        Value::Null,
        |(text, version)| json!({ "text": text.as_str(), "version": version }),
    ))
}

/// Answers when the gate is opened: waits, blocks a worker, or blocks a thread for long work; or
/// keeps a worker busy until it is cancelled.
async fn hold(backend: &Backend, params: Value) -> Result<Value> {
    let session = backend.session.clone();
    match params["block"].as_str() {
        Some("worker") => session.gate.pass_blocking(),
        Some("busy") => busy(&Arrival::current().cancelled()),
        Some("work") => arrival::work(move |_| session.gate.pass_blocking()).await?,
        _ => session.gate.pass().await,
    }
    Ok(json!("released"))
}

/// Works as a list does: without waiting, with a look at the flag now and then.
fn busy(cancelled: &AtomicBool) {
    while !cancelled.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
}

async fn panic(_: &Backend, _: Value) -> Result<Value> {
    std::panic::panic_any("a panic in a handler")
}

/// Asks the client and gives up after a time: whether it answered.
async fn ask_client(backend: &Backend, params: Value) -> Result<Value> {
    let limit = Duration::from_millis(params["limit"].as_u64().unwrap_or(1));
    let nothing = ConfigurationParams { items: Vec::new() };
    let client = &backend.session.client;
    let answer = ask::<WorkspaceConfiguration>(client, nothing, limit).await;
    Ok(json!({ "answered": answer.is_some() }))
}
