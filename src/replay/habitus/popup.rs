//! The rows of a popup: candidates that are names and go on from what is typed, then the project's
//! other words, then the standard library's.

use std::ops::Bound;

use super::known::Known;
use crate::{
    model::next::{Class, Coined, Lore, Ranking, STD, Used},
    text::Sym,
};

/// Appends the best rows, at most `most`.
pub fn rows(
    ranking: &Ranking,
    known: &Known,
    coined: &Coined,
    (prefix, class): (&str, Class),
    most: usize,
    out: &mut Vec<Sym>,
) {
    candidates(ranking, known, coined, prefix, most, out);
    if out.len() < most && !prefix.is_empty() {
        vocabulary(ranking, known, (prefix, class), most, out);
    }
    if out.len() < most && !prefix.is_empty() {
        library(known, (prefix, class), most, out);
    }
}

/// The text of a candidate that is a name.
fn name<'a>(known: &'a Known, coined: &'a Coined, word: Sym) -> Option<&'a str> {
    if let Some(text) = known.text(word) {
        return (2..=4).contains(&known.kind(word)).then_some(text);
    }
    coined.text(word).or_else(|| STD.text(word.0))
}

fn candidates(
    ranking: &Ranking,
    known: &Known,
    coined: &Coined,
    prefix: &str,
    most: usize,
    out: &mut Vec<Sym>,
) {
    let all = ranking.words().iter().zip(ranking.probabilities()).skip(1);
    let fit = |&(&word, _): &(&u32, &f32)| {
        let text = name(known, coined, Sym(word));
        text.is_some_and(|text| text.starts_with(prefix))
    };
    let mut all: Vec<(&u32, &f32)> = all.filter(fit).collect();
    let order = |a: &(&u32, &f32), b: &(&u32, &f32)| b.1.total_cmp(a.1).then(a.0.cmp(b.0));
    if all.len() > most {
        all.select_nth_unstable_by(most, order);
        all.truncate(most);
    }
    all.sort_unstable_by(order);
    out.extend(all.into_iter().map(|(&word, _)| Sym(word)));
}

fn vocabulary(
    ranking: &Ranking,
    known: &Known,
    (prefix, class): (&str, Class),
    most: usize,
    out: &mut Vec<Sym>,
) {
    let from = (Bound::Included(prefix), Bound::Unbounded);
    let range = known.names.range::<str, _>(from);
    let run = range.take_while(|(text, _)| text.starts_with(prefix));
    let fresh = run.filter(|&(_, &word)| ranking.find(word).is_none());
    let rank = |used: Used| (used.times[class as usize] == 0, used.ago);
    let mut all: Vec<((bool, u32), Sym)> = fresh
        .filter_map(|(_, &word)| Some((rank(known.used(word)?), word)))
        .collect();
    all.sort_unstable();
    let room = most - out.len();
    out.extend(all.into_iter().take(room).map(|(_, word)| word));
}

fn library(known: &Known, (prefix, class): (&str, Class), most: usize, out: &mut Vec<Sym>) {
    let fit = STD.used_names().filter(|(name, text, uses)| {
        uses[class as usize] > 0.0 && text.starts_with(prefix) && !known.has(Sym(*name))
    });
    let mut all: Vec<(f32, u32)> = fit.map(|(n, _, uses)| (uses[class as usize], n)).collect();
    all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, name) in all {
        if out.len() < most && !out.contains(&Sym(name)) {
            out.push(Sym(name));
        }
    }
}
