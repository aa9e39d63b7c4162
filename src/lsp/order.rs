//! The ordering service: tower-lsp runs handlers in any order and reads no further while four of
//! them wait. Its calls to us, though, come in arrival order. So what must keep its order happens
//! in [`Ordered::call`] itself; a request takes its snapshot there and then runs as a task of its
//! own. Never waits, never holds a lock.
use std::{
    collections::HashMap,
    convert::Infallible,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Waker},
};

use serde_json::{Value, json};
use tokio::{
    sync::oneshot,
    task::{AbortHandle, JoinHandle},
};
use tower_lsp::{
    ExitedError, LspService,
    jsonrpc::{Error, ErrorCode, Id, Request, Response},
};
use tower_service::Service;

use super::{
    backend::{self, Backend},
    capabilities, configure,
    documents::Documents,
    from_proto, guard, handlers, leave,
    session::{Session, Started},
};
use crate::engine::Document;

/// Requests that may wait for their answers; more are refused, so that reading never stops.
pub(super) const OUTSTANDING: usize = 4096;

/// LSP's ServerNotInitialized.
const NOT_INITIALIZED: i64 = -32002;

/// LSP's ServerCancelled.
const SERVER_CANCELLED: i64 = -32802;

type Reply = Pin<Box<dyn Future<Output = Result<Option<Response>, Infallible>> + Send>>;
type Handling = Pin<Box<dyn Future<Output = Result<Option<Response>, ExitedError>> + Send>>;

/// See the module.
pub(super) struct Ordered {
    inner: LspService<Backend>,
    session: Arc<Session>,
    documents: Documents,
    running: HashMap<Id, Running>,
    /// `running` is swept when it is this long.
    sweep_at: usize,
    is_shut_down: bool,
}

/// A request whose answer is awaited.
struct Running {
    cancel: oneshot::Sender<()>,
    /// What its work looks at: a task that doesn't wait can't be aborted.
    cancelled: Arc<AtomicBool>,
    task: AbortHandle,
}

impl Service<Request> for Ordered {
    type Response = Option<Response>;
    type Error = Infallible;
    type Future = Reply;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Reply {
        let id = request.id().cloned();
        let uri = request.params().and_then(from_proto::document_uri);
        let uri = uri.map(str::to_owned);
        let arrived = catch_unwind(AssertUnwindSafe(|| self.arrive(request)));
        arrived.unwrap_or_else(|_| {
            if let (Some(started), Some(uri), None) = (self.session.started(), uri, &id) {
                self.documents.lose(started, Some(&uri));
            }
            refuse(id, Error::internal_error())
        })
    }
}

impl Ordered {
    pub(super) fn new(inner: LspService<Backend>) -> Ordered {
        let session = inner.inner().session.clone();
        Ordered {
            inner,
            session,
            documents: Documents::default(),
            running: HashMap::new(),
            sweep_at: 64,
            is_shut_down: false,
        }
    }

    /// A document as it stands now, if it is served.
    pub(super) fn document(&self, uri: Option<&str>) -> Option<Document> {
        self.documents.arrival(uri).document
    }

    fn arrive(&mut self, request: Request) -> Reply {
        let (method, id, params) = request.into_parts();
        match (&*method, id) {
            ("exit", _) => {
                leave::soon(&self.session, i32::from(!self.is_shut_down));
                answer(None)
            }
            ("$/cancelRequest", None) => self.cancel(params.unwrap_or_default()),
            (guard::REFUSED, id) => refuse(id, Error::invalid_request()),
            (_, None) => self.notified(&method, params),
            ("initialize", Some(id)) => self.initialize(id, &params.unwrap_or_default()),
            (_, Some(id)) => self.requested(&method, id, params),
        }
    }

    /// Whether documents and settings are to be followed.
    fn started(&self) -> Option<&Started> {
        self.session.started().filter(|_| !self.is_shut_down)
    }

    /// tower-lsp sees an empty `initialize`, and its answer is replaced by ours: its types refuse
    /// values that they don't know and leave out fields that they don't know.
    fn initialize(&mut self, id: Id, params: &Value) -> Reply {
        let started = self.session.start(params);
        let result = capabilities::initialize_result(&started.capabilities, &self.session);
        let bare = build("initialize", Some(id), Some(json!({ "capabilities": {} })));
        let mut handling = self.inner.call(bare);
        let answered = poll_once(&mut handling).flatten();
        answer(answered.map(|response| match response.into_parts() {
            (id, Ok(_)) => Response::from_ok(id, result),
            (id, Err(error)) => Response::from_error(id, error),
        }))
    }

    fn notified(&mut self, method: &str, params: Option<Value>) -> Reply {
        let params = params.unwrap_or_else(|| json!({}));
        if self.started().is_none() {
            tracing::debug!(method, "too early or too late");
        } else if method == "initialized" {
            tokio::spawn(self.inner.call(build("initialized", None, Some(params))));
        } else if !self.follow(method, &params) {
            tracing::debug!(method, "an unknown notification");
        }
        answer(None)
    }

