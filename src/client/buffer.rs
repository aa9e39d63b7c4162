//! One open document: the client's own copy of the text, and its changes as an editor sends them.
use std::ops::Range;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::Connection;
use crate::text::Encoding;

/// An open document. All offsets are bytes of [`Buffer::text`] at character boundaries.
pub struct Buffer {
    connection: Connection,
    uri: String,
    text: String,
    version: i32,
}

impl Buffer {
    pub(super) fn open(
        connection: Connection,
        uri: &str,
        language: &str,
        text: &str,
    ) -> Result<Buffer> {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        connection.notify("textDocument/didOpen", json!({ "textDocument": item }))?;
        Ok(Buffer {
            connection,
            uri: uri.into(),
            text: text.into(),
            version: 1,
        })
    }

    /// The text as the user sees it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document's URI.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The version that was sent last.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// Line and column of a byte, in the negotiated encoding.
    pub fn position(&self, at: usize) -> Value {
        position(&self.text, at, self.connection.encoding())
    }

    /// The byte at a position that the server gave; the line's or the text's end where it is
    /// beyond.
    pub fn offset(&self, position: &Value) -> usize {
        let line = position["line"].as_u64().unwrap_or(0) as usize;
        let character = position["character"].as_u64().unwrap_or(0) as usize;
        offset(&self.text, line, character, self.connection.encoding())
    }

    /// Inserts a text: the byte after it.
    pub fn type_text(&mut self, at: usize, text: &str) -> Result<usize> {
        self.replace(at..at, text)?;
        Ok(at + text.len())
    }

    /// Replaces a range of bytes with one change.
    pub fn replace(&mut self, range: Range<usize>, text: &str) -> Result<()> {
        self.replace_each(&[(range, text)])
    }

    /// Replaces ranges one after the other with one message, as several cursors do.
    pub fn replace_each(&mut self, edits: &[(Range<usize>, &str)]) -> Result<()> {
        let mut changes = Vec::new();
        for (range, text) in edits {
            let (start, end) = (self.position(range.start), self.position(range.end));
            self.text.replace_range(range.clone(), text);
            changes.push(json!({ "range": { "start": start, "end": end }, "text": text }));
        }
        self.send_changes(Value::Array(changes))
    }

    /// Replaces everything, as a change without a range.
    pub fn replace_all(&mut self, text: &str) -> Result<()> {
        self.text = text.to_owned();
        self.send_changes(json!([{ "text": text }]))
    }

    fn send_changes(&mut self, changes: Value) -> Result<()> {
        self.version += 1;
        let document = json!({ "uri": self.uri, "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": changes });
        self.connection.notify("textDocument/didChange", params)
    }

    /// The document and a position in it, as most requests want them.
    pub fn at(&self, at: usize) -> Value {
        json!({ "textDocument": { "uri": self.uri }, "position": self.position(at) })
    }

    /// The rows that the server offers here, best first by `sortText` as an editor shows them.
    pub fn complete(&self, at: usize) -> Result<Vec<Value>> {
        let list = self.complete_list(at)?;
        let mut items = match list {
            Value::Array(items) => items,
            mut list => match list["items"].take() {
                Value::Array(items) => items,
                _ => Vec::new(),
            },
        };
        items.sort_by(|a, b| sort_key(a).cmp(sort_key(b)));
        Ok(items)
    }

    /// The server's answer to a completion request as it came.
    pub fn complete_list(&self, at: usize) -> Result<Value> {
        self.connection
            .request("textDocument/completion", self.at(at))
    }

    /// Takes a row as VS Code does: one change with the expanded text, then the row's command.
    /// Returns the byte at which the cursor stands.
    pub fn accept(&mut self, item: &Value) -> Result<usize> {
        let edit = &item["textEdit"];
        let range = edit
            .get("range")
            .or(edit.get("replace"))
            .context("an item without textEdit")?;
        let range = self.offset(&range["start"])..self.offset(&range["end"]);
        let raw = edit["newText"]
            .as_str()
            .context("an item without newText")?;
        let snippet = item["insertTextFormat"] == 2;
        let cursor = raw.find("$0").filter(|_| snippet);
        let text = if snippet {
            raw.replacen("$0", "", 1)
        } else {
            raw.to_owned()
        };
        let start = range.start;
        self.replace(range, &text)?;
        if let Some(command) = item.get("command") {
            self.execute(command)?;
        }
        Ok(start + cursor.unwrap_or(text.len()))
    }

    /// Runs an item's command and waits for its answer.
    pub fn execute(&self, command: &Value) -> Result<Value> {
        let params = json!({ "command": command["command"], "arguments": command["arguments"] });
        self.connection.request("workspace/executeCommand", params)
    }

    /// Says that it was saved.
    pub fn save(&self) -> Result<()> {
        let document = json!({ "uri": self.uri });
        self.connection
            .notify("textDocument/didSave", json!({ "textDocument": document }))
    }

    /// Closes it.
    pub fn close(self) -> Result<()> {
        let document = json!({ "uri": self.uri });
        self.connection
            .notify("textDocument/didClose", json!({ "textDocument": document }))
    }
}

fn sort_key(item: &Value) -> &str {
    let key = item["sortText"].as_str().or(item["label"].as_str());
    key.unwrap_or_default()
}

fn width(c: char, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 => c.len_utf8(),
        Encoding::Utf16 => c.len_utf16(),
        Encoding::Utf32 => 1,
    }
}

/// Bytes at which lines begin. Naive on purpose: the server's table is tested against it.
fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends = move |&i: &usize| match bytes[i] {
        b'\n' => true,
        b'\r' => bytes.get(i + 1) != Some(&b'\n'),
        _ => false,
    };
    std::iter::once(0).chain((0..bytes.len()).filter(ends).map(|i| i + 1))
}

/// A byte's line and where that begins.
fn line_of(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    if before.contains('\r') {
        let starts = line_starts(text).take_while(|&start| start <= at);
        return starts.enumerate().last().unwrap_or_default();
    }
    let line = before.bytes().filter(|&b| b == b'\n').count();
    (line, before.rfind('\n').map_or(0, |i| i + 1))
}

fn position(text: &str, at: usize, encoding: Encoding) -> Value {
    let (line, start) = line_of(text, at);
    let character: usize = text[start..at].chars().map(|c| width(c, encoding)).sum();
    json!({ "line": line, "character": character })
}

fn offset(text: &str, line: usize, character: usize, encoding: Encoding) -> usize {
    let Some(start) = line_starts(text).nth(line) else {
        return text.len();
    };
    let mut units = 0;
    for (i, c) in text[start..].char_indices() {
        if units >= character || c == '\n' || c == '\r' {
            return start + i;
        }
        units += width(c, encoding);
    }
    text.len()
}
