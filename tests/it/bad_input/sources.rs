//! Sources that can't be read or understood, and a project that isn't there.
use std::{
    fs::{self, File},
    time::{Duration, Instant},
};

use habitus::client::Client;
use serde_json::json;

use super::house::{
    House, LATER, WORD, assert_lives, assert_noted_once, flush, labels, noted, told, type_keys,
};
use crate::support::{SCOPE, is_served, uri};

/// Most memory that a process ever had, in bytes.
fn peak(client: &Client) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", client.pid())).ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
}

/// Whether a name of the project is offered.
fn is_indexed(house: &House, client: &Client, name: &str) -> bool {
    let text = format!("fn f() {{\n    {}\n}}\n", &name[..8]);
    let buffer = client.open(&house.project().join("new.rs"), &text);
    let buffer = buffer.expect("opened");
    let found = labels(&buffer, text.find('\n').expect("a line") + 13);
    buffer.close().expect("closed");
    found.iter().any(|label| label == name)
}

#[test]
fn files_that_are_no_text_or_huge_are_passed_over() {
    let house = House::with_crate();
    let bare = house.serve();
    let before = peak(&bare);
    drop(bare);
    house.write(
        "no_text.rs",
        b"pub fn landmark_of_latin() {} // \xe9\xff\xfe\n",
    );
    house.write("nul.rs", b"pub fn landmark_of_nul() {}\n\0\0\0\n");
    house.write(
        "deep.rs",
        format!("pub fn landmark_of_deep() {{ {} }}", nested(100_000)),
    );
    house.write("huge.rs", "pub fn landmark_of_huge() {}\n");
    let huge = File::options()
        .write(true)
        .open(house.project().join("huge.rs"));
    huge.expect("a file").set_len(200 << 20).expect("room");
    house.write("last.rs", "pub fn landmark_of_last() {}\n");
    let client = house.serve();
    for (name, is) in [
        ("lib", true),
        ("last", true),
        ("nul", true),
        ("latin", false),
        ("huge", false),
    ] {
        let name = format!("landmark_of_{name}");
        assert_eq!(is_indexed(&house, &client, &name), is, "{name}");
    }
    if let (Some(before), Some(after)) = (before, peak(&client)) {
        assert!(
            after < before + (100 << 20),
            "{after} bytes, before {before}"
        );
    }
    for name in ["no_text.rs", "huge.rs"] {
        let change = json!({ "uri": uri(&house.project().join(name)), "type": 2 });
        let changes = json!({ "changes": [change] });
        client
            .notify("workspace/didChangeWatchedFiles", changes)
            .expect("sent");
    }
    assert!(is_indexed(&house, &client, "landmark_of_last"));
    let place = house.project();
    assert_noted_once(&client, "no UTF-8 text", place.to_str().expect("a path"));
    assert_noted_once(&client, "nested too deep", "deep.rs");
    assert_lives(&client, &house.project());
}

/// So many brackets in each other.
fn nested(depth: usize) -> String {
    "(".repeat(depth) + &")".repeat(depth)
}

#[test]
fn a_document_that_is_no_text_or_huge_has_no_lists() {
    let house = House::new();
    let client = house.serve();
    let path = house.project().join("open.rs");
    let frame = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{}","languageId":"rust","version":1,"text":"fn f() {{}} // #"}}}}}}"#,
        uri(&path)
    );
    let frame: Vec<u8> = frame
        .bytes()
        .map(|b| if b == b'#' { 0xff } else { b })
        .collect();
    client.write_frame(&frame).expect("sent");
    let at =
        json!({ "textDocument": { "uri": uri(&path) }, "position": { "line": 0, "character": 8 } });
    client
        .request("textDocument/completion", at)
        .expect("an answer");
    assert_eq!(noted(&client), [""; 0]);
    let long = format!("{SCOPE}//{}", " ".repeat(200 << 20));
    let mut buffer = client.open(&path, &long).expect("opened");
    assert!(!is_served(&buffer));
    buffer.type_text(0, "\n").expect("typed");
    assert!(!is_served(&buffer));
    buffer.close().expect("closed");
    for length in [17 << 20, 2 << 20] {
        let long = format!("{SCOPE}//{}", " ".repeat(length));
        let mut buffer = client.open(&path, &long).expect("opened");
        assert!(!is_served(&buffer));
        buffer.replace_all(SCOPE).expect("replaced");
        assert!(is_served(&buffer));
        buffer.close().expect("closed");
    }
    assert_noted_once(&client, "can't be read", &uri(&path));
    assert_noted_once(&client, "longer than 1 MB", &uri(&path));
    assert_lives(&client, &house.project());
}

