//! An item as the ranking sees it.

use std::borrow::Cow;

use serde::Deserialize;

use super::item::{Field, Item};
use crate::engine::{Mark, Sort, Their};

#[derive(Deserialize)]
struct Edit<'a> {
    #[serde(borrow, rename = "newText")]
    new_text: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Details<'a> {
    #[serde(borrow)]
    detail: Option<Cow<'a, str>>,
}

/// All but its row.
pub(super) fn their(item: &Item) -> Their {
    let label = item.text(Field::Label).unwrap_or_default();
    let edit = item.get(Field::TextEdit);
    let edit = edit.and_then(|edit| serde_json::from_str::<Edit>(edit).ok());
    let written = edit.map(|edit| edit.new_text);
    let written = written.or_else(|| item.text(Field::TextEditText));
    let written = written.or_else(|| item.text(Field::InsertText));
    let written = written.as_deref().unwrap_or(&label);
    let word = match path(written) {
        "" => path(&label),
        word => word,
    };
    let filter = item.text(Field::FilterText);
    let filter = filter.as_deref().unwrap_or(&label);
    let after = &written[written.find(word).map_or(0, |at| at + word.len())..];
    let sort = match kind(item) {
        Sort::Call | Sort::Item if after.starts_with('!') => Sort::Macro,
        sort => sort,
    };
    let is_variable = matches!(sort, Sort::Local | Sort::Field);
    Their {
        word: word.strip_prefix("r#").unwrap_or(word).to_owned(),
        filter: (!filter.starts_with(word)).then(|| filter.to_owned()),
        mark: Mark {
            sort,
            best: item.is(Field::Preselect),
            deprecated: item.is(Field::Deprecated) || is_tagged(item),
            imports: imports(item, &label),
            is_path: word.contains("::"),
            alike: is_variable && is_alike(item, word),
            ..Mark::default()
        },
    }
}

/// CompletionItemKind.
fn kind(item: &Item) -> Sort {
    match item.get(Field::Kind).unwrap_or_default() {
        "2" | "3" | "4" => Sort::Call,
        "5" | "10" => Sort::Field,
        "6" => Sort::Local,
        "9" => Sort::Module,
        "14" => Sort::Keyword,
        "15" => Sort::Snippet,
        _ => Sort::Item,
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The path with which a text begins.
fn path(text: &str) -> &str {
    let text = text.trim_start();
    let mut end = usize::from(text.starts_with('\''));
    if text.starts_with("r#") {
        end = 2;
    }
    loop {
        let rest = &text[end..];
        end += rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let behind = text[end..].strip_prefix("::");
        if !behind.is_some_and(|rest| rest.starts_with(is_part)) {
            return &text[..end];
        }
        end += 2;
    }
}

fn is_tagged(item: &Item) -> bool {
    let tags = item.get(Field::Tags).unwrap_or_default();
    tags.trim_matches(['[', ']', ' ']) == "1"
}

/// Whether it brings an import: by its edits, or by what it says.
fn imports(item: &Item, label: &str) -> bool {
    let says = |text: &str| text.contains("(use ");
    let details = item.get(Field::LabelDetails).filter(|raw| says(raw));
    let details = details.and_then(|raw| serde_json::from_str::<Details>(raw).ok());
    let detail = details.and_then(|details| details.detail);
    let edits = item.get(Field::AdditionalTextEdits).unwrap_or_default();
    says(label) || detail.is_some_and(|detail| says(&detail)) || edits.contains('{')
}

/// `store_path: &StorePath`: the name is that of the type.
fn is_alike(item: &Item, word: &str) -> bool {
    let Some(detail) = item.text(Field::Detail) else {
        return false;
    };
    let name = detail.trim_end_matches(|c| !is_part(c));
    let name = &name[name.rfind(|c| !is_part(c)).map_or(0, |at| at + 1)..];
    let letters = |text: &str| text.replace('_', "").to_lowercase();
    !name.is_empty() && letters(name) == letters(word)
}
