//! The ledger's figures in words: what was done is what is told, whoever asks and whenever.
use habitus::client::Client;
use serde_json::{Value, json};

use super::run;
use crate::{
    bad_input::house::{House, flush, type_keys},
    observe::Page,
};

/// The start of a clock that is moved by hand, and a day.
const START: u64 = 1_700_000_000_000;
const DAY: u64 = 86_400_000;

const KEEPER: &str = "pub struct Store;\nimpl Store {\n    pub fn flush(&self) {}\n    pub fn fetch(&self) {}\n}\n\
                      pub struct Keeper { store: Store }\n";

/// Where it is asked, as a file on the disk.
const ASK: &str = "impl Keeper {\n    fn ask(&self) {\n        self.store.\n    }\n}\n";

fn house() -> House {
    let house = House::new();
    house.write("lib.rs", KEEPER);
    house.write("ask.rs", ASK);
    house
}

fn set_clock(client: &Client, now: u64) {
    let params = json!({ "now": now });
    client.notify("habitus/clock", params).expect("sent");
}

/// Accepts a word after `self.store.` so many times.
fn accept(house: &House, client: &Client, name: &str, word: &str, times: usize) {
    let mut page = Page::open(house, client, name);
    for _ in 0..times {
        page.keys("self.store.");
        let row = page.row(word);
        page.at = page.buffer.accept(&row).expect("accepted");
        page.keys(";\n    ");
    }
    page.buffer.close().expect("closed");
    flush(client);
}

/// Has a list shown after `self.store.`, and types another word.
fn pass(house: &House, client: &Client, name: &str, first: &str) {
    let mut page = Page::open(house, client, name);
    page.keys("self.store.");
    assert_eq!(page.list()[0]["label"], first);
    page.keys("something_else();\n    ");
    page.buffer.close().expect("closed");
    flush(client);
}

/// The evidence of the one word that was asked for.
fn evidence(why: &Value) -> (u64, u64, u64, u64) {
    assert_eq!(why["words"].as_array().expect("words").len(), 1, "{why}");
    let e = &why["words"][0]["evidence"];
    let count = |key: &str| e[key].as_u64().unwrap_or_else(|| panic!("{why}"));
    (
        count("chosen"),
        count("typed"),
        count("shown"),
        count("times"),
    )
}

fn ask_server(house: &House, client: &Client, word: Option<&str>) -> Value {
    let buffer = client
        .open(&house.project().join("ask.rs"), ASK)
        .expect("opened");
    let mut params = buffer.at(ASK.find("store.").expect("a place") + 6);
    if let Some(word) = word {
        params["word"] = json!(word);
    }
    let why = client.request("habitus/why", params).expect("habitus/why");
    buffer.close().expect("closed");
    why
}

const TOLD: &str = "chosen 12 of 14 times after `self.store.`; last 2 days ago";

#[test]
fn figures_are_what_was_done_over_two_lives_and_beside_the_server() {
    let house = house();
    let mut client = house.serve();
    set_clock(&client, START - 5 * DAY);
    accept(&house, &client, "one.rs", "flush", 7);
    pass(&house, &client, "two.rs", "flush");
    client.kill().expect("killed");

    let mut client = house.serve();
    set_clock(&client, START - 2 * DAY);
    accept(&house, &client, "three.rs", "flush", 5);
    pass(&house, &client, "four.rs", "flush");
    set_clock(&client, START);
    let live = ask_server(&house, &client, Some("flush"));
    assert_eq!(evidence(&live), (12, 0, 2, 14));
    assert_eq!(live["words"][0]["sentence"], TOLD);
    assert_eq!(live["words"][0]["row"], 0);
    assert_eq!(live["kind"], "member");

    // Beside it: no lock, no request, the same figures.
    let beside = run(&house, &["why", "ask.rs:3:20", "flush", "--json"]);
    assert_eq!(beside.code, 0, "{}", beside.err);
    assert_eq!(
        beside.json()["words"][0]["evidence"],
        live["words"][0]["evidence"]
    );
    assert_eq!(beside.json()["site"], live["site"]);
    let told = run(&house, &["why", "ask.rs:3:20", "flush"]).out;
    assert!(told.contains(TOLD), "{told}");
    assert!(told.starts_with("flush: row 1,"), "{told}");
    assert!(told.contains("written at such places before"), "{told}");

    // After it was folded, in the next life, and when nobody lives.
    assert!(client.stop().expect("stopped").success());
    let alone = run(&house, &["why", "ask.rs:3:20", "flush", "--json"]).json();
    assert_eq!(evidence(&alone), (12, 0, 2, 14));
    let third = house.serve();
    assert_eq!(
        evidence(&ask_server(&house, &third, Some("flush"))),
        (12, 0, 2, 14)
    );
}

