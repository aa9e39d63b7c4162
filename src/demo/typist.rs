//! The hands: presses a plan's keys in an open document and takes rows as a user would. Reads the
//! server's lists, and knows of the server nothing else.
use anyhow::Result;
use serde_json::Value;

use super::{
    plan::Key,
    score::{ASKED, ROWS},
};
use crate::client::Buffer;

/// For one name, the row (from 0) at which it stood after 0, 1, 2 typed letters.
pub type Rows = Vec<Option<usize>>;

/// Types at a byte of the document, and tells `typed` of each name.
pub fn type_keys(
    buffer: &mut Buffer,
    at: usize,
    keys: &[Key],
    mut typed: impl FnMut(&str, Rows) -> Result<()>,
) -> Result<usize> {
    let mut cursor = at;
    for key in keys {
        cursor = match key {
            Key::Write { before, after } => {
                buffer.replace(cursor..cursor, &format!("{before}{after}"))?;
                cursor + before.len()
            }
            Key::Pass(bytes) => cursor + bytes,
            Key::Word(word) => {
                let rows = type_word(buffer, cursor, word)?;
                typed(word, rows)?;
                cursor + word.len()
            }
        };
    }
    Ok(cursor)
}

/// Asks with 0, 1 and 2 typed letters, then takes the row if the last list shows it; else types on.
fn type_word(buffer: &mut Buffer, start: usize, word: &str) -> Result<Rows> {
    let mut rows = Rows::new();
    let mut cursor = start;
    let mut letters = word.chars();
    let mut taken = None;
    for typed in 0..ASKED.min(word.chars().count()) {
        if typed > 0 {
            cursor = type_letters(buffer, cursor, letters.by_ref().take(1))?;
        }
        let prefix = buffer.text()[start..cursor].to_lowercase();
        let mut items = buffer.complete(cursor)?;
        items.retain(|item| filter_text(item).to_lowercase().starts_with(&prefix));
        let row = items
            .iter()
            .position(|item| writes(item).trim_end_matches('!') == word);
        rows.push(row);
        let shown = row.filter(|row| *row < ROWS && typed + row + 1 < word.chars().count());
        taken = shown.map(|row| items.swap_remove(row));
    }
    match taken {
        Some(item) => {
            buffer.replace(start..cursor, word)?;
            if let Some(command) = item.get("command").filter(|command| !command.is_null()) {
                buffer.execute(command)?;
            }
        }
        None => {
            type_letters(buffer, cursor, letters)?;
        }
    }
    Ok(rows)
}

fn type_letters(
    buffer: &mut Buffer,
    mut at: usize,
    letters: impl Iterator<Item = char>,
) -> Result<usize> {
    for letter in letters {
        at = buffer.type_text(at, letter.encode_utf8(&mut [0; 4]))?;
    }
    Ok(at)
}

fn filter_text(item: &Value) -> &str {
    let text = item["filterText"].as_str().or(item["label"].as_str());
    text.unwrap_or_default()
}

/// What taking a row would write.
fn writes(item: &Value) -> &str {
    let edit = item["textEdit"]["newText"].as_str();
    let text = edit.or(item["insertText"].as_str());
    text.or(item["label"].as_str()).unwrap_or_default()
}
