//! Export, reset, import: the same lists, item for item.
use std::fs;

use crate::{
    bad_input::house::{House, told},
    profile::desk::{assert_same, copy, done, fails, json, lists, small_crate, teach_all, words},
};

const REQUESTS: usize = 200;

/// A house in which something was learned, and the lists of a server that starts then.
fn taught() -> (House, Vec<Vec<serde_json::Value>>) {
    let house = small_crate();
    let mut client = house.serve();
    teach_all(&house, &client, &words("taught", 40), "teach.rs");
    assert!(client.stop().expect("stopped").success());
    let before = listed(&house);
    (house, before)
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
    assert_same(&listed(&house), &before, "taken in again");
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
