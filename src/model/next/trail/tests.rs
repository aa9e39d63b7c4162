use super::*;
use crate::{syntax::Source, text::Token};

const CODE: &str = include_str!("../facts.rs");

fn keys_anew(text: &str, tokens: &[Token], line: u32, types: &Types) -> crate::model::next::Keys {
    let mut scan = Scan::new("facts");
    for token in tokens {
        scan.push(token, text, types);
    }
    scan.newline(line);
    scan.keys()
}

/// Wherever one comes from, a place has the keys that it has when all is read from the beginning.
#[test]
fn a_place_looks_the_same_from_wherever_one_comes() {
    let source = Source::without_tree(CODE);
    let changed = CODE.replacen("recency", "another_word", 2);
    let changed = Source::without_tree(&changed);
    let (types, mut trail) = (Types::default(), Trail::default());
    let last = source.tokens().len() - 1;
    let jumps = [5, 700, 701, 702, 650, 703, 1400, 1399, 1390, 12, last, 1000];
    for (turn, at) in jumps.into_iter().chain(1000..1100).enumerate() {
        let source = if turn % 5 == 3 { &changed } else { &source };
        let (text, tokens) = (source.as_str(), &source.tokens()[..at]);
        // Now and then at the end of the line before, or on an empty line behind.
        let own = source.tokens()[at].line;
        let line = if turn % 3 == 1 {
            tokens[at - 1].line
        } else {
            own
        };
        let keys = trail.to(("facts", text), tokens, line, &types).keys();
        assert!(
            keys == keys_anew(text, tokens, line, &types),
            "turn {turn} at {at}"
        );
    }
}

#[test]
fn another_file_begins_anew() {
    let source = Source::without_tree("fn f() { g() }");
    let (types, mut trail) = (Types::default(), Trail::default());
    let tokens = source.tokens();
    let one = trail.to(("one", source.as_str()), tokens, 0, &types).stem;
    let two = trail.to(("two", source.as_str()), tokens, 0, &types).stem;
    assert_ne!(one, two);
}
