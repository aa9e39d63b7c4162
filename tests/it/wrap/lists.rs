//! Lists in the learned order: the server's rows all there, ours among them, each to be taken and resolved.
use habitus::client::Buffer;

use super::*;
use crate::bad_input::house::{labels, type_keys};

const PAGE: &str = "fn page(thing: Thing) {\n    \n}\n";

/// Somebody who writes the same again and again, without any list.
pub fn practice(house: &House, client: &Client, line: &str) {
    let mut buffer = client
        .open(&house.project().join("practice.rs"), PAGE)
        .expect("opened");
    let mut at = PAGE.find("    \n").expect("a line") + 4;
    for _ in 0..4 {
        at = type_keys(&mut buffer, at, &format!("{line}\n    "));
    }
    buffer.close().expect("closed");
    flush(client);
}

/// A page on which a word is begun, and where.
pub fn begun(house: &House, client: &Client, word: &str) -> (Buffer, usize) {
    let path = house.project().join("page.rs");
    let mut page = client.open(&path, PAGE).expect("opened");
    let at = PAGE.find("    \n").expect("a line") + 4;
    let at = type_keys(&mut page, at, &format!("thing.{word}"));
    (page, at)
}

#[test]
fn what_was_written_before_comes_first() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let (page, at) = begun(&house, &client, "alp");
    assert_eq!(
        labels(&page, at)[0],
        "alpha_one(…)",
        "nothing is known: the server's order"
    );
    page.close().expect("closed");
    practice(&house, &client, "thing.alpha_two();");
    let (page, at) = begun(&house, &client, "alp");
    let mut rows = labels(&page, at);
    assert_eq!(rows[0], "alpha_two(…)");
    assert_eq!(rows.len(), 4, "all are there: {rows:?}");
    rows[1..3].sort();
    assert_eq!(rows[1..3], ["alpha_one(…)", "alpha_two"]);
    assert_eq!(rows[3], "other", "which isn't what was typed");
    let items = page.complete(at).expect("a list");
    assert_eq!(items[0]["filterText"], "alp");
    assert_eq!(items[0]["preselect"], true);
    assert!(items[1].get("preselect").is_none());
    let one = items
        .iter()
        .find(|i| i["label"] == "alpha_one(…)")
        .expect("it");
    assert_eq!(one["own"], json!([1, 2.5]));
    assert!(items[3].get("filterText").is_none());
    let told = counters(&client);
    assert_eq!(
        (&told["ranked"], &told["failed_open"]),
        (&json!(3), &json!(0))
    );
    assert!(told["list_us"]["p50"].is_u64() && told["request_us"]["count"].as_u64() > Some(3));
}

#[test]
fn what_the_server_lacks_is_added_once_and_marked() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    practice(&house, &client, "thing.alpine_word();");
    let (page, at) = begun(&house, &client, "alp");
    let items = page.complete(at).expect("a list");
    let own = items.iter().filter(|i| i["label"] == "alpine_word");
    let own: Vec<_> = own.collect();
    assert_eq!(own.len(), 1, "{items:#?}");
    assert_eq!(own[0]["labelDetails"]["description"], "habitus");
    let labels: Vec<_> = items
        .iter()
        .map(|i| i["label"].as_str().expect("a label"))
        .collect();
    assert_eq!(labels.iter().filter(|l| **l == "alpha_one(…)").count(), 1);
    let resolved = client
        .request("completionItem/resolve", own[0].clone())
        .expect("an item");
    assert_eq!(resolved["label"], "alpine_word");
    assert!(
        resolved["documentation"]["value"]
            .as_str()
            .expect("what is known")
            .contains("typed")
    );
    let asked = received(&client);
    assert!(
        !asked
            .iter()
            .any(|m| m.contains("alpine_word") && m.contains("resolve"))
    );
}

