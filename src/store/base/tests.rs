use super::*;
use crate::store::Outcome;

fn sample() -> Base {
    let mut sparse = vec![0; 5000];
    sparse[3] = u64::MAX;
    sparse[4999] = 1;
    let offsets = |n: u64| [("a".repeat(32), n), ("b".repeat(32), n * 300)].into();
    Base {
        generation: 300,
        covered: offsets(1),
        folded: offsets(2),
        state: State {
            tables: vec![
                ("sparse".into(), sparse),
                ("dense".into(), (1..100).collect()),
                ("empty".into(), Vec::new()),
                ("zeros".into(), vec![0; 9]),
            ],
            weights: vec![0.5, -1.25, f32::MIN_POSITIVE],
            words: vec!["len".into(), "größe".into()],
            ledger: vec![(
                u64::MAX,
                Sym::of("len"),
                Evidence::of(Outcome::Typed, 1 << 40),
            )],
            notes: vec![("files".into(), vec![0, 255, 7])],
            episodes: Default::default(),
        },
    }
}

#[test]
fn a_snapshot_comes_back() {
    for base in [sample(), Base::default()] {
        assert_eq!(decode(&encode(&base).unwrap()).unwrap(), base);
    }
}

#[test]
fn tables_of_zeros_take_little_room() {
    let mut base = Base::default();
    base.state.tables = vec![("t".into(), vec![0; 1 << 20])];
    assert!(encode(&base).unwrap().len() < 100);
}

#[test]
fn no_flipped_bit_and_no_cut_passes_for_whole() {
    let bytes = encode(&sample()).unwrap();
    for i in 0..bytes.len() {
        assert!(decode(&bytes[..i]).is_err(), "cut at {i}");
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[i] ^= 1 << bit;
            match decode(&bytes) {
                Err(Unread::Damaged(_)) => {}
                Err(Unread::Foreign(_)) => assert!((8..12).contains(&i), "{i}"),
                other => panic!("{i}: {other:?}"),
            }
        }
    }
}

#[test]
fn no_length_field_asks_for_more_than_there_is() {
    // Sealed, so that the checksum does not save the reader.
    for length in [1u64 << 28, 1 << 40, u64::MAX] {
        for field in 0..9 {
            let mut out = codec::Out(vec![0; HEADER]);
            (0..field).for_each(|_| out.number(0));
            out.number(length);
            out.0.extend([0; 40]);
            let bytes = seal(out.0, VERSION);
            let read = decode(&bytes);
            assert!(read.is_err(), "{field}: {read:?}");
        }
    }
    let mut out = codec::Out(vec![0; HEADER]);
    [1, 0, 0, 1, 0].into_iter().for_each(|n| out.number(n));
    out.number(1 << 40);
    out.0.extend([1; 40]);
    assert_eq!(
        decode(&seal(out.0, VERSION)),
        Err(Unread::Damaged("is not as it should be"))
    );
}

#[test]
fn a_newer_snapshot_is_told_from_a_damaged_one() {
    let bytes = encode(&sample()).unwrap();
    assert_eq!(decode(&seal(bytes.clone(), 2)), Err(Unread::Newer(2)));
    let mut bumped = bytes;
    bumped[8] = 2;
    assert_eq!(decode(&bumped), Err(Unread::Foreign(2)));
}

#[test]
fn only_names_that_the_store_writes_are_snapshots() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "base-7.bin",
        "base-07.bin",
        "base-+8.bin",
        "base-9.bin.tmp",
        "base-10.bin",
    ] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    assert_eq!(list(folder.path()), [10, 7]);
}
