//! From the editor to the server: everything goes on as it came, but for what is ours.

use std::{borrow::Cow, time::Instant};

use serde_json::{Value, value::RawValue};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::oneshot,
};

use super::{
    frames::{Framer, Piece, frame},
    greeting, guarded,
    json::{Object, Peek, text},
    line::{Line, OWN, Waiting},
    tag::Tagged,
    tap::Tap,
};

/// What the learner hears besides the server.
const HEARD: [&str; 11] = [
    "initialized",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "workspace/didChangeWorkspaceFolders",
    "workspace/didChangeWatchedFiles",
    "workspace/didCreateFiles",
    "workspace/didRenameFiles",
    "workspace/didDeleteFiles",
    "shutdown",
];

/// Carries messages until the editor or the server is gone.
pub(super) async fn pump(
    line: &Line,
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
) -> std::io::Result<()> {
    let mut framer = Framer::default();
    let mut chunk = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut chunk).await?;
        let came = Instant::now();
        framer.push(&chunk[..read]);
        while let Some(piece) = framer.next() {
            let (bytes, is_request) = onward(line, piece);
            to.write_all(&bytes).await?;
            to.flush().await?;
            if is_request {
                line.counters.forwarded(came);
            }
        }
        if read == 0 {
            return to.write_all(&framer.rest()).await;
        }
    }
}

/// What goes on of a piece, and whether it is a request.
fn onward(line: &Line, piece: Piece) -> (Vec<u8>, bool) {
    let (bytes, start) = match piece {
        Piece::Message(bytes, start) => (bytes, start),
        Piece::Bytes(bytes) => return (bytes, false),
    };
    let body = &bytes[start..];
    let Some(peek) = Peek::at(body) else {
        return (bytes, false);
    };
    let is_request = peek.is_request();
    match guarded(|| route(line, body, &peek)).unwrap_or(Route::AsItIs) {
        Route::AsItIs => (bytes, is_request),
        Route::Instead(body) => (frame(body), is_request),
        Route::Ours => (Vec::new(), false),
    }
}

/// Where a message goes.
enum Route {
    /// To the server as it came.
    AsItIs,
    /// This goes to the server instead.
    Instead(String),
    /// Nothing goes to the server.
    Ours,
}

fn route(line: &Line, body: &[u8], peek: &Peek) -> Route {
    let Some(method) = peek.method.as_deref() else {
        return replied(line, body, peek.id());
    };
    match (method, peek.id()) {
        ("initialize", Some(id)) => greet(line, body, id),
        ("textDocument/completion", Some(id)) => {
            let (tell, told) = oneshot::channel();
            line.tap(Tap::List(body.to_vec(), tell));
            line.wait_for(id, Waiting::List(told));
            Route::AsItIs
        }
        ("completionItem/resolve", Some(id)) => resolve(line, body, id).unwrap_or(Route::AsItIs),
        ("workspace/executeCommand", Some(_)) if is_ours(line, body) == Some(true) => {
            line.tap(Tap::Answer(body.to_vec()));
            Route::Ours
        }
        ("$/cancelRequest", _) => {
            cancel(line, body);
            Route::AsItIs
        }
        ("workspace/didChangeConfiguration", _) => {
            line.tap(Tap::Hear(body.to_vec()));
            without_ours(body, |message| {
                let settings = message.pointer_mut("/params/settings");
                settings.is_some_and(greeting::take_out)
            })
        }
        (method, _) if method.starts_with("habitus/") => {
            line.tap(Tap::Answer(body.to_vec()));
            Route::Ours
        }
        (method, _) => {
            if HEARD.contains(&method) {
                line.tap(Tap::Hear(body.to_vec()));
            }
            Route::AsItIs
        }
    }
}