#[test]
fn an_item_is_resolved_as_the_server_made_it() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    practice(&house, &client, "thing.alpha_two();");
    let (page, at) = begun(&house, &client, "alp");
    let items = page.complete(at).expect("a list");
    for item in &items {
        let resolved = client
            .request("completionItem/resolve", item.clone())
            .expect("an item");
        assert_eq!(
            resolved["additionalTextEdits"],
            json!([{ "newText": "use x;\n" }])
        );
        for field in ["sortText", "filterText", "data", "preselect", "command"] {
            assert_eq!(resolved.get(field), item.get(field), "{field}");
        }
    }
    let got: Vec<Value> = received(&client)
        .iter()
        .filter(|m| m.contains("completionItem/resolve"))
        .map(|m| serde_json::from_str::<Value>(m).expect("JSON")["params"].take())
        .collect();
    let made = fake::items();
    let made = made.as_array().expect("items");
    assert_eq!(got.len(), made.len());
    for item in made {
        assert!(got.contains(item), "{item} as it was, in {got:#?}");
    }
    let first = client
        .request("completionItem/resolve", items[0].clone())
        .expect("an item");
    let told = first["documentation"].as_str().expect("text");
    assert!(
        told.starts_with("told\n\n") && told.contains("typed"),
        "{told}"
    );
}

#[test]
fn a_row_of_the_servers_that_is_taken_teaches() {
    for by_command in [true, false] {
        let house = House::new();
        let client = greeted(&house, json!({}));
        let (mut page, at) = begun(&house, &client, "al");
        let items = page.complete(at).expect("a list");
        assert_eq!(items[0]["label"], "alpha_one(…)");
        let rows = |item: &&Value| item["labelDetails"].is_object();
        let taken = items
            .iter()
            .find(rows)
            .expect("the row without a command of the server's");
        assert_eq!(taken["insertText"], "alpha_two");
        page.replace(at - 2..at, "alpha_two").expect("written");
        if by_command {
            page.execute(&taken["command"]).expect("done");
        }
        let end = page.text().find("alpha_two").expect("the word") + 9;
        type_keys(&mut page, end, ";\n    thing");
        flush(&client);
        let episodes = client
            .request("habitus/episodes", json!({}))
            .expect("episodes");
        let last = episodes
            .as_array()
            .expect("some")
            .last()
            .expect("one")
            .clone();
        assert_eq!(
            (&last["end"], &last["word"]),
            (&json!("accepted"), &json!("alpha_two")),
            "{last}"
        );
        let by = if by_command { "command" } else { "text" };
        assert_eq!(last["by"], by);
        page.close().expect("closed");
        let (page, at) = begun(&house, &client, "al");
        assert_eq!(labels(&page, at)[0], "alpha_two(…)");
        let got = received(&client);
        assert!(
            !got.iter().any(|m| m.contains("habitus.accepted")),
            "ours alone"
        );
    }
}

#[test]
fn what_the_server_finds_wrong_is_told_of_the_list() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let (mut page, at) = begun(&house, &client, "al");
    let says = |errors: usize| {
        let error = json!({ "severity": 1, "message": "m" });
        let diagnostics: Vec<Value> = (0..errors).map(|_| error.clone()).collect();
        let warned = [diagnostics, vec![json!({ "severity": 2 })]].concat();
        let params = json!({ "uri": page.uri(), "diagnostics": warned });
        json!({ "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": params })
    };
    let (before, after) = (says(1), says(3));
    client.notify("fake/ask", before).expect("said");
    mode(&client, "");
    flush(&client);
    page.complete(at).expect("a list");
    page.replace(at - 2..at, "alpha_two").expect("written");
    client.notify("fake/ask", after).expect("said");
    mode(&client, "");
    flush(&client);
    let end = page.text().find("alpha_two").expect("the word") + 9;
    type_keys(&mut page, end, ";\n    thing");
    flush(&client);
    let episodes = client
        .request("habitus/episodes", json!({}))
        .expect("episodes");
    let told = &episodes[0]["diagnostics"];
    assert_eq!(told, &json!({ "before": 1, "after": 3 }), "{episodes:#}");
}

#[test]
fn without_learning_the_order_is_the_servers() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    practice(&house, &client, "thing.alpha_two();");
    drop(client);
    let client = greeted(&house, json!({ "habitus": { "learning": false } }));
    let (page, at) = begun(&house, &client, "alp");
    let items = page.complete_list(at).expect("a list");
    assert_eq!(items["items"], fake::items());
    let told = counters(&client);
    assert_eq!(
        (&told["ranked"], &told["unchanged"]),
        (&json!(0), &json!(1))
    );
}

