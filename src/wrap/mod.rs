//! A proxy round another language server: the editor talks to it as to that server, and its lists come in
//! the order that is learned here. Frames, not types: what isn't ours goes on byte for byte and in its
//! order, both ways, whatever it is; so it needn't know the other's protocol and works for any server.
//!
//! The learner is told what goes past ([`tap`]), and never stands in the way: whatever it fails to do in ten
//! milliseconds is left undone, and the editor gets what the server sent.
mod counters;
mod editor;
mod frames;
mod greeting;
mod json;
mod line;
mod list;
mod pipes;
mod ranker;
mod server;
pub mod shim;
mod tag;
mod tap;
mod target;

use std::{ffi::OsString, io::Write, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use tokio::{
    process::{Child, Command},
    sync::{
        mpsc::{Receiver, channel, unbounded_channel},
        oneshot,
    },
};

use crate::lsp::{self, Resident};
use line::{Line, Said};
use tap::Tap;

/// Messages on their way to the editor.
const ON_THE_WAY: usize = 64;

/// What a server that has ended may still have in its pipe.
const DRAIN: Duration = Duration::from_millis(500);

/// A server that is told to end, or has closed its output, gets this long to do so.
const GRACE: Duration = Duration::from_secs(1);

/// The learner gets this long to let go of its store.
const STOP: Duration = Duration::from_millis(90);

/// Wraps a server until it ends; its exit code is ours.
pub fn wrap(command: &[OsString]) -> Result<ExitCode> {
    let Some((program, args)) = command.split_first() else {
        bail!("name the server to be wrapped");
    };
    let program = target::find(program)?;
    lsp::hush_panics();
    let runtime = lsp::runtime()?;
    let code = runtime.block_on(async {
        let child = Command::new(&program)
            .args(args)
            .env(target::GUARD, "1")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn();
        let child = child.with_context(|| format!("can't start {}", program.display()))?;
        let name = program.file_name().unwrap_or_default();
        run(child, name.to_string_lossy().into_owned()).await
    });
    // A read of stdin may never end.
    runtime.shutdown_background();
    code
}

async fn run(mut child: Child, server: String) -> Result<ExitCode> {
    let (Some(to_server), Some(from_server)) = (child.stdin.take(), child.stdout.take()) else {
        bail!("no pipes to the server");
    };
    pipes::widen(&from_server);
    pipes::widen(&std::io::stdout());
    let (resident, says) = Resident::start();
    let (to_editor, for_editor) = channel(ON_THE_WAY);
    let (taps, tapped) = unbounded_channel();
    let line = Line::new(
        to_editor,
        taps,
        server,
        resident.accepted_command().to_owned(),
    );
    let line = Arc::new(line);
    let listening = tap::listen(resident, says, tapped, line.clone());
    let far = line.clone();
    let writing = tokio::task::spawn_blocking(move || write(for_editor, &far));
    tokio::spawn(listening);
    let near = line.clone();
    // When the editor closes its end, so does this for the server.
    tokio::spawn(async move { editor::pump(&near, tokio::io::stdin(), to_server).await });
    let far = line.clone();
    let mut reading = tokio::spawn(async move { server::pump(&far, from_server).await });
    let (status, is_told) = tokio::select! {
        status = child.wait() => (status.context("the server can't be waited for")?, false),
        // It ends, as a rule. One that says nothing any more is of no use, though it may live on.
        _ = &mut reading => match tokio::time::timeout(GRACE, child.wait()).await {
            Ok(status) => (status.context("the server can't be waited for")?, false),
            Err(_) => (ended(&mut child).await?, false),
        },
        () = told_to_end() => (ended(&mut child).await?, true),
    };
    // What it said before its end: as long as it comes, and as the editor reads on.
    while !reading.is_finished() && (!is_told || !line.is_full()) {
        let before = line.counters.bytes();
        let waited = tokio::time::timeout(DRAIN, &mut reading).await;
        let is_stuck = line.counters.bytes() == before && !line.is_full();
        if waited.is_ok() || is_stuck {
            break;
        }
    }
    let (stopped, stop) = oneshot::channel();
    line.tap(Tap::Stop(stopped));
    let _ = tokio::time::timeout(STOP, stop).await;
    tracing::info!(counted = %line.counters.json(), "over");
    line.end().await;
    match is_told {
        true => drop(tokio::time::timeout(DRAIN, writing).await),
        false => drop(writing.await),
    }
    Ok(ExitCode::from(code(status)))
}

/// Tells a server to end as we are told, and ends it where it doesn't.
async fn ended(child: &mut Child) -> Result<std::process::ExitStatus> {
    #[cfg(unix)]
    if let Some(pid) = child
        .id()
        .and_then(|id| rustix::process::Pid::from_raw(id as i32))
    {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        if let Ok(status) = tokio::time::timeout(GRACE, child.wait()).await {
            return status.context("the server can't be waited for");
        }
    }
    child.start_kill().context("the server can't be ended")?;
    child.wait().await.context("the server can't be waited for")
}

/// The only one who writes to the editor; in a thread of its own, for that takes no copy and no hop.
fn write(mut said: Receiver<Said>, line: &Line) {
    let mut out = std::io::stdout().lock();
    while let Some((bytes, came)) = said.blocking_recv() {
        if bytes.is_empty() {
            return;
        }
        if out.write_all(&bytes).is_err() || out.flush().is_err() {
            return;
        }
        if let Some(came) = came {
            line.counters.listed(came);
        }
    }
}

/// A fault of ours costs what we would have done with a message.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// An exit code as a shell tells it: of one that a signal ended, 128 more than its number.
fn code(status: std::process::ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return (128 + signal) as u8;
    }
    status.code().unwrap_or(1) as u8
}

/// Whoever ends us means the server, too.
#[cfg(unix)]
async fn told_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut end), Ok(mut interrupt), Ok(mut hangup)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        signal(SignalKind::hangup()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = end.recv() => {}
        _ = interrupt.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(not(unix))]
async fn told_to_end() {
    std::future::pending().await
}
