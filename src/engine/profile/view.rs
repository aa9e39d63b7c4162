//! An export for people to read, as JSON. It can't be taken in again.
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::since::to_civil;
use crate::{
    model::Table,
    store::{Export, Part, State},
    text::Sym,
};

/// See the module.
pub fn view(export: &Export) -> Value {
    json!({
        "kind": "habitus export",
        "id": export.id,
        "created": export.created,
        "redacted": export.redacted,
        "parts": export.parts.iter().map(part).collect::<Vec<_>>(),
    })
}

fn part(part: &Part) -> Value {
    let state = &part.state;
    let mut words: Vec<&String> = state.words.iter().collect();
    words.sort();
    let texts: FxHashMap<Sym, &str> = words.iter().map(|w| (Sym::of(w), w.as_str())).collect();
    json!({
        "scope": if part.is_user { "user" } else { "project" },
        "folder": part.folder,
        "package": part.package,
        "words": words,
        "evidence": evidence(state, &texts),
        "counts": counts(state, &texts),
        "weights": state.weights,
        "notes": state.notes.iter().map(|(name, bytes)| json!({
            "name": name, "bytes": bytes.len(),
        })).collect::<Vec<_>>(),
    })
}

fn evidence(state: &State, texts: &FxHashMap<Sym, &str>) -> Vec<Value> {
    let rows = state.ledger.iter().map(|(site, name, e)| {
        let (year, month, day) = to_civil(e.last_day.into());
        json!({
            "site": format!("{site:016x}"),
            "word": texts.get(name),
            "chosen": e.chosen,
            "typed": e.typed,
            "shown": e.shown,
            "refused": e.refused,
            "undone": e.undone,
            "last_day": format!("{year:04}-{month:02}-{day:02}"),
        })
    });
    rows.collect()
}

/// Of each table, in how many contexts a word stands, and how often in all.
fn counts(state: &State, texts: &FxHashMap<Sym, &str>) -> Vec<Value> {
    let tables = state.tables.iter().filter_map(|(name, entries)| {
        let table = Table::load(entries.clone())?;
        let mut words: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        table.all(|word, count| {
            let sum = words
                .entry(texts.get(&word).copied().unwrap_or(""))
                .or_default();
            *sum = (sum.0 + 1, sum.1.saturating_add(count));
        });
        let words: BTreeMap<&str, Value> = words
            .into_iter()
            .map(|(word, (contexts, times))| {
                (word, json!({ "contexts": contexts, "times": times }))
            })
            .collect();
        Some(json!({ "table": name, "words": words }))
    });
    tables.collect()
}
