//! Export, reset, import: the same lists, item for item.
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use habitus::{
    client::Client,
    store::{Evidence, Store},
    text::Sym,
};

use crate::{
    bad_input::house::{House, told},
    outcomes::{Editor, LIB},
    profile::desk::{assert_same, copy, done, fails, json, lists, small_crate, teach_all, words},
};

const REQUESTS: usize = 200;

/// A house in which something was learned, and the lists of a server that starts then.
fn taught() -> (House, Vec<Vec<serde_json::Value>>) {
    let house = small_crate();
    house.write("things.rs", LIB);
    let mut client = house.serve();
    teach_all(&house, &client, &words("taught", 40), "teach.rs");
    live(&house, &client);
    assert!(client.stop().expect("stopped").success());
    let before = listed(&house);
    (house, before)
}

/// Where words of other kinds than methods stand; some are anybody's, so that the user's part has them.
const SITES: [&str; 6] = [
    "let zq_bound = thing;",
    "Thing::zq_called(thing);",
    "call(zq_argument, thing);",
    "let zq: ZqType = ZqType { zq_field: 1 };",
    "thing.unwrap().clone();",
    "zq_macro!(thing, zq_inside);",
];

/// Refuses, undoes and takes rows, and types at all kinds of sites.
fn live(house: &House, client: &Client) {
    let mut editor = Editor::things(house, client);
    for function in 0..2 {
        let at = editor.receiver(function);
        editor.list(at);
        editor.wait(1500);
        editor.keys(at, "otherwise();");
        editor.leave();
    }
    let at = editor.receiver(2);
    let end = editor.accept(at, 0, "alpha_two");
    editor.replace(at..end, "");
    editor.leave();
    editor.keys(at, "alpha_six();");
    let at = editor.receiver(3);
    let end = editor.accept(at, 0, "bravo_one");
    editor.keys(end, ";");
    for (i, text) in SITES.iter().enumerate() {
        editor.keys(editor.line(4 + i), text);
        editor.leave();
    }
    editor.close();
}

/// All rows of the project's ledger and of the user's.
type Ledgers = [BTreeMap<(u64, u32), [u32; 7]>; 2];

fn ledgers(house: &House) -> Ledgers {
    let row = |(site, word, e): &(u64, Sym, Evidence)| {
        let counts = [e.chosen, e.typed, e.shown, e.refused, e.undone, e.forgiven];
        let mut all = [e.last_day; 7];
        all[..6].copy_from_slice(&counts);
        ((*site, word.0), all)
    };
    let of = |dir: PathBuf| {
        let rows = Store::peek(&dir, 1).state.ledger;
        rows.iter().map(row).collect()
    };
    [house.scope(&house.data()), house.data().join("user")].map(of)
}

/// There is evidence of every kind that a person gives, at many sites, of the user too.
fn assert_rich([project, user]: &Ledgers) {
    for (kind, what) in [(0, "chosen"), (1, "typed"), (3, "refused"), (4, "undone")] {
        assert!(project.values().any(|row| row[kind] > 0), "none is {what}");
    }
    let sites: BTreeSet<u64> = project.keys().map(|(site, _)| *site).collect();
    assert!(sites.len() >= 8, "{} sites", sites.len());
    assert!(!user.is_empty(), "the user has nothing");
}

/// The lists of a server that starts now: those of two in a row, as on a busy machine a parser that runs
/// out of time makes one server's differ.
fn listed(house: &House) -> Vec<Vec<serde_json::Value>> {
    let mut before = listed_once(house);
    for _ in 0..5 {
        let lists = listed_once(house);
        if lists == before {
            break;
        }
        before = lists;
    }
    before
}

fn listed_once(house: &House) -> Vec<Vec<serde_json::Value>> {
    let mut client = house.serve();
    let lists = lists(house, &client, REQUESTS);
    assert_eq!(told(&client), [""; 0]);
    assert!(client.stop().expect("stopped").success());
    lists
}

#[test]
fn export_reset_and_import_give_the_same_lists() {
    let (house, before) = taught();
    let rows = ledgers(&house);
    assert_rich(&rows);
    let file = house.beside("all.habitus");
    let path = file.to_str().expect("a path");
    let said = done(&house, &["export", path]);
    assert!(said.contains("rows of evidence"), "{said}");
    let said = fails(&house, 1, &["export", path]);
    assert!(said.contains("is there already"), "{said}");
    let said = fails(&house, 1, &["reset", "--all"]);
    assert!(said.contains("--yes"), "{said}");
    assert_same(&listed(&house), &before, "nothing was taken away");
    done(&house, &["reset", "--all", "--yes"]);
    let left: Vec<_> = fs::read_dir(house.data())
        .expect("a folder")
        .flatten()
        .map(|e| e.file_name().into_string().expect("text"))
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    assert_eq!(left, ["projects"]);
    assert_eq!(
        fs::read_dir(house.data().join("projects"))
            .expect("it")
            .count(),
        0
    );
    assert_ne!(listed(&house), before, "learning shows in the lists");

    let said = json(&house, &["import", path]);
    assert_eq!(said["scopes"][0]["taken"], "anew", "{said}");
    assert_eq!(ledgers(&house), rows);
    assert_same(&listed(&house), &before, "taken in again");
    assert_eq!(ledgers(&house), rows, "once servers ran");
}

