//! What a paste wrote is learned once it is committed, in a real repository: not before, whatever happens to
//! its file meanwhile, and never more than once.
use std::fs;

use super::{tools::PASTED, *};
use crate::learn::repo::{ANN, Repo, counts};

/// What happens to a repository in which a page has this text.
type Change<'a> = &'a dyn Fn(&Repo, String);

/// A page with an empty line in each of its functions.
fn things() -> String {
    page(|_| "thing".to_owned())
}

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("lib.rs", LIB);
    repo.write("page.rs", things());
    repo.write("other.rs", "pub fn other() {}\n");
    repo.commit(ANN);
    repo
}

fn serve(repo: &Repo) -> Client {
    repo.serve(json!({ "history": "off" }))
}

/// Pastes into a function of the page, and saves it.
fn paste<'a>(repo: &Repo, client: &'a Client, what: &str) -> Editor<'a> {
    let text = fs::read_to_string(repo.house.project().join("page.rs")).expect("a page");
    let mut editor = Editor::open(&repo.house, client, "page.rs", &text);
    let at = editor.text.find("    \n").expect("a line") + 4;
    editor.replace(at..at, what);
    editor.leave();
    save(repo, &editor);
    editor
}

fn save(repo: &Repo, editor: &Editor) {
    flush(editor.client);
    repo.write("page.rs", &editor.text);
    editor.save();
    flush(editor.client);
}

/// Whether a list of another file has a pasted word.
fn is_learned(repo: &Repo, client: &Client) -> bool {
    flush(client);
    let ask = "fn ask() {\n    past\n}\n";
    let editor = Editor::open(&repo.house, client, "ask.rs", ask);
    let rank = editor.rank(ask.find("\n}").expect("it"), "pasted_one");
    editor.close();
    rank.is_some()
}

#[test]
fn a_commit_of_it_teaches_it_and_one_of_another_file_does_not() {
    let repo = repo();
    let client = serve(&repo);
    let editor = paste(&repo, &client, PASTED);
    assert!(!is_learned(&repo, &client));
    repo.write("other.rs", "pub fn other() -> u8 {\n    0\n}\n");
    repo.git(ANN, &["add", "other.rs"]);
    repo.git(ANN, &["commit", "-q", "-m", "other"]);
    flush(&client);
    assert!(!is_learned(&repo, &client), "it is in no commit");
    repo.commit(ANN);
    flush(&client);
    assert!(is_learned(&repo, &client));
    drop(editor);
}

#[test]
fn it_waits_in_later_sessions_whatever_happens_to_its_file() {
    let formatted =
        |text: &str| text.replace("pasted_one(thing)", "pasted_one(\n        thing,\n    )");
    let edited = |text: &str| text.replace("pasted_one(thing)", "pasted_one(thing, 1)");
    let changes: [(&str, Change); 5] = [
        ("nothing", &|_, _| {}),
        ("formatted", &|repo, text| {
            repo.write("page.rs", formatted(&text))
        }),
        ("edited", &|repo, text| repo.write("page.rs", edited(&text))),
        ("renamed", &|repo, text| {
            fs::remove_file(repo.house.project().join("page.rs")).expect("removed");
            repo.write("renamed.rs", text);
        }),
        ("another file is forgotten", &|repo, _| {
            let answer = repo.run(&["forget", "--file", "other.rs"]);
            assert_eq!(answer.code, 0, "{}", answer.err);
        }),
    ];
    for (what, change) in changes {
        let repo = repo();
        let mut client = serve(&repo);
        let text = paste(&repo, &client, PASTED).text.clone();
        client.kill().expect("killed");
        change(&repo, text);
        let client = serve(&repo);
        assert!(!is_learned(&repo, &client), "{what}");
        repo.commit(ANN);
        flush(&client);
        assert!(is_learned(&repo, &client), "{what}, committed");
    }
}

#[test]
fn what_was_committed_while_no_server_ran_is_learned() {
    let repo = repo();
    let mut client = serve(&repo);
    paste(&repo, &client, PASTED);
    client.kill().expect("killed");
    repo.commit(ANN);
    assert!(is_learned(&repo, &serve(&repo)));
}

#[test]
fn lines_that_a_file_has_are_counted_no_more_often_when_they_are_copied() {
    let call = "    thing.common_call();\n";
    let repo = repo();
    let text = things().replacen("    \n", &format!("{}    \n", call.repeat(20)), 1);
    repo.write("page.rs", &text);
    repo.commit(ANN);
    let client = serve(&repo);
    let sum = || {
        flush(&client);
        let view = client.request("habitus/export", json!({})).expect("a view");
        counts(&view, "common_call").expect("it is counted").0
    };
    let before = sum();
    for _ in 0..3 {
        let copied = format!("{}{}", &call[4..], call.trim_end());
        paste(&repo, &client, &copied).close();
        repo.commit(ANN);
        flush(&client);
    }
    assert_eq!(sum(), before);
}

#[test]
fn a_word_is_kept_by_a_commit_that_holds_it_and_by_no_other() {
    let repo = repo();
    let client = serve(&repo);
    let mut editor = Editor::open(&repo.house, &client, "page.rs", &things());
    let at = editor.receiver(0);
    let end = editor.accept(at, 0, "alpha_two");
    editor.keys(end, ";");
    editor.leave();
    save(&repo, &editor);
    let kept = |editor: &Editor| editor.episodes()[0]["kept"].clone();
    repo.write("other.rs", "pub fn other() -> u8 {\n    0\n}\n");
    repo.git(ANN, &["add", "other.rs"]);
    repo.git(ANN, &["commit", "-q", "-m", "other"]);
    assert_eq!(kept(&editor), json!(["save"]));
    repo.commit(ANN);
    assert_eq!(kept(&editor), json!(["save", "commit"]));
}
