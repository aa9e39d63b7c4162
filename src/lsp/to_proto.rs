//! Our own types → JSON as clients want it.
use serde_json::{Value, json};

use super::capabilities::Capabilities;
use crate::{
    engine::{Document, Item, ItemKind, List},
    text::{Encoding, Position, Text},
};

/// Larger numbers lose their last digits in JavaScript.
const SAFE: u64 = 1 << 53;

fn position(position: Position) -> Value {
    json!({ "line": position.line, "character": position.character })
}

fn range(text: &Text, (start, end): (usize, usize), encoding: Encoding) -> Value {
    json!({
        "start": position(text.position(start, encoding)),
        "end": position(text.position(end, encoding)),
    })
}

pub(super) fn offer(offer: u64) -> Value {
    if offer < SAFE {
        offer.into()
    } else {
        offer.to_string().into()
    }
}

/// CompletionItemKind.
fn kind(kind: ItemKind) -> u32 {
    match kind {
        ItemKind::Text => 1,
        ItemKind::Method => 2,
        ItemKind::Function | ItemKind::Macro => 3,
        ItemKind::Field => 5,
        ItemKind::Variable => 6,
        ItemKind::Trait => 8,
        ItemKind::Module => 9,
        ItemKind::Enum => 13,
        ItemKind::Keyword => 14,
        ItemKind::Variant => 20,
        ItemKind::Constant => 21,
        ItemKind::Struct | ItemKind::Type => 22,
    }
}

/// An empty list, to be asked for again at the next key.
pub(super) fn no_list() -> Value {
    json!({ "isIncomplete": true, "items": [] })
}

/// What all rows of a list have in common.
struct Frame<'a> {
    client: &'a Capabilities,
    command: &'a str,
    list: &'a List,
    range: Value,
    /// What was typed of the word.
    prefix: &'a str,
    /// A bracket follows: nothing is to be added.
    is_called: bool,
    /// A `!` follows.
    is_banged: bool,
}

impl<'a> Frame<'a> {
    fn of(
        client: &'a Capabilities,
        command: &'a str,
        document: &'a Document,
        list: &'a List,
    ) -> Frame<'a> {
        let text = document.text.as_str();
        let (start, end) = list.replace;
        let after = text.get(end..).unwrap_or_default();
        let after = after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
        Frame {
            client,
            command,
            list,
            range: range(&document.text, list.replace, client.encoding),
            prefix: text.get(start..end).unwrap_or_default(),
            is_called: after.starts_with(['(', '[', '{']),
            is_banged: after.starts_with('!') && !after.starts_with("!="),
        }
    }
}

/// A completion list, in the engine's order whatever the client sorts by.
pub(super) fn list(
    client: &Capabilities,
    command: &str,
    document: &Document,
    list: &List,
    rows: usize,
) -> Value {
    let frame = Frame::of(client, command, document, list);
    let items = list.items.iter().enumerate().take(rows);
    let items: Vec<Value> = items.map(|(row, it)| item(&frame, row, it)).collect();
    json!({ "isIncomplete": true, "items": items })
}

/// Rows of ours in a list that is merged with another's, each with its row there. They say whose they
/// are, for the other's look the same.
pub(super) fn rows_among(
    client: &Capabilities,
    command: &str,
    document: &Document,
    list: &List,
    rows: &[usize],
) -> Vec<Value> {
    let frame = Frame::of(client, command, document, list);
    let items = list.items.iter().zip(rows);
    let items = items.map(|(it, &row)| {
        let mut json = item(&frame, row, it);
        json["labelDetails"] = json!({ "description": "habitus" });
        json
    });
    items.collect()
}

fn item(frame: &Frame, row: usize, item: &Item) -> Value {
    // Clients that match fuzzily score all rows alike when each is filtered by what was typed;
    // then they sort by sortText.
    let filter = if frame.prefix.is_empty() {
        &item.word
    } else {
        frame.prefix
    };
    let named = |bang: bool| format!("{}{}", item.word, if bang { "!" } else { "" });
    let brackets = item.call || item.bang;
    let is_snippet = brackets && !frame.is_called && !frame.is_banged && frame.client.snippets;
    let text = named(item.bang && !frame.is_banged);
    let text = if is_snippet { snippet(&text) } else { text };
    let offer = offer(frame.list.offer);
    let mut json = json!({
        "label": named(item.bang),
        "kind": kind(item.kind),
        "sortText": format!("{row:04}"),
        "filterText": filter,
        "textEdit": { "range": frame.range, "newText": text },
        "data": { "offer": offer, "row": row },
    });
    if is_snippet {
        json["insertTextFormat"] = json!(2);
    }
    if let Some(detail) = &item.detail {
        json["detail"] = json!(detail);
    }
    if item.preselect {
        json["preselect"] = json!(true);
    }
    if frame.client.runs_commands {
        json["command"] = json!({
            "title": "Learn that it was accepted",
            "command": frame.command,
            "arguments": [offer, row],
        });
    }
    json
}

/// A call with the cursor between its brackets.
fn snippet(word: &str) -> String {
    let mut snippet = String::with_capacity(word.len() + 4);
    for c in word.chars() {
        if matches!(c, '$' | '}' | '\\') {
            snippet.push('\\');
        }
        snippet.push(c);
    }
    snippet + if word == "vec!" { "[$0]" } else { "($0)" }
}

#[cfg(test)]
mod tests;
