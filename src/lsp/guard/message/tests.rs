use proptest::prelude::*;

use super::*;

fn forwarded(body: &str) -> Vec<Value> {
    match judge(body.as_bytes()) {
        Verdict::Forward(all) => all
            .iter()
            .map(|m| serde_json::from_slice(m).expect("JSON"))
            .collect(),
        Verdict::Garbage => panic!("garbage: {body}"),
    }
}

#[test]
fn surrogates_without_their_other_half_are_replaced() {
    let cases = [
        (r#"\ud83d"#, r#"\ufffd"#),
        (r#"\ude00"#, r#"\ufffd"#),
        (r#"\ud83d\ude00"#, r#"\ud83d\ude00"#),
        (r#"\uD83D\uD83D\uDE00x"#, r#"\ufffd\uD83D\uDE00x"#),
        (r#"\\ud83d"#, r#"\\ud83d"#),
        (r#"\\\ud83d"#, r#"\\\ufffd"#),
        (r#"\ud83d\n"#, r#"\ufffd\n"#),
        (r#"é\ud83dé"#, r#"é\ufffdé"#),
        (r#"\"#, r#"\"#),
        (r#"\é"#, r#"\é"#),
        (r#"\ud8"#, r#"\ud8"#),
    ];
    for (text, wanted) in cases {
        assert_eq!(replace_lone_surrogates(text), wanted, "{text}");
    }
}

#[test]
fn a_batch_has_its_requests_refused_and_the_rest_dropped() {
    let batch = r#"[{"id":1,"method":"a"},{"method":"b"},{"id":2,"result":3},7]"#;
    let all = forwarded(batch);
    assert_eq!(all.len(), 1);
    assert_eq!(
        (&all[0]["id"], &all[0]["method"]),
        (&json!(1), &json!(REFUSED))
    );
}

#[test]
fn odd_messages_become_plain_ones() {
    let one = |body: &str| forwarded(body).pop();
    let call = one(r#"{"id":1.0,"method":"m","params":null,"x":[1]}"#);
    assert_eq!(
        call,
        Some(json!({ "jsonrpc": "2.0", "id": 1, "method": "m" }))
    );
    let twice = one(r#"{"jsonrpc":"1.0","method":"a","method":"m"}"#);
    assert_eq!(twice, Some(json!({ "jsonrpc": "2.0", "method": "m" })));
    let reply = one(r#"{"id":"x","result":null,"error":{"code":-1,"message":"no","more":1}}"#);
    let error = json!({ "code": -1, "message": "no" });
    assert_eq!(
        reply,
        Some(json!({ "jsonrpc": "2.0", "id": "x", "error": error }))
    );
    assert_eq!(
        one(r#"{"id":5}"#).map(|m| m["method"].clone()),
        Some(json!(REFUSED))
    );
    assert_eq!(
        one(r#"{"id":5,"method":7}"#).map(|m| m["method"].clone()),
        Some(json!(REFUSED))
    );
    for nobody in [
        r#"{"id":1.5,"method":"m"}"#,
        r#"{"id":null,"result":1}"#,
        "{}",
        "7",
        "\"x\"",
    ] {
        assert_eq!(one(nobody), None, "{nobody}");
    }
}

#[test]
fn what_is_no_json_is_garbage() {
    let deep = "[".repeat(100_000);
    for body in ["", "{", "nope", &deep, r#"{"n":1e999}"#] {
        assert_eq!(judge(body.as_bytes()), Verdict::Garbage);
    }
}

#[test]
fn a_lost_change_names_its_document() {
    let body =
        br#"{"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.rs","#;
    let lost: Value = serde_json::from_slice(&loss(body).expect("a loss")).expect("JSON");
    assert_eq!(lost["params"]["uri"], "file:///a.rs");
    let long = format!(
        r#"{{"params":"{}","method":"textDocument/didChange"}}"#,
        "x".repeat(9000)
    );
    let lost: Value =
        serde_json::from_slice(&loss(long.as_bytes()).expect("a loss")).expect("JSON");
    assert!(lost["params"]["uri"].is_null());
    assert_eq!(loss(b"{\"method\":\"other\""), None);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in r#"(\\|u|d|[0-9a-f]|é|😀|"|\{|\}){0,40}"#) {
        replace_lone_surrogates(&text);
        judge(text.as_bytes());
        loss(text.as_bytes());
    }

    #[test]
    fn any_string_is_kept(text in any::<String>()) {
        let body = json!({ "method": "m", "params": { "text": text } }).to_string();
        let all = forwarded(&body);
        prop_assert_eq!(all[0]["params"]["text"].as_str(), Some(text.as_str()));
    }
}
