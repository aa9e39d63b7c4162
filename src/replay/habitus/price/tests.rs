use super::*;

/// What all ways to come to a word sum up to: by how the known ones are shared out, and how new ones are
/// made of parts and letters. Those of letters are summed where letters are counted.
pub fn all_ways(price: &Price, class: Class) -> f64 {
    let written = price
        .words
        .keys()
        .map(|&word| price.written(Sym(word), class));
    let written: f64 = written.sum();
    let styles: f64 = (0..STYLES).map(|style| price.style(style)).sum();
    let lengths: f64 = (1..80).map(|parts| price.length(parts)).sum();
    let known = price.parts.values();
    let known: f64 = known.map(|&times| f64::from(times) - DISCOUNT).sum();
    let new = DISCOUNT * price.parts.len() as f64 + 1.0;
    let parts = (known + new) / (f64::from(price.part_total) + 1.0);
    let composed = styles * lengths * parts;
    let [known, new] = price.missed.map(|n| f64::from(n) + 1.0);
    let spelled = 0.5 + 0.5 * composed;
    (known * written + new * spelled) / (known + new)
}

fn learned(words: &[&str]) -> Price {
    let mut price = Price::default();
    for word in words {
        let token = Token {
            sym: Sym::of(word),
            kind: Kind::Ident,
            start: 0,
            end: word.len() as u32,
            line: 0,
        };
        price.learn(&token, word, Class::Free, false);
    }
    price
}

#[test]
fn a_name_is_made_of_parts_only_where_they_spell_it() {
    let price = learned(&["foo_bar", "FooBar", "FOO_BAR", "foo", "barFoo"]);
    for word in ["foo_bar", "FooBar", "FOO_BAR", "foo", "bar", "BarFoo"] {
        assert!(price.composed(word) > 0.0, "{word}");
    }
    for word in ["foo__bar", "_foo_bar", "foo_bar_", "_", "FooBAR", "Foo_Bar"] {
        assert!(price.composed(word) == 0.0, "{word}");
    }
}

#[test]
fn prices_of_many_words_together_are_no_more_than_one() {
    let price = learned(&["a", "b", "a_b", "AB", "A", "b_a_a"]);
    let mut all = vec![String::new()];
    let mut from = 0;
    for _ in 0..6 {
        let to = all.len();
        for i in from..to {
            for letter in ["a", "b", "_", "A", "B"] {
                let longer = format!("{}{letter}", all[i]);
                all.push(longer);
            }
        }
        from = to;
    }
    let names = all.iter().filter(|word| !word.is_empty());
    let composed: f64 = names.clone().map(|word| price.composed(word)).sum();
    assert!(composed > 0.3 && composed <= 1.0, "{composed}");
    let spelled: f64 = all.iter().map(|w| price.spelling.probability(w)).sum();
    assert!(spelled > 0.3 && spelled <= 1.0, "{spelled}");
}

#[test]
fn what_was_never_counted_is_shared_out_too() {
    let empty = all_ways(&Price::default(), Class::Free);
    assert!(empty <= 1.0, "{empty}");
    let price = learned(&["foo_bar", "Foo", "len", "len", "BAR"]);
    for class in [Class::Member, Class::Path, Class::Free] {
        let sum = all_ways(&price, class);
        assert!((sum - 1.0).abs() < 1e-9, "{class:?}: {sum}");
    }
}