#[test]
fn in_a_hundred_thousand_brackets_one_can_type() {
    let house = House::new();
    let client = house.serve();
    let head = "fn f() {\n    let alpha1 = 1;\n    let x = ";
    let text = format!("{head}{};\n    alp\n}}\n", nested(100_000));
    let mut buffer = client
        .open(&house.project().join("deep.rs"), &text)
        .expect("opened");
    let mut at = head.len() + 100_000;
    let mut inside = Vec::new();
    for key in "alpha1 + (alp".chars() {
        at = type_keys(&mut buffer, at, &key.to_string());
        inside = labels(&buffer, at);
    }
    assert!(inside.iter().any(|label| label == "alpha1"), "{inside:?}");
    assert!(is_served(&buffer), "behind them nothing is offered");
    buffer.replace_all(SCOPE).expect("replaced");
    assert!(is_served(&buffer));
    assert_noted_once(&client, "nested too deep", buffer.uri());
    assert_lives(&client, &house.project());
}

/// What lexers and parsers find hard when it goes on and on.
const HARD: &str = "(|[|{|<|&|!|-|a.|a::|a!(|vec![|fn f() {|if x {|match x { y => |x + |r#|/*|'a |\"\
                    |#[a(|Vec<|let x = |impl X { fn f(|x as |a.b()?|0.|é|\u{301}|} |m! { ($(";

#[test]
fn no_text_is_too_hard() {
    let house = House::new();
    let client = house.serve();
    let mut slowest = (Duration::ZERO, "");
    for run in HARD.split('|').chain(["||", "|x| "]) {
        let head = format!("fn f() {{\n    {}", run.repeat(800_000 / run.len()));
        let text = format!("{head}\n    alp\n}}\n");
        let path = house.project().join("hard.rs");
        let mut buffer = client.open(&path, &text).expect("opened");
        let mut middle = (0..=head.len() / 2).rev();
        let middle = middle.find(|&at| head.is_char_boundary(at)).expect("0");
        for at in [middle, head.len(), text.len() - 3] {
            let begun = Instant::now();
            let at = type_keys(&mut buffer, at, "al");
            labels(&buffer, at);
            slowest = slowest.max((begun.elapsed(), run));
        }
        flush(&client);
        buffer.close().expect("closed");
    }
    eprintln!("two keys and a list at most took {slowest:?}");
    assert_eq!(told(&client), [""; 0]);
    assert_lives(&client, &house.project());
}

#[cfg(unix)]
#[test]
fn a_new_file_belongs_to_a_project_behind_a_link() {
    let house = House::new();
    fs::rename(house.project(), house.beside("real")).expect("moved");
    std::os::unix::fs::symlink(house.beside("real"), house.project()).expect("a link");
    let client = house.serve();
    house.teach(&client, WORD);
    drop(client);
    fs::remove_dir_all(house.data().join("user")).expect("the user's scope");
    assert!(house.knows(&house.serve(), WORD));
}

#[test]
fn a_project_folder_that_is_deleted_keeps_what_was_learned() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let mut buffer = client
        .open(&house.project().join("lib.rs"), SCOPE)
        .expect("opened");
    fs::remove_dir_all(house.project()).expect("removed");
    let event = json!({ "uri": uri(&house.project().join("lib.rs")), "type": 3 });
    let changes = json!({ "changes": [event] });
    client
        .notify("workspace/didChangeWatchedFiles", changes)
        .expect("sent");
    assert!(is_served(&buffer));
    type_keys(&mut buffer, 0, "fn g() {}\n");
    assert!(is_served(&buffer));
    house.teach(&client, LATER);
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
    let place = house.project();
    let place = place.to_str().expect("a path");
    assert_noted_once(&client, "isn't there", place);
    drop(client);
    fs::remove_dir_all(house.data().join("user")).expect("the user's scope");

    // Missing at the start too, and then there again.
    for is_there in [false, true] {
        if is_there {
            house.write("lib.rs", "");
        }
        let mut client = house.serve();
        assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
        assert_lives(&client, &house.project());
        match is_there {
            false => assert_noted_once(&client, "isn't there", place),
            true => assert_eq!((told(&client), noted(&client)), (vec![], vec![])),
        }
        assert!(client.stop().expect("stopped").success());
        fs::remove_dir_all(house.data().join("user")).expect("the user's scope");
    }
}
