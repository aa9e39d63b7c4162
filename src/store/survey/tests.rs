use super::*;
use crate::store::{Evidence, Outcome, State};

fn words(n: usize) -> Vec<Event> {
    let outcome = |i: usize| Event::Outcome {
        site: 1 + (i % 2) as u64,
        word: format!("word_{}", i / 2),
        outcome: Outcome::Typed,
    };
    (0..n).map(outcome).collect()
}

#[test]
fn a_look_changes_nothing_and_counts_what_is_not_folded() {
    let room = tempfile::tempdir().expect("a folder");
    let (mut store, _) = Store::open(room.path(), 1);
    store.append(&words(10), 1);
    let before = bulk(room.path(), &|_| true);
    let survey = survey(room.path(), 1);
    assert_eq!((survey.rows, survey.words, survey.lessons), (10, 5, 5));
    assert_eq!((survey.journals.files, survey.pending), (1, 10));
    assert_eq!((survey.snapshot, survey.libraries), (None, None));
    assert!(survey.ledger.bytes > 0 && survey.total.bytes > survey.journals.bytes);
    assert_eq!(bulk(room.path(), &|_| true), before);
}

#[test]
fn who_owns_it_is_told_while_it_does() {
    let room = tempfile::tempdir().expect("a folder");
    let nobody = Owner {
        pid: None,
        is_live: false,
    };
    assert_eq!(owner(room.path()), nobody);
    let (mut store, _) = Store::open(room.path(), 1);
    let own = std::process::id();
    let this = |is_live| Owner {
        pid: Some(own),
        is_live,
    };
    assert_eq!(owner(room.path()), this(true));
    store.append(&words(2), 1);
    assert_eq!(writers(room.path()), 1);
    store.close();
    assert_eq!(owner(room.path()), this(false));
    assert_eq!(writers(room.path()), 0);
}

fn check(dir: &Path) -> Checkup {
    let room = tempfile::tempdir().expect("a folder");
    check_up(dir, room.path())
}

#[test]
fn damage_is_found_and_left_as_it_is() {
    let room = tempfile::tempdir().expect("a folder");
    let dir = room.path();
    assert_eq!(check(dir).ledger, Health::Missing);
    let (mut store, _) = Store::open(dir, 1);
    store.append(&words(10), 1);
    store.publish(State::default(), 1);
    assert!(matches!(check(dir).ledger, Health::Untried(_)), "owned");
    store.close();
    let sound = check(dir);
    assert_eq!(
        (sound.version, sound.snapshot, sound.ledger),
        (Health::Sound, Health::Sound, Health::Sound)
    );
    let db = dir.join("store/db");
    fs::write(&db, vec![0; 1 << 19]).expect("zeroed");
    fs::write(dir.join("base-1.bin"), "HABITUSB").expect("cut off");
    let bad = check(dir);
    assert!(matches!(bad.ledger, Health::Damaged(_)), "{:?}", bad.ledger);
    assert!(matches!(bad.snapshot, Health::Damaged(_)));
    assert_eq!(fs::read(&db).expect("there"), vec![0; 1 << 19]);
    fs::write(dir.join("VERSION"), "9\n").expect("a version");
    assert!(matches!(check(dir).version, Health::Newer(_)));
    assert_eq!(
        Store::peek(dir, 1).state.ledger,
        Vec::<(u64, Sym, Evidence)>::new()
    );
}
