use super::*;
use crate::{store::Evidence, text::Sym};

fn export() -> Export {
    let state = State {
        tables: vec![("words_after".into(), vec![0, 7, 0, 9])],
        weights: vec![0.5, -1.0],
        words: vec!["alpha".into(), "beta".into()],
        ledger: vec![(3, Sym::of("alpha"), Evidence::default())],
        notes: vec![("lines".into(), vec![1, 2])],
        episodes: Default::default(),
    };
    let user = Part {
        is_user: true,
        ..Part::default()
    };
    let project = Part {
        project: 5,
        folder: Some("a folder".into()),
        package: Some("a package".into()),
        state,
        ..Part::default()
    };
    Export {
        parts: vec![project, user],
        ..Export::begin(77, true)
    }
}

#[test]
fn what_is_printed_is_read_again() {
    let export = export();
    assert_eq!(parse(&print(&export).unwrap()), Ok(export));
}

#[test]
fn any_damage_is_found_and_named() {
    let bytes = print(&export()).unwrap();
    for at in 0..bytes.len() {
        let mut broken = bytes.clone();
        broken[at] ^= 0x20;
        let unfit = parse(&broken).expect_err("damaged");
        match at {
            0..8 => assert_eq!(unfit, Unfit::Foreign),
            8..12 => assert!(matches!(unfit, Unfit::Newer(_)), "{unfit}"),
            _ => assert!(
                !matches!(unfit, Unfit::Foreign | Unfit::Newer(_)),
                "{unfit}"
            ),
        }
        assert_eq!(parse(&bytes[..at]), Err(Unfit::CutOff(at)));
    }
}

#[test]
fn a_table_without_bounds_asks_for_no_memory() {
    let mut export = export();
    export.parts[0].state.tables[0].1 = vec![0; MOST_WORDS + 1];
    assert_eq!(print(&export), None);
}
