//! What both directions share: the way to the editor, the way to the learner, and which answers are waited
//! for.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::sync::{
    mpsc::{Sender, UnboundedSender},
    oneshot,
};

use super::{counters::Counters, ranker::Ranker, tag::Tagged, tap::Tap};
use crate::config;

/// So long a list may take us, from the server's last byte on; the rest of ten milliseconds is for the way.
const LIMIT: u64 = 9;

/// How our own requests' ids begin.
pub(super) const OWN: &str = "habitus:";

/// Requests whose answers are looked at.
const WAITING: usize = 1024;

/// Lists that may be awaited at a time, each by a thread; the oldest give way.
const LISTS: usize = 32;

/// Bytes for the editor, none at the end; with a list, when the server's last byte came.
pub(super) type Said = (Vec<u8>, Option<Instant>);

/// A request whose answer is looked at when it comes.
pub(super) enum Waiting {
    /// `initialize`, with its params.
    Greeting(Value),
    /// A list.
    List(oneshot::Receiver<Option<Ranker>>),
    /// A list that gave way to others.
    Late,
    /// An item of a list that we wrote.
    Item(Box<Tagged>, oneshot::Receiver<String>),
}

/// See the module.
pub(super) struct Line {
    pub counters: Counters,
    /// The server's name.
    pub server: String,
    /// The id of our command.
    pub command: String,
    /// How long what we add to an answer may take.
    pub limit: Duration,
    editor: Sender<Said>,
    turn: tokio::sync::Mutex<()>,
    taps: UnboundedSender<Tap>,
    /// By the id as it is written.
    waiting: Mutex<HashMap<String, Waiting>>,
    /// Ids of lists, the oldest first.
    lists: Mutex<VecDeque<String>>,
    /// The server's questions about settings.
    asked: Mutex<HashSet<String>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An id as it is written by all: some escape what others don't.
fn key(id: &str) -> Cow<'_, str> {
    let plain = id.contains('\\').then(|| serde_json::from_str::<Value>(id));
    plain.map_or(id.into(), |id| id.unwrap_or_default().to_string().into())
}

impl Line {
    pub(super) fn new(
        editor: Sender<Said>,
        taps: UnboundedSender<Tap>,
        server: String,
        command: String,
    ) -> Line {
        Line {
            counters: Counters::default(),
            server,
            command,
            limit: Duration::from_millis(config::list_limit().unwrap_or(LIMIT)),
            editor,
            turn: tokio::sync::Mutex::default(),
            taps,
            waiting: Mutex::default(),
            lists: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// Says something of ours to the editor, where a message of the server's doesn't go on.
    pub(super) async fn say(&self, bytes: Vec<u8>) {
        let _turn = self.turn().await;
        self.pass(bytes, None).await;
    }

    /// Until it is dropped nobody else says anything: a long message goes in pieces.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Whether the editor is behind with reading.
    pub(super) fn is_full(&self) -> bool {
        self.editor.capacity() == 0
    }

    /// What the one says whose turn it is.
    pub(super) async fn pass(&self, bytes: Vec<u8>, came: Option<Instant>) {
        if !bytes.is_empty() {
            // Nobody there: then nobody misses it.
            let _ = self.editor.send((bytes, came)).await;
        }
    }

    /// Nothing more is said to the editor.
    pub(super) async fn end(&self) {
        let _ = self.editor.send((Vec::new(), None)).await;
    }

    /// Tells the learner.
    pub(super) fn tap(&self, tap: Tap) {
        let _ = self.taps.send(tap);
    }

    /// Looks at the answer to a request. One that never comes is forgotten at last.
    pub(super) fn wait_for(&self, id: &str, waiting: Waiting) {
        let id = key(id);
        if matches!(waiting, Waiting::List(_)) {
            let mut lists = lock(&self.lists);
            lists.push_back(id.to_string());
            if let Some(oldest) = (lists.len() > LISTS).then(|| lists.pop_front()).flatten() {
                lock(&self.waiting).insert(oldest, Waiting::Late);
            }
        }
        let mut all = lock(&self.waiting);
        if all.len() >= WAITING {
            all.retain(|_, waiting| matches!(waiting, Waiting::Greeting(_)));
        }
        all.insert(id.into_owned(), waiting);
    }

    /// What an answer was waited for, or is no more.
    pub(super) fn waited(&self, id: &str) -> Option<Waiting> {
        let id = key(id);
        lock(&self.lists).retain(|list| *list != id);
        lock(&self.waiting).remove(&*id)
    }

    /// The server asks for settings.
    pub(super) fn asks_for_settings(&self, id: &str) {
        let mut asked = lock(&self.asked);
        if asked.len() >= WAITING {
            asked.clear();
        }
        asked.insert(key(id).into_owned());
    }

    /// Whether it asked for them in this request.
    pub(super) fn asked_for_settings(&self, id: &str) -> bool {
        lock(&self.asked).remove(&*key(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc::{channel, unbounded_channel};

    fn line() -> Line {
        let ((editor, _), (taps, _)) = (channel(1), unbounded_channel());
        Line::new(editor, taps, "server".to_owned(), "command".to_owned())
    }

    #[test]
    fn an_id_is_the_same_however_it_is_escaped() {
        let line = line();
        line.wait_for(r#""a\/b\u00e9""#, Waiting::Greeting(Value::Null));
        assert!(line.waited(r#""a/b""#).is_none());
        assert!(line.waited("\"a/b\u{e9}\"").is_some());
        assert!(line.waited("\"a/b\u{e9}\"").is_none());
    }

    #[test]
    fn the_oldest_lists_give_way_and_nothing_else_does() {
        let line = line();
        let list = || Waiting::List(oneshot::channel().1);
        line.wait_for("0", Waiting::Greeting(Value::Null));
        (1..=LISTS).for_each(|id| line.wait_for(&id.to_string(), list()));
        assert!(line.waited("2").is_some());
        line.wait_for("100", list());
        line.wait_for("101", list());
        let is_late = |id: &str| matches!(line.waited(id), Some(Waiting::Late));
        let late = ["0", "1", "3", "100", "101"].map(is_late);
        assert_eq!(late, [false, true, false, false, false]);
        assert!(line.waited("1").is_none() && line.waited("4").is_some());
    }
}
