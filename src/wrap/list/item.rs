//! One item of a list: the fields that are looked at, and the stretches of text that go on as they are.

use std::borrow::Cow;

use crate::wrap::json;

/// A field that is looked at.
#[derive(Clone, Copy)]
pub(super) enum Field {
    SortText,
    FilterText,
    Preselect,
    Data,
    Label,
    Kind,
    InsertText,
    Deprecated,
    Tags,
    Detail,
    LabelDetails,
    TextEdit,
    AdditionalTextEdits,
    Command,
    TextEditText,
}

/// Their names; the first ones are written anew.
const NAMES: [&str; 15] = [
    "sortText",
    "filterText",
    "preselect",
    "data",
    "label",
    "kind",
    "insertText",
    "deprecated",
    "tags",
    "detail",
    "labelDetails",
    "textEdit",
    "additionalTextEdits",
    "command",
    "textEditText",
];

/// How many are written anew.
const CHANGED: usize = 4;

/// See the module. `body` is the message that it is part of.
pub(super) struct Item<'a> {
    body: &'a str,
    known: [Option<&'a str>; NAMES.len()],
    /// Where what goes on as it is begins and ends in the body: between the fields that change.
    kept: [(usize, usize); CHANGED + 2],
    stretches: usize,
    is_open: bool,
}

impl<'a> Item<'a> {
    pub(super) fn new(body: &'a str) -> Item<'a> {
        Item {
            body,
            known: [None; NAMES.len()],
            kept: [(0, 0); CHANGED + 2],
            stretches: 0,
            is_open: false,
        }
    }

    /// Takes the next field, name and value being parts of the body; none where that can't be.
    pub(super) fn take(&mut self, name: &str, raw: &'a str) -> Option<()> {
        let field = NAMES.iter().position(|known| *known == name);
        if let Some(field) = field {
            self.known[field] = Some(raw);
        }
        let is_no_command = name == NAMES[Field::Command as usize] && raw == "null";
        if is_no_command || field.is_some_and(|field| field < CHANGED) {
            self.is_open = false;
            return Some(());
        }
        let at = |text: &str| (text.as_ptr() as usize).checked_sub(self.body.as_ptr() as usize);
        // With its quote.
        let (start, end) = (at(name)?.checked_sub(1)?, at(raw)? + raw.len());
        if !self.is_open {
            self.kept.get_mut(self.stretches)?.0 = start;
            self.stretches += 1;
            self.is_open = true;
        }
        self.kept[self.stretches - 1].1 = end;
        Some(())
    }

    /// A value as it is written; null is none.
    pub(super) fn get(&self, field: Field) -> Option<&'a str> {
        self.known[field as usize].filter(|raw| *raw != "null")
    }

    /// A string.
    pub(super) fn text(&self, field: Field) -> Option<Cow<'a, str>> {
        json::text(self.get(field)?)
    }

    /// Whether it says so.
    pub(super) fn is(&self, field: Field) -> bool {
        self.get(field) == Some("true")
    }

    /// Writes what isn't changed, each field or stretch of fields with a comma before it.
    pub(super) fn write_kept(&self, out: &mut String) {
        for &(start, end) in &self.kept[..self.stretches] {
            out.push(',');
            out.push_str(self.body.get(start..end).unwrap_or_default());
        }
    }

    /// Writes what the server had where it is written anew, as an object.
    pub(super) fn write_changed(&self, out: &mut String) {
        let fields = [Field::SortText, Field::FilterText, Field::Preselect];
        let mut comma = "{";
        for field in fields {
            if let Some(raw) = self.get(field) {
                out.extend([comma, "\"", NAMES[field as usize], "\":", raw]);
                comma = ",";
            }
        }
        if self.get(Field::Command).is_some() {
            out.extend([comma, "\"command\":true"]);
            comma = ",";
        }
        out.push_str(if comma == "{" { "{}" } else { "}" });
    }
}
