//! What a list looks like to a client.
use habitus::client::capabilities;
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, cursor};

#[test]
fn a_list_keeps_its_order_in_clients_that_match_fuzzily() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let list = buffer.complete_list(cursor(SCOPE)).expect("a list");
    assert_eq!(list["isIncomplete"], true);
    let items = list["items"].as_array().expect("items");
    assert!(items.len() >= 3);
    for (row, item) in items.iter().enumerate() {
        assert_eq!(item["sortText"], format!("{row:04}"));
        assert_eq!(item["filterText"], "alp");
        assert_eq!(
            item["textEdit"]["range"]["start"],
            buffer.position(cursor(SCOPE) - 3)
        );
        assert_eq!(
            item["textEdit"]["range"]["end"],
            buffer.position(cursor(SCOPE))
        );
        assert_eq!(item["data"]["row"], row);
        assert_eq!(
            item["command"]["arguments"],
            json!([item["data"]["offer"], row])
        );
        assert!(item["kind"].is_u64());
    }
}

#[test]
fn nothing_typed_filters_by_the_word() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let items = buffer.complete(cursor(SCOPE) - 3).expect("a list");
    assert_eq!(items[0]["filterText"], items[0]["label"]);
}

#[test]
fn one_colon_asks_for_nothing() {
    let server = Server::ready();
    for (colons, is_empty) in [(":", true), ("::", false)] {
        let text = format!("enum Alpha {{ One, Two }}\nfn f() {{ Alpha{colons}\n}}");
        let buffer = server.open(&server.path("a.rs"), &text).expect("opened");
        let mut params = buffer.at(text.len() - 2);
        params["context"] = json!({ "triggerKind": 2, "triggerCharacter": ":" });
        let list = server
            .request("textDocument/completion", params)
            .expect("a list");
        let items = list["items"].as_array().expect("items");
        assert_eq!(items.is_empty(), is_empty, "{text}");
    }
}

fn greeted_as(name: &str) -> (Server, Value) {
    let server = Server::new();
    let result = server.initialize_with(json!({
        "clientInfo": { "name": name }, "capabilities": capabilities::full(),
    }));
    (server, result.expect("initialize"))
}

#[test]
fn an_accepted_row_is_reported_by_a_command_of_this_process_alone() {
    let (server, result) = greeted_as("Neovim");
    let commands = &result["capabilities"]["executeCommandProvider"]["commands"];
    let mut buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let items = buffer.complete(cursor(SCOPE)).expect("a list");
    let item = items
        .iter()
        .find(|item| item["label"] == "alpha2")
        .expect("a row");
    assert_eq!(item["command"]["command"], commands[0]);
    assert_eq!(buffer.execute(&item["command"]).expect("run"), Value::Null);
    let end = buffer.accept(item).expect("accepted");
    assert_eq!(buffer.text(), SCOPE.replace("alp\n", "alpha2\n"));
    assert_eq!(&buffer.text()[end..], "\n}\n");
    let other = json!({ "command": "habitus.accepted", "arguments": [] });
    assert!(buffer.execute(&other).is_err());
    let (_other, second) = greeted_as("Neovim");
    assert_ne!(
        &second["capabilities"]["executeCommandProvider"]["commands"],
        commands
    );
}

#[test]
fn clients_that_drop_commands_get_none() {
    for (name, has_command) in [
        ("helix", false),
        ("Eglot", false),
        ("Visual Studio Code", true),
    ] {
        let (server, _) = greeted_as(name);
        let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
        let items = buffer.complete(cursor(SCOPE)).expect("a list");
        assert_eq!(items[0].get("command").is_some(), has_command, "{name}");
    }
}

#[test]
fn requests_without_sense_are_refused_or_empty() {
    let server = Server::ready();
    let document = json!({ "uri": "file:///not/open.rs" });
    let position = json!({ "line": 0, "character": 0 });
    let nowhere = json!({ "textDocument": document, "position": position });
    let list = server
        .request("textDocument/completion", nowhere)
        .expect("a list");
    assert_eq!(list["items"], json!([]));
    for params in [
        json!({}),
        json!([]),
        json!({ "textDocument": document, "position": 7 }),
    ] {
        assert!(server.request("textDocument/completion", params).is_err());
    }
}
