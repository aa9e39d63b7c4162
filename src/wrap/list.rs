//! A completion list of the server's, read as far as ranking needs it, and written again in the order of
//! both. Its items keep all that they have but what editors sort and filter by.

mod parts;

use std::borrow::Cow;

use super::{
    json::{Object, quoted},
    tag,
};
use crate::{
    engine::{Mark, Sort, Their},
    lsp::{Joined, JoinedRow},
};
use parts::Parts;

/// A reply with a list, read in one pass: a long one is a megabyte.
pub(super) struct Reply<'a> {
    /// What else the message holds.
    pub message: Object<'a>,
    /// Its result.
    pub list: List<'a>,
}

impl<'a> Reply<'a> {
    /// `None` where it is no list.
    pub(super) fn read(body: &'a str) -> Option<Reply<'a>> {
        let (message, parts) = parts::reply(body)?;
        let list = List::of(parts);
        Some(Reply { message, list })
    }
}

/// A list as the server sent it.
pub(super) struct List<'a> {
    /// What stands round the items, where the server sent more than an array.
    frame: Object<'a>,
    items: Vec<Object<'a>>,
    /// The `data` of items that have none of their own.
    data: Option<String>,
}

impl<'a> List<'a> {
    fn of(parts: Parts<'a>) -> List<'a> {
        let defaults = parts.frame.object("itemDefaults");
        let data = defaults.and_then(|d| d.get("data").map(str::to_owned));
        let Parts { frame, items } = parts;
        List { frame, items, data }
    }

    /// Its rows as the ranking sees them.
    pub(super) fn theirs(&self) -> Vec<Their> {
        let key = |item| {
            let key = Object::text(item, "sortText").or_else(|| Object::text(item, "label"));
            key.unwrap_or_default()
        };
        let keys: Vec<Cow<str>> = self.items.iter().map(key).collect();
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| keys[a].cmp(&keys[b]));
        let mut theirs: Vec<Their> = self.items.iter().map(their).collect();
        let (mut rank, mut before) = (0, order.first().copied());
        for (row, &i) in order.iter().enumerate() {
            rank += u32::from(before.is_some_and(|before| keys[before] != keys[i]));
            before = Some(i);
            let mark = &mut theirs[i].mark;
            (mark.row, mark.rank) = (row as u32, rank);
        }
        theirs
    }

    /// The result anew, in the order of both; `long` is about how long it was.
    pub(super) fn write(mut self, joined: Joined, long: usize) -> String {
        let mut out = String::with_capacity(long + long / 2);
        out.push('[');
        let mut items: Vec<Option<Object>> = self.items.into_iter().map(Some).collect();
        let preselects = items.iter().flatten().any(|item| item.is("preselect"));
        let frame = Frame {
            offer: &joined.offer.to_string(),
            command: joined.command.as_deref(),
            data: self.data.as_deref(),
            filter: (!joined.prefix.is_empty()).then(|| quoted(&joined.prefix)),
            preselects,
            fitting: joined.fitting,
        };
        for (row, joined) in joined.rows.iter().enumerate() {
            let own;
            let mut item = match joined {
                JoinedRow::Theirs(index) => match items.get_mut(*index).and_then(Option::take) {
                    Some(item) => item,
                    None => continue,
                },
                JoinedRow::Ours(item) => {
                    own = item.to_string();
                    match Object::read(&own) {
                        Some(item) => item,
                        None => continue,
                    }
                }
            };
            match joined {
                JoinedRow::Theirs(_) => frame.mark_theirs(&mut item, row),
                JoinedRow::Ours(_) => frame.mark_ours(&mut item, row),
            }
            out.push_str(if out.len() > 1 { "," } else { "" });
            item.write(&mut out);
        }
        out.push(']');
        self.frame.set("isIncomplete", "true");
        self.frame.set("items", out);
        self.frame.to_text()
    }
}

/// What all rows of a written list have in common.
struct Frame<'a> {
    offer: &'a str,
    command: Option<&'a str>,
    data: Option<&'a str>,
    /// Clients that match fuzzily score all rows alike when each is filtered by what was typed; then they
    /// sort by `sortText`.
    filter: Option<String>,
    preselects: bool,
    fitting: usize,
}

impl Frame<'_> {
    fn order(&self, item: &mut Object, row: usize) {
        item.set("sortText", format!("\"{row:05}\""));
        if let Some(filter) = self.filter.as_ref().filter(|_| row < self.fitting) {
            item.set("filterText", filter.clone());
        }
        item.remove("preselect");
        if row == 0 && self.preselects {
            item.set("preselect", "true");
        }
    }

    /// An item of the server's carries what it was, to be given back as that.
    fn mark_theirs(&self, item: &mut Object, row: usize) {
        let tagged = tag::of(item, self.data, (self.offer, row));
        self.order(item, row);
        if let (Some(command), None) = (self.command, item.get("command")) {
            let told = tag::command(command, (self.offer, row));
            item.set("command", told);
        }
        item.set("data", tagged);
    }

    fn mark_ours(&self, item: &mut Object, row: usize) {
        self.order(item, row);
        item.set("data", tag::own((self.offer, row)));
    }
}

/// An item as the ranking sees it, but for its row.
fn their(item: &Object) -> Their {
    let label = item.text("label").unwrap_or_default();
    let edit = item.object("textEdit");
    let edit = edit.as_ref().and_then(|edit| edit.text("newText"));
    let written = edit.or_else(|| item.text("insertText"));
    let written = written.as_deref().unwrap_or(&label);
    let word = match path(written) {
        "" => path(&label),
        word => word,
    };
    let filter = item.text("filterText");
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
            best: item.is("preselect"),
            deprecated: item.is("deprecated") || is_tagged(item),
            imports: imports(item, &label),
            is_path: word.contains("::"),
            alike: is_variable && is_alike(item, word),
            ..Mark::default()
        },
    }
}

/// CompletionItemKind.
fn kind(item: &Object) -> Sort {
    match item.get("kind").unwrap_or_default() {
        "2" | "3" | "4" => Sort::Call,
        "5" | "10" => Sort::Field,
        "6" => Sort::Local,
        "9" => Sort::Module,
        "14" => Sort::Keyword,
        "15" => Sort::Snippet,
        _ => Sort::Item,
    }
}

/// The path with which a text begins.
fn path(text: &str) -> &str {
    let text = text.trim_start();
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
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

fn is_tagged(item: &Object) -> bool {
    let tags = item.get("tags").unwrap_or_default();
    tags.trim_matches(['[', ']', ' ']) == "1"
}

/// Whether it brings an import: by its edits, or by what it says.
fn imports(item: &Object, label: &str) -> bool {
    let detail = item.object("labelDetails");
    let detail = detail.as_ref().and_then(|d| d.text("detail"));
    let edits = item.get("additionalTextEdits").unwrap_or_default();
    label.contains("(use ")
        || detail.is_some_and(|detail| detail.contains("(use "))
        || edits.contains('{')
}

/// `store_path: &StorePath`: the name is that of the type.
fn is_alike(item: &Object, word: &str) -> bool {
    let Some(detail) = item.text("detail") else {
        return false;
    };
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let end = |text: &Cow<str>| text.trim_end_matches(|c| !is_part(c)).len();
    let name = &detail[..end(&detail)];
    let name = &name[name.rfind(|c| !is_part(c)).map_or(0, |at| at + 1)..];
    let letters = |text: &str| text.replace('_', "").to_lowercase();
    !name.is_empty() && letters(name) == letters(word)
}

#[cfg(test)]
mod tests;
