//! How much later a list comes for going through `habitus wrap`: from the server's last byte to the last
//! of ours, and requests from when they come to when the server has them. The real program between a
//! client and a server that answers at once.
#![allow(clippy::print_stdout)] // it is for reading
use std::{
    error::Error,
    io::{Read, Write},
    process::{Command, Stdio},
};

use habitus::client::{Client, capabilities};
use serde_json::{Value, json};

/// Set for the server, which is this program started again: how many items, and bytes each.
const SERVE: &str = "HABITUS_BENCH_SERVER";

/// Lists asked for of each length.
const LISTS: usize = 400;

/// What is typed into, and where.
const TEXT: &str = "fn page(thing: Thing) {\n    thing.alp\n}\n";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    if let Ok(list) = std::env::var(SERVE) {
        return serve(&list);
    }
    println!("Lists come this much later through us, in milliseconds (p50 p99 max):");
    for (items, bytes) in [(100, 400), (1000, 400), (1000, 1000)] {
        let told = measured(items, bytes)?;
        let of = |name: &str| {
            let at = |at: &str| told[name][at].as_f64().unwrap_or(f64::NAN) / 1000.0;
            format!("{:.2} {:.2} {:.2}", at("p50"), at("p99"), at("max"))
        };
        println!(
            "{items:>5} items of {bytes:>4} bytes: list {}, request {}; ranked {}, left as they were {}",
            of("list_us"),
            of("request_us"),
            told["ranked"],
            told["failed_open"]
        );
    }
    Ok(())
}

/// What the proxy counted.
fn measured(items: usize, bytes: usize) -> Result<Value> {
    let house = tempfile::tempdir()?;
    let project = house.path().join("project");
    std::fs::create_dir_all(project.join("src"))?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command
        .args(["wrap", "--"])
        .arg(std::env::current_exe()?)
        .env(SERVE, format!("{items} {bytes}"))
        .env("HABITUS_DATA_DIR", house.path().join("data"))
        .env("CARGO_HOME", "/nonexistent")
        .env("RUSTUP_HOME", "/nonexistent")
        .stderr(Stdio::null());
    let client = Client::spawn(command)?;
    client.initialize(&project, json!({}), capabilities::full())?;
    client.request("habitus/flush", json!({}))?;
    let page = client.open(&project.join("src/page.rs"), TEXT)?;
    let at = TEXT.find("alp").unwrap_or_default() + 3;
    for _ in 0..LISTS {
        page.complete(at)?;
    }
    let mut status = client.request("habitus/status", json!({}))?;
    Ok(status["wrap"].take())
}

/// Answers each request at once; with a list, where one is asked for.
fn serve(list: &str) -> Result<()> {
    let (items, bytes) = list.split_once(' ').ok_or("a list")?;
    let items = list_of(items.parse()?, bytes.parse()?).to_string();
    let (mut stdin, mut stdout) = (std::io::stdin().lock(), std::io::stdout().lock());
    while let Some(message) = read(&mut stdin) {
        let (id, method) = (&message["id"], message["method"].as_str());
        let result = match method {
            Some("initialize") => json!({ "capabilities": {
                "positionEncoding": "utf-8", "textDocumentSync": 2, "completionProvider": {} } })
            .to_string(),
            Some("textDocument/completion") => items.clone(),
            Some("exit") => return Ok(()),
            _ if id.is_null() => continue,
            _ => "null".to_owned(),
        };
        let body = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
        write!(stdout, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        stdout.flush()?;
    }
    Ok(())
}

/// So many items, each of about so many bytes.
fn list_of(items: usize, bytes: usize) -> Value {
    let item = |n: usize| {
        json!({ "label": format!("alpha_{n}(…)"), "kind": 2, "sortText": format!("{:08x}", 0x7fff_0000 + n),
            "filterText": format!("alpha_{n}"), "detail": "d".repeat(bytes - 250),
            "textEdit": { "newText": format!("alpha_{n}($0)"), "range": {
                "start": { "line": 1, "character": 10 }, "end": { "line": 1, "character": 13 } } },
            "data": { "position": { "line": 1 }, "hash": "0123456789" } })
    };
    json!({ "isIncomplete": true, "items": (0..items).map(item).collect::<Value>() })
}

fn read(stdin: &mut impl Read) -> Option<Value> {
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
    serde_json::from_slice(&body).ok()
}