/// A reply of the editor's, to the server or to us.
fn replied(line: &Line, body: &[u8], id: Option<&str>) -> Route {
    let Some(id) = id else { return Route::AsItIs };
    let own = text(id);
    if let Some(number) = own.as_deref().and_then(|id| id.strip_prefix(OWN)) {
        let number = serde_json::from_str::<Value>(number);
        if let (Ok(number), Ok(mut reply)) = (number, serde_json::from_slice::<Value>(body)) {
            reply["id"] = number;
            line.tap(Tap::Reply(reply));
        }
        return Route::Ours;
    }
    if !line.asked_for_settings(id) {
        return Route::AsItIs;
    }
    without_ours(body, |message| {
        let settings = message.get_mut("result").and_then(Value::as_array_mut);
        let taken = settings.map(|all| all.iter_mut().map(greeting::take_out));
        taken.is_some_and(|taken| taken.fold(false, |a, b| a | b))
    })
}

/// A message without our settings; as it is where it has none.
fn without_ours(body: &[u8], take_out: impl Fn(&mut Value) -> bool) -> Route {
    if !body.windows(9).any(|bytes| bytes == b"\"habitus\"") {
        return Route::AsItIs;
    }
    let Ok(mut message) = serde_json::from_slice::<Value>(body) else {
        return Route::AsItIs;
    };
    match take_out(&mut message) {
        true => Route::Instead(message.to_string()),
        false => Route::AsItIs,
    }
}

fn greet(line: &Line, body: &[u8], id: &str) -> Route {
    let Ok(mut message) = serde_json::from_slice::<Value>(body) else {
        return Route::AsItIs;
    };
    let changed = greeting::for_server(&message);
    line.wait_for(id, Waiting::Greeting(message["params"].take()));
    changed.map_or(Route::AsItIs, |message| Route::Instead(message.to_string()))
}

/// An item goes back to the server as the server made it; one of ours is our own affair.
fn resolve(line: &Line, body: &[u8], id: &str) -> Option<Route> {
    let body = std::str::from_utf8(body).ok()?;
    let mut message = Object::read(body)?;
    let tagged = Tagged::read(message.get("params")?)?;
    let (offer, row) = (&tagged.offer, &tagged.row);
    let Some(theirs) = &tagged.theirs else {
        return own(line, body, offer, row);
    };
    let theirs = theirs.clone();
    let (tell, told) = oneshot::channel();
    let number = |raw: &str| serde_json::from_str(raw).unwrap_or_default();
    line.tap(Tap::Evidence(number(offer), number(row), tell));
    message.set("params", theirs);
    let instead = message.to_text();
    line.wait_for(id, Waiting::Item(Box::new(tagged), told));
    Some(Route::Instead(instead))
}

/// The learner knows its items by their offer and row alone.
fn own(line: &Line, body: &str, offer: &str, row: &str) -> Option<Route> {
    let mut message: Value = serde_json::from_str(body).ok()?;
    let number = |raw: &str| serde_json::from_str::<Value>(raw).unwrap_or_default();
    let data = message.pointer_mut("/params/data")?.as_object_mut()?;
    data.insert("offer".to_owned(), number(offer));
    data.insert("row".to_owned(), number(row));
    line.tap(Tap::Answer(message.to_string().into_bytes()));
    Some(Route::Ours)
}

fn is_ours(line: &Line, body: &[u8]) -> Option<bool> {
    #[derive(serde::Deserialize)]
    struct Message<'a> {
        #[serde(borrow)]
        params: Params<'a>,
    }
    #[derive(serde::Deserialize)]
    struct Params<'a> {
        #[serde(borrow)]
        command: Cow<'a, str>,
    }
    let message: Message = serde_json::from_slice(body).ok()?;
    Some(message.params.command == line.command)
}

/// Nobody waits for the list any more. What comes all the same goes on as it is.
fn cancel(line: &Line, body: &[u8]) {
    #[derive(serde::Deserialize)]
    struct Message<'a> {
        #[serde(borrow)]
        params: Params<'a>,
    }
    #[derive(serde::Deserialize)]
    struct Params<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    if let Ok(message) = serde_json::from_slice::<Message>(body)
        && let Some(Waiting::Greeting(params)) = line.waited(message.params.id.get())
    {
        line.wait_for(message.params.id.get(), Waiting::Greeting(params));
    }
    line.tap(Tap::Hear(body.to_vec()));
}
