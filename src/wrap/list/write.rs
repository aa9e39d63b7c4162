//! A list written again, straight into the message that goes to the editor: it may be a megabyte.

use std::fmt::Write;

use serde_json::json;

use super::{
    item::{Field, Item},
    parts::Reply,
};
use crate::{
    lsp::{Joined, JoinedRow},
    wrap::{
        json::{Object, quoted},
        tag,
    },
};

/// The reply with the rows of both in their order; `long` is about how long it was.
pub(super) fn write(reply: &Reply, joined: &Joined, long: usize) -> String {
    let list = Frame::new(reply, joined);
    // What an item gets besides what it had, and a header.
    let more = 64 + joined.rows.len() * (160 + list.command.len() + list.filter.len());
    let mut out = String::with_capacity(long + more);
    reply.message.write_with("result", &mut out, |out| {
        reply.frame.write_with("items", out, |out| {
            out.push('[');
            list.rows(reply, &joined.rows, out);
            out.push(']');
        });
    });
    out
}

/// What all rows of a list have in common.
struct Frame<'a> {
    joined: &'a Joined,
    offer: String,
    /// The command that says that one was taken, as far as all of them have it.
    command: String,
    /// Clients that match fuzzily score all rows alike when each is filtered by what was typed; then they
    /// sort by `sortText`.
    filter: String,
    preselects: bool,
    /// What items have by default.
    defaults: Object<'a>,
}

impl Frame<'_> {
    fn new<'a>(reply: &'a Reply, joined: &'a Joined) -> Frame<'a> {
        let offer = joined.offer.to_string();
        let command = joined.command.as_deref();
        let command = command.map(|command| tag::command(command, &offer));
        let is_typed = !joined.prefix.is_empty();
        Frame {
            joined,
            offer,
            command: command.unwrap_or_default(),
            filter: if is_typed {
                quoted(&joined.prefix)
            } else {
                String::new()
            },
            defaults: reply.frame.object("itemDefaults").unwrap_or_default(),
            preselects: reply.items.iter().any(|item| item.is(Field::Preselect)),
        }
    }

    fn rows(&self, reply: &Reply, rows: &[JoinedRow], out: &mut String) {
        for (row, joined) in rows.iter().enumerate() {
            out.push_str(if row > 0 { "," } else { "" });
            match joined {
                JoinedRow::Theirs(index) => self.theirs(&reply.items[*index], row, out),
                JoinedRow::Ours(item) => self.ours(item.clone(), row, out),
            }
        }
    }

    fn is_filtered(&self, row: usize) -> bool {
        !self.filter.is_empty() && row < self.joined.fitting
    }

    /// An item of the server's carries what it was, to be given back as that.
    fn theirs(&self, item: &Item, row: usize, out: &mut String) {
        let _ = write!(out, "{{\"sortText\":\"{row:05}\"");
        item.write_kept(out);
        let filter = match self.is_filtered(row) {
            true => Some(&*self.filter),
            false => item.get(Field::FilterText),
        };
        if let Some(filter) = filter {
            out.extend([",\"filterText\":", filter]);
        }
        if row == 0 && self.preselects {
            out.push_str(",\"preselect\":true");
        }
        if !self.command.is_empty() && item.get(Field::Command).is_none() {
            let _ = write!(out, ",\"command\":{}{row}]}}", self.command);
        }
        let _ = write!(out, ",\"data\":{{\"habitus\":[{},{row},", self.offer);
        item.write_changed(out);
        out.push(']');
        if let Some(data) = item.get(Field::Data).or(self.defaults.get("data")) {
            out.extend([",\"data\":", data]);
        }
        out.push_str("}}");
    }

    fn ours(&self, mut item: serde_json::Value, row: usize, out: &mut String) {
        item["sortText"] = json!(format!("{row:05}"));
        if self.is_filtered(row) {
            item["filterText"] = json!(self.joined.prefix);
        }
        if row == 0 && self.preselects {
            item["preselect"] = json!(true);
        }
        // What holds for the server's by default doesn't for ours.
        for (name, own) in [
            ("insertTextFormat", json!(1)),
            ("commitCharacters", json!([])),
        ] {
            if self.defaults.get(name).is_some() && item.get(name).is_none() {
                item[name] = own;
            }
        }
        item["data"] = json!({ "habitus": [self.joined.offer, row] });
        let _ = write!(out, "{item}");
    }
}
