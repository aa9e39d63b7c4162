use super::*;
use crate::store::{Outcome, Store};

fn outcome(word: &str, outcome: Outcome) -> Event {
    let word = word.to_owned();
    Event::Outcome {
        site: 7,
        word,
        outcome,
    }
}

#[test]
fn it_counts_what_is_written_and_what_others_write_and_survives() {
    let room = tempfile::tempdir().expect("a folder");
    let (mut one, _) = Store::open(room.path(), 1);
    let (mut other, _) = Store::open(room.path(), 1);
    let word = Sym::of("flush");
    one.append(&[outcome("flush", Outcome::Chosen)], 86_400_000 * 3);
    other.append(&[outcome("flush", Outcome::Shown)], 86_400_000 * 5);
    let here = one.ledger();
    assert_eq!(here.get(7, word).expect("a row").shown, 0, "not heard of");
    one.poll(1);
    let both = here.get(7, word).expect("a row");
    assert_eq!((both.chosen, both.shown, both.last_day), (1, 1, 5));
    assert_eq!(here.get(8, word), None);
    // Published, folded, read again, and read beside: the same figures.
    one.publish(State::default(), 1);
    one.append(&[outcome("flush", Outcome::Typed)], 0);
    let beside = Ledger::of(&Store::peek(room.path(), 1).state);
    assert_eq!(beside.get(7, word), here.get(7, word));
    drop(one);
    let owned = other.try_own(1).expect("taken over");
    assert_eq!(Ledger::of(&owned.state).get(7, word), here.get(7, word));
    assert_eq!(other.ledger().get(7, word), here.get(7, word));
}

#[test]
fn a_store_in_memory_counts_too() {
    let (mut store, _) = Store::in_memory();
    store.append(&[outcome("flush", Outcome::Typed)], 1);
    assert_eq!(store.ledger().len(), 1);
}
