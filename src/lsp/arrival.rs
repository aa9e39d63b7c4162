//! What a request finds at the moment of its arrival. Handlers see this and nothing newer, so that
//! a later change can't overtake an earlier question.
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Semaphore;
use tower_lsp::jsonrpc::{Error, Result};

use crate::{engine::Document, text::Text};

/// Works on the processor at the same time; others wait without holding a thread.
static AT_WORK: Semaphore = Semaphore::const_new(4);

tokio::task_local! {
    static ARRIVAL: Arrival;
}

/// A request's view of the world.
#[derive(Clone, Default)]
pub(super) struct Arrival {
    /// The document that it asks about, if it is served.
    pub document: Option<Document>,
    /// The same document's text and version, served or not.
    pub text: Option<(Arc<Text>, i32)>,
    cancelled: Arc<AtomicBool>,
}

impl Arrival {
    /// That of the request that is being handled.
    pub(super) fn current() -> Arrival {
        ARRIVAL.try_with(Arrival::clone).unwrap_or_default()
    }

    /// Handles a request under this view.
    pub(super) async fn scope<F: Future>(self, handling: F) -> F::Output {
        ARRIVAL.scope(self, handling).await
    }

    /// The flag that long work looks at; raised when nobody waits for its result any more.
    pub(super) fn cancelled(&self) -> Arc<AtomicBool> {
        self.cancelled.clone()
    }
}

/// Raises the flag when the request's future is dropped.
struct RaiseOnDrop(Arc<AtomicBool>);

impl Drop for RaiseOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Long or blocking work, off the threads that serve short requests.
pub(super) async fn work<T: Send + 'static>(
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> Result<T> {
    let cancelled = Arrival::current().cancelled();
    let _raise = RaiseOnDrop(cancelled.clone());
    let permit = AT_WORK.acquire().await;
    let working = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work(&cancelled)
    });
    working.await.map_err(|_| Error::internal_error())
}
