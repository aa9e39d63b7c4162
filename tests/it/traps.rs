//! The traps of tower-lsp that were found by falling into them, by their letters; which guard
//! stands where is told in docs/reliability.md. Each test fails when its guard is taken out.
//! Nothing here measures time: a request that is held is held until the test lets it go, so that
//! what must come before it either comes or doesn't.
use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

use crate::support::{SCOPE, Server, code, cursor, is_served, offered, uri};

/// More than tower-lsp's queue, its default concurrency, and any reasonable number of threads.
const MANY: usize = 400;

const CONFIGURATION: &str = "workspace/configuration";

#[test]
fn a_requests_see_the_text_of_their_arrival() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), "").expect("opened");
    let asked: Vec<(i64, String)> = (0..256)
        .map(|i| {
            let end = buffer.text().len();
            buffer.type_text(end, &format!("{i},")).expect("typed");
            let params = json!({ "textDocument": { "uri": buffer.uri() } });
            let id = server.send("habitus/text", params).expect("sent");
            (id, buffer.text().to_owned())
        })
        .collect();
    for (id, text) in asked {
        assert_eq!(server.reply(id).expect("a reply")["result"]["text"], text);
    }
}

#[test]
fn a_later_change_does_not_overtake_a_completion() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let at = buffer.at(cursor(SCOPE));
    let id = server.send("textDocument/completion", at).expect("sent");
    buffer.replace_all("").expect("replaced");
    let list = server.reply(id).expect("a reply");
    let items = list["result"]["items"].as_array().expect("items");
    assert!(items.iter().any(|item| item["label"] == "alpha1"), "{list}");
}

#[test]
fn b_a_cancel_is_answered_while_all_are_busy() {
    let server = Server::ready();
    let held: Vec<i64> = (0..MANY).map(|_| server.hold("")).collect();
    let blocked: Vec<i64> = (0..16).map(|_| server.hold("worker")).collect();
    for id in [held[0], held[MANY - 1], blocked[0], blocked[15]] {
        server.cancel(id).expect("sent");
        assert_eq!(code(&server.reply(id).expect("a reply")), Some(-32800));
    }
    server.release();
    for id in held[1..MANY - 1].iter().chain(&blocked[1..15]) {
        assert_eq!(server.reply(*id).expect("a reply")["result"], "released");
    }
}

/// Work that doesn't wait can't be dropped: it looks at a flag.
#[test]
fn b_what_is_cancelled_stops_working() {
    let server = Server::ready();
    let busy: Vec<i64> = (0..MANY).map(|_| server.hold("busy")).collect();
    for id in &busy {
        server.cancel(*id).expect("sent");
    }
    assert!(server.lives());
}

#[test]
fn c_reading_goes_on_however_many_wait() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), "").expect("opened");
    let held: Vec<i64> = (0..MANY).map(|_| server.hold("")).collect();
    buffer.type_text(0, "typed").expect("typed");
    assert_eq!(server.text_of(buffer.uri()).as_deref(), Some("typed"));
    server.release();
    for id in held {
        server.reply(id).expect("a reply");
    }
}

#[test]
fn c_requests_that_wait_for_the_client_do_not_keep_its_answers_out() {
    let server = Server::ready();
    question(&server, 0);
    server.mute(CONFIGURATION);
    let ask = json!({ "limit": 60_000 });
    let asking: Vec<i64> = (0..MANY)
        .map(|_| {
            server
                .send("habitus/testing/ask", ask.clone())
                .expect("sent")
        })
        .collect();
    for n in 1..=MANY {
        server
            .answer(question(&server, n), json!([]))
            .expect("sent");
    }
    for id in asking {
        assert_eq!(
            server.reply(id).expect("a reply")["result"]["answered"],
            true
        );
    }
}