#[test]
fn what_isnt_ready_in_time_is_the_servers() {
    let house = House::new();
    let server = fake_command();
    let server: Vec<&str> = server.iter().map(String::as_str).collect();
    let mut command = wrapping(&house, &server);
    command.env(fake::MARK, "1").env("HABITUS_LIST_LIMIT", "0");
    let client = Client::spawn(command).expect("it starts");
    let greeted = client.initialize(&house.project(), json!({}), capabilities::full());
    greeted.expect("initialize");
    flush(&client);
    let (page, at) = begun(&house, &client, "alp");
    for _ in 0..5 {
        assert_eq!(
            page.complete_list(at).expect("a list")["items"],
            fake::items()
        );
    }
    let told = counters(&client);
    assert_eq!(
        (&told["failed_open"], &told["ranked"]),
        (&json!(5), &json!(0))
    );
    let item = fake::items()[0].clone();
    let resolved = client
        .request("completionItem/resolve", item.clone())
        .expect("an item");
    assert_eq!(
        (&resolved["data"], &resolved["documentation"]),
        (&item["data"], &json!("told"))
    );
}

#[test]
fn where_the_server_has_nothing_ours_stand_alone() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    practice(&house, &client, "thing.alpine_word();");
    mode(&client, "none");
    let (page, at) = begun(&house, &client, "alp");
    assert_eq!(labels(&page, at)[0], "alpine_word");
    page.close().expect("closed");
    let page = client
        .open(&house.project().join("page.rs"), "// alp")
        .expect("opened");
    let list = client
        .request("textDocument/completion", page.at(6))
        .expect("an answer");
    assert!(list.is_null(), "there is nothing of either: {list}");
}

/// Another real server, of another kind of list: our own.
#[test]
fn any_server_can_be_wrapped() {
    let house = House::new();
    let copy = house.beside("another-server");
    std::fs::copy(env!("CARGO_BIN_EXE_habitus"), &copy).expect("a program");
    let mut command = wrapping(&house, &[copy.to_str().expect("a path"), "serve"]);
    command.env("HABITUS_CLOCK", "");
    let client = Client::spawn(command).expect("it starts");
    let greeted = client.initialize(&house.project(), json!({}), capabilities::full());
    let commands =
        greeted.expect("initialize")["capabilities"]["executeCommandProvider"]["commands"].take();
    assert_eq!(
        commands.as_array().map(Vec::len),
        Some(2),
        "the server's and ours"
    );
    flush(&client);
    practice(&house, &client, "thing.alpine_word();");
    crate::bad_input::house::wait("the word to be offered", || {
        let (page, at) = begun(&house, &client, "alp");
        let rows = labels(&page, at);
        page.close().expect("closed");
        rows.iter().filter(|row| *row == "alpine_word").count() == 1
    });
}

/// Helix asks once and filters by itself; it goes back to what was typed then, and writes the row and what
/// the row brings along one after the other.
#[test]
fn a_row_with_an_import_is_known_as_taken_by_the_text_alone() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    let (mut page, at) = begun(&house, &client, "al");
    page.complete(at).expect("a list");
    let end = type_keys(&mut page, at, "pha");
    page.replace(at - 2..end, "al").expect("written");
    page.replace(at - 2..at, "alpha_two").expect("written");
    page.replace(0..0, "use other::alpha_two;\n\n")
        .expect("written");
    page.save().expect("saved");
    let elsewhere = page.text().find("use other").expect("the import");
    type_keys(&mut page, elsewhere, ";");
    flush(&client);
    let episodes = client.request("habitus/episodes", json!({}));
    let episodes = episodes.expect("episodes");
    let last = episodes.as_array().expect("some").last().cloned();
    let last = last.unwrap_or_else(|| panic!("{episodes}"));
    assert_eq!(
        (&last["end"], &last["word"], &last["by"]),
        (&json!("accepted"), &json!("alpha_two"), &json!("text")),
        "{last}"
    );
}

#[test]
fn many_items_may_be_resolved_at_once() {
    let house = House::new();
    let client = greeted(&house, json!({}));
    practice(&house, &client, "thing.alpha_two();");
    let (page, at) = begun(&house, &client, "alp");
    let item = page.complete(at).expect("a list")[0].clone();
    let send = |_| {
        client
            .send("completionItem/resolve", item.clone())
            .expect("sent")
    };
    let ids: Vec<_> = (0..6).map(send).collect();
    for id in ids {
        let resolved = client.reply(id).expect("an item");
        let told = resolved["result"]["documentation"].to_string();
        assert!(told.contains("typed"), "{resolved}");
    }
}
