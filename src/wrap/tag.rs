//! What an item of a list carries in its `data` on its way to the editor and back: of which list and row
//! it is, and what the server had where we wrote something else.
//!
//! `{"habitus":[offer, row, {fields as the server had them}], "data": the server's}`; an item of ours has
//! neither fields nor data.

use serde_json::value::RawValue;

use super::json::{Object, quoted};

/// The fields that a written list changes.
const CHANGED: [&str; 3] = ["sortText", "filterText", "preselect"];

/// The command that says that a row was taken, up to the row.
pub(super) fn command(command: &str, offer: &str) -> String {
    let command = quoted(command);
    format!(
        "{{\"title\":\"Learn that it was accepted\",\"command\":{command},\"arguments\":[{offer},"
    )
}

/// An item that came back from the editor.
pub(super) struct Tagged {
    /// Its list's number, as it is written.
    pub offer: String,
    /// Its row, as it is written.
    pub row: String,
    /// The item as the server made it; none where it is ours.
    pub theirs: Option<String>,
    /// Our fields, to be put into the server's answer.
    fields: Vec<(&'static str, String)>,
    /// Whether the command is ours.
    has_our_command: bool,
}

impl Tagged {
    /// `None` where it isn't from a list that we wrote.
    pub(super) fn read(item: &str) -> Option<Tagged> {
        let mut object = Object::read(item)?;
        let data = object.get("data")?.to_owned();
        let data = Object::read(&data)?;
        let tag: Vec<&RawValue> = serde_json::from_str(data.get("habitus")?).ok()?;
        let (offer, row) = (tag.first()?.get().to_owned(), tag.get(1)?.get().to_owned());
        let kept = ["sortText", "filterText", "preselect", "data", "command"];
        let kept = kept
            .iter()
            .filter_map(|name| Some((*name, object.get(name)?.to_owned())));
        let fields = kept.collect();
        let Some(was) = tag.get(2).and_then(|was| Object::read(was.get())) else {
            let (theirs, has_our_command) = (None, true);
            return Some(Tagged {
                offer,
                row,
                theirs,
                fields,
                has_our_command,
            });
        };
        for name in CHANGED {
            match was.get(name) {
                Some(raw) => object.set(name, raw.to_owned()),
                None => drop(object.remove(name)),
            }
        }
        let has_our_command = !was.is("command") && object.get("command").is_some();
        if has_our_command {
            object.remove("command");
        }
        match data.get("data") {
            Some(raw) => object.set("data", raw.to_owned()),
            None => drop(object.remove("data")),
        }
        let theirs = Some(object.to_text());
        Some(Tagged {
            offer,
            row,
            theirs,
            fields,
            has_our_command,
        })
    }

    /// Puts our order, and the command where the server has none, into an item that the server answered
    /// with.
    pub(super) fn mark(&self, item: &mut Object) {
        for (name, raw) in &self.fields {
            let is_theirs =
                *name == "command" && (!self.has_our_command || item.get(name).is_some());
            if !is_theirs {
                item.set(name, raw.clone());
            }
        }
        if !self.fields.iter().any(|(name, _)| *name == "preselect") {
            item.remove("preselect");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An item as a written list has it.
    fn written(item: &str, default: Option<&str>) -> String {
        let defaults = default.map(|data| format!(r#","itemDefaults":{{"data":{data}}}"#));
        let defaults = defaults.unwrap_or_default();
        let reply = format!(r#"{{"id":1,"result":{{"items":[{{}},{{}},{{}},{item}]{defaults}}}}}"#);
        let joined = crate::lsp::Joined {
            offer: serde_json::json!(7),
            prefix: "pu".to_owned(),
            command: Some("c".to_owned()),
            rows: (0..4).map(crate::lsp::JoinedRow::Theirs).collect(),
            fitting: 4,
        };
        let reply = crate::wrap::list::Reply::read(&reply).expect("a list");
        let message = reply.write(&joined, 100);
        let message = Object::read(&message).expect("a message");
        let result = message.object("result").expect("a result");
        let items = result.get("items").expect("items").to_owned();
        let items: Vec<&RawValue> = serde_json::from_str(&items).expect("items");
        items[3].get().to_owned()
    }

    fn back(item: &str, default: Option<&str>) -> String {
        let tagged = Tagged::read(&written(item, default)).expect("a tag");
        assert_eq!((&*tagged.offer, &*tagged.row), ("7", "3"));
        tagged.theirs.expect("an item of the server's")
    }

    #[test]
    fn an_item_goes_back_as_it_came() {
        let full = r#"{"label":"push","sortText":"7ff","filterText":"x","command":{"a":1},"preselect":true,"data":{"position": [1]}}"#;
        let same: serde_json::Value = serde_json::from_str(&back(full, None)).expect("an item");
        assert_eq!(
            same,
            serde_json::from_str::<serde_json::Value>(full).expect("an item")
        );
        assert_eq!(back(r#"{"label":"push"}"#, None), r#"{"label":"push"}"#);
        assert_eq!(
            back(r#"{"label":"push"}"#, Some("5")),
            r#"{"label":"push","data":5}"#
        );
        let foreign = r#"{"label":"push","data":{"offer":1}}"#;
        assert!(Tagged::read(foreign).is_none());
        let own = r#"{"label":"push","data":{"habitus":[7,3]}}"#;
        assert!(Tagged::read(own).expect("a tag").theirs.is_none());
    }

    #[test]
    fn an_answer_keeps_our_order_and_the_servers_rest() {
        fn mark<'a>(item: &str, answer: &'a str) -> Object<'a> {
            let tagged = Tagged::read(&written(item, None)).expect("a tag");
            let mut answer = Object::read(answer).expect("an item");
            tagged.mark(&mut answer);
            answer
        }
        let answer = r#"{"label":"push","sortText":"7ff","preselect":true,"documentation":"d","additionalTextEdits":[1]}"#;
        let item = mark(r#"{"label":"push","data":1}"#, answer);
        assert_eq!(item.get("sortText"), Some("\"00003\""));
        assert_eq!(item.get("filterText"), Some("\"pu\""));
        assert_eq!(item.get("additionalTextEdits"), Some("[1]"));
        assert_eq!(item.get("preselect"), None);
        assert!(item.get("data").expect("data").contains("habitus"));
        assert!(item.get("command").expect("ours").contains("arguments"));
        let item = mark(
            r#"{"label":"push","data":1}"#,
            r#"{"label":"push","command":{"own":1}}"#,
        );
        assert_eq!(
            item.get("command"),
            Some(r#"{"own":1}"#),
            "the server's stays"
        );
        let item = mark(
            r#"{"label":"push","command":{"own":1}}"#,
            r#"{"label":"push"}"#,
        );
        assert_eq!(item.get("command"), None, "ours is put where ours was");
    }
}