#[test]
fn a_project_that_was_reset_comes_back_and_its_user_counts_once() {
    let (house, before) = taught();
    let rows = ledgers(&house);
    let file = house.beside("all.habitus");
    let path = file.to_str().expect("a path");
    done(&house, &["export", path]);
    let said = fails(&house, 1, &["import", path]);
    assert!(said.contains("rows of evidence are there"), "{said}");
    for how in [&["import", path][..], &["import", path, "--merge"]] {
        done(&house, &["reset", "--yes"]);
        let said = json(&house, how);
        assert_ne!(said["scopes"][0]["taken"], "before", "{said}");
        assert_eq!(said["scopes"][1]["taken"], "here", "{said}");
        assert_eq!(ledgers(&house), rows, "{how:?}");
        assert_same(&listed(&house), &before, "taken in again");
    }
    // What came later stays, and what is of elsewhere isn't taken for ours.
    let client = house.serve();
    live(&house, &client);
    drop(client);
    let more = ledgers(&house);
    assert_ne!(more, rows);
    let said = json(&house, &["import", path, "--merge"]);
    assert_eq!(said["scopes"][0]["taken"], "before", "{said}");
    assert_eq!(ledgers(&house), more);
    let other = taught().0;
    done(&other, &["reset", "--user", "--yes"]);
    other.teach(&other.serve(), "unwrap_or_else");
    let said = fails(&other, 1, &["import", path, "--as", "."]);
    assert!(said.contains("--merge"), "{said}");
}

#[test]
fn rows_that_are_not_there_are_not_counted() {
    let house = small_crate();
    drop(house.serve());
    let file = house.beside("all.habitus");
    let path = file.to_str().expect("a path");
    done(&house, &["export", path]);
    done(&house, &["import", path]);
    let said = fails(&house, 1, &["import", path]);
    assert!(
        said.contains("an export was taken in before") && !said.contains("rows"),
        "{said}"
    );
}

#[test]
fn a_bare_name_is_a_file_of_the_current_folder() {
    let house = House::new();
    house.learn_a_little();
    for args in [["export", "me.habitus"], ["import", "me.habitus"]] {
        let args = [
            &args[..],
            &["--replace"][..usize::from(args[0] == "import")],
        ]
        .concat();
        done(&house, &args);
    }
    assert!(house.project().join("me.habitus").is_file());
    done(&house, &["export", "me.habitus", "--force"]);
}

#[test]
fn another_path_gets_the_same_lists() {
    let (mut house, before) = taught();
    let file = house.beside("all.habitus");
    let path = file.to_str().expect("a path");
    done(&house, &["export", path]);
    let other = house.beside("elsewhere");
    copy(&house.project(), &other);
    fs::rename(house.project(), house.beside("moved")).expect("moved");
    house.enter("elsewhere");
    done(&house, &["reset", "--all", "--yes"]);
    let said = fails(&house, 1, &["import", path]);
    assert!(said.contains("--as PATH"), "{said}");
    let said = fails(&house, 1, &["import", path, "--as", "nowhere"]);
    assert!(said.contains("is no folder"), "{said}");
    done(
        &house,
        &["import", path, "--as", other.to_str().expect("a path")],
    );
    assert_same(&listed(&house), &before, "taken in again");
}

#[test]
fn it_is_so_while_two_servers_run() {
    let (house, _) = taught();
    let clients = [house.serve(), house.serve()];
    teach_all(&house, &clients[1], &words("later", 10), "later.rs");
    let file = house.beside("all.habitus");
    let path = file.to_str().expect("a path");
    done(&house, &["export", path]);
    done(&house, &["reset", "--all", "--yes"]);
    crate::bad_input::house::wait("both to forget", || {
        clients.iter().all(|c| !house.knows(c, "later_aaa"))
    });
    done(&house, &["import", path]);
    crate::bad_input::house::wait("both to know", || {
        clients
            .iter()
            .all(|c| house.knows(c, "later_aaj") && house.knows(c, "taught_aaa"))
    });
    for client in &clients {
        assert_eq!(told(client), [""; 0]);
    }
    let live = lists(&house, &clients[0], REQUESTS);
    drop(clients);
    assert_same(&listed(&house), &live, "at the next start");
}
