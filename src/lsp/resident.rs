//! A server without a wire: it lives in the process of a proxy, which tells it what the editor says and
//! carries what it says itself. The same session, documents and order as behind a wire; only the lists
//! are made together with another server's.
use std::{pin::Pin, sync::Arc};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::{
    ClientSocket,
    jsonrpc::{Error, Id, Response},
};
use tower_service::Service;

use super::{
    backend, from_proto, guard,
    handlers::completion::is_asked_for,
    order::{self, Ordered},
    session::{Session, Started},
    to_proto,
};
use crate::{
    engine::{Document, List, Merge, Merged, Slip, Their},
    text::Position,
};

/// What it says to the editor: notifications, and requests under ids of its own.
pub type Says = UnboundedReceiver<Value>;

/// An answer that is being made; none where the message wants none.
pub type Answer = Pin<Box<dyn Future<Output = Option<Value>> + Send>>;

/// See the module.
pub struct Resident {
    ordered: Ordered,
    session: Arc<Session>,
    replies: UnboundedSender<Response>,
}

impl Resident {
    /// Within a runtime: its tasks run there.
    pub fn start() -> (Resident, Says) {
        let (service, socket) = backend::build(false);
        let session = service.inner().session.clone();
        let (say, says) = unbounded_channel();
        let (replies, replied) = unbounded_channel();
        tokio::spawn(carry(socket, say, replied));
        let ordered = Ordered::new(service);
        let resident = Resident {
            ordered,
            session,
            replies,
        };
        (resident, says)
    }

    /// The id under which items are reported as accepted.
    pub fn accepted_command(&self) -> &str {
        &self.session.accepted_command
    }

    /// Takes what the editor sent, in the order in which it came. What can't be read costs what it
    /// said, as behind a wire.
    pub fn hear(&mut self, body: &[u8]) -> Option<Answer> {
        let mut messages = match guard::decoded(body) {
            Some(messages) => messages,
            None => guard::loss(body).into_iter().collect(),
        };
        let message = messages.pop()?;
        self.take(serde_json::from_slice(&message).ok()?)
    }

    /// The same of one that is read already.
    pub fn take(&mut self, mut message: Value) -> Option<Answer> {
        let method = message["method"].as_str()?.to_owned();
        let id = id(&message["id"]);
        let params = Some(message["params"].take()).filter(|params| !params.is_null());
        let answering = self.ordered.call(order::build(method, id.clone(), params));
        id.map(|_| -> Answer {
            Box::pin(async move {
                let response = answering.await.ok().flatten()?;
                serde_json::to_value(response).ok()
            })
        })
    }

    /// The editor's reply to a request of its own.
    pub fn reply(&self, mut reply: Value) {
        let Some(id) = id(&reply["id"]) else { return };
        let response = match reply["error"].as_object() {
            Some(_) => Response::from_error(id, Error::internal_error()),
            None => Response::from_ok(id, reply["result"].take()),
        };
        let _ = self.replies.send(response);
    }

    /// What a list that is asked for now may be made of; none where none of ours belongs there.
    pub fn view(&self, params: &Value) -> Option<View> {
        let started = self.session.started()?;
        let position = from_proto::position(&params["position"])?;
        let uri = from_proto::document_uri(params);
        let document = self.ordered.document(uri)?;
        let offset = document
            .text
            .offset(position, started.capabilities.encoding);
        let is_asked = is_asked_for(&params["context"], &document.text.as_str()[..offset]);
        is_asked.then(|| View {
            session: self.session.clone(),
            document,
            position,
        })
    }

    /// Keeps with the projects how the proxy fares; the slip is made of the time.
    pub fn wrapped(&self, slip: impl FnOnce(u64) -> Slip) {
        if let Some(started) = self.session.started() {
            started.engine.wrapped(slip(started.engine.now()));
        }
    }

    /// Lets the engine put away what it learned.
    pub fn stop(&self) {
        self.session.stop();
    }
}

/// Between tower-lsp's end and the proxy's.
async fn carry(
    mut socket: ClientSocket,
    say: UnboundedSender<Value>,
    mut replied: UnboundedReceiver<Response>,
) {
    loop {
        tokio::select! {
            said = socket.next() => {
                let Some(said) = said.and_then(|said| serde_json::to_value(said).ok()) else { return };
                if say.send(said).is_err() {
                    return;
                }
            }
            reply = replied.recv() => {
                let Some(reply) = reply else { return };
                if socket.send(reply).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn id(value: &Value) -> Option<Id> {
    match value {
        Value::String(id) => Some(Id::String(id.clone())),
        id => id.as_i64().map(Id::Number),
    }
}

/// A document as it stood when a list was asked for in it.
pub struct View {
    session: Arc<Session>,
    document: Document,
    position: Position,
}

/// A list made of two.
pub struct Joined {
    /// Its number, as it goes over the wire.
    pub offer: Value,
    /// What is typed of the word.
    pub prefix: String,
    /// The command by which an editor says that a row was taken, where it does.
    pub command: Option<String>,
    /// The rows in their order.
    pub rows: Vec<JoinedRow>,
    /// How many of them go on from the prefix.
    pub fitting: usize,
}

/// A row of it.
pub enum JoinedRow {
    /// The other server's, by its index.
    Theirs(usize),
    /// An item of ours.
    Ours(Value),
}

impl View {
    fn started(&self) -> Option<&Started> {
        self.session.started()
    }

    fn offset(&self, started: &Started) -> usize {
        let encoding = started.capabilities.encoding;
        self.document.text.offset(self.position, encoding)
    }

    /// The other's list and ours as one; none where the other's is to stay as it is. `theirs` waits for its
    /// rows, while there is something to be done without them.
    pub fn join(&self, theirs: impl FnOnce() -> Option<Vec<Their>>) -> Option<(Joined, Merge)> {
        let started = self.started()?;
        let (client, document) = (&started.capabilities, &self.document);
        let offset = self.offset(started);
        let merge = started.engine.merge(document, offset, theirs)?;
        let (start, end) = merge.replace;
        let own = merge.rows.iter().enumerate();
        let own = own.filter_map(|(row, merged)| match merged {
            Merged::Ours(item) => Some((row, item.clone())),
            Merged::Theirs(_) => None,
        });
        let (rows, items): (Vec<usize>, Vec<_>) = own.unzip();
        let list = List {
            offer: merge.offer,
            replace: merge.replace,
            items,
        };
        let command = &self.session.accepted_command;
        let ours = to_proto::rows_among(client, command, document, &list, &rows);
        let mut ours = ours.into_iter();
        let row = |merged: &Merged| match merged {
            Merged::Theirs(index) => Some(JoinedRow::Theirs(*index)),
            Merged::Ours(_) => ours.next().map(JoinedRow::Ours),
        };
        let joined = Joined {
            offer: to_proto::offer(merge.offer),
            prefix: document.text.as_str().get(start..end)?.to_owned(),
            command: client.runs_commands.then(|| command.clone()),
            rows: merge.rows.iter().filter_map(row).collect(),
            fitting: merge.fitting,
        };
        Some((joined, merge))
    }

    /// The editor gets it.
    pub fn shown(&self, merge: &Merge) {
        if let Some(started) = self.started() {
            started.engine.shown(&self.document, merge);
        }
    }
}

/// What asks for the evidence of a row, as an editor would ask for an item's.
pub fn asked_for_evidence(id: &Value, offer: &Value, row: &Value) -> Value {
    json!({
        "jsonrpc": "2.0", "id": id, "method": "completionItem/resolve",
        "params": { "label": "", "data": { "offer": offer, "row": row } },
    })
}
