//! A word that is forgotten stands nowhere, and nothing else changes.
use std::{collections::BTreeSet, fs};

use habitus::{
    store::{Part, parse},
    text::Sym,
};

use crate::{
    bad_input::house::{House, WORD, flush, snapshots, type_keys, wait},
    profile::desk::{done, fails, json, run, small_crate, stands, teach_all, verb, words},
};

const NONE: [std::path::PathBuf; 0] = [];

/// All that is learned, as an export has it.
fn state(house: &House, name: &str) -> Vec<Part> {
    let file = house.beside(name);
    done(house, &["export", file.to_str().expect("a path")]);
    parse(&fs::read(file).expect("a file"))
        .expect("an export")
        .parts
}

/// The word went from vocabulary, ledger, tables and names, and all else is as it was, bit by bit. Each
/// server has weights of its own, and either may be the owner afterwards.
fn assert_only_gone(before: &[Part], after: &[Part], word: &str) {
    let name = Sym::of(word);
    assert_eq!((before.len(), after.len()), (2, 2));
    for (before, after) in before.iter().zip(after) {
        let (before, after) = (&before.state, &after.state);
        let words = |all: &[String]| -> BTreeSet<String> {
            all.iter().filter(|w| *w != word).cloned().collect()
        };
        assert_eq!(words(&before.words), words(&after.words));
        let ledger: Vec<_> = before.ledger.iter().filter(|row| row.1 != name).collect();
        assert_eq!(after.ledger.iter().collect::<Vec<_>>(), ledger);
        let mut gone = 0;
        for ((_, before), (_, after)) in before.tables.iter().zip(&after.tables) {
            for (was, is) in before.iter().zip(after) {
                let of_word = *was != 0 && (was >> 8) as u32 == name.0;
                gone += usize::from(of_word);
                assert_eq!(*is, if of_word { 0 } else { *was });
            }
        }
        assert_eq!(gone > 0, before.words.iter().any(|w| w == word));
        assert_eq!(before.tables.len(), after.tables.len());
    }
}

/// Enough words for a snapshot, in files that are small enough to be parsed in time.
fn write_many(house: &House, name: &str) {
    for file in 0..10 {
        let line = |i| format!("    {name}{i}.b{file}_{i}(c{file}_{i});\n");
        let lines: String = (0..150).map(line).collect();
        house.write(
            &format!("{name}{file}.rs"),
            format!("fn more{file}() {{\n{lines}}}\n"),
        );
    }
}

#[test]
fn a_forgotten_word_is_nowhere_while_servers_run_and_after() {
    let house = small_crate();
    let taught = words("taught", 30);
    let mut first = house.serve();
    let mut second = house.serve();
    teach_all(&house, &first, &taught[..20], "first.rs");
    teach_all(&house, &second, &taught[20..], "second.rs");
    let (gone, stay) = (&taught[25], &taught[3]);
    wait("each to know", || {
        [&first, &second].iter().all(|c| house.knows(c, gone))
    });
    assert_ne!(stands(&house, gone), NONE);
    let before = state(&house, "before");

    let said = json(&house, &["forget", gone]);
    assert_eq!(said["done"], true, "{said}");
    assert!(
        said["scopes"][0]["gone"]["rows"].as_u64() > Some(0),
        "{said}"
    );
    assert_only_gone(&before, &state(&house, "after"), gone);
    wait("both to forget", || {
        [&first, &second].iter().all(|c| !house.knows(c, gone))
    });
    assert_eq!(stands(&house, gone), NONE, "while servers run");
    for client in [&first, &second] {
        assert!(
            taught
                .iter()
                .filter(|w| *w != gone)
                .all(|w| house.knows(client, w))
        );
    }

    assert!(second.stop().expect("stopped").success());
    assert!(first.stop().expect("stopped").success());
    assert_eq!(stands(&house, gone), NONE, "after they ended");
    assert_ne!(stands(&house, stay), NONE);
    let client = house.serve();
    assert!(!house.knows(&client, gone) && house.knows(&client, stay));
    assert_eq!(stands(&house, gone), NONE);
    let said = fails(&house, 1, &["forget", gone]);
    assert!(said.contains("nothing was kept"), "{said}");
    // Written again it is learned again.
    house.teach(&client, gone);
    assert!(house.knows(&client, gone));
    assert_ne!(stands(&house, gone), NONE);
}