#[test]
fn c_requests_beyond_all_bounds_are_refused_and_reading_goes_on() {
    let server = Server::ready();
    let held: Vec<i64> = (0..5_000).map(|_| server.hold("")).collect();
    assert_eq!(
        code(&server.reply(held[4_999]).expect("a reply")),
        Some(-32802)
    );
    server.release();
    assert_eq!(
        server.reply(held[0]).expect("a reply")["result"],
        "released"
    );
    assert!(server.lives());
}

#[test]
fn d_a_handler_that_blocks_stalls_nobody_else() {
    let server = Server::ready();
    let blocked = server.hold("worker");
    let mut buffer = server.open(&server.path("a.rs"), "").expect("opened");
    for i in 0..20 {
        buffer.type_text(0, &i.to_string()).expect("typed");
        assert_eq!(server.text_of(buffer.uri()).as_deref(), Some(buffer.text()));
    }
    assert!(server.reply_now(blocked).is_none());
    server.release();
    server.reply(blocked).expect("a reply");
}

#[test]
fn d_long_work_leaves_room_for_short_requests() {
    let server = Server::ready();
    let held: Vec<i64> = (0..64).map(|_| server.hold("work")).collect();
    assert!(server.lives());
    server.release();
    for id in held {
        server.reply(id).expect("a reply");
    }
}

#[test]
fn e_a_panic_answers_one_request() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let id = server
        .send("habitus/testing/panic", json!({}))
        .expect("sent");
    let reply = server.reply(id).expect("a reply");
    assert_eq!(code(&reply), Some(-32603));
    assert!(!reply.to_string().contains("a panic in a handler"));
    assert!(is_served(&buffer));
}

#[test]
fn e_a_panic_at_arrival_costs_one_message() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    server
        .notify("habitus/testing/panicNow", json!({}))
        .expect("sent");
    assert!(is_served(&buffer));
}

#[test]
fn f_exit_ends_the_process_while_stdin_stays_open() {
    let mut server = Server::ready();
    server.request("shutdown", Value::Null).expect("shutdown");
    server.notify("exit", Value::Null).expect("sent");
    server.notify("$/something", json!({})).expect("sent");
    assert_eq!(exit_code(&mut server.client), Some(0));
}

#[test]
fn f_exit_without_shutdown_is_a_failure() {
    let mut server = Server::ready();
    server.notify("exit", Value::Null).expect("sent");
    assert_eq!(exit_code(&mut server.client), Some(1));
}

#[test]
fn f_exit_ends_the_process_while_all_threads_are_blocked() {
    let mut server = Server::ready();
    for _ in 0..16 {
        server.hold("worker");
        server.hold("work");
    }
    server.notify("exit", Value::Null).expect("sent");
    assert_eq!(exit_code(&mut server.client), Some(1));
}

#[test]
fn f_the_end_of_stdin_ends_the_process() {
    for block in [None, Some(""), Some("worker")] {
        let mut server = Server::ready();
        if let Some(block) = block {
            for _ in 0..16 {
                server.hold(block);
            }
        }
        server.close_stdin();
        assert_eq!(exit_code(&mut server.client), Some(0), "{block:?}");
    }
}

#[test]
fn g_a_lone_surrogate_costs_one_character() {
    let server = Server::ready();
    let buffer = server.open(&server.path("a.rs"), "alpha").expect("opened");
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{
            "textDocument":{{"uri":"{}","version":2}},
            "contentChanges":[{{"text":"a\ud83db\ud83d\ude00"}}]}}}}"#,
        buffer.uri()
    );
    server.write_frame(body.as_bytes()).expect("sent");
    assert_eq!(
        server.text_of(buffer.uri()).as_deref(),
        Some("a\u{fffd}b😀")
    );
}

