//! Options at the start and while the server runs.
use std::time::{Duration, Instant};

use habitus::client::capabilities;
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, offered};

/// Waits until a list has as many rows: settings that are pulled hold when the answer is there.
fn rows_become(server: &Server, wanted: usize) {
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let rows = offered(&buffer).len();
        if rows == wanted {
            return;
        }
        assert!(Instant::now() < end, "{rows} rows, not {wanted}");
    }
}

fn without_pull() -> Value {
    let mut capabilities = capabilities::full();
    capabilities["workspace"]["configuration"] = json!(false);
    capabilities
}

fn push(server: &Server, settings: Value) {
    let method = "workspace/didChangeConfiguration";
    server
        .notify(method, json!({ "settings": settings }))
        .expect("sent");
}

#[test]
fn both_forms_hold_from_the_start() {
    for options in [json!({ "rows": 2 }), json!({ "habitus": { "rows": 2 } })] {
        let server = Server::with(options, without_pull());
        rows_become(&server, 2);
    }
}

#[test]
fn pushed_options_hold_at_once() {
    let server = Server::with(json!({ "rows": 2 }), without_pull());
    push(&server, json!({ "habitus": { "rows": 1 } }));
    rows_become(&server, 1);
    push(&server, json!({ "rows": 3 }));
    rows_become(&server, 3);
    push(&server, json!({ "habitus": { "completion": false } }));
    rows_become(&server, 0);
    push(&server, json!({}));
    rows_become(&server, 2);
    push(&server, Value::Null);
    rows_become(&server, 2);
}

#[test]
fn a_client_that_can_be_asked_is_asked() {
    let server = Server::with(json!({ "rows": 3 }), capabilities::full());
    rows_become(&server, 3);
    server.set_settings(json!({ "habitus": { "rows": 1 } }));
    push(&server, Value::Null);
    rows_become(&server, 1);
    // Some answer a question for one section with all of them.
    server.set_settings(json!({ "habitus": { "habitus": { "rows": 2 } } }));
    push(&server, json!({ "habitus": { "rows": 3 } }));
    rows_become(&server, 2);
    server.set_settings(json!({}));
    push(&server, Value::Null);
    rows_become(&server, 3);
}

#[test]
fn a_wrong_value_is_told_once_and_costs_nothing_else() {
    let wrong = json!({ "habitus": { "rows": "many", "completion": false, "unheard": 1 } });
    let server = Server::with(wrong.clone(), without_pull());
    push(&server, wrong);
    push(&server, json!({ "habitus": { "learning": [] } }));
    let is = |m: &Value| m["method"] == "window/showMessage";
    let first = server.wait_for_nth("a complaint", 0, is).expect("told");
    let text = first["params"]["message"].as_str().expect("text");
    assert!(
        text.contains("habitus.rows") && text.contains("a string"),
        "{text}"
    );
    assert!(!text.contains("many"));
    let second = server.wait_for_nth("a complaint", 1, is).expect("told");
    assert!(second.to_string().contains("habitus.learning"));
    rows_become(&server, 0);
    assert_eq!(server.messages().iter().filter(|m| is(m)).count(), 2);
}
