use super::*;
use crate::store::Evidence;

/// Evenly spread numbers, as hashes are.
fn hash(n: u32) -> u64 {
    xxhash_rust::xxh3::xxh3_64(&n.to_le_bytes())
}

#[test]
fn nothing_of_a_large_ledger_is_forgotten_at_the_next_start() {
    let evidence = |chosen| Evidence {
        chosen,
        ..Evidence::default()
    };
    // Months of typing, each word in a place of its own; and a popular site.
    let places = (0..300_000).map(|n| (hash(n), Sym(hash(n) as u32), evidence(1)));
    let site = (0..50).map(|n| (hash(1 << 30), Sym(hash(n) as u32), evidence(2 + n)));
    let ledger: Vec<_> = places.chain(site).collect();
    let state = State {
        ledger: ledger.clone(),
        ..State::default()
    };
    let counts = restore(Loaded {
        state,
        ..Loaded::default()
    });
    let is_kept = |(site, word, e): &(u64, Sym, Evidence)| {
        let mut kept = false;
        let chosen = &counts.chosen;
        chosen.each(EVIDENCE, *site, |w, c| kept |= (w, c) == (*word, e.chosen));
        kept
    };
    assert_eq!(ledger.iter().filter(|row| !is_kept(row)).count(), 0);
}
