//! Forgetting what was learned in a file, in a folder, since a day.
use crate::{
    bad_input::house::{House, LATER, WORD, flush, type_keys, wait},
    profile::desk::{done, fails, json, small_crate, stands, teach_all, words},
};

const NONE: [std::path::PathBuf; 0] = [];

/// Types a word in a file that is there, and saves it there.
fn write_in(house: &House, client: &habitus::client::Client, name: &str, word: &str) {
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let mut buffer = client
        .open(&house.project().join(name), text)
        .expect("opened");
    type_keys(&mut buffer, 29, &format!("thing.{word}();\n    thing"));
    house.write(name, buffer.text());
    buffer.close().expect("closed");
    flush(client);
}

#[test]
fn what_was_learned_in_a_file_goes_and_the_rest_stays() {
    let house = small_crate();
    let client = house.serve();
    write_in(&house, &client, "left.rs", WORD);
    write_in(&house, &client, "kept.rs", LATER);
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
    let said = json(&house, &["forget", "--file", "left.rs"]);
    assert!(
        said["scopes"][0]["gone"]["rows"].as_u64() > Some(0),
        "{said}"
    );
    assert!(
        said["scopes"][0]["rows_that_stay"].as_u64() > Some(0),
        "{said}"
    );
    assert_eq!(stands(&house, WORD), NONE);
    wait("the server to follow", || !house.knows(&client, WORD));
    assert!(house.knows(&client, LATER));
    assert_ne!(stands(&house, LATER), NONE);
    flush(&client);
    assert_eq!(
        stands(&house, WORD),
        NONE,
        "the file as it is teaches nothing"
    );

    // Once it changes, what is new in it counts.
    house.write(
        "left.rs",
        format!("fn f(x: X) {{\n    x.fresh_word_here();\n    x.{WORD}();\n}}\n"),
    );
    let notify = "workspace/didChangeWatchedFiles";
    let uri = crate::support::uri(&house.project().join("left.rs"));
    let params = serde_json::json!({ "changes": [{ "uri": uri, "type": 2 }] });
    client.notify(notify, params).expect("sent");
    flush(&client);
    assert!(house.knows(&client, "fresh_word_here"));
}

#[test]
fn what_was_learned_in_a_folder_goes_that_is_gone_too() {
    let house = small_crate();
    let mut client = house.serve();
    write_in(&house, &client, "inner/left.rs", WORD);
    write_in(&house, &client, "kept.rs", LATER);
    assert!(client.stop().expect("stopped").success());
    let said = fails(&house, 1, &["forget", "--file", "inner"]);
    assert!(said.contains("--folder"), "{said}");
    std::fs::remove_dir_all(house.project().join("inner")).expect("removed");
    done(&house, &["forget", "--folder", "inner"]);
    assert_eq!(stands(&house, WORD), NONE);
    let client = house.serve();
    assert!(!house.knows(&client, WORD) && house.knows(&client, LATER));
    let outside = house.beside("outside.rs");
    let outside = outside.to_str().expect("a path");
    fails(&house, 1, &["forget", "--file", outside]);
}

#[test]
fn a_name_that_was_mistyped_takes_nothing_away() {
    let house = small_crate();
    let mut client = house.serve();
    write_in(&house, &client, "left.rs", WORD);
    let uri = crate::support::uri(&house.project().join("left.rs"));
    let params = serde_json::json!({ "changes": [{ "uri": uri, "type": 1 }] });
    let notify = "workspace/didChangeWatchedFiles";
    client.notify(notify, params).expect("sent");
    flush(&client);
    house.teach(&client, LATER);
    for (flag, name) in [("--file", "leeft.rs"), ("--folder", "inneer")] {
        let said = fails(&house, 1, &["forget", flag, name]);
        assert!(said.contains("--gone"), "{said}");
        let params = serde_json::json!({ &flag[2..]: house.project().join(name), "yes": true });
        let said = client.request("habitus/forget", params).expect("an answer");
        assert_eq!(said["done"], false, "{said}");
    }
    assert!(house.knows(&client, WORD) && house.knows(&client, LATER));
    assert!(client.stop().expect("stopped").success());
    // One that was read is known, wherever it is now.
    std::fs::remove_file(house.project().join("left.rs")).expect("removed");
    done(&house, &["forget", "--file", "left.rs"]);
    assert_eq!(stands(&house, WORD), NONE);
    done(&house, &["forget", "--file", "leeft.rs", "--gone"]);
}

#[test]
fn what_was_learned_since_a_day_goes() {
    const DAY: u64 = 86_400_000;
    let house = small_crate();
    let mut client = house.serve();
    let clock = |days: u64| {
        let now = 1_700_000_000_000 + days * DAY;
        let params = serde_json::json!({ "now": now });
        client.notify("habitus/clock", params).expect("sent");
        flush(&client);
    };
    teach_all(&house, &client, &words("early", 5), "early.rs");
    clock(3);
    teach_all(&house, &client, &words("late", 5), "late.rs");
    clock(0);
    let said = fails(&house, 2, &["forget", "--since", "yesterday"]);
    assert!(said.contains("2026-03-01"), "{said}");
    let said = json(&house, &["forget", "--since", "2023-11-16"]);
    assert!(
        said["scopes"][0]["gone"]["rows"].as_u64() > Some(4),
        "{said}"
    );
    wait("the server to follow", || !house.knows(&client, "late_aaa"));
    for word in words("late", 5) {
        assert_eq!(stands(&house, &word), NONE);
    }
    assert!(house.knows(&client, "early_aaa"), "{said}");
    for word in words("early", 5) {
        assert_ne!(stands(&house, &word), NONE, "{word}: {said}");
    }
    assert!(client.stop().expect("stopped").success());
    let client = house.serve();
    assert!(house.knows(&client, "early_aaa") && !house.knows(&client, "late_aab"));
}
