use super::*;
use crate::{
    store::{Event, Outcome},
    text::Sym,
};

fn data() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let room = tempfile::tempdir().unwrap();
    let data = room.path().join("data");
    let dir = data.join("user");
    (room, data, dir)
}

fn typed(word: &str) -> Event {
    Event::Outcome {
        site: 1,
        word: word.to_owned(),
        outcome: Outcome::Typed,
    }
}

fn sieve(word: &str) -> Sieve {
    Sieve {
        words: vec![Sym::of(word).0],
        ..Sieve::default()
    }
}

/// Without a word, as [`Rewriting::rewrite`] wants it.
fn without(word: &str) -> impl FnMut(Loaded) -> Option<Remade> {
    move |loaded| {
        let mut state = loaded.state;
        state.words.retain(|w| w != word);
        state.ledger.retain(|(_, name, _)| *name != Sym::of(word));
        Some(Remade {
            state,
            libraries: Libraries::Copy,
        })
    }
}

fn words(dir: &Path) -> Vec<String> {
    let (_store, loaded) = Store::open(dir, 9);
    assert_eq!(loaded.notices, []);
    let mut words = loaded.state.words;
    words.sort();
    words
}

#[test]
fn what_a_live_store_writes_meanwhile_is_carried_over_without_the_word() {
    let (_room, data, dir) = data();
    let (mut live, _) = Store::open(&dir, 1);
    live.append(&[typed("stay"), typed("gone")], 1);
    let rewriting = Rewriting::begin(&data, 2, None).unwrap();
    let mut live = Some(live);
    let mut make = without("gone");
    let sieve = sieve("gone");
    // Nobody answers the owner's question here: it lets go of the scope while it is read.
    let done = rewriting.rewrite(&dir, &sieve, &mut |loaded| {
        if let Some(mut live) = live.take() {
            live.append(&[typed("late"), typed("gone")], 2);
        }
        make(loaded)
    });
    assert_eq!(done.unwrap().map(|d| d.carried), Some(1));
    assert_eq!(words(&dir), ["late", "stay"]);
    assert!(!plan::all(&data).exists());
}

#[test]
fn a_store_whose_folder_was_replaced_writes_nothing_into_the_new_one() {
    let (_room, data, dir) = data();
    let (mut live, _) = Store::open(&dir, 1);
    live.append(&[typed("old")], 1);
    fs::rename(&dir, data.join("away")).unwrap();
    let (other, _) = Store::open(&dir, 1);
    assert!(live.is_gone() && !other.is_gone());
    live.append(&[typed("late")], 2);
    live.publish(State::default(), 2);
    live.sync(3);
    assert_eq!(live.notices(), []);
    assert!(base::list(&dir).is_empty());
    assert!(tail::list(&tail::folder(&dir)).unwrap().is_empty());
    assert_eq!(live.take_waiting(), [(2, typed("late"))]);
}

#[test]
fn nothing_is_made_of_what_is_left_alone() {
    let (_room, data, dir) = data();
    let (mut live, _) = Store::open(&dir, 1);
    live.append(&[typed("stay")], 1);
    drop(live);
    let rewriting = Rewriting::begin(&data, 2, None).unwrap();
    let done = rewriting.rewrite(&dir, &Sieve::default(), &mut |_| None);
    assert!(done.unwrap().is_none());
    assert_eq!(words(&dir), ["stay"]);
    assert!(rewriting.remove(&dir).unwrap() && !dir.exists());
    assert!(!rewriting.remove(&dir).unwrap());
}

#[test]
fn a_sieve_holds_back_words_files_and_days() {
    let learned = |words: &[&str]| Event::Learned {
        file: 4,
        weight: 2,
        words: words.iter().map(|w| (*w).to_owned()).collect(),
        contexts: words
            .iter()
            .flat_map(|w| [Sym::of(w).0.into(), 1])
            .collect(),
    };
    let both = learned(&["stay", "gone"]);
    let passed = sieve("gone").pass(5, both.clone());
    assert_eq!(passed, Some(learned(&["stay"])));
    assert_eq!(sieve("gone").pass(5, typed("gone")), None);
    let of_file = Sieve {
        files: vec![4],
        ..Sieve::default()
    };
    assert_eq!(of_file.pass(5, both.clone()), None);
    let early = Sieve {
        until: 5,
        ..Sieve::default()
    };
    assert_eq!(early.pass(5, both.clone()), None);
    assert_eq!(early.pass(4, both.clone()), Some(both));
    assert_eq!(Sieve::nothing().pass(0, typed("stay")), None);
}
