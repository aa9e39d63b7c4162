//! Both directions of one server's stdio, on threads of their own, shared by all who talk to it.
use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, Write},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
        mpsc::{Sender, channel},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::wire;
use crate::text::Encoding;

/// The server answered a request with an error.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refused {
    /// JSON-RPC's number.
    pub code: i64,
    /// What the server says.
    pub message: String,
}

#[derive(Default)]
struct Inbox {
    replies: HashMap<i64, Value>,
    /// Notifications and requests of the server, in order, and replies that belong to nobody.
    messages: Vec<Value>,
    closed: bool,
    muted: HashSet<String>,
    settings: Value,
    /// The same for what lies at or below a URI.
    scoped: HashMap<String, Value>,
    encoding: Option<Encoding>,
}

struct Shared {
    inbox: Mutex<Inbox>,
    arrived: Condvar,
    outgoing: Mutex<Option<Sender<Vec<u8>>>>,
    next_id: AtomicI64,
}

/// A running server, as those see it who talk to it. Clones share it.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
    limit: Duration,
}

impl Connection {
    /// Starts the threads that read and write.
    pub(super) fn start(
        mut reader: impl BufRead + Send + 'static,
        mut writer: impl Write + Send + 'static,
    ) -> Connection {
        let (outgoing, lines) = channel::<Vec<u8>>();
        let connection = Connection {
            shared: Arc::new(Shared {
                inbox: Mutex::default(),
                arrived: Condvar::new(),
                outgoing: Mutex::new(Some(outgoing)),
                next_id: AtomicI64::new(1),
            }),
            limit: Duration::from_secs(30),
        };
        std::thread::spawn(move || {
            for bytes in lines {
                if writer
                    .write_all(&bytes)
                    .and_then(|()| writer.flush())
                    .is_err()
                {
                    break;
                }
            }
        });
        let own = connection.clone();
        std::thread::spawn(move || {
            while let Ok(Some(message)) = wire::read(&mut reader) {
                own.receive(message);
            }
            own.inbox().closed = true;
            own.shared.arrived.notify_all();
        });
        connection
    }