#[test]
fn g_bad_messages_cost_only_themselves() {
    let server = Server::ready();
    let deep = format!(
        r#"{{"method":"m","params":{}{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    let bodies: &[&[u8]] = &[
        b"",
        b"{",
        b"nonsense",
        b"7",
        b"\"text\"",
        b"null",
        b"[]",
        b"[1,2]",
        b"{}",
        br#"{"jsonrpc":"2.0"}"#,
        br#"{"jsonrpc":"1.0","method":"m"}"#,
        br#"{"jsonrpc":"2.0","method":7}"#,
        br#"{"jsonrpc":"2.0","method":"m","method":"n"}"#,
        br#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#,
        br#"{"jsonrpc":"2.0","id":[],"method":"m"}"#,
        br#"{"jsonrpc":"2.0","id":1e300,"result":1}"#,
        br#"{"jsonrpc":"2.0","id":99999999999999999999,"method":"m"}"#,
        br#"{"jsonrpc":"2.0","id":null,"result":1}"#,
        br#"{"jsonrpc":"2.0","id":77777,"result":1}"#,
        br#"{"jsonrpc":"2.0","id":77778,"error":{"code":"x","message":5,"more":1}}"#,
        br#"{"jsonrpc":"2.0","method":"m","params":{"n":1e999}}"#,
        b"{\"jsonrpc\":\"2.0\",\"method\":\"m\",\"params\":{\"t\":\"\xff\xfe\"}}",
        deep.as_bytes(),
    ];
    for body in bodies {
        server.write_frame(body).expect("sent");
        assert!(server.lives(), "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn g_bad_frames_cost_only_themselves() {
    let server = Server::ready();
    let frames: &[&[u8]] = &[
        b"hello\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 2\r\n\r\n{\"longer\":\"than it said\"}",
        b"Content-Length: 30\r\n\r\n{\"shorter\":1}",
        b"Content-Length: 999999999999\r\n\r\n{\"not\":\"so long\"}",
        b"A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nContent-Length: 2\r\n\r\n{}",
        b"Content-Type: text/plain; charset=latin1\r\nContent-Length: 2\r\n\r\n{}",
        b"\x00\xff\xfe",
    ];
    for frame in frames {
        server.write_raw(frame).expect("sent");
        // A frame that is shorter than it said has taken the beginning of this one with it.
        assert!(server.lives(), "{}", String::from_utf8_lossy(frame));
    }
}

#[test]
fn g_a_batch_has_its_requests_refused() {
    let server = Server::ready();
    let id = server.fresh_id();
    let batch =
        json!([{ "jsonrpc": "2.0", "id": id, "method": "habitus/text" }, { "method": "m" }]);
    server
        .write_frame(batch.to_string().as_bytes())
        .expect("sent");
    assert_eq!(code(&server.reply(id).expect("a reply")), Some(-32600));
    assert!(server.lives());
}

#[test]
fn g_a_huge_frame_is_skipped() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    buffer.replace_all(&"x".repeat(65 << 20)).expect("sent");
    assert_eq!(server.text_of(buffer.uri()), None);
    buffer.replace_all(SCOPE).expect("replaced");
    assert!(is_served(&buffer));
}

#[test]
fn g_a_change_that_is_lost_leaves_no_wrong_text_behind() {
    let server = Server::ready();
    let mut buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let cut = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{}","vers"#,
        buffer.uri()
    );
    server.write_frame(cut.as_bytes()).expect("sent");
    assert!(offered(&buffer).is_empty());
    buffer
        .replace_all(&format!("// new\n{SCOPE}"))
        .expect("replaced");
    assert!(is_served(&buffer));
}

#[test]
fn h_initialize_takes_values_that_nobody_knows() {
    let mut capabilities = capabilities::full();
    capabilities["workspace"]["workspaceEdit"] = json!({ "failureHandling": "newkind" });
    capabilities["textDocument"]["completion"]["completionItem"]["tagSupport"] = json!("much");
    let server = Server::new();
    let result = server.initialize_with(json!({
        "processId": "none",
        "rootUri": "no uri at all",
        "trace": "shouting",
        "workspaceFolders": [
            { "uri": "not a uri", "name": 5 },
            { "uri": uri(&server.root()), "name": "root" },
        ],
        "capabilities": capabilities,
    }));
    assert_eq!(result.expect("initialize")["serverInfo"]["name"], "habitus");
    assert!(server.lives());
}

