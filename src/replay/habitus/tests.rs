//! Probabilities of the learner over a thousand places of real code.

use super::{price::tests::all_ways, *};
use crate::replay::tests::step;

const CODE: [&str; 3] = [
    include_str!("../habitus.rs"),
    include_str!("popup.rs"),
    include_str!("known.rs"),
];

#[test]
fn candidates_and_what_stands_for_all_others_sum_to_one() {
    let setup = Setup {
        without: Vec::new(),
        weights: Weights::Shipped,
        warm: Warm::Nothing,
        dependencies: false,
        keep: None,
    };
    let mut learner = Learner::new(next::Weights::shipped(), Without::default(), &setup);
    let mut places = 0;
    for code in CODE {
        for passage in &step("", code).passages {
            learner.enter(passage);
            for at in 0..passage.source.tokens().len() {
                learner.predict(passage, at);
                if at > 0 {
                    sums_to_one(&learner, at);
                    places += 1;
                }
                assert!(learner.bits(passage, at).is_some_and(|bits| bits >= 0.0));
                learner.learn(passage, at, true);
                learner.pass(passage, at);
            }
        }
    }
    assert!(places >= 1000, "{places}");
}

fn sums_to_one(learner: &Learner, at: usize) {
    let p = learner.ranking.probabilities();
    let candidates: f64 = p[1..].iter().map(|&p| f64::from(p)).sum();
    let others = f64::from(p[ESCAPE]) * all_ways(&learner.price, learner.scan.class());
    let sum = candidates + others;
    assert!((sum - 1.0).abs() < 1e-6, "token {at}: {sum}");
}
