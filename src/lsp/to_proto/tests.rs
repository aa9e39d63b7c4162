use super::*;

fn document(text: &str) -> Document {
    Document::detached(Text::new(text.into()))
}

fn row(word: &str) -> Item {
    Item {
        word: word.into(),
        kind: ItemKind::Method,
        detail: None,
        call: false,
        bang: false,
        preselect: false,
    }
}

/// One row at the end of the word that the text begins.
fn shown(text: &str, item: Item, offer: u64, client: &Value) -> Value {
    let end = text
        .find(|c: char| !c.is_alphanumeric())
        .unwrap_or(text.len());
    let offered = List {
        offer,
        replace: (0, end),
        items: vec![item],
    };
    let client = Capabilities::read(&json!({ "capabilities": client }));
    list(&client, "habitus.accepted.x", &document(text), &offered, 50)["items"][0].clone()
}

fn with_snippets() -> Value {
    json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } })
}

#[test]
fn calls_are_snippets_where_they_can_be_and_no_bracket_follows() {
    let call = Item {
        call: true,
        ..row("push")
    };
    let new_text = |text: &str, client: &Value| {
        let item = shown(text, call.clone(), 1, client);
        assert_eq!(
            item.get("insertTextFormat").is_some(),
            item["textEdit"]["newText"] != "push"
        );
        item["textEdit"]["newText"].clone()
    };
    assert_eq!(new_text("pu", &with_snippets()), "push($0)");
    assert_eq!(new_text("pu(1)", &with_snippets()), "push");
    assert_eq!(new_text("pu", &json!({})), "push");
    assert_eq!(
        shown("pu", row("push"), 1, &with_snippets())["textEdit"]["newText"],
        "push"
    );
}

#[test]
fn macros_bring_their_mark_and_their_brackets() {
    let new_text = |word: &str, text: &str, client: &Value| {
        let item = Item {
            bang: true,
            ..row(word)
        };
        let shown = shown(text, item, 1, client);
        assert_eq!(shown["label"], format!("{word}!"));
        shown["textEdit"]["newText"].clone()
    };
    assert_eq!(new_text("println", "pr", &with_snippets()), "println!($0)");
    assert_eq!(new_text("vec", "ve", &with_snippets()), "vec![$0]");
    assert_eq!(new_text("println", "pr", &json!({})), "println!");
    assert_eq!(new_text("println", "pr!()", &with_snippets()), "println");
    assert_eq!(new_text("println", "pr()", &with_snippets()), "println!");
    assert_eq!(new_text("println", "pr != 1", &json!({})), "println!");
    assert_eq!(new_text("matches", "ma!=1", &json!({})), "matches!");
}

#[test]
fn what_a_snippet_would_expand_is_escaped() {
    assert_eq!(snippet("a$b}c\\"), "a\\$b\\}c\\\\($0)");
}

#[test]
fn details_and_the_focus_are_told() {
    let item = Item {
        detail: Some("fn push(&mut self)".into()),
        preselect: true,
        ..row("push")
    };
    let shown_item = shown("pu", item, 1, &json!({}));
    assert_eq!(shown_item["detail"], "fn push(&mut self)");
    assert_eq!(shown_item["preselect"], true);
    assert_eq!(
        shown("pu", row("push"), 1, &json!({})).get("preselect"),
        None
    );
}

#[test]
fn offers_survive_clients_that_count_in_doubles() {
    for offer in [0, SAFE - 1, SAFE, u64::MAX] {
        let item = shown("pu", row("push"), offer, &json!({}));
        for told in [&item["data"], &item["command"]["arguments"]] {
            assert_eq!(crate::lsp::from_proto::offer(told), Some((offer, 0)));
        }
        let number = item["data"]["offer"].as_u64();
        assert!(number.is_none_or(|number| number < SAFE));
    }
}

#[test]
fn a_list_has_no_more_rows_than_wanted() {
    let offered = List {
        offer: 1,
        replace: (0, 0),
        items: vec![row("a"), row("b"), row("c")],
    };
    let client = Capabilities::read(&json!({}));
    let shown = list(&client, "c", &document(""), &offered, 2);
    assert_eq!(shown["items"].as_array().map(Vec::len), Some(2));
}