    /// How long any wait may take; 30 s unless told.
    pub fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        let inbox = self.shared.inbox.lock();
        inbox.unwrap_or_else(PoisonError::into_inner)
    }

    fn receive(&self, message: Value) {
        let mut inbox = self.inbox();
        let method = message["method"].as_str().map(str::to_owned);
        match (method, message["id"].as_i64()) {
            (None, Some(id)) => {
                inbox.replies.insert(id, message);
            }
            (Some(method), _) if !message["id"].is_null() => {
                let answer = (!inbox.muted.contains(&method))
                    .then(|| answer(&method, &message["params"], &inbox));
                let id = message["id"].clone();
                inbox.messages.push(message);
                drop(inbox);
                if let Some(answer) = answer {
                    let _ = self.answer(id, answer);
                }
            }
            _ => inbox.messages.push(message),
        }
        self.shared.arrived.notify_all();
    }

    /// Waits until `pick` finds what it looks for.
    fn wait_until<T>(
        &self,
        what: &str,
        mut pick: impl FnMut(&mut Inbox) -> Option<T>,
    ) -> Result<T> {
        let end = Instant::now() + self.limit;
        let mut inbox = self.inbox();
        loop {
            if let Some(found) = pick(&mut inbox) {
                return Ok(found);
            }
            if inbox.closed {
                bail!("the server closed its output; waited for {what}");
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                bail!("waited {:?} for {what}", self.limit);
            }
            let woken = self.shared.arrived.wait_timeout(inbox, left);
            inbox = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Writes these bytes as they are.
    pub fn write_raw(&self, bytes: &[u8]) -> Result<()> {
        let outgoing = self.shared.outgoing.lock();
        let outgoing = outgoing.unwrap_or_else(PoisonError::into_inner);
        let sender = outgoing.as_ref().context("stdin is closed")?;
        sender.send(bytes.to_vec()).context("the server is gone")
    }

    /// Writes one frame round these bytes, whatever they are.
    pub fn write_frame(&self, body: &[u8]) -> Result<()> {
        self.write_raw(&wire::frame(body))
    }

    fn write(&self, message: &Value) -> Result<()> {
        self.write_frame(message.to_string().as_bytes())
    }

    /// Ends the server's stdin, once all is written.
    pub fn close_stdin(&self) {
        let outgoing = self.shared.outgoing.lock();
        outgoing.unwrap_or_else(PoisonError::into_inner).take();
    }

    /// A notification.
    pub fn notify(&self, method: &str, params: Value) -> Result<()> {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Sends a request and doesn't wait: its id, for [`Connection::reply`].
    pub fn send(&self, method: &str, params: Value) -> Result<i64> {
        let id = self.fresh_id();
        self.send_as(id, method, params)?;
        Ok(id)
    }

    /// An id that no request had yet.
    pub fn fresh_id(&self) -> i64 {
        self.shared.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// [`Connection::send`] under this id.
    pub fn send_as(&self, id: i64, method: &str, params: Value) -> Result<()> {
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.write(&message)
    }

    /// The whole reply to a request that was sent, error or not.
    pub fn reply(&self, id: i64) -> Result<Value> {
        self.wait_until("a reply", |inbox| inbox.replies.remove(&id))
    }

    /// The reply to this request, if it is here already.
    pub fn reply_now(&self, id: i64) -> Option<Value> {
        self.inbox().replies.remove(&id)
    }

    /// A request and its result; an error reply is a [`Refused`].
    pub fn request(&self, method: &str, params: Value) -> Result<Value> {
        let id = self.send(method, params)?;
        let mut reply = self.reply(id).with_context(|| method.to_owned())?;
        match reply.get("error") {
            None => Ok(reply["result"].take()),
            Some(error) => Err(Refused {
                code: error["code"].as_i64().unwrap_or(0),
                message: error["message"].as_str().unwrap_or("").to_owned(),
            }
            .into()),
        }
    }

    /// Cancels a request that was sent.
    pub fn cancel(&self, id: i64) -> Result<()> {
        self.notify("$/cancelRequest", json!({ "id": id }))
    }

    /// Waits for a notification or request of the server that satisfies `is`; those that came
    /// before the call count too. `is` must not call the connection.
    pub fn wait_for(&self, what: &str, is: impl Fn(&Value) -> bool) -> Result<Value> {
        self.wait_for_nth(what, 0, is)
    }

    /// [`Connection::wait_for`] the one that `n` others came before.
    pub fn wait_for_nth(&self, what: &str, n: usize, is: impl Fn(&Value) -> bool) -> Result<Value> {
        self.wait_until(what, |inbox| {
            inbox.messages.iter().filter(|m| is(m)).nth(n).cloned()
        })
    }

    /// All notifications and requests that the server sent so far.
    pub fn messages(&self) -> Vec<Value> {
        self.inbox().messages.clone()
    }

    /// From now on requests of this method are recorded but not answered.
    pub fn mute(&self, method: &str) {
        self.inbox().muted.insert(method.to_owned());
    }

    /// Answers a request of the server.
    pub fn answer(&self, id: Value, result: Value) -> Result<()> {
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
    }

    /// What `workspace/configuration` is answered from: an object of sections.
    pub fn set_settings(&self, settings: Value) {
        self.inbox().settings = settings;
    }

    /// The same where it is asked for a folder.
    pub fn set_settings_of(&self, uri: &str, settings: Value) {
        self.inbox().scoped.insert(uri.to_owned(), settings);
    }

    /// What the server chose at `initialize`.
    pub fn encoding(&self) -> Encoding {
        self.inbox().encoding.unwrap_or(Encoding::Utf16)
    }

    pub(super) fn set_encoding(&self, name: Option<&str>) {
        self.inbox().encoding = Some(match name {
            Some("utf-8") => Encoding::Utf8,
            Some("utf-32") => Encoding::Utf32,
            _ => Encoding::Utf16,
        });
    }
}

fn answer(method: &str, params: &Value, inbox: &Inbox) -> Value {
    let section = |item: &Value| {
        let scope = item["scopeUri"].as_str();
        let settings = scope.and_then(|uri| inbox.scoped.get(uri));
        let settings = settings.unwrap_or(&inbox.settings);
        match item["section"].as_str() {
            Some(name) => settings[name].clone(),
            None => settings.clone(),
        }
    };
    match method {
        "workspace/configuration" => params["items"]
            .as_array()
            .map(|items| items.iter().map(section).collect::<Vec<_>>())
            .into(),
        "workspace/applyEdit" => json!({ "applied": false }),
        _ => Value::Null,
    }
}
