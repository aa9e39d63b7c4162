//! Whether another server serves the same editor: is there one among the processes that our own parent
//! started? Looked at every few seconds, never on the path from a key to a list. Reads names of
//! processes on Linux, and nothing elsewhere; keeps nothing.

use std::{sync::Arc, time::Duration};

use super::session::Session;
use crate::engine::Beside;

/// Between two looks.
const AGAIN: Duration = Duration::from_secs(3);

/// Looks for as long as the session lasts.
pub(super) async fn watch(session: Arc<Session>) {
    loop {
        let Some(started) = session.started() else {
            return;
        };
        if started.settings.load().beside == Beside::Auto {
            let seen = tokio::task::spawn_blocking(is_there).await;
            started.engine.stand_beside(seen.unwrap_or(false));
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// The other's name; the system tells the first 15 bytes of a process's.
#[cfg(target_os = "linux")]
const NAME: &str = "rust-analyzer";

#[cfg(target_os = "linux")]
fn is_there() -> bool {
    let parent = std::os::unix::process::parent_id();
    let Ok(threads) = std::fs::read_dir(format!("/proc/{parent}/task")) else {
        return false;
    };
    let children = threads
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    children
        .into_iter()
        .any(|pids| pids.split_whitespace().any(is_one))
}

/// Its name, as some systems wrap it (`.rust-analyzer-wrapped`), or the program that a loader runs.
#[cfg(target_os = "linux")]
fn is_one(pid: &str) -> bool {
    let read = |what: &str| std::fs::read_to_string(format!("/proc/{pid}/{what}"));
    let is_name = |name: &str| name.trim().trim_start_matches('.').starts_with(NAME);
    let base = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let program = |line: String| {
        let mut words = line.split('\0').map(base);
        let first = words.next().unwrap_or_default();
        first == NAME || first.starts_with("ld-") && words.any(|word| word == NAME)
    };
    read("comm").is_ok_and(|name| is_name(&name)) || read("cmdline").is_ok_and(program)
}

#[cfg(not(target_os = "linux"))]
fn is_there() -> bool {
    false
}
