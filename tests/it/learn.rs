//! What git remembers of how somebody wrote comes up in lists: once, of the right person, and without
//! what must not be kept.
mod bad_input;
pub mod repo;

use std::{
    fs,
    time::{Duration, Instant},
};

use habitus::client::Client;
use serde_json::{Value, json};

use crate::bad_input::house::wait;
use repo::{ANN, BOB, Repo};

/// Words of lines that stand in no file any more.
const OLD: &str = "quondam_gizmo";
const OTHERS: &str = "foreign_gadget";

/// A file in which a method is called.
fn calls(word: &str) -> String {
    format!("pub fn f(thing: Thing) {{\n    thing.{word}();\n}}\n")
}

/// A repository in which Ann wrote [`OLD`], Bob [`OTHERS`], and both are gone.
fn two_authors() -> Repo {
    let repo = Repo::new();
    repo.write("a.rs", calls(OLD));
    repo.commit(ANN);
    repo.write("b.rs", calls(OTHERS));
    repo.commit(BOB);
    repo.write("a.rs", calls("current_gizmo"));
    repo.write("b.rs", calls("current_gadget"));
    repo.commit(ANN);
    repo
}

/// How often words of commits were counted, and how many commits.
fn counted(status: &Value) -> (u64, u64) {
    let history = &status["projects"][0]["history"];
    let number = |name: &str| history[name].as_u64().expect("a number");
    (number("words"), number("commits"))
}

#[test]
fn what_the_editor_set_last_holds_where_no_server_runs() {
    let repo = two_authors();
    let set = json!({ "history": "off", "libraries": false, "private": true, "memory_project": 2 });
    drop(repo.serve(set));
    let learned = repo.learn(&[]).json();
    assert_eq!(counted(&learned), (0, 0), "{learned}");
    let wanted = repo.house.scope(&repo.house.data()).join("wanted");
    let wanted = fs::read_to_string(wanted).expect("the settings");
    let bytes = format!("memory_project {}", 2 << 20);
    for line in ["history off", "libraries false", "private true", &bytes] {
        assert!(wanted.lines().any(|l| l == line), "{line} in {wanted}");
    }
    // What is asked for holds before what was set.
    let learned = repo.learn(&["--history", "all"]).json();
    assert_eq!(counted(&learned).1, 3, "{learned}");
    drop(repo.serve(json!({})));
    let learned = repo.learn(&[]).json();
    assert_eq!(counted(&learned).1, 2, "{learned}");
}

#[test]
fn a_word_that_only_history_has_is_offered_once_it_is_learned() {
    let repo = two_authors();
    let off = repo.serve(json!({ "history": "off" }));
    assert!(!repo.house.knows(&off, OLD));
    drop(off);
    let learned = repo.learn(&["--history", "mine"]).json();
    assert_eq!(counted(&learned).1, 2, "{learned}");
    // Nothing is read any more: what is offered is what was kept.
    fs::rename(repo.house.project().join(".git"), repo.house.beside("git")).expect("moved");
    let server = repo.serve(json!({}));
    assert!(repo.house.knows(&server, OLD));
    assert!(!repo.house.knows(&server, OTHERS), "somebody else's");
}

#[test]
fn learned_twice_it_is_counted_once() {
    let repo = two_authors();
    let first = repo.learn(&[]).json();
    let pairs = first["projects"][0]["scope"]["used"].clone();
    let second = repo.learn(&[]).json();
    assert_eq!(counted(&first), counted(&second));
    assert_eq!(second["projects"][0]["scope"]["used"], pairs);
    assert_eq!(repo.times(OLD), 1);
    repo.learn(&[]);
    assert_eq!(repo.times(OLD), 1);
}

#[test]
fn everybodys_or_nobodys_is_read_if_that_is_set() {
    let all = two_authors();
    all.learn(&["--history", "all"]);
    let server = all.serve(json!({ "history": "all" }));
    assert!(all.house.knows(&server, OTHERS) && all.house.knows(&server, OLD));
    let none = two_authors();
    let answer = none.learn(&["--history", "off"]).json();
    assert_eq!(counted(&answer), (0, 0));
    let server = none.serve(json!({ "history": "off" }));
    assert!(!none.house.knows(&server, OLD));
    // What was passed over is read once it is wanted, and nothing else once more.
    let later = two_authors();
    later.learn(&[]);
    later.learn(&["--history", "all"]);
    assert_eq!((later.times(OLD), later.times(OTHERS)), (1, 1));
}

#[test]
fn a_server_reads_it_in_the_background_and_follows_new_commits() {
    let repo = two_authors();
    let server = repo.serve(json!({}));
    wait("the history", || repo.house.knows(&server, OLD));
    // A commit of lines that were never seen in a file.
    repo.commit_unseen("c.rs", &calls("unseen_gizmo"), ANN);
    wait("the commit", || {
        // It is looked for while nobody asks anything.
        std::thread::sleep(Duration::from_millis(500));
        repo.house.knows(&server, "unseen_gizmo")
    });
}

#[test]
fn a_line_that_was_seen_is_not_counted_again_from_its_commit() {
    let repo = two_authors();
    repo.learn(&[]);
    repo.write("d.rs", calls("seen_gizmo"));
    let server = repo.serve(json!({}));
    let before = repo.now(&server);
    repo.commit(ANN);
    repo.write("d.rs", calls("later_gizmo"));
    repo.changed(&server, "d.rs");
    wait("the commit", || counted(&repo.status(&server)).1 > before.1);
    assert_eq!(repo.now(&server).0, before.0);
    drop(server);
    repo.learn(&[]);
    assert_eq!(repo.times("seen_gizmo"), 1);
}