#[test]
fn resolve_tells_the_evidence_under_the_documentation() {
    let house = house();
    let documented = KEEPER.replace(
        "    pub fn flush",
        "    /// Writes it down.\n    pub fn flush",
    );
    house.write("lib.rs", documented);
    let client = house.serve();
    accept(&house, &client, "one.rs", "flush", 3);
    let mut page = Page::open(&house, &client, "two.rs");
    page.keys("self.store.");
    let resolve = |word: &str| {
        let row = page.row(word);
        let item = client
            .request("completionItem/resolve", row)
            .expect("resolved");
        item["documentation"]["value"].as_str().map(str::to_owned)
    };
    let told = resolve("flush").expect("documentation");
    let evidence = "*chosen 3 of 3 times after `self.store.`; last today*";
    assert_eq!(told, format!("Writes it down.\n\n---\n\n{evidence}"));
    assert_eq!(
        resolve("fetch"),
        None,
        "neither documented nor ever written"
    );
}

#[test]
fn without_a_word_the_first_rows_are_told_and_what_voted() {
    let house = house();
    let client = house.serve();
    accept(&house, &client, "one.rs", "fetch", 2);
    let why = ask_server(&house, &client, None);
    let words = why["words"].as_array().expect("words");
    assert!(words.len() >= 2 && words.len() <= 5, "{why}");
    assert_eq!(
        (&words[0]["word"], &words[0]["listed"]),
        (&json!("fetch"), &json!(true))
    );
    for word in words {
        let votes = word["votes"].as_array().expect("votes");
        assert!(!votes.is_empty(), "{word}");
        let share = |v: &Value| v["share"].as_f64().expect("a share").abs();
        assert!(
            votes.windows(2).all(|v| share(&v[0]) >= share(&v[1])),
            "{word}"
        );
        assert!(votes.iter().map(share).sum::<f64>() < 1.05, "{word}");
    }
    let flush = words.iter().find(|w| w["word"] == "flush").expect("a row");
    assert_eq!(flush["evidence"], Value::Null);
    assert_eq!(
        flush["sentence"],
        "nothing is known of it after `self.store.`"
    );
    let beside = run(&house, &["why", "ask.rs:3:20", "--json"]).json();
    assert_eq!(beside["words"][0]["word"], "fetch");
}

#[test]
fn what_is_not_there_is_refused() {
    let house = house();
    let unknown = run(&house, &["why", "ask.rs:3:20"]);
    assert_eq!(unknown.code, 1, "{}", unknown.err);
    assert!(
        unknown.err.contains("nothing is learned"),
        "{}",
        unknown.err
    );
    drop(house.serve());
    for (place, code) in [
        ("nowhere.rs:1:1", 2),
        ("ask.rs:99:1", 2),
        ("ask.rs:3", 2),
        ("ask.rs:0:1", 2),
    ] {
        assert_eq!(run(&house, &["why", place]).code, code, "{place}");
    }
    let nothing = run(&house, &["why", "ask.rs:3:20", "never_written"]);
    assert_eq!(nothing.code, 1, "{}", nothing.out);
    assert!(nothing.out.contains("not offered here"), "{}", nothing.out);
}

#[test]
fn a_column_counts_characters() {
    let house = house();
    let client = house.serve();
    accept(&house, &client, "one.rs", "flush", 1);
    house.write("wide.rs", ASK.replace("        self", "  /*😀é*/ self"));
    let told = run(&house, &["why", "wide.rs:3:21", "flush", "--json"]).json();
    assert_eq!(evidence(&told).0, 1, "{told}");
    let mut buffer = client
        .open(&house.project().join("a.rs"), "")
        .expect("opened");
    type_keys(&mut buffer, 0, "x");
    let refused = client.request(
        "habitus/why",
        json!({ "textDocument": { "uri": buffer.uri() } }),
    );
    assert!(refused.is_err(), "no position");
}
