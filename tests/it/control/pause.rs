//! While it is paused nothing is learned, and nothing of it ever after.
use habitus::{client::Client, demo::corpus};
use serde_json::{Value, json};

use super::run;
use crate::{
    bad_input::house::{House, LATER, WORD, flush, snapshots, wait},
    observe::{Page, holds},
    support::uri,
};

fn ask(client: &Client, method: &str) -> Value {
    client.request(method, json!({})).expect(method)
}

fn changed(house: &House, client: &Client, name: &str) {
    let uri = uri(&house.project().join(name));
    let params = json!({ "changes": [{ "uri": uri, "type": 2 }] });
    let method = "workspace/didChangeWatchedFiles";
    client.notify(method, params).expect("sent");
    flush(client);
}

/// Types a line, saves the file to the disk, and says so as an editor does.
fn write_and_save(house: &House, client: &Client, page: &mut Page, name: &str, line: &str) {
    page.keys(line);
    page.away();
    house.write(name, page.buffer.text());
    page.save(client);
    changed(house, client, name);
}

/// The word is in no file of the data folder, and offered nowhere.
fn assert_unlearned(house: &House, client: &Client, word: &str) {
    assert!(!holds(house, word), "{word} is kept");
    assert!(!house.knows(client, word), "{word} is offered");
}

#[test]
fn what_is_typed_in_a_paused_window_is_never_learned() {
    let house = House::new();
    let mut client = house.serve();
    let mut page = Page::open(&house, &client, "page.rs");
    page.keys("thing.before_pause();\n    thing.half_");
    let paused = ask(&client, "habitus/pause");
    assert_eq!(paused, json!({ "paused": true, "paused_projects": [] }));
    assert_eq!(ask(&client, "habitus/status")["learning"], "paused");
    page.keys("typed();\n    ");
    write_and_save(
        &house,
        &client,
        &mut page,
        "page.rs",
        "thing.quilted_zebra();\n    ",
    );
    let lists = page.list();
    assert!(!lists.is_empty(), "lists go on");
    assert_unlearned(&house, &client, WORD);
    assert!(holds(&house, "before_pause"), "it was typed before");

    assert_eq!(ask(&client, "habitus/resume")["paused"], false);
    page.keys("thing.after_pause();\n    ");
    write_and_save(
        &house,
        &client,
        &mut page,
        "page.rs",
        "thing.pleated_heron();\n    ",
    );
    page.buffer.close().expect("closed");
    changed(&house, &client, "page.rs");
    assert!(holds(&house, LATER) && holds(&house, "after_pause"));
    assert_unlearned(&house, &client, WORD);
    assert_unlearned(&house, &client, "half_typed");
    // A file that holds it, opened and read anew.
    let text = std::fs::read_to_string(house.project().join("page.rs")).expect("a file");
    assert!(text.contains(WORD));
    let again = client
        .open(&house.project().join("page.rs"), &text)
        .expect("opened");
    again.save().expect("saved");
    again.close().expect("closed");
    changed(&house, &client, "page.rs");
    assert_unlearned(&house, &client, WORD);
    assert!(client.stop().expect("stopped").success());
    assert!(!holds(&house, WORD), "at the end");
}

#[test]
fn another_window_does_not_learn_from_the_file_what_a_paused_one_typed() {
    let house = House::new();
    let mut paused = house.serve();
    let mut other = house.serve();
    let mut page = Page::open(&house, &paused, "page.rs");
    ask(&paused, "habitus/pause");
    write_and_save(
        &house,
        &paused,
        &mut page,
        "page.rs",
        "thing.quilted_zebra();\n    ",
    );
    std::thread::sleep(std::time::Duration::from_secs(2));
    changed(&house, &other, "page.rs");
    assert_unlearned(&house, &other, WORD);
    assert!(paused.stop().expect("stopped").success());
    changed(&house, &other, "page.rs");
    assert_unlearned(&house, &other, WORD);
    assert!(other.stop().expect("stopped").success());
    assert_unlearned(&house, &house.serve(), WORD);
}

#[test]
fn what_is_left_unfinished_by_a_pause_is_not_learned_after_it() {
    let house = House::new();
    let client = house.serve();
    let mut page = Page::open(&house, &client, "page.rs");
    ask(&client, "habitus/pause");
    page.keys("thing.quilted_zebra();");
    ask(&client, "habitus/resume");
    page.keys("\n    thing.pleated_heron();\n    ");
    page.away();
    page.save(&client);
    assert!(holds(&house, LATER));
    assert_unlearned(&house, &client, WORD);
    // Saved by something else, later.
    let text = page.buffer.text().to_owned();
    page.buffer.close().expect("closed");
    house.write("page.rs", &text);
    changed(&house, &client, "page.rs");
    assert!(text.contains(WORD));
    assert_unlearned(&house, &client, WORD);
}

