//! The protocol: the only place that names tower-lsp, and a thin translator round the engine.
//!
//! stdin → [`guard`] (only whole, decodable messages) → tower-lsp's transport → [`order`] (what
//! must happen in arrival order happens here, at arrival) → tower-lsp's router → [`handlers`].
//! tower-lsp keeps the life cycle, the routing and the requests to the client; params and results
//! stay raw JSON, as its types know neither LSP 3.18 nor what some clients send.
//!
//! Never writes to stdout but through tower-lsp. Never puts a user's text into a log or an error.
mod arrival;
mod ask;
mod backend;
mod beside;
mod capabilities;
mod configure;
mod documents;
mod from_proto;
mod guard;
mod handlers;
mod leave;
mod notices;
mod order;
mod resident;
mod session;
mod to_proto;

use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, Result};
use tokio::runtime::{Builder, Runtime};
use tower_lsp::Server;

pub use leave::hush_panics;
use order::Ordered;
pub use resident::{Answer, Joined, JoinedRow, Resident, Says, View, asked_for_evidence};
use session::Session;

/// More requests than the ordering service lets wait: tower-lsp must never stop reading.
const CONCURRENCY: usize = order::OUTSTANDING + 1;

/// Bytes on their way from the guard to tower-lsp.
const PIPE: usize = 256 * 1024;

/// Serves one client over stdin and stdout until it leaves. A companion has no lists and learns nothing
/// from what is open: a proxy in the same editor does.
pub fn serve(is_companion: bool) -> Result<ExitCode> {
    leave::hush_panics();
    let runtime = runtime()?;
    let session = runtime.block_on(run(is_companion));
    session.stop();
    // Work that still runs is nobody's any more.
    runtime.shutdown_background();
    Ok(ExitCode::SUCCESS)
}

/// Handlers run on its workers; the wire is served by the thread that blocks on it, so that no
/// handler can stall it.
pub fn runtime() -> Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(4, usize::from);
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(cores.clamp(2, 8)).enable_all();
    builder.build().context("can't start the server's threads")
}

async fn run(is_companion: bool) -> Arc<Session> {
    let (service, socket) = backend::build(is_companion);
    let session = service.inner().session.clone();
    let (near, far) = tokio::io::duplex(PIPE);
    let reading = async {
        guard::pump(tokio::io::stdin(), near).await;
        leave::when_drained(&session);
    };
    let server = Server::new(far, tokio::io::stdout(), socket).concurrency_level(CONCURRENCY);
    let serving = server.serve(Ordered::new(service));
    tokio::join!(reading, serving);
    session
}