#[test]
fn killed_in_the_middle_nothing_is_counted_twice() {
    let repo = Repo::new();
    for i in 0..400 {
        let w = letters(i);
        repo.write(
            "a.rs",
            format!("fn f_{w}(thing_{w}: Thing) {{ thing_{w}.gizmo_{w}(); }}\n"),
        );
        repo.commit(ANN);
    }
    let started = Instant::now();
    for round in 1..6 {
        repo.learn_and_kill(Duration::from_millis(150 * round));
    }
    assert!(started.elapsed() < Duration::from_secs(60));
    let learned = repo.learn(&[]).json();
    assert_eq!(counted(&learned).1, 400, "{learned}");
    for i in [0, 7, 150, 250, 399] {
        let word = format!("gizmo_{}", letters(i));
        assert_eq!(repo.times(&word), 1, "{word}");
    }
}

/// A number as a word.
fn letters(n: usize) -> String {
    let of = |n: usize| ["ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru"][n % 10];
    format!("{}{}{}", of(n / 100), of(n / 10), of(n))
}

#[test]
fn a_server_that_owns_the_project_does_it_when_asked() {
    let repo = two_authors();
    let server = repo.serve(json!({ "history": "off" }));
    let answer = repo.learn(&["--history", "all"]).json();
    assert_eq!(
        answer["projects"][0]["scope"]["owner"]["pid"],
        json!(server.pid())
    );
    assert_eq!(counted(&answer).1, 3, "{answer}");
    assert!(repo.house.knows(&server, OTHERS));
}

#[test]
fn what_was_paused_says_so() {
    let repo = two_authors();
    repo.run(&["pause"]);
    let answer = repo.run(&["learn", "."]);
    assert_eq!(answer.code, 1, "{}", answer.err);
    assert!(answer.err.contains("paused"), "{}", answer.err);
    repo.run(&["resume"]);
    assert_eq!(repo.run(&["learn", "."]).code, 0);
}

#[test]
fn secrets_in_old_commits_are_in_no_file() {
    let repo = Repo::new();
    let key = concat!("AKIA", "QWERTYUIOPASDFGH");
    let token = concat!("ghp", "_0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uVwXy");
    repo.write(
        "a.rs",
        format!("const {key}: u8 = 1;\nfn f() {{ {token}; \"canary_in_text\" }}\n"),
    );
    repo.write(
        "gen.rs",
        format!("// @generated\n{}", calls("generated_canary")),
    );
    repo.write("skip/x.rs", calls("ignored_canary"));
    repo.commit(ANN);
    repo.write(".gitignore", "skip/\n");
    repo.write("a.rs", calls("plain_gizmo"));
    fs::remove_file(repo.house.project().join("gen.rs")).expect("removed");
    fs::remove_dir_all(repo.house.project().join("skip")).expect("removed");
    repo.commit(ANN);
    repo.learn(&["--history", "all"]);
    for canary in [
        key,
        token,
        "canary_in_text",
        "generated_canary",
        "ignored_canary",
    ] {
        assert_eq!(repo.files_with(canary), [""; 0], "{canary}");
    }
    assert_ne!(repo.files_with("plain_gizmo"), [""; 0]);
}

#[test]
fn forgotten_words_do_not_come_back_from_history() {
    let repo = two_authors();
    repo.learn(&[]);
    assert_eq!(repo.run(&["forget", OLD]).code, 0);
    repo.learn(&["--history", "all"]);
    let server = repo.serve(json!({}));
    assert!(!repo.house.knows(&server, OLD));
}

#[test]
fn what_is_forgotten_is_not_read_again_and_the_rest_of_history_is() {
    let repo = two_authors();
    repo.write("c.rs", calls("other_gizmo"));
    repo.commit(ANN);
    repo.write("c.rs", calls("current_gizmo"));
    repo.commit(ANN);
    let knows = |word: &str| {
        repo.learn(&[]);
        let server = repo.serve(json!({}));
        repo.house.knows(&server, word)
    };
    assert!(knows(OLD) && knows("other_gizmo"));
    let answer = repo.run(&["forget", "--file", "c.rs"]);
    assert!(
        answer.code == 0 && answer.out.contains("git"),
        "{}",
        answer.out
    );
    assert!(knows(OLD), "of another file");
    assert!(!knows("other_gizmo"));
    // After anything that is forgotten now.
    repo.go_to(4_000_000_000);
    repo.write("c.rs", calls("newer_gizmo"));
    repo.commit(ANN);
    repo.write("c.rs", calls("current_gizmo"));
    repo.commit(ANN);
    assert!(knows("newer_gizmo"), "committed since");
    // All other commits are of one day, 2017-07-14.
    assert_eq!(repo.run(&["forget", "--since", "2017-07-15"]).code, 0);
    assert!(knows(OLD), "it is older");
    assert_eq!(repo.run(&["forget", "--since", "2017-07-14"]).code, 0);
    assert!(!knows(OLD));
}

#[test]
fn sizes_are_what_is_set() {
    let repo = two_authors();
    repo.learn(&[]);
    let size = |status: &Value| status["projects"][0]["scope"]["tables"].as_u64();
    let mut server: Client = repo.serve(json!({ "memory_project": 2 }));
    // It publishes what is new.
    repo.write("z.rs", calls("another_gizmo"));
    repo.learn(&[]);
    assert_eq!(size(&repo.status(&server)), Some(2 << 20));
    assert!(repo.house.knows(&server, OLD));
    assert!(server.stop().expect("stopped").success());
    let server = repo.serve(json!({ "memory_project": 8 }));
    assert!(repo.house.knows(&server, OLD));
}
