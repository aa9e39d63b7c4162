//! One body, judged: what goes on is written anew, field by field, so that it can hold nothing on
//! which tower-lsp's decoder fails.
use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::framer::END;

/// The method of a request that stands for one that can't be served; its params say why.
pub(in crate::lsp) const REFUSED: &str = "habitus/refused";

/// The method of a notification: a message that changed this document was lost, or any document
/// where the URI is null.
pub(in crate::lsp) const LOST: &str = "habitus/lost";

/// What becomes of a body.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict {
    /// These go on.
    Forward(Vec<Vec<u8>>),
    /// It is no JSON.
    Garbage,
}

/// Judges a body.
pub(super) fn judge(body: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(body);
    let text = replace_lone_surrogates(&text);
    match serde_json::from_str(&text) {
        Ok(Value::Array(batch)) => Verdict::Forward(batch.iter().filter_map(refuse).collect()),
        Ok(Value::Object(message)) => Verdict::Forward(rewrite(message).into_iter().collect()),
        Ok(_) => Verdict::Forward(Vec::new()),
        Err(_) => Verdict::Garbage,
    }
}

/// A message of a batch, which the protocol doesn't know: its requests are refused.
fn refuse(message: &Value) -> Option<Vec<u8>> {
    message.get("method")?;
    let id = id(message.get("id")?)?;
    Some(refusal(id, "the protocol has no batches"))
}

fn refusal(id: Value, why: &str) -> Vec<u8> {
    bytes(json!({ "jsonrpc": "2.0", "id": id, "method": REFUSED, "params": { "why": why } }))
}

fn bytes(message: Value) -> Vec<u8> {
    message.to_string().into_bytes()
}

/// An id that tower-lsp can hold.
fn id(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => {
            let whole = number
                .as_f64()
                .filter(|f| f.fract() == 0.0 && f.abs() < 9e15);
            let id = number.as_i64().or(whole.map(|f| f as i64))?;
            Some(id.into())
        }
        Value::String(_) => Some(value.clone()),
        _ => None,
    }
}

/// The message with its known fields only; `None` where nobody waits for an answer.
fn rewrite(mut message: Map<String, Value>) -> Option<Vec<u8>> {
    let raw_id = message.remove("id").filter(|id| !id.is_null());
    let id = raw_id.as_ref().and_then(id);
    match (message.remove("method"), raw_id.is_some()) {
        (Some(Value::String(method)), is_request) if is_request == id.is_some() => {
            Some(bytes(call(method, id, message.remove("params"))))
        }
        (Some(_), _) => Some(refusal(id?, "the method must be a string")),
        (None, _) if message.contains_key("result") || message.contains_key("error") => {
            Some(bytes(reply(id?, message)))
        }
        (None, _) => Some(refusal(id?, "neither a method nor a result")),
    }
}

/// A request or notification. Params that are null are none: tower-lsp takes them for some.
fn call(method: String, id: Option<Value>, params: Option<Value>) -> Value {
    let mut call = json!({ "jsonrpc": "2.0", "method": method });
    if let Some(id) = id {
        call["id"] = id;
    }
    if let Some(params) = params.filter(|params| !params.is_null()) {
        call["params"] = params;
    }
    call
}

fn reply(id: Value, mut message: Map<String, Value>) -> Value {
    match message.remove("error").filter(|error| !error.is_null()) {
        Some(error) => json!({ "jsonrpc": "2.0", "id": id, "error": {
            "code": error["code"].as_i64().unwrap_or(-32603),
            "message": error["message"].as_str().unwrap_or_default(),
        } }),
        None => {
            let result = message.remove("result").unwrap_or_default();
            json!({ "jsonrpc": "2.0", "id": id, "result": result })
        }
    }
}

/// A body that is dropped may have been a change: then its document is no longer known. It is
/// looked for near both ends, as fields come in any order; where it isn't found, any may be meant.
pub(in crate::lsp) fn loss(body: &[u8]) -> Option<Vec<u8>> {
    let middle = body.len().min(END)..body.len().saturating_sub(END).max(body.len().min(END));
    let ends = [&body[..middle.start], &body[middle.end..]].concat();
    let ends = String::from_utf8_lossy(&ends);
    let is_change = ["textDocument/didChange", "textDocument/didOpen"];
    if !is_change.iter().any(|method| ends.contains(method)) {
        return None;
    }
    Some(bytes(call(
        LOST.into(),
        None,
        Some(json!({ "uri": first_uri(&ends) })),
    )))
}

fn first_uri(text: &str) -> Option<&str> {
    let after = text.split_once("\"uri\"")?.1.trim_start();
    let uri = after.strip_prefix(':')?.trim_start().strip_prefix('"')?;
    Some(uri.split_once('"')?.0)
}

/// `\ud83d` without its other half becomes `\ufffd`, which is one UTF-16 unit too: positions stay
/// right.
fn replace_lone_surrogates(text: &str) -> Cow<'_, str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find('\\') {
        at += next;
        let (wide, is_lone) = match (surrogate(text, at), surrogate(text, at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => (12, false),
            (Some(_), _) => (6, true),
            (None, _) => (2, false),
        };
        if is_lone {
            found.push(at);
        }
        at += wide;
        if !text.is_char_boundary(at) || at >= text.len() {
            // An escape of a character that needs none: no JSON, as the parser will say.
            break;
        }
    }
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut fixed = text.to_owned();
    for at in found {
        fixed.replace_range(at..at + 6, "\\ufffd");
    }
    Cow::Owned(fixed)
}

/// The surrogate that is escaped at `at`, if there is one.
fn surrogate(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    let unit = u32::from_str_radix(digits, 16).ok()?;
    (0xd800..0xe000).contains(&unit).then_some(unit)
}

#[cfg(test)]
mod tests;
