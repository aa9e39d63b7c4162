use super::{NGram, baselines, tally::Tally};
use crate::{
    replay::{
        Mark, Passage, Predictor, Step,
        tests::{step, swapped},
    },
    text::Sym,
};

/// Source of this very room: first one file as it is, then others in its place.
fn steps() -> Vec<Step> {
    let (a, b) = (include_str!("ngram.rs"), include_str!("tally.rs"));
    vec![step("", a), step(a, b), step("", include_str!("recent.rs"))]
}

/// Calls `see` behind each prediction of a scored token.
fn read(ngram: &mut NGram, passage: &Passage, see: &mut dyn FnMut(&mut NGram, usize)) {
    ngram.enter(passage);
    for (at, mark) in passage.marks.iter().enumerate() {
        if let Mark::Scored { .. } = mark {
            ngram.predict(passage, at);
            see(ngram, at);
        }
        ngram.learn(passage, at, true);
        ngram.pass(passage, at);
    }
}

#[test]
fn probabilities_sum_to_one() {
    for mut ngram in [NGram::jelinek_mercer(), NGram::nested()] {
        let mut contexts = 0;
        for passage in steps().iter().flat_map(|step| &step.passages) {
            read(&mut ngram, passage, &mut |ngram, at| {
                contexts += 1;
                let sum = ngram.sum();
                assert!((sum - 1.0).abs() < 1e-6, "token {at}: {sum}");
            });
        }
        assert!(contexts > 1000, "{contexts}");
    }
}

#[test]
fn what_was_written_often_stands_first_and_costs_little() {
    let text = "fn f() { self.store.commit(); self.store.commit(); self.store.commit(); }\n";
    let mut ngram = NGram::nested();
    let passage = &step("", text).passages[0];
    read(&mut ngram, passage, &mut |_, _| {});
    let last = passage.marks.len() - 5;
    ngram.predict(passage, last);
    let commit = Sym::of("commit");
    assert_eq!(ngram.rank(commit), Some(1));
    assert!(ngram.bits(passage, last).unwrap() < 0.3);
    assert!(ngram.confidence().unwrap() > 0.8);
    let mut rows = Vec::new();
    ngram.rows("s", 5, &mut rows);
    assert_eq!(rows, [Sym::of("store")]);
    ngram.next_project();
    ngram.enter(passage);
    ngram.predict(passage, last);
    assert_eq!(ngram.rank(commit), None);
}

#[test]
fn none_looks_ahead() {
    let text = include_str!("tally.rs");
    let half = text.len() / 2;
    let half = half + text[half..].find('\n').unwrap() + 1;
    let others = [step("", text), step("", &swapped(text, half))];
    for index in 0..baselines().len() {
        let ranks = others.each_ref().map(|step| {
            let (passage, mut predictor) = (&step.passages[0], baselines().remove(index));
            predictor.enter(passage);
            let before = |at: &usize| (passage.source.tokens()[*at].start as usize) < half;
            let ats = (0..passage.marks.len()).take_while(before);
            let rank = |at| {
                predictor.predict(passage, at);
                let rank = predictor.rank(passage.source.tokens()[at].sym);
                predictor.learn(passage, at, true);
                predictor.pass(passage, at);
                rank
            };
            ats.map(rank).collect::<Vec<_>>()
        });
        assert_eq!(ranks[0], ranks[1]);
    }
}

#[test]
fn a_tally_stays_in_order() {
    let mut tally = Tally::default();
    let mut counts = [0u32; 40];
    let mut state = 7u32;
    for round in 0..4000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let word = (state >> 16) % 40 * ((state >> 24) % 2);
        match round % 3 {
            2 => {
                tally.take(word);
                counts[word as usize] = counts[word as usize].saturating_sub(1);
            }
            _ => {
                tally.add(word);
                counts[word as usize] += 1;
            }
        }
        assert!(tally.rows().is_sorted_by(|a, b| a.1 >= b.1));
    }
    for (word, count) in (0..).zip(counts) {
        assert_eq!(tally.count(word), count);
        assert_eq!(tally.place(word).is_some(), count > 0);
    }
    assert_eq!(tally.total(), counts.iter().sum::<u32>());
    assert_eq!(
        tally.rows().len(),
        counts.iter().filter(|&&count| count > 0).count()
    );
}
