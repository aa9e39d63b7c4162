//! What isn't reranked is the same byte for byte, both ways, whatever it is.
use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use super::*;

/// Everything that a server writes to this input, and its exit code.
fn output(mut command: Command, input: &[u8]) -> (Vec<u8>, Option<i32>) {
    let mut child = command
        .env(fake::MARK, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("stdin");
    let input = input.to_vec();
    let writing = std::thread::spawn(move || {
        stdin.write_all(&input).expect("written");
        // Its end of the pipe stays open: leaving is up to `exit`.
        stdin
    });
    let mut out = Vec::new();
    let mut stdout = child.stdout.take().expect("stdout");
    stdout.read_to_end(&mut out).expect("read");
    drop(writing.join());
    (out, child.wait().expect("ended").code())
}

fn frame(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Every kind of thing that an editor says, written in ways in which nobody would write it anew.
fn session(options: &str) -> Vec<u8> {
    let methods = [
        "textDocument/hover",
        "textDocument/definition",
        "textDocument/rename",
        "textDocument/semanticTokens/full",
        "textDocument/inlayHint",
        "textDocument/codeAction",
        "rust-analyzer/expandMacro",
        "experimental/runnables",
        "workspace/symbol",
    ];
    let mut all = String::new();
    all += &frame(&format!(
        r#"{{"id":0 ,"method":"initialize","jsonrpc":"2.0","params":{{"capabilities":{{"general":{{"positionEncodings":["utf-8"]}}}},"initializationOptions":{options},"x":1.0}}}}"#
    ));
    all += &frame(r#"{"jsonrpc":"2.0","method":"initialized","params":{ }}"#);
    all += "X-Own: 1\r\nContent-Length: 2\r\n\r\n{}";
    for (id, method) in methods.iter().enumerate() {
        let body = format!(
            r#"{{ "params":{{"f":1.50,"s":"\ud83d"}}, "method":"{method}","id":"own {id}"}}"#
        );
        all += &frame(&body);
        let cancel = format!(r#"{{"method":"$/cancelRequest","params":{{"id":"own {id}"}}}}"#);
        all += &frame(&cancel);
    }
    all += &frame(
        r#"{"id":7,"method":"fake/say","params":{"bytes":"rubbish\n\nContent-Length: x\r\n\r\n"}}"#,
    );
    let asked =
        r#"{"id":"their id","method":"window/workDoneProgress/create","params":{"token":1}}"#;
    all += &frame(&format!(r#"{{"method":"fake/ask","params":{asked}}}"#));
    all += &frame(r#"{"result":null ,"id":"their id"}"#);
    all += &frame(r#"{"id":8,"method":"workspace/executeCommand","params":{"command":"theirs"}}"#);
    let place = r#""textDocument":{"uri":"file:///x/a.rs"},"position":{"line":1,"character":10}"#;
    let text = r"fn f(thing: Thing) {\n    thing.alp\n}\n";
    all += &frame(&format!(
        r#"{{"method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"file:///x/a.rs","languageId":"rust","version":1,"text":"{text}"}}}}}}"#
    ));
    all += &frame(&format!(
        r#"{{"id":9,"method":"textDocument/completion","params":{{{place}}}}}"#
    ));
    all += &frame(
        r#"{"id":10,"method":"completionItem/resolve","params":{"label":"x","data":{"n":1}}}"#,
    );
    all += &frame(r#"{"id":11,"method":"fake/received"}"#);
    all += &frame(r#"{"id":12,"method":"shutdown"}"#);
    all += &frame(r#"{"method":"exit"}"#);
    all.into_bytes()
}

/// The server's answer to the greeting has our command in it.
fn without_greeting(out: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(out);
    let (before, after) = text.split_once("\"id\":0").expect("an answer");
    let before = before.rfind("Content-Length").expect("a header");
    let after = &after[after.find("Content-Length").expect("more")..];
    [text[..before].as_bytes(), after.as_bytes()].concat()
}

#[test]
fn a_session_without_learning_is_the_servers_own() {
    let house = House::new();
    let server = fake_command();
    let mut alone = Command::new(&server[0]);
    alone.args(&server[1..]);
    let (alone, code) = output(alone, &session("null"));
    assert_eq!(code, Some(0));
    let server: Vec<&str> = server.iter().map(String::as_str).collect();
    for options in [
        r#"{"habitus":{"learning":false}}"#,
        r#"{"habitus":{"completion":false}}"#,
    ] {
        let (through, code) = output(wrapping(&house, &server), &session(options));
        assert_eq!(code, Some(0));
        let (alone, through) = (without_greeting(&alone), without_greeting(&through));
        // Of what the server got, which it tells too, the greeting alone differs.
        let greeting = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let at = text.find(r#""result":["#).expect("what it got");
            let until = at + text[at..].find(r#"\"initialized\""#).expect("more");
            let head = text[..at].rfind("Content-Length").expect("a header");
            (text[..head].to_owned(), text[until..].to_owned())
        };
        assert_eq!(greeting(&alone), greeting(&through));
    }
}

#[test]
fn a_question_on_the_command_line_is_the_servers() {
    let house = House::new();
    let (out, code) = output(
        wrapping(&house, &["sh", "-c", "echo server 1.2.3; exit 7"]),
        b"",
    );
    assert_eq!((&out[..], code), (&b"server 1.2.3\n"[..], Some(7)));
    let slowly = ["sh", "-c", "exec >&-; sleep 0.3; exit 5"];
    let (_, code) = output(wrapping(&house, &slowly), b"");
    assert_eq!(code, Some(5), "it may close its output and end later");
    let (out, code) = output(wrapping(&house, &["sh", "-c", "kill -9 $$"]), b"");
    assert_eq!((&out[..], code), (&b""[..], Some(128 + 9)));
    let (_, code) = output(wrapping(&house, &["no-such-server"]), b"");
    assert_eq!(code, Some(2));
    let own = env!("CARGO_BIN_EXE_habitus");
    let (_, code) = output(wrapping(&house, &[own, "serve"]), b"");
    assert_eq!(code, Some(2), "it can't wrap itself");
    let through = format!("exec '{own}' wrap -- sh -c true");
    let (_, code) = output(wrapping(&house, &["sh", "-c", &through]), b"");
    assert_eq!(code, Some(2), "nor by a stand-in");
}

#[test]
fn our_settings_are_ours_alone() {
    let house = House::new();
    let client = greeted(
        &house,
        json!({ "habitus": { "rows": 7 }, "cargo": { "a": 1 } }),
    );
    let greeting: Value = serde_json::from_str(&received(&client)[0]).expect("JSON");
    assert_eq!(
        greeting["params"]["initializationOptions"],
        json!({ "cargo": { "a": 1 } })
    );
    let ask = json!({ "jsonrpc": "2.0", "id": 77, "method": "workspace/configuration",
        "params": { "items": [{}, { "section": "cargo" }] } });
    client.notify("fake/ask", ask).expect("sent");
    let settings = json!({ "settings": { "habitus": { "rows": 3 }, "cargo": 5 } });
    client
        .notify("workspace/didChangeConfiguration", settings)
        .expect("sent");
    crate::bad_input::house::wait("an answer", || {
        client.request("fake/answers", json!({})).expect("answers")[0].is_object()
    });
    let answers = client.request("fake/answers", json!({})).expect("answers");
    assert_eq!(
        answers[0]["result"],
        json!([{ "cargo": { "a": 1 } }, { "a": 1 }])
    );
    let told = received(&client);
    let changed = told
        .iter()
        .find(|m| m.contains("\"settings\""))
        .expect("it");
    let changed: Value = serde_json::from_str(changed).expect("JSON");
    assert_eq!(changed["params"], json!({ "settings": { "cargo": 5 } }));
    assert!(!told.iter().any(|m| m.contains("\"habitus\"")), "{told:#?}");
}
