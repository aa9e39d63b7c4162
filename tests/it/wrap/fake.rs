//! A server that does what a test wants: this test binary, started again by the proxy. It remembers what it
//! got, byte for byte, and says what it is told to say.
use std::io::{Read, Write};

use serde_json::{Value, json};

/// Set for it by those who start it.
pub const MARK: &str = "HABITUS_FAKE_SERVER";

/// The arguments that make this binary one.
pub const ARGS: [&str; 4] = ["wrap::fake::server", "--exact", "--ignored", "--nocapture"];

/// No test: the server. Does nothing where nobody wants one.
#[test]
#[ignore = "a server for other tests"]
fn server() {
    if std::env::var_os(MARK).is_none() {
        return;
    }
    let mut fake = Fake::default();
    while let Some(body) = read() {
        fake.take(&body);
    }
    leave(0);
}

#[allow(clippy::disallowed_methods)] // the harness would write more
fn leave(code: i32) {
    std::process::exit(code);
}

fn read() -> Option<Vec<u8>> {
    let mut stdin = std::io::stdin().lock();
    let (mut header, mut byte) = (Vec::new(), [0]);
    while !header.ends_with(b"\r\n\r\n") {
        stdin.read_exact(&mut byte).ok()?;
        header.push(byte[0]);
    }
    let header = String::from_utf8(header).ok()?;
    let mut fields = header.lines();
    let length = fields.find_map(|field| field.strip_prefix("Content-Length: "))?;
    let mut body = vec![0; length.parse().ok()?];
    stdin.read_exact(&mut body).ok()?;
    Some(body)
}

fn write(bytes: &[u8]) {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes).expect("an editor");
    stdout.flush().expect("an editor");
}

fn say(message: &Value) {
    say_raw(&message.to_string());
}

fn say_raw(body: &str) {
    write(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
}

/// Its list: in this order it takes them for less and less likely.
pub fn items() -> Value {
    json!([
        { "label": "alpha_one(…)", "kind": 2, "sortText": "7fffffe0", "preselect": true,
          "filterText": "alpha_one", "insertText": "alpha_one", "data": { "n": 1 }, "own": [1, 2.50] },
        { "label": "alpha_two(…)", "kind": 2, "sortText": "7fffffe1", "filterText": "alpha_two",
          "insertText": "alpha_two", "data": { "n": 2 }, "command": { "title": "t", "command": "theirs" } },
        { "label": "alpha_two", "kind": 7, "sortText": "7fffffe2", "filterText": "alpha_two",
          "insertText": "alpha_two", "labelDetails": { "detail": "(use other::alpha_two)" } },
        { "label": "other", "kind": 15, "sortText": "7fffffe3", "data": 4 },
    ])
}

#[derive(Default)]
struct Fake {
    received: Vec<String>,
    /// A list that waits.
    late: Option<Value>,
    answers: Vec<Value>,
    mode: String,
    list: Option<Value>,
}

impl Fake {
    fn take(&mut self, body: &[u8]) {
        self.received
            .push(String::from_utf8_lossy(body).into_owned());
        let message: Value = serde_json::from_slice(body).unwrap_or_default();
        let (id, params) = (&message["id"], &message["params"]);
        let reply = |result: Value| say(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
        match message["method"].as_str() {
            Some("initialize") => reply(json!({ "extra": 1.50, "capabilities": {
                "positionEncoding": "utf-8", "textDocumentSync": 2, "hoverProvider": true,
                "completionProvider": { "triggerCharacters": ["."], "resolveProvider": true },
                "executeCommandProvider": { "commands": ["theirs"] },
            } })),
            Some("textDocument/completion") => self.complete(id),
            Some("completionItem/resolve") => {
                let mut item = params.clone();
                item["documentation"] = json!("told");
                item["additionalTextEdits"] = json!([{ "newText": "use x;\n" }]);
                reply(item);
            }
            Some("fake/received") => reply(json!(self.received)),
            Some("fake/answers") => reply(json!(self.answers)),
            Some("fake/mode") => {
                self.mode = params["mode"].as_str().unwrap_or_default().to_owned();
                self.list = params.get("list").cloned();
                reply(Value::Null);
            }
            Some("fake/say") => {
                write(params["bytes"].as_str().unwrap_or_default().as_bytes());
                reply(Value::Null);
            }
            Some("fake/late") => say(&self.late.take().unwrap_or_default()),
            Some("fake/ask") => say(&params.clone()),
            Some("fake/big") => reply(json!("x".repeat(50 << 20))),
            Some("fake/slow") => {
                let body = json!({ "jsonrpc": "2.0", "id": id, "result": "x".repeat(17 << 20) });
                let body = format!("Content-Length: {}\r\n\r\n{body}", body.to_string().len());
                let (half, rest) = body.as_bytes().split_at(9 << 20);
                write(half);
                std::thread::sleep(std::time::Duration::from_millis(400));
                write(rest);
            }
            Some("fake/abort") => std::process::abort(),
            Some("fake/exit") => leave(params["code"].as_i64().unwrap_or(0) as i32),
            Some("exit") => leave(0),
            Some("shutdown") => reply(Value::Null),
            Some(_) if id.is_null() => {}
            // Written as nobody else would write it.
            Some(method) => say_raw(&format!(
                "{{ \"result\" : {{\"echo\":\"{method}\", \"f\":1.00,\"s\":\"\\u00e4\"}},\n\"id\":{id},\"jsonrpc\":\"2.0\"}}"
            )),
            None => self.answers.push(message),
        }
    }

    fn complete(&mut self, id: &Value) {
        let list = self.list.clone().unwrap_or_else(items);
        let answer = json!({ "jsonrpc": "2.0", "id": id, "result": { "isIncomplete": true, "items": list } });
        match &*self.mode {
            "late" => self.late = Some(answer),
            "hang" => {}
            "modified" => say(&json!({ "jsonrpc": "2.0", "id": id,
                "error": { "code": -32801, "message": "content modified" } })),
            "none" => say(&json!({ "jsonrpc": "2.0", "id": id, "result": null })),
            _ => say(&answer),
        }
    }
}
