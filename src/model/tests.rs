use super::*;
use crate::{syntax::tokenize, text::Sym};

fn at_end(code: &str) -> Contexts {
    let tokens = tokenize(code);
    let mut scan = Scan::default();
    tokens.iter().for_each(|t| scan.push(t, code));
    scan.contexts()
}

/// Which contexts two places share.
fn shared(a: &str, b: &str) -> Vec<usize> {
    let (a, b) = (at_end(a), at_end(b));
    (0..CONTEXTS)
        .filter(|&i| a.keys[i] != 0 && a.keys[i] == b.keys[i])
        .collect()
}

#[test]
fn orders_agree_as_far_as_the_tokens_do() {
    assert_eq!(
        shared("let a = self.store.", "let b = other.store."),
        [0, 1, 2, 3, 9, 11, 12, 13]
    );
    assert!(shared("x.y(1); let a = self.", "z.y(1); let a = self.").contains(&6));
}

#[test]
fn a_receiver_s_type_is_a_context_across_names() {
    let by_type = 18;
    let a = "fn f(store: &mut Store) { store.";
    assert!(shared(a, "fn g() { let kept = Store::new(); kept.").contains(&by_type));
    assert!(!shared(a, "fn g() { let kept = Other::new(); kept.").contains(&by_type));
    assert!(shared("impl Store { fn f(&self) { self.", "fn f(s: Store) { s.").contains(&by_type));
}

#[test]
fn a_callee_and_its_argument_are_a_context() {
    let by_argument = 14;
    assert!(shared("open(path, ", "x = open(other(1, 2), ").contains(&by_argument));
    assert!(!shared("open(path, ", "open(").contains(&by_argument));
    assert_eq!(at_end("open(path, ").site, at_end("open(other, ").site);
}

#[test]
fn a_table_counts_and_forgets_the_rarest() {
    let table = Table::new(1 << 16);
    let count = |word: Sym| {
        let mut found = 0;
        table.each(5, 77 << 40, |w, c| {
            found = if w == word { c } else { found }
        });
        found
    };
    for i in 1..=8 {
        (0..i).for_each(|_| table.add(5, 77 << 40, Sym(i), 1));
    }
    assert_eq!(count(Sym(2)), 2, "two and less doesn't drift");
    table.add(5, 77 << 40, Sym(99), 1);
    assert_eq!((count(Sym(99)), count(Sym(1))), (1, 0));
    table.subtract(5, 77 << 40, Sym(99));
    assert_eq!(count(Sym(99)), 0);
}

#[test]
fn counts_saturate_by_halving() {
    let table = Table::new(1 << 16);
    for _ in 0..1000 {
        table.add(1, 5, Sym(9), 1);
    }
    table.each(1, 5, |_, c| assert!((100..=255).contains(&c), "{c}"));
}

#[test]
fn what_is_set_stands_beside_what_was_there_and_never_in_its_place() {
    let table = Table::new(1 << 16);
    let set: Vec<bool> = (1..=9).map(|w| table.set(3, 7, Sym(w), w as u8)).collect();
    assert_eq!(set, [[true; 8].as_slice(), &[false]].concat());
    assert!(table.set(3, 7, Sym(8), 200));
    let mut counts = Vec::new();
    table.each(3, 7, |word, n| counts.push((word.0, n)));
    counts.sort_unstable();
    let expected: Vec<(u32, u32)> = (1..=7).map(|w| (w, w)).chain([(8, 200)]).collect();
    assert_eq!(counts, expected);
}

#[test]
fn what_came_before_gives_way_to_what_is_counted_already() {
    let table = Table::new(1 << 16);
    let (old, new, key) = (Sym(1), Sym(2), 77 << 40);
    (0..9).for_each(|_| table.add_older(5, key, old));
    let count = |word| {
        let mut count = 0;
        table.each(5, key, |w, c| count += if w == word { c } else { 0 });
        count
    };
    assert_eq!(count(old), 9, "nothing followed since");
    (0..4).for_each(|_| table.add(5, key, new, 1));
    let left = count(old);
    (0..9).for_each(|_| table.add_older(5, key, old));
    assert_eq!((count(new), count(old)), (4, left.max(2)));
    (3..40).for_each(|word| table.add_older(5, key, Sym(word)));
    assert_eq!(count(new), 4, "a full bucket stays");
}

#[test]
fn a_dumped_table_is_the_same() {
    let table = Table::new(1 << 16);
    (0..500).for_each(|i| table.add(7, u64::from(i) << 33 | u64::from(i), Sym(i + 1), 1));
    let again = Table::load(table.dump()).unwrap();
    assert_eq!(again.dump(), table.dump());
    assert!(Table::load(vec![0; 12]).is_none());
}

#[test]
fn words_come_back_by_name_and_never_by_another_s() {
    let words = Vocabulary::default();
    for i in 0..5000 {
        assert!(words.add(&format!("word_{i}")));
    }
    assert_eq!(words.get(Sym::of("word_4321")), Some("word_4321"));
    assert_eq!(words.get(Sym::of("word_5001")), None);
    assert_eq!(words.len(), 5000);
}

/// One place where two words were counted, one of them twice as often.
fn place() -> (Contexts, Table) {
    let contexts = at_end("self.store.");
    let table = Table::new(1 << 16);
    for word in ["insert", "insert", "remove"] {
        for (context, &key) in contexts.keys.iter().enumerate().filter(|(_, k)| **k != 0) {
            table.add(context, key, Sym::of(word), 1);
        }
    }
    (contexts, table)
}