/// A crate comes to the project, so that a snapshot of all that is known is published.
fn publish(house: &House, client: &Client) {
    let scope = house.scope(&house.data());
    let newest = || snapshots(&scope).into_iter().next();
    let before = newest();
    for file in corpus::downloaded().expect("a crate").files {
        house.write(&file.path, &file.text);
        changed(house, client, &file.path);
    }
    wait("a snapshot", || newest() != before);
}

#[test]
fn what_comes_to_files_while_paused_is_not_learned_from_them() {
    let house = House::new();
    let text = |word: &str| format!("fn f(thing: Thing) {{\n    thing.{word}();\n}}\n");
    house.write("known.rs", text("landmark"));
    let client = house.serve();
    ask(&client, "habitus/pause");
    house.write("known.rs", text(WORD));
    changed(&house, &client, "known.rs");
    house.write("fresh.rs", text("knitted_crane"));
    changed(&house, &client, "fresh.rs");
    ask(&client, "habitus/resume");
    let words = [WORD, "knitted_crane"];
    let check = || words.map(|word| assert_unlearned(&house, &client, word));
    check();
    // In lines that are new, and in documents that are opened.
    for (name, word) in ["known.rs", "fresh.rs"].into_iter().zip(words) {
        let text = text(word).replace("();", "().pleated_heron();");
        house.write(name, &text);
        changed(&house, &client, name);
        let path = house.project().join(name);
        let buffer = client.open(&path, &text).expect("opened");
        buffer.save().expect("saved");
        flush(&client);
        buffer.close().expect("closed");
    }
    check();
    assert!(house.knows(&client, LATER), "it came after the pause");
    publish(&house, &client);
    assert!(holds(&house, LATER));
    check();
}

#[test]
fn a_word_is_learned_once_it_is_typed_again() {
    let house = House::new();
    let client = house.serve();
    ask(&client, "habitus/pause");
    house.teach(&client, WORD);
    ask(&client, "habitus/resume");
    assert_unlearned(&house, &client, WORD);
    house.teach(&client, WORD);
    assert!(holds(&house, WORD) && house.knows(&client, WORD));
}

#[test]
fn a_project_is_paused_in_all_its_windows_until_it_is_resumed() {
    let house = House::new();
    let (one, two) = (house.serve(), house.serve());
    let paused = run(&house, &["pause"]);
    assert_eq!(paused.code, 0, "{}", paused.err);
    for client in [&one, &two] {
        house.teach(client, WORD);
        assert_unlearned(&house, client, WORD);
        let status = ask(client, "habitus/status");
        assert!(
            status["projects"][0]["paused"]["since"].is_u64(),
            "{status}"
        );
    }
    assert!(
        run(&house, &["status"])
            .out
            .contains("paused in all windows")
    );
    let three = house.serve();
    house.teach(&three, WORD);
    assert_unlearned(&house, &three, WORD);
    let resumed = run(&house, &["resume", "--json"]);
    assert_eq!(
        (resumed.code, &resumed.json()["changed"]),
        (0, &json!(true))
    );
    assert_eq!(run(&house, &["resume"]).code, 1, "it was not paused");
    for client in [&one, &two, &three] {
        flush(client);
        assert_unlearned(&house, client, WORD);
    }
    house.teach(&one, LATER);
    assert!(holds(&house, LATER));
    assert!(!holds(&house, WORD));
}

#[test]
fn a_project_that_starts_paused_is_read_when_it_is_resumed() {
    let house = House::new();
    house.write(
        "old.rs",
        "fn old(thing: Thing) { thing.quilted_zebra(); }\n",
    );
    let paused = run(&house, &["pause", "--json"]).json();
    let client = house.serve();
    let status = ask(&client, "habitus/status");
    assert_eq!(status["projects"][0]["id"], paused["project"]["id"]);
    assert!(!house.knows(&client, WORD), "nothing is read while paused");
    assert_eq!(run(&house, &["resume"]).code, 0);
    wait("what stood there before", || {
        flush(&client);
        house.knows(&client, WORD)
    });
}

#[test]
fn a_paused_project_stays_paused_when_something_of_it_is_forgotten() {
    let house = House::new();
    house.learn_a_little();
    assert_eq!(run(&house, &["pause"]).code, 0);
    let forgotten = run(&house, &["forget", WORD]);
    assert_eq!(forgotten.code, 0, "{}", forgotten.err);
    let status = run(&house, &["status"]);
    assert!(
        status.out.contains("paused in all windows"),
        "{}",
        status.out
    );
    assert_eq!(run(&house, &["resume"]).code, 0);
}
