//! Words that were refused at a site give way to others there. Decides on rows only, never on what a
//! word is worth elsewhere.

use rustc_hash::FxHashMap;

use crate::text::Sym;

/// From so many refusals on a word is none of the first rows.
const OUT: u32 = 3;
/// So many rows are read.
const FIRST: usize = 5;

/// Puts each refused word below as many others as it was refused times, and from [`OUT`] on below the
/// first rows; where nothing else would be below them, it goes. A list of nothing else stays as it is.
pub fn give_way(ranked: Vec<(Sym, f32)>, refused: &FxHashMap<Sym, u32>) -> Vec<(Sym, f32)> {
    let times = |name: Sym| refused.get(&name).copied().unwrap_or(0);
    if refused.is_empty() || ranked.iter().all(|(name, _)| times(*name) > 0) {
        return ranked;
    }
    let mut rows: Vec<(Sym, f32)> = Vec::with_capacity(ranked.len());
    let mut late: Vec<(usize, (Sym, f32))> = Vec::new();
    for (i, row) in ranked.into_iter().enumerate() {
        match times(row.0) {
            0 => rows.push(row),
            n if n < OUT => late.push((i + n as usize, row)),
            _ => late.push(((i + OUT as usize).max(FIRST), row)),
        }
    }
    // What is out comes last: the others may be what stands before it.
    late.sort_by_key(|(_, row)| times(row.0) >= OUT);
    for (at, row) in late {
        if at <= rows.len() {
            rows.insert(at, row);
        } else if times(row.0) < OUT || rows.len() >= FIRST {
            rows.push(row);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(words: &str, refused: &[(&str, u32)]) -> String {
        let ranked = words.split_whitespace().map(|w| (Sym::of(w), 0.0));
        let refused = refused.iter().map(|(w, n)| (Sym::of(w), *n)).collect();
        let rows = give_way(ranked.collect(), &refused);
        let text = |(name, _): &(Sym, f32)| {
            let mut words = words.split_whitespace();
            words.find(|w| Sym::of(w) == *name).expect("a row")
        };
        rows.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_word_that_is_out_stays_in_a_list_of_words_that_were_refused_once() {
        let ranked: Vec<(Sym, f32)> = (0..9).map(|i| (Sym(i), 0.1)).collect();
        let refused = (0..9)
            .filter(|i| *i != 8)
            .map(|i| (Sym(i), if i == 0 { 3 } else { 1 }));
        let rows = give_way(ranked, &refused.collect());
        let at = rows.iter().position(|(name, _)| *name == Sym(0));
        assert!(
            rows.len() == 9 && at.is_some_and(|at| at >= FIRST),
            "{rows:?}"
        );
    }

    #[test]
    fn a_refused_word_gives_way() {
        assert_eq!(rows("a b c d e f g", &[]), "a b c d e f g");
        assert_eq!(rows("a b c d e f g", &[("a", 1)]), "b a c d e f g");
        assert_eq!(rows("a b c d e f g", &[("b", 2)]), "a c d b e f g");
        assert_eq!(rows("a b c", &[("c", 2)]), "a b c");
    }

    #[test]
    fn what_was_refused_three_times_is_none_of_the_first_rows() {
        assert_eq!(rows("a b c d e f g", &[("a", 3)]), "b c d e f a g");
        assert_eq!(rows("a b c d e f g", &[("e", 4)]), "a b c d f g e");
        assert_eq!(rows("a b c d e f g h", &[("g", 3)]), "a b c d e f h g");
        assert_eq!(rows("a b c d e f", &[("a", 3), ("b", 3)]), "c d e f");
        assert_eq!(rows("a b c", &[("a", 3)]), "b c");
        assert_eq!(rows("a b", &[("a", 3), ("b", 7)]), "a b");
    }
}