#[test]
fn the_more_frequent_word_ranks_first_and_probabilities_sum_to_one() {
    let (contexts, table) = place();
    let mut ranking = Ranking::default();
    let tables = Tables([None, None, Some(&table), None, None]);
    ranking.vote(&contexts, tables, &Weights::plain(), |_| true);
    let ranked = ranking.ranked();
    assert_eq!(ranked[0].0, Sym::of("insert"));
    let sum: f32 = ranked.iter().map(|r| r.1).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
}

#[test]
fn what_was_chosen_in_this_very_place_comes_first_however_improbable() {
    let (contexts, table) = place();
    let mut ranking = Ranking::default();
    let tables = Tables([None, None, Some(&table), None, None]);
    let weights = Weights::plain();
    ranking.vote(&contexts, tables, &weights, |_| true);
    let [never, once, twice] = ["never", "once", "twice"].map(Sym::of);
    for (word, x) in [(never, 0.0), (once, 0.1), (twice, 0.2)] {
        ranking.fact(word, Fact::Misfits, 50.0, &weights);
        ranking.fact(word, Fact::ChosenHere, x, &weights);
    }
    let ranked: Vec<Sym> = ranking.ranked().iter().map(|r| r.0).collect();
    let insert = Sym::of("insert");
    assert_eq!(ranked[..3], [twice, once, insert]);
    assert_eq!(ranked.last(), Some(&never));
}

#[test]
fn experience_moves_the_weights() {
    let (contexts, table) = place();
    let mut weights = Weights::plain();
    let mut ranking = Ranking::default();
    let truth = Sym::of("remove");
    let mut before = None;
    for _ in 0..200 {
        ranking.vote(
            &contexts,
            Tables([None, None, Some(&table), None, None]),
            &weights,
            |_| true,
        );
        let p = ranking.learn(truth, &mut weights, 0.05);
        before = before.or(p);
    }
    ranking.vote(
        &contexts,
        Tables([None, None, Some(&table), None, None]),
        &weights,
        |_| true,
    );
    let after = ranking.ranked().iter().find(|r| r.0 == truth).unwrap().1;
    assert!(after > before.unwrap() + 0.1, "{before:?} -> {after}");
    let again = Weights::from_slice(&weights.to_vec()).unwrap();
    assert_eq!(again.to_vec(), weights.to_vec());
    assert!(Weights::from_slice(&[f32::NAN; 3]).is_none());
}

#[test]
fn weights_from_before_another_list_was_looked_at_get_what_they_lack() {
    let plain = Weights::plain();
    // The shipped weights are such ones.
    let shipped = Weights::default();
    assert_eq!(shipped.to_vec().len(), plain.to_vec().len());
    assert_ne!(
        shipped.to_vec(),
        plain.to_vec(),
        "they are not the plain ones"
    );
    assert_eq!(plain.of(mix::fact(Class::Member, Fact::ListedCall)), 0.6);
    for class in [Class::Member, Class::Path, Class::Free] {
        for fact in [Fact::Listed, Fact::ListedPath, Fact::ListedAlike] {
            let weight = mix::fact(class, fact);
            assert_eq!(shipped.of(weight), plain.of(weight));
        }
        let kept = mix::fact(class, Fact::ChosenHere);
        assert!(shipped.of(kept) >= 8.0, "facts stand where they stood");
    }
}

#[test]
fn what_is_no_candidate_teaches_nothing() {
    let (contexts, table) = place();
    let mut weights = Weights::plain();
    let mut ranking = Ranking::default();
    ranking.vote(
        &contexts,
        Tables([None, None, Some(&table), None, None]),
        &weights,
        |w| w == Sym::of("insert"),
    );
    assert_eq!(ranking.learn(Sym::of("remove"), &mut weights, 0.05), None);
    assert_eq!(weights.to_vec(), Weights::plain().to_vec());
}

#[test]
fn a_table_without_a_word_is_as_it_was_but_for_the_word() {
    let table = Table::new(1 << 16);
    let (gone, stays) = (Sym::of("gone"), Sym::of("stays"));
    for key in (1..500u64).map(|n| (n << 40) | (n * 77)) {
        table.add(9, key, stays, 3);
        table.add(9, key, gone, 2);
    }
    let before = table.dump();
    assert!(table.retain(|name| name != gone) > 400);
    for (was, is) in before.into_iter().zip(table.dump()) {
        let of_word = was != 0 && (was >> 8) as u32 == gone.0;
        assert_eq!(is, if of_word { 0 } else { was });
    }
}

#[test]
fn two_tables_add_up() {
    let (a, b) = (Table::new(1 << 16), Table::new(1 << 16));
    let (x, y) = (Sym::of("x"), Sym::of("y"));
    a.add(9, 5 << 40, x, 200);
    b.add(9, 5 << 40, x, 100);
    b.add(9, 5 << 40, y, 4);
    assert!(a.merge(&b));
    let mut counts = Vec::new();
    a.each(9, 5 << 40, |word, count| counts.push((word, count)));
    counts.sort();
    let mut wanted = vec![(x, 255), (y, 4)];
    wanted.sort();
    assert_eq!(counts, wanted);
    assert!(!a.merge(&Table::new(1 << 17)));
}

#[test]
fn a_forgotten_word_is_taken_in_only_when_it_is_written() {
    let words = Vocabulary::default();
    words.forget(Sym::of("gone"));
    assert!(!words.add("gone") && words.add("other"));
    assert_eq!(words.forgotten(), [Sym::of("gone").0]);
    assert!(words.recall("gone") && words.add("gone"));
    assert!(!words.is_forgotten(Sym::of("gone")));
}
