//! `habitus demo`: shows on real source, in half a minute, what learning saves.
use std::{
    io::Write,
    path::PathBuf,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::{Context, Result};

use crate::demo::{self, Demo, WORDS};

/// Types real source into the real server, with and without learning, and prints what each saves.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// A folder with Rust files; without it, the source of a crate that cargo has downloaded.
    path: Option<PathBuf>,

    /// About how many names to complete.
    #[arg(long, value_name = "N", default_value_t = WORDS, hide = true)]
    words: usize,
}

/// Runs it: 0, or 1 if it was stopped; with nothing to type, or a fault, an error.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let stop = Arc::new(AtomicBool::new(false));
    watch_signals(stop.clone())?;
    let demo = Demo {
        path: args.path.as_deref(),
        server: std::env::current_exe().context("can't find this program")?,
        words: args.words,
        stop: &stop,
    };
    let result = demo::run(&demo, out);
    if stop.load(Ordering::Relaxed) {
        super::print::warn("stopped; nothing is left behind");
        return Ok(ExitCode::FAILURE);
    }
    result.map(|()| ExitCode::SUCCESS)
}

/// Ctrl-C and a polite kill end the typing, so that everything is tidied up on the way out.
fn watch_signals(stop: Arc<AtomicBool>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    std::thread::spawn(move || {
        runtime.block_on(signaled());
        stop.store(true, Ordering::Relaxed);
    });
    Ok(())
}

#[cfg(unix)]
async fn signaled() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = kinds.map(signal) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signaled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
