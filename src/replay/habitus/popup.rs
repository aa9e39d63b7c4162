//! The rows of a popup: candidates that are names and go on from what is typed, then the project's
//! other words, then those of the standard library.

use std::ops::Bound;

use super::{dependencies::Dependencies, known::Known};
use crate::{
    model::next::{Class, Coined, Lore, Ranking, STD, Scan},
    text::Sym,
};

/// Where texts of candidates are.
pub struct Texts<'a> {
    /// Words of the project.
    pub known: &'a Known,
    /// Words in other forms.
    pub coined: &'a Coined,
    /// Words of libraries, where they are read.
    pub dependencies: Option<&'a Dependencies>,
}

/// Appends the best rows, at most `most`.
pub fn rows(
    ranking: &Ranking,
    texts: &Texts,
    (prefix, scan): (&str, &Scan),
    most: usize,
    out: &mut Vec<Sym>,
) {
    let (known, class) = (texts.known, scan.class());
    candidates(ranking, texts, prefix, most, out);
    if out.len() < most && !prefix.is_empty() {
        vocabulary(ranking, known, (prefix, scan), most, out);
    }
    if out.len() < most && !prefix.is_empty() {
        library(known, (prefix, class), most, out);
    }
}

/// The text of a candidate that is a name.
fn name<'a>(texts: &Texts<'a>, word: Sym) -> Option<&'a str> {
    if let Some(text) = texts.known.text(word) {
        return (2..=4).contains(&texts.known.kind(word)).then_some(text);
    }
    let coined = texts.coined.text(word).or_else(|| STD.text(word.0));
    coined.or_else(|| texts.dependencies?.text(word))
}

fn candidates(ranking: &Ranking, texts: &Texts, prefix: &str, most: usize, out: &mut Vec<Sym>) {
    let all = ranking.words().iter().zip(ranking.probabilities()).skip(1);
    let fit = |&(&word, _): &(&u32, &f32)| {
        let text = name(texts, Sym(word));
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

/// The project's words, those of this file before others, those of such places before others.
fn vocabulary(
    ranking: &Ranking,
    known: &Known,
    (prefix, scan): (&str, &Scan),
    most: usize,
    out: &mut Vec<Sym>,
) {
    let from = (Bound::Included(prefix), Bound::Unbounded);
    let range = known.names.range::<str, _>(from);
    let run = range.take_while(|(text, _)| text.starts_with(prefix));
    let fresh = run.filter(|&(_, &word)| ranking.find(word).is_none());
    let rank = |word: Sym| {
        let used = known.used(word)?;
        let elsewhere = scan.last_seen(word.0).is_none() && known.below(word) == 0;
        let strange = used.times[scan.class() as usize] == 0;
        Some((u8::from(elsewhere) + u8::from(strange), used.ago))
    };
    let mut all: Vec<((u8, u32), Sym)> = fresh
        .filter_map(|(_, &word)| Some((rank(word)?, word)))
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
