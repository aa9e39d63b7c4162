//! One list in the learned order. What we know of the place is ranked while the server thinks; once its list
//! is there, that is read, put in its place and written. In a thread of its own, for it waits in between.

use std::{
    cell::OnceCell,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use tokio::{
    sync::oneshot::{self, error::TryRecvError},
    task::JoinHandle,
    time::timeout_at,
};

use super::{counters::Fate, frames::frame, list::Reply};
use crate::lsp::View;

/// See the module.
pub(super) struct Ranker {
    give: oneshot::Sender<Came>,
    work: JoinHandle<()>,
}

/// The server's list.
struct Came {
    message: Arc<Vec<u8>>,
    /// Where its body begins.
    start: usize,
    /// Whoever sets it first decides what the editor gets: we have the list, or it is too late.
    decided: Arc<AtomicBool>,
    answer: oneshot::Sender<Vec<u8>>,
}

/// One begins at a time: of a hundred lists that are asked for and cancelled the last one counts, and who
/// comes to its turn too late doesn't begin.
static AHEAD: Mutex<()> = Mutex::new(());

impl Ranker {
    /// Begins with what is known before the server's list is.
    pub(super) fn begin(view: View) -> Ranker {
        let (give, given) = oneshot::channel();
        let work = tokio::task::spawn_blocking(move || work(&view, given));
        Ranker { give, work }
    }

    /// The message anew; none where it is to stay as it is, or isn't there by `end`.
    pub(super) async fn rank(
        self,
        message: &Arc<Vec<u8>>,
        start: usize,
        end: Instant,
    ) -> (Fate, Option<Vec<u8>>) {
        let (answer, mut answered) = oneshot::channel();
        let decided = Arc::new(AtomicBool::new(false));
        let came = Came {
            message: message.clone(),
            start,
            decided: decided.clone(),
            answer,
        };
        // Where it doesn't wait any more it found nothing to do, or panicked.
        let answer = match self.give.send(came) {
            Ok(()) => match timeout_at(end.into(), &mut answered).await {
                Err(_) if !decided.swap(true, Ordering::AcqRel) => return (Fate::FailedOpen, None),
                Err(_) => answered.await,
                Ok(answer) => answer,
            }
            .ok(),
            Err(_) => None,
        };
        match answer {
            Some(_) => (Fate::Ranked, answer),
            None if self.work.await.is_ok() => (Fate::Unchanged, None),
            None => (Fate::FailedOpen, None),
        }
    }
}

fn work(view: &View, mut given: oneshot::Receiver<Came>) {
    let turn = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    let early = given.try_recv();
    if matches!(early, Err(TryRecvError::Closed)) {
        return;
    }
    let (mut rest, message, reply) = (None, OnceCell::new(), OnceCell::new());
    let theirs = || {
        drop(turn);
        let came = early.or_else(|_| given.blocking_recv()).ok()?;
        rest = Some((came.decided, came.answer));
        let message: &Arc<Vec<u8>> = message.get_or_init(|| came.message);
        let read = Reply::read(std::str::from_utf8(&message[came.start..]).ok()?)?;
        Some(reply.get_or_init(|| read).theirs())
    };
    let joined = view
        .join(theirs)
        .filter(|(joined, _)| !joined.rows.is_empty());
    let (Some((joined, merge)), Some(reply), Some((decided, answer))) = (joined, reply.get(), rest)
    else {
        return;
    };
    let answered = frame(reply.write(&joined, message.get().map_or(0, |message| message.len())));
    if !decided.swap(true, Ordering::AcqRel) {
        view.shown(&merge);
        let _ = answer.send(answered);
    }
}
