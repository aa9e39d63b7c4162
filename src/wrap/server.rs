//! From the server to the editor: everything goes on as it came and in its order, but lists, which are
//! given the learned order, and what greets and what tells of an item. Whatever fails or takes too long
//! on our side, the editor gets what the server sent.

use std::{borrow::Cow, sync::Arc, time::Instant};

use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    sync::oneshot,
    time::timeout_at,
};

use super::{
    counters::Fate,
    frames::{Framer, Piece, frame},
    greeting, guarded,
    json::{Object, Peek, quoted},
    line::{Line, Waiting},
    ranker::Ranker,
    tag::Tagged,
    tap::Tap,
};

/// Carries messages until the server is gone.
pub(super) async fn pump(line: &Line, mut from: impl AsyncRead + Unpin) -> std::io::Result<()> {
    let mut framer = Framer::default();
    let mut chunk = vec![0; 256 * 1024];
    let mut turn = None;
    loop {
        let read = from.read(&mut chunk).await?;
        let came = Instant::now();
        line.counters.came(read);
        framer.push(&chunk[..read]);
        while let Some(piece) = framer.next() {
            let (bytes, is_list) = onward(line, piece, came).await;
            if turn.is_none() {
                turn = Some(line.turn().await);
            }
            line.pass(bytes, is_list.then_some(came)).await;
            if !framer.is_within() {
                turn = None;
            }
        }
        if read == 0 {
            line.pass(framer.rest(), None).await;
            return Ok(());
        }
    }
}

/// What goes on of a piece, and whether it is a list.
async fn onward(line: &Line, piece: Piece, came: Instant) -> (Vec<u8>, bool) {
    let (bytes, start) = match piece {
        Piece::Message(bytes, start) => (bytes, start),
        Piece::Bytes(bytes) => return (bytes, false),
    };
    let Some(peek) = Peek::at(&bytes[start..]) else {
        return (bytes, false);
    };
    if peek.method.as_deref() == Some("textDocument/publishDiagnostics") {
        line.tap(Tap::Diagnosed(bytes[start..].to_vec()));
    }
    let Some(id) = peek.id().map(str::to_owned) else {
        return (bytes, false);
    };
    if let Some(method) = &peek.method {
        if method == "workspace/configuration" {
            line.asks_for_settings(&id);
        }
        return (bytes, false);
    }
    match line.waited(&id) {
        Some(Waiting::Greeting(params)) => {
            let answer = guarded(|| greeted(line, &bytes[start..], &params)).flatten();
            (answer.map_or(bytes, frame), false)
        }
        Some(Waiting::List(ranker)) => (listed(line, bytes, start, ranker, came).await, true),
        Some(Waiting::Item(tagged, told)) => {
            let told = timeout_at((came + line.limit).into(), told).await;
            let evidence = told.ok().and_then(Result::ok).unwrap_or_default();
            let answer = guarded(|| itemized(&bytes[start..], &tagged, &evidence)).flatten();
            (answer.map_or(bytes, frame), false)
        }
        Some(Waiting::Late) => {
            line.counters.count(Fate::FailedOpen);
            (bytes, true)
        }
        None => (bytes, false),
    }
}

/// The learner is greeted before the editor can say anything more.
fn greeted(line: &Line, body: &[u8], params: &Value) -> Option<String> {
    let mut message: Value = serde_json::from_slice(body).ok()?;
    let result = message
        .get_mut("result")
        .filter(|result| result.is_object())?;
    line.tap(Tap::Greet(greeting::for_learner(params, result)));
    greeting::answered(result, &line.command);
    Some(message.to_string())
}

/// A list in the learned order, or as it was.
async fn listed(
    line: &Line,
    bytes: Vec<u8>,
    start: usize,
    ranker: oneshot::Receiver<Option<Ranker>>,
    came: Instant,
) -> Vec<u8> {
    let end = came + line.limit;
    let bytes = Arc::new(bytes);
    let (fate, answer) = match timeout_at(end.into(), ranker).await {
        // What comes too late isn't begun.
        Ok(Ok(Some(ranker))) if Instant::now() < end => ranker.rank(&bytes, start, end).await,
        Ok(Ok(Some(_))) | Err(_) => (Fate::FailedOpen, None),
        Ok(_) => (Fate::Unchanged, None),
    };
    line.counters.count(fate);
    answer.unwrap_or_else(|| Arc::unwrap_or_clone(bytes))
}

/// An item with all that the server says of it, in our order, and with what is known of its word here.
fn itemized(body: &[u8], tagged: &Tagged, evidence: &str) -> Option<String> {
    let mut message = Object::read(std::str::from_utf8(body).ok()?)?;
    let result = message.remove("result")?.into_owned();
    let mut item = Object::read(&result)?;
    tagged.mark(&mut item);
    if !evidence.is_empty() {
        let documentation = documented(item.get("documentation"), evidence);
        item.set("documentation", documentation);
    }
    message.set("result", item.to_text());
    Some(message.to_text())
}

/// Documentation with a line more; in Markdown, unless the server's is plain text.
fn documented(known: Option<&str>, evidence: &str) -> String {
    let Some(known) = known else {
        let value = quoted(evidence);
        return format!("{{\"kind\":\"markdown\",\"value\":{value}}}");
    };
    let with = |text: Cow<str>, rule: &str| quoted(&format!("{text}\n\n{rule}{evidence}"));
    let Some(mut markup) = Object::read(known) else {
        let text = super::json::text(known).unwrap_or_default();
        return with(text, "");
    };
    let is_plain = markup.text("kind").as_deref() == Some("plaintext");
    let rule = if is_plain { "" } else { "---\n\n" };
    let value = with(markup.text("value").unwrap_or_default(), rule);
    markup.set("value", value);
    markup.to_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_word_stands_below_its_documentation() {
        assert_eq!(
            documented(None, "*e*"),
            r#"{"kind":"markdown","value":"*e*"}"#
        );
        assert_eq!(documented(Some("\"a\""), "*e*"), r#""a\n\n*e*""#);
        let markup = r#"{"kind":"markdown","value":"a"}"#;
        let expected = r#"{"kind":"markdown","value":"a\n\n---\n\n*e*"}"#;
        assert_eq!(documented(Some(markup), "*e*"), expected);
    }
}
