//! Leaving: an `exit` that exits, whatever else is going on, and panics that keep quiet.
//!
//! The only room from which the process is ended.
use std::{
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use super::session::Session;

/// What is on its way to stdout gets this long.
const GRACE: Duration = Duration::from_millis(50);

/// The engine gets this long to let go of its store.
const STOP: Duration = Duration::from_millis(150);

/// Requests that still run when stdin ends get this long.
const DRAIN: Duration = Duration::from_secs(2);

/// Ends the process soon, on threads of its own: the runtime may be stuck, and stdin stay open.
pub(super) fn soon(session: &Arc<Session>, code: i32) {
    let begun = Instant::now();
    let session = session.clone();
    let (stopped, wait) = mpsc::channel();
    thread::spawn(move || {
        session.stop();
        let _ = stopped.send(());
    });
    thread::spawn(move || {
        let _ = wait.recv_timeout(STOP);
        thread::sleep(GRACE.saturating_sub(begun.elapsed()));
        end(code);
    });
}

/// stdin has ended: requests that are running may finish, but not for ever.
pub(super) fn when_drained(session: &Arc<Session>) {
    let session = session.clone();
    thread::spawn(move || {
        thread::sleep(DRAIN);
        soon(&session, 0);
    });
}

#[allow(clippy::disallowed_methods)] // its room
fn end(code: i32) {
    std::process::exit(code);
}

/// A panic's message can quote the user's text: only its place is told.
pub fn hush_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            tracing::error!("a bug: panic at {}:{}", place.file(), place.line());
        }
    }));
}