#[test]
fn i_initialize_is_answered_by_us() {
    let server = Server::new();
    let root = server.root();
    let result = server
        .initialize(&root, json!({}), capabilities::full())
        .expect("initialize");
    let capabilities = &result["capabilities"];
    assert_eq!(result["serverInfo"]["name"], "habitus");
    assert_eq!(capabilities["textDocumentSync"]["change"], 2);
    assert_eq!(
        capabilities["completionProvider"]["triggerCharacters"],
        json!([".", ":"])
    );
    let again = server
        .send("initialize", json!({ "capabilities": {} }))
        .expect("sent");
    assert_eq!(code(&server.reply(again).expect("a reply")), Some(-32600));
}

#[test]
fn j_unknown_methods_are_refused_and_unknown_notifications_ignored() {
    let server = Server::ready();
    server
        .notify("textDocument/unheardOf", json!({}))
        .expect("sent");
    server.notify("$/unheardOf", json!([1])).expect("sent");
    server
        .notify("$/setTrace", json!({ "value": "verbose" }))
        .expect("sent");
    for method in [
        "textDocument/unheardOf",
        "$/unheardOf",
        "textDocument/hover",
        "habitus/refused",
    ] {
        let id = server.send(method, json!({})).expect("sent");
        let code = code(&server.reply(id).expect("a reply"));
        let wanted = if method == "habitus/refused" {
            -32600
        } else {
            -32601
        };
        assert_eq!(code, Some(wanted), "{method}");
    }
}

#[test]
fn k_fields_of_a_newer_protocol_come_back() {
    let server = Server::ready();
    let item = json!({
        "label": "x", "data": { "offer": 0, "row": 99 },
        "inventedIn": { "2031": [1, 2] }, "insertTextMode": 77, "kind": 1000,
    });
    let back = server
        .request("completionItem/resolve", item.clone())
        .expect("resolved");
    assert_eq!(back, item);
    let buffer = server.open(&server.path("a.rs"), SCOPE).expect("opened");
    let mut params = buffer.at(cursor(SCOPE));
    params["context"] = json!({ "triggerKind": 12, "selected": {} });
    let list = server
        .request("textDocument/completion", params)
        .expect("a list");
    assert!(
        list["items"]
            .as_array()
            .is_some_and(|items| items.len() >= 3)
    );
}

#[test]
fn l_a_late_reply_harms_nobody() {
    let server = Server::ready();
    question(&server, 0);
    server.mute(CONFIGURATION);
    let answer = server
        .request("habitus/testing/ask", json!({ "limit": 1 }))
        .expect("an answer");
    assert_eq!(answer["answered"], false);
    let question = question(&server, 1);
    for _ in 0..2 {
        server.answer(question.clone(), json!([])).expect("sent");
        assert!(server.lives());
    }
}

#[test]
fn l_a_reply_to_a_cancelled_handler_harms_nobody() {
    let server = Server::ready();
    question(&server, 0);
    server.mute(CONFIGURATION);
    let id = server
        .send("habitus/testing/ask", json!({ "limit": 60_000 }))
        .expect("sent");
    let question = question(&server, 1);
    server.cancel(id).expect("sent");
    assert_eq!(code(&server.reply(id).expect("a reply")), Some(-32800));
    server.answer(question, json!([])).expect("sent");
    assert!(server.lives());
}

/// The id of the server's n-th question for configuration; the first is asked at the start.
fn question(server: &Server, n: usize) -> Value {
    let is = |m: &Value| m["method"] == CONFIGURATION;
    server.wait_for_nth("a question", n, is).expect("asked")["id"].clone()
}

fn exit_code(client: &mut Client) -> Option<i32> {
    let limit = std::time::Duration::from_secs(30);
    client.wait_exit(limit).expect("it ends").code()
}