#[test]
fn without_a_server_too_and_what_is_no_word_is_refused() {
    let house = small_crate();
    let said = fails(&house, 1, &["forget", WORD]);
    assert!(said.contains("nothing is kept"), "{said}");
    let mut client = house.serve();
    teach_all(&house, &client, &words("taught", 5), "teach.rs");
    assert!(client.stop().expect("stopped").success());
    for wrong in ["", "two words", "a-b", "x();"] {
        fails(&house, 1, &["forget", wrong]);
    }
    let before = state(&house, "before");
    done(&house, &["forget", "taught_aac"]);
    let after = state(&house, "after");
    // Its files were counted before, in one case, and after, in the other.
    let ledger = |parts: &[Part]| {
        parts
            .iter()
            .map(|p| p.state.ledger.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(ledger(&after), [ledger(&before)[0] - 2, ledger(&before)[1]]);
    assert_eq!(before[0].state.weights, after[0].state.weights);
    assert_eq!(stands(&house, "taught_aac"), NONE);
    let client = house.serve();
    assert!(!house.knows(&client, "taught_aac") && house.knows(&client, "taught_aad"));
}

#[test]
fn what_the_files_still_say_is_an_index_name_and_is_not_kept() {
    let house = small_crate();
    write_many(&house, "many");
    house.write(
        "zebra.rs",
        format!("pub fn {WORD}() {{}}\nfn f() {{ {WORD}(); }}\n"),
    );
    let mut client = house.serve();
    let scope = house.scope(&house.data());
    wait("a snapshot", || !snapshots(&scope).is_empty());
    assert_ne!(stands(&house, WORD), NONE);
    done(&house, &["forget", WORD]);
    flush(&client);
    let offers = |client: &habitus::client::Client| {
        let text = "fn ask() {\n    quil\n}\n";
        let buffer = client
            .open(&house.project().join("ask.rs"), text)
            .expect("opened");
        let labels = crate::bad_input::house::labels(&buffer, 19);
        buffer.close().expect("closed");
        labels.iter().any(|l| l == WORD)
    };
    assert!(offers(&client), "the index shows it");
    assert_eq!(stands(&house, WORD), NONE);
    // Enough for another snapshot, and a change of the file itself.
    write_many(&house, "more");
    house.write(
        "zebra.rs",
        format!("pub fn {WORD}() {{}}\nfn g() {{ let x = {WORD}(); }}\n"),
    );
    assert!(client.stop().expect("stopped").success());
    let newest = snapshots(&scope)[0].clone();
    let client = house.serve();
    wait("another snapshot", || snapshots(&scope)[0] != newest);
    assert!(offers(&client));
    assert_eq!(stands(&house, WORD), NONE);
}

#[test]
fn what_is_typed_but_not_learned_yet_is_forgotten_too() {
    let house = House::new();
    let client = house.serve();
    let text = "fn teach(thing: Thing) {\n    \n}\n";
    let path = house.project().join("teach.rs");
    let mut buffer = client.open(&path, text).expect("opened");
    let at = type_keys(&mut buffer, 29, &format!("thing.{WORD}()"));
    client
        .request("habitus/text", serde_json::json!({}))
        .expect("in order");
    fails(&house, 1, &["forget", WORD]);
    wait("the server to begin anew", || {
        fs::read_dir(house.scope(&house.data()).join("store")).is_ok()
    });
    type_keys(&mut buffer, at, ";\n    thing.other_word();\n    thing");
    flush(&client);
    assert!(house.knows(&client, "other_word"));
    assert_eq!(stands(&house, WORD), NONE);
    assert_ne!(stands(&house, "other_word"), NONE);
}

#[test]
fn two_who_forget_at_once_both_do() {
    let house = small_crate();
    let client = house.serve();
    let taught = words("taught", 12);
    teach_all(&house, &client, &taught, "teach.rs");
    let forgetting: Vec<_> = taught[..4]
        .iter()
        .map(|word| verb(&house, &["forget", word]).spawn().expect("it runs"))
        .collect();
    for mut process in forgetting {
        assert!(process.wait().expect("it ends").success());
    }
    flush(&client);
    for word in &taught[..4] {
        assert_eq!(stands(&house, word), NONE);
        assert!(!house.knows(&client, word));
    }
    assert!(taught[4..].iter().all(|word| house.knows(&client, word)));
}

#[test]
fn only_one_project_where_that_is_said() {
    let mut house = House::new();
    let mut client = house.serve();
    house.teach(&client, WORD);
    client.stop().expect("stopped");
    house.enter("other");
    house.write("lib.rs", "pub fn landmark() {}\n");
    let mut client = house.serve();
    house.teach(&client, WORD);
    client.stop().expect("stopped");
    done(&house, &["forget", WORD, "--project", "."]);
    let left = stands(&house, WORD);
    let is_of_first = |path: &std::path::PathBuf| path.starts_with(house.data().join("projects"));
    assert!(!left.is_empty() && left.iter().all(is_of_first), "{left:?}");
    let client = house.serve();
    assert!(!house.knows(&client, WORD));
    let output = run(&house, &["forget", WORD]);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(stands(&house, WORD), NONE);
}
