//! Killed at any step: what was there is there, or it is done; and nothing else is lost.
use habitus::client::Client;

use crate::{
    bad_input::house::{House, LATER, flush, told, wait},
    profile::desk::{done, run, small_crate, stands, teach_all, verb, words},
};

const POINTS: [&str; 5] = ["built", "planned", "away", "placed", "carried"];
const NONE: [std::path::PathBuf; 0] = [];

/// A verb that ends at a point as if it were killed there.
fn killed(house: &House, point: &str, args: &[&str]) {
    let status = verb(house, args).env("HABITUS_FAIL", point).status();
    let status = status.expect("it runs");
    assert_eq!(status.code(), None, "killed at {point}");
}

fn knows_all(house: &House, client: &Client, words: &[String]) -> bool {
    words.iter().all(|word| house.knows(client, word))
}

#[test]
fn a_forgetting_that_is_killed_is_finished_or_undone() {
    let house = small_crate();
    let mut client = house.serve();
    let taught = words("taught", 10);
    teach_all(&house, &client, &taught, "teach.rs");
    assert!(client.stop().expect("stopped").success());
    for (point, gone) in POINTS.iter().zip(&taught) {
        killed(&house, point, &["forget", gone]);
        let mut client = house.serve();
        assert!(knows_all(&house, &client, &taught[5..]), "{point}");
        let is_done = ["away", "placed", "carried"].contains(point);
        assert_eq!(house.knows(&client, gone), !is_done, "{point}");
        assert!(!house.data().join("rewriting").exists(), "{point}");
        assert_eq!(stands(&house, gone).is_empty(), is_done, "{point}");
        assert_eq!(told(&client), [""; 0], "{point}");
        assert!(client.stop().expect("stopped").success());
        run(&house, &["forget", gone]);
        assert_eq!(stands(&house, gone), NONE, "{point}");
    }
}

#[test]
fn so_it_is_under_running_servers_that_go_on_learning() {
    for point in POINTS {
        let house = small_crate();
        let clients = [house.serve(), house.serve()];
        let taught = words("taught", 4);
        teach_all(&house, &clients[0], &taught[..2], "first.rs");
        teach_all(&house, &clients[1], &taught[2..], "second.rs");
        killed(&house, point, &["forget", &taught[0]]);
        house.teach(&clients[1], LATER);
        done(
            &house,
            &["export", house.beside("out").to_str().expect("a path")],
        );
        run(&house, &["forget", &taught[0]]);
        clients.iter().for_each(flush);
        for client in &clients {
            wait(point, || !house.knows(client, &taught[0]));
            wait(point, || knows_all(&house, client, &taught[1..]));
            wait(point, || house.knows(client, LATER));
            assert_eq!(told(client), [""; 0], "{point}");
        }
        assert_eq!(stands(&house, &taught[0]), NONE, "{point}");
    }
}

#[test]
fn a_reset_that_is_killed_is_finished_or_undone() {
    for point in ["planned", "away", "carried"] {
        let house = small_crate();
        let mut client = house.serve();
        house.teach(&client, LATER);
        assert!(client.stop().expect("stopped").success());
        killed(&house, point, &["reset", "--yes"]);
        let client = house.serve();
        assert_eq!(house.knows(&client, LATER), point == "planned", "{point}");
        assert!(!house.data().join("rewriting").exists(), "{point}");
    }
}

#[test]
fn what_is_typed_while_words_are_forgotten_counts_once() {
    let house = small_crate();
    let taught = words("taught", 8);
    let first = house.serve();
    teach_all(&house, &first, &taught, "teach.rs");
    let others = words("meanwhile", 60);
    std::thread::scope(|scope| {
        let (house, others) = (&house, &others);
        let typing = scope.spawn(move || {
            let second = house.serve();
            for (i, pair) in others.chunks(2).enumerate() {
                teach_all(house, &second, pair, &format!("file{i}.rs"));
            }
            second
        });
        for word in &taught {
            done(house, &["forget", word]);
        }
        let mut second = typing.join().expect("typed");
        flush(&second);
        assert!(second.stop().expect("stopped").success());
    });
    drop(first);
    let counts = habitus::store::Store::open(&house.scope(&house.data()), 1).1;
    let rows = &counts.state.ledger;
    for word in &others {
        let name = habitus::text::Sym::of(word);
        let of_word = rows.iter().filter(|(_, n, _)| *n == name);
        let typed: Vec<u32> = of_word.map(|(_, _, e)| e.typed + e.chosen).collect();
        assert_eq!(typed, [1, 1], "{word}");
    }
    for word in &taught {
        assert_eq!(stands(&house, word), NONE);
    }
}
