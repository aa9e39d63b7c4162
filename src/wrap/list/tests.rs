use serde_json::{Value, json};

use super::*;
use crate::{
    engine::{Mark, Sort},
    lsp::JoinedRow,
};

fn reply(result: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string()
}

fn read(reply: &str) -> Reply<'_> {
    Reply::read(reply).expect("a list")
}

/// The row of a list with this item alone.
fn their(item: &Value) -> Their {
    let text = reply(&json!([item]));
    read(&text).theirs().remove(0)
}

/// The list as it goes to the editor.
fn written(reply: &str, joined: Joined) -> Value {
    let message = read(reply).write(&joined, 100);
    let mut message: Value = serde_json::from_str(&message).expect("JSON");
    assert_eq!(
        (&message["id"], &message["jsonrpc"]),
        (&json!(1), &json!("2.0"))
    );
    message["result"].take()
}

fn joined(prefix: &str, rows: Vec<JoinedRow>) -> Joined {
    Joined {
        offer: json!(9),
        prefix: prefix.to_owned(),
        command: Some("taken".to_owned()),
        fitting: rows.len().saturating_sub(1),
        rows,
    }
}

#[test]
fn rows_are_known_by_what_they_write() {
    let word = |item: Value| {
        let their = their(&item);
        (their.word, their.filter, their.mark.sort)
    };
    let edit =
        |text: &str| json!({ "label": "l", "filterText": text, "textEdit": { "newText": text } });
    assert_eq!(
        word(edit("push(${1:value})$0")),
        ("push".into(), None, Sort::Item)
    );
    assert_eq!(word(edit("Ordering::Less")).0, "Ordering::Less");
    assert_eq!(word(edit("println!($0)")).2, Sort::Macro);
    assert_eq!(word(edit("r#type")).0, "type");
    assert_eq!(word(edit("'static")).0, "'static");
    let label = json!({ "label": "map(…)", "kind": 2, "insertText": "map($0)" });
    assert_eq!(word(label), ("map".into(), None, Sort::Call));
    let postfix =
        json!({ "label": "dbg", "kind": 15, "filterText": "dbg", "textEdit": { "newText": "&x" } });
    assert_eq!(word(postfix), ("dbg".into(), None, Sort::Snippet));
}

#[test]
fn what_a_row_says_is_seen() {
    let mark = |item: Value| their(&item).mark;
    let import =
        json!({ "label": "HashMap", "labelDetails": { "detail": "(use std::x::HashMap)" } });
    assert!(mark(import).imports);
    assert!(mark(json!({ "label": "a", "tags": [1] })).deprecated);
    assert!(mark(json!({ "label": "store_path", "kind": 6, "detail": "&StorePath" })).alike);
    assert!(!mark(json!({ "label": "path", "kind": 6, "detail": "&StorePath" })).alike);
    assert_eq!(mark(json!({ "label": "a" })), Mark::default());
}

#[test]
fn the_servers_order_is_that_of_its_sort_texts() {
    let text = reply(&json!([
        { "label": "b", "sortText": "8" }, { "label": "a", "sortText": "7" },
        { "label": "c", "sortText": "8", "preselect": true },
    ]));
    let theirs = read(&text).theirs();
    let order: Vec<(u32, u32)> = theirs.iter().map(|t| (t.mark.row, t.mark.rank)).collect();
    assert_eq!(order, [(1, 1), (0, 0), (2, 1)]);
    assert!(theirs[2].mark.best && !theirs[0].mark.best);
}

#[test]
fn a_written_list_has_every_row_in_the_new_order() {
    let text = reply(
        &json!({ "itemDefaults": { "data": 5 }, "extra": [1], "items": [
        { "label": "paa", "sortText": "1", "preselect": true }, { "label": "q", "own": 1 },
        { "label": "pab", "command": { "command": "theirs" } },
    ] }),
    );
    let own = json!({ "label": "pac", "sortText": "x", "filterText": "pac", "data": { "offer": 9, "row": 1 } });
    let rows = vec![
        JoinedRow::Theirs(2),
        JoinedRow::Ours(own),
        JoinedRow::Theirs(0),
        JoinedRow::Theirs(1),
    ];
    let written = written(&text, joined("pa", rows));
    assert_eq!(written["isIncomplete"], true);
    assert_eq!(written["extra"], json!([1]));
    let items = written["items"].as_array().expect("items");
    let labels: Vec<_> = items
        .iter()
        .map(|item| item["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["pab", "pac", "paa", "q"]);
    let field = |name: &str| {
        items
            .iter()
            .map(|item| item[name].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(field("sortText"), ["00000", "00001", "00002", "00003"]);
    assert_eq!(field("filterText")[..3], ["pa", "pa", "pa"]);
    assert!(
        field("filterText")[3].is_null(),
        "which doesn't go on from it"
    );
    assert_eq!(
        field("preselect"),
        [json!(true), json!(null), json!(null), json!(null)]
    );
    assert_eq!(items[0]["command"]["command"], "theirs");
    assert_eq!(items[2]["command"]["arguments"], json!([9, 2]));
    assert_eq!(
        items[2]["data"],
        json!({ "habitus": [9, 2, { "sortText": "1", "preselect": true }], "data": 5 })
    );
    assert_eq!(items[1]["data"], json!({ "habitus": [9, 1] }));
    assert_eq!(items[3]["own"], 1);
}

#[test]
fn a_list_may_be_an_array_or_nothing() {
    for result in [
        json!(null),
        json!([]),
        json!({ "isIncomplete": false, "items": [] }),
    ] {
        let text = reply(&result);
        assert!(read(&text).theirs().is_empty());
        let own = JoinedRow::Ours(json!({ "label": "x" }));
        let written = written(&text, joined("", vec![own]));
        assert_eq!(written["items"][0]["label"], "x");
        assert_eq!(written["isIncomplete"], true);
    }
    for result in [json!(5), json!({}), json!([1]), json!("x")] {
        assert!(Reply::read(&reply(&result)).is_none(), "{result}");
    }
    assert!(Reply::read(r#"{"id":1,"error":{"code":1}}"#).is_none());
    assert!(Reply::read(r#"{"id":1}"#).is_none());
}

#[test]
fn a_row_has_each_field_once() {
    let text = reply(&json!([{ "label": "a", "command": null, "kind": 2 }]));
    let message = read(&text).write(&joined("", vec![JoinedRow::Theirs(0)]), 100);
    assert_eq!(
        message.matches("\"command\":").count(),
        2,
        "ours, and the id in it: {message}"
    );
    let written: Value = serde_json::from_str(&message).expect("JSON");
    assert_eq!(written["result"]["items"][0]["kind"], 2);
}

#[test]
fn what_items_have_by_default_holds_for_the_servers_alone() {
    let text = reply(
        &json!({ "itemDefaults": { "insertTextFormat": 2, "commitCharacters": ["."] },
        "items": [{ "label": "* word", "textEditText": "word", "filterText": "word" }] }),
    );
    assert_eq!(read(&text).theirs()[0].word, "word");
    let own = JoinedRow::Ours(json!({ "label": "x" }));
    let written = written(&text, joined("", vec![own]));
    assert_eq!(written["items"][0]["insertTextFormat"], 1);
    assert_eq!(written["items"][0]["commitCharacters"], json!([]));
}
