use super::*;
use crate::{
    model::{Fact, Ranking, Scan, Tables},
    text::Sym,
};

/// A step towards a word that is in scope, away from one that is not.
fn step() -> Step {
    let weights = Weights::plain();
    let mut ranking = Ranking::default();
    ranking.vote(
        &Scan::default().contexts(),
        Tables::default(),
        &weights,
        |_| true,
    );
    let (one, other) = (Sym::of("one"), Sym::of("other"));
    ranking.fact(one, Fact::InScope, 1.0, &weights);
    ranking.fact(other, Fact::Keyword, 1.0, &weights);
    ranking.step(one).expect("a candidate").1
}

fn distance(a: &Weights, b: &Weights) -> f32 {
    let (a, b) = (a.to_vec(), b.to_vec());
    let pairs = a.iter().zip(&b);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn with(shares: &[f32]) -> Weights {
    let mut weights = Weights::plain();
    shares.iter().for_each(|s| weights.take(&step(), RATE, *s));
    weights
}

#[test]
fn nothing_is_kept_of_a_word_before_it_has_stood_for_half_a_minute() {
    let mut overlay = Overlay::new(Weights::plain());
    overlay.add(0, 1000, step(), 1.0);
    assert!(!overlay.ripen(30_999));
    assert_eq!(distance(overlay.kept(), &Weights::plain()), 0.0);
    assert!(overlay.ripen(31_000));
    assert_eq!(distance(overlay.kept(), &with(&[1.0])), 0.0);
    assert!(distance(&with(&[1.0]), &Weights::plain()) > 0.01);
}

#[test]
fn a_taken_word_counts_half_until_it_has_survived() {
    for by_commit in [false, true] {
        let mut overlay = Overlay::new(Weights::plain());
        overlay.add(7, 0, step(), 1.0);
        assert!(!overlay.ripen(30_000));
        assert_eq!(distance(overlay.kept(), &with(&[0.5])), 0.0);
        match by_commit {
            true => overlay.confirm(7),
            false => assert!(overlay.ripen(300_000)),
        }
        assert!(distance(overlay.kept(), &with(&[0.5, 0.5])) < 1e-6);
        // Two halves come to about the whole.
        let whole = distance(&with(&[1.0]), &Weights::plain());
        assert!(distance(overlay.kept(), &with(&[1.0])) < 0.35 * whole);
    }
}

#[test]
fn what_is_retracted_leaves_no_trace() {
    let mut overlay = Overlay::new(Weights::plain());
    overlay.add(7, 0, step(), 1.0);
    let live = overlay.retract(7).expect("weights");
    assert_eq!(distance(&live, &Weights::plain()), 0.0);
    assert!(overlay.retract(7).is_none());
    overlay.add(7, 0, step(), 1.0);
    overlay.add(0, 0, step(), 1.0);
    let live = overlay.retract(7).expect("weights");
    assert_eq!(distance(&live, &with(&[1.0])), 0.0);
    assert!(overlay.ripen(30_000));
    assert_eq!(distance(overlay.kept(), &live), 0.0);
}
