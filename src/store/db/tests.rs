use super::*;
use crate::store::Outcome;

fn open() -> (tempfile::TempDir, Db) {
    let room = tempfile::tempdir().unwrap();
    let db = Db::open(&room.path().join("store")).unwrap();
    (room, db)
}

#[test]
fn a_stretch_is_folded_once_and_only_after_the_one_before() {
    let (_room, mut db) = open();
    let fold = |from, to| Fold {
        id: "a",
        from,
        to,
        sums: vec![((1, Sym(2)), Evidence::of(Outcome::Typed, 0))],
        words: vec!["w"],
        episodes: Vec::new(),
    };
    let folds = [
        (0, 10, true),
        (0, 10, false),
        (20, 30, false),
        (10, 20, true),
    ];
    for (from, to, expected) in folds {
        assert_eq!(db.fold(&fold(from, to)).unwrap(), expected, "{from}");
    }
    let contents = db.read().unwrap();
    assert_eq!(contents.ledger.len(), 1);
    assert_eq!(contents.ledger[0].2.typed, 2);
    assert_eq!(contents.words, ["w"]);
    assert_eq!(contents.offsets, [("a".to_owned(), 20)].into());
}

#[test]
fn weights_are_replaced_whole() {
    let (_room, mut db) = open();
    assert_eq!(db.read().unwrap().weights, None);
    for count in [2500, 1000, 1, 3001, 0] {
        let weights: Vec<f32> = (0..count).map(|i| i as f32).collect();
        db.keep_weights(&weights).unwrap();
        let expected = (count > 0).then_some(weights);
        assert_eq!(db.read().unwrap().weights, expected);
    }
    db.keep_weights(&[1.0, f32::NAN]).unwrap();
    assert_eq!(
        db.read().unwrap().weights,
        None,
        "no weights are better than these"
    );
}

#[test]
fn no_value_is_large() {
    let (_room, mut db) = open();
    let long = "x".repeat(100_000);
    db.keep_words(&[&long, "short"]).unwrap();
    db.keep_weights(&[1.0; 10_000]).unwrap();
    for name in db.db.tree_names() {
        for row in db.db.open_tree(name).unwrap().iter() {
            assert!(row.unwrap().1.len() <= 4096);
        }
    }
    assert_eq!(db.read().unwrap().words, ["short"]);
}

#[test]
fn a_row_of_another_shape_is_damage() {
    let (_room, mut db) = open();
    db.ledger.insert("?", "?").unwrap();
    assert!(db.read().err().unwrap().is_damage());
}
