//! What goes past is told to the learner here, off the way of the messages: one task owns it and hears
//! everything in the order in which it came.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use serde_json::{Value, json};
use tokio::sync::{mpsc::UnboundedReceiver, oneshot};

use super::{
    frames::frame,
    line::{Line, OWN},
    ranker::Ranker,
};
use crate::lsp::{Resident, Says, asked_for_evidence};

/// How many were asked for.
static EVIDENCE: AtomicU64 = AtomicU64::new(0);

/// How often it is put down how it goes.
const LOOK: std::time::Duration = std::time::Duration::from_secs(20);

/// What the learner is told.
pub(super) enum Tap {
    /// `initialize`'s params, once the server has answered.
    Greet(Value),
    /// What the editor sent, also to the server.
    Hear(Vec<u8>),
    /// A request that is for us alone.
    Answer(Vec<u8>),
    /// A reply to a request of ours.
    Reply(Value),
    /// What the server finds wrong in a document.
    Diagnosed(Vec<u8>),
    /// A list is asked for: who ranks it; nobody where none of ours belongs there.
    List(Vec<u8>, oneshot::Sender<Option<Ranker>>),
    /// What is known of a row, in words.
    Evidence(Value, Value, oneshot::Sender<String>),
    /// It is over.
    Stop(oneshot::Sender<()>),
}

/// The task.
pub(super) async fn listen(
    mut resident: Resident,
    mut says: Says,
    mut taps: UnboundedReceiver<Tap>,
    line: Arc<Line>,
) {
    let mut look = tokio::time::interval(LOOK);
    let mut told = 0;
    loop {
        tokio::select! {
            biased;
            tap = taps.recv() => match tap {
                Some(Tap::Stop(stopped)) => {
                    tell(&resident, &line, &mut told);
                    let stop = tokio::task::spawn_blocking(move || resident.stop());
                    let _ = stop.await;
                    let _ = stopped.send(());
                    return;
                }
                Some(tap) => take(&mut resident, tap, &line),
                None => return,
            },
            _ = look.tick() => tell(&resident, &line, &mut told),
            Some(said) = says.recv() => line.say(frame(marked(said))).await,
        }
    }
}

/// Keeps how it goes, where there were lists since the last time.
fn tell(resident: &Resident, line: &Line, told: &mut u64) {
    let lists = line.counters.lists();
    if std::mem::replace(told, lists) != lists {
        resident.wrapped(|now| line.counters.slip(&line.server, now));
    }
}

fn take(resident: &mut Resident, tap: Tap, line: &Arc<Line>) {
    match tap {
        Tap::Greet(params) => {
            let greeting = json!({ "id": 0, "method": "initialize", "params": params });
            resident.take(greeting);
        }
        Tap::Hear(body) => {
            if let Some(answer) = resident.hear(&body) {
                tokio::spawn(answer); // the server's is the one that counts
            }
        }
        Tap::Answer(body) => {
            if let Some(answer) = resident.hear(&body) {
                let (line, is_status) = (line.clone(), is_status(&body));
                tokio::spawn(async move {
                    let Some(mut answer) = answer.await else {
                        return;
                    };
                    if is_status && answer["result"].is_object() {
                        answer["result"]["wrap"] = line.counters.json();
                    }
                    line.say(frame(answer.to_string())).await;
                });
            }
        }
        Tap::Reply(reply) => resident.reply(reply),
        Tap::Diagnosed(body) => {
            if let Some(diagnosed) = diagnosed(&body) {
                resident.take(diagnosed);
            }
        }
        Tap::List(body, tell) => {
            let params: Option<Value> = serde_json::from_slice(&body).ok();
            let params = params.map(|mut message| message["params"].take());
            // Nobody waits any more for what was cancelled meanwhile.
            let params = params.filter(|_| !tell.is_closed());
            let view = params.and_then(|params| resident.view(&params));
            let _ = tell.send(view.map(Ranker::begin));
        }
        Tap::Evidence(offer, row, told) => {
            // Several may be asked for at once.
            let number = EVIDENCE.fetch_add(1, Ordering::Relaxed);
            let id = json!(format!("habitus/evidence/{number}"));
            let asked = asked_for_evidence(&id, &offer, &row);
            if let Some(answer) = resident.take(asked) {
                tokio::spawn(async move {
                    let answer = answer.await.unwrap_or_default();
                    let text = answer["result"]["documentation"]["value"].as_str();
                    let _ = told.send(text.unwrap_or_default().to_owned());
                });
            }
        }
        Tap::Stop(_) => {}
    }
}

/// What an editor tells a server of our own kind: in which document, and how many errors.
fn diagnosed(body: &[u8]) -> Option<Value> {
    #[derive(serde::Deserialize)]
    struct Message {
        params: Params,
    }
    #[derive(serde::Deserialize)]
    struct Params {
        uri: String,
        diagnostics: Vec<Diagnostic>,
    }
    #[derive(serde::Deserialize)]
    struct Diagnostic {
        severity: Option<u8>,
    }
    let message: Message = serde_json::from_slice(body).ok()?;
    let Params { uri, diagnostics } = message.params;
    let errors = diagnostics.iter().filter(|d| d.severity == Some(1)).count();
    let params = json!({ "uri": uri, "errors": errors });
    Some(json!({ "method": "habitus/diagnostics", "params": params }))
}

fn is_status(body: &[u8]) -> bool {
    let peek = super::json::Peek::at(body);
    peek.is_some_and(|peek| peek.method.as_deref() == Some("habitus/status"))
}

/// Our own requests have ids that no server gives.
fn marked(mut said: Value) -> String {
    if !said["id"].is_null() {
        said["id"] = json!(format!("{OWN}{}", said["id"]));
    }
    said.to_string()
}