    /// Follows a notification that must keep its order; whether it was one.
    fn follow(&mut self, method: &str, params: &Value) -> bool {
        let Some(started) = self.session.started() else {
            return false;
        };
        let uri = from_proto::document_uri(params).unwrap_or_default();
        match method {
            "textDocument/didOpen" => self.documents.open(started, params),
            "textDocument/didChange" => self.documents.change(started, params),
            "textDocument/didSave" => self.documents.save(started, uri),
            "textDocument/didClose" => self.documents.close(started, uri),
            "textDocument/willSave" => {}
            guard::LOST => self.documents.lose(started, params["uri"].as_str()),
            "workspace/didChangeConfiguration" => {
                configure::changed(&self.session, params["settings"].clone());
            }
            _ => return handlers::follow(&self.session, started, method, params),
        }
        true
    }

    fn requested(&mut self, method: &str, id: Id, params: Option<Value>) -> Reply {
        if let Err(error) = self.admit(method, &id) {
            return refuse(Some(id), error);
        }
        let params = params.unwrap_or_else(|| json!({}));
        if let Some(started) = self.started() {
            handlers::at_arrival(&self.session, started, method, &params);
        }
        self.is_shut_down |= method == "shutdown";
        let arrival = self.documents.arrival(from_proto::document_uri(&params));
        let (name, params) = backend::route(method, params);
        let handling = self.inner.call(build(name, Some(id.clone()), params));
        let flag = arrival.cancelled();
        let task = tokio::spawn(arrival.scope(handling));
        let (cancel, cancelled) = oneshot::channel();
        let running = Running {
            cancel,
            cancelled: flag,
            task: task.abort_handle(),
        };
        self.running.insert(id.clone(), running);
        Box::pin(finish(id, task, cancelled))
    }

    /// Whether a request may go on. tower-lsp would look at the params of methods that it knows
    /// but nobody serves, and not answer `$/` at all.
    fn admit(&mut self, method: &str, id: &Id) -> Result<(), Error> {
        if !self.has_room() && method != "shutdown" {
            return Err(error(SERVER_CANCELLED, "too many requests are waiting"));
        }
        let waits = |running: &Running| !running.task.is_finished();
        if self.is_shut_down || self.running.get(id).is_some_and(waits) {
            return Err(Error::invalid_request());
        }
        if self.session.started().is_none() {
            return Err(error(NOT_INITIALIZED, "not initialized"));
        }
        if !backend::serves(method) {
            return Err(Error::method_not_found());
        }
        Ok(())
    }

    /// Whether one more request may wait; forgets those that are answered.
    fn has_room(&mut self) -> bool {
        if self.running.len() >= self.sweep_at {
            self.running
                .retain(|_, running| !running.task.is_finished());
            self.sweep_at = (2 * self.running.len()).clamp(64, OUTSTANDING);
        }
        self.running.len() < OUTSTANDING
    }

    /// The answer goes out at once, even when every handler is busy; tower-lsp forgets the request.
    fn cancel(&mut self, params: Value) -> Reply {
        let id = match &params["id"] {
            Value::String(id) => Id::String(id.clone()),
            id => id.as_i64().map_or(Id::Null, Id::Number),
        };
        if let Some(running) = self.running.remove(&id) {
            running.cancelled.store(true, Ordering::Release);
            let _ = running.cancel.send(());
            running.task.abort();
            let cancel = build("$/cancelRequest", None, Some(params));
            poll_once(&mut self.inner.call(cancel));
        }
        answer(None)
    }
}

/// The answer of a request's task, or that it was cancelled, or that it panicked.
async fn finish(
    id: Id,
    task: JoinHandle<Result<Option<Response>, ExitedError>>,
    cancelled: oneshot::Receiver<()>,
) -> Result<Option<Response>, Infallible> {
    let failed = |error| Ok(Some(Response::from_error(id.clone(), error)));
    tokio::select! {
        biased;
        done = task => match done {
            Ok(Ok(response)) => Ok(response),
            Err(error) if error.is_cancelled() => failed(Error::request_cancelled()),
            _ => failed(Error::internal_error()),
        },
        Ok(()) = cancelled => failed(Error::request_cancelled()),
    }
}

/// A message for the service.
pub(super) fn build(
    method: impl Into<std::borrow::Cow<'static, str>>,
    id: Option<Id>,
    params: Option<Value>,
) -> Request {
    let mut request = Request::build(method);
    if let Some(id) = id {
        request = request.id(id);
    }
    if let Some(params) = params {
        request = request.params(params);
    }
    request.finish()
}

/// Runs what is known to be done without waiting.
fn poll_once(handling: &mut Handling) -> Option<Option<Response>> {
    let mut nobody = Context::from_waker(Waker::noop());
    match handling.as_mut().poll(&mut nobody) {
        Poll::Ready(Ok(response)) => Some(response),
        _ => None,
    }
}

fn error(code: i64, message: &'static str) -> Error {
    let mut error = Error::new(ErrorCode::ServerError(code));
    error.message = message.into();
    error
}

fn answer(response: Option<Response>) -> Reply {
    Box::pin(std::future::ready(Ok(response)))
}

fn refuse(id: Option<Id>, error: Error) -> Reply {
    answer(id.map(|id| Response::from_error(id, error)))
}
