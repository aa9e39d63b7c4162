//! Candidates of a place and the facts about them.

use rustc_hash::FxHashMap;

use super::{
    gate::Gate,
    kinds::{fits, kinds_at},
    names::{is_short, matches},
    scene::Scene,
};
use crate::{
    model::{Contexts, EVIDENCE, Fact, Ranking, Tables},
    syntax::{Entry, SiteKind},
    text::{Kind, Sym, Token},
};

const JUST: usize = 32;
const LATELY: usize = 256;
const BELOW: usize = 128;
/// Symbols taken from the index without a letter typed.
const UNTYPED: usize = 48;
/// The same once there is one.
const TYPED: usize = 400;
/// Words taken from the libraries once there is one.
const COMMON: usize = 32;

impl<'a> Scene<'a> {
    /// What was refused or taken back at this site, and how often since it was last wanted here.
    pub(super) fn refused(&self) -> FxHashMap<Sym, u32> {
        let mut refused = FxHashMap::default();
        if let Some(table) = self.memory.refused {
            table.each(EVIDENCE, self.contexts.site, |name, count| {
                refused.insert(name, count);
            });
        }
        refused
    }

    /// Fills `ranking` with this place's candidates that go on from `prefix`; without `ledger`, as
    /// if no evidence were kept. Returns the door that they went through.
    pub fn rank(&mut self, ranking: &mut Ranking, prefix: &'a str, ledger: bool) -> Gate<'a> {
        let gate = Gate::new(self);
        self.fill(ranking, prefix, ledger, &gate);
        if self.site.kind != SiteKind::Label {
            self.listed(ranking, prefix);
            self.kinds(ranking, 0, &gate);
        }
        gate
    }

    pub(super) fn fill(
        &mut self,
        ranking: &mut Ranking,
        prefix: &'a str,
        ledger: bool,
        gate: &Gate<'a>,
    ) {
        let (memory, names) = (self.memory, &self.names);
        ranking.vote(
            &self.contexts,
            Tables(memory.tables),
            memory.weights,
            |name| {
                let Some(word) = names.get(name) else {
                    let word = gate.unlearned(name);
                    return word.is_some_and(|w| !is_short(w) && matches(w, prefix));
                };
                matches(word, prefix) && !is_short(word) && gate.passes(name, word)
            },
        );
        if self.site.kind == SiteKind::Label {
            return self.labels(ranking, prefix, gate);
        }
        if ledger {
            self.ledger(ranking, prefix, gate);
        }
        self.scope(ranking, prefix, gate);
        self.symbols(ranking, prefix, gate);
        self.surroundings(ranking, prefix, gate);
        for word in gate.place.words().filter(|w| matches(w, prefix)) {
            let name = self.names.note(word);
            gate.admit(name);
            ranking.fact(name, Fact::Keyword, 1.0, memory.weights);
        }
        self.library(ranking, prefix, gate);
    }

    /// The same with nothing but keywords, once a letter is typed: what is named is new.
    pub fn rank_keywords(&mut self, ranking: &mut Ranking, prefix: &'a str) -> Gate<'a> {
        let gate = Gate::new(self);
        let (memory, names) = (self.memory, &self.names);
        let words: Vec<&str> = gate.place.words().filter(|w| matches(w, prefix)).collect();
        let words = if prefix.is_empty() { &[][..] } else { &words };
        ranking.vote(
            &self.contexts,
            Tables(memory.tables),
            memory.weights,
            |name| names.get(name).is_some_and(|w| words.contains(&w)),
        );
        for word in words {
            let name = self.names.note(word);
            ranking.fact(name, Fact::Keyword, 1.0, memory.weights);
        }
        gate
    }

    /// Words that the libraries know and the project may not.
    fn library(&mut self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        let Some(library) = self.memory.library else {
            return;
        };
        if prefix.is_empty() {
            return;
        }
        for common in library.with_prefix(prefix, self.contexts.class, COMMON) {
            let name = Sym::of(&common.word);
            if matches(&common.word, prefix)
                && !ranking.has(name)
                && gate.passes(name, &common.word)
            {
                ranking.fact(name, Fact::Length, 0.0, self.memory.weights);
            }
        }
    }

    fn labels(&mut self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        let text = self.source.text().as_str();
        for (distance, &(start, end)) in self.site.labels.iter().enumerate() {
            let word = &text[start..end];
            let fact = match distance {
                0 => Fact::Nearest,
                _ => Fact::InScope,
            };
            if matches(word, prefix) {
                let name = self.names.note(word);
                gate.admit(name);
                ranking.fact(name, fact, 1.0, self.memory.weights);
            }
        }
    }

    fn ledger(&self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        let m = &self.memory;
        let Contexts { site, exact, .. } = self.contexts;
        let facts = [
            (m.chosen[0], exact, Fact::ChosenHere),
            (m.chosen[0], site, Fact::Chosen),
            (m.chosen[1], site, Fact::ChosenElsewhere),
            (m.refused, site, Fact::Refused),
        ];
        for (table, key, fact) in facts {
            let Some(table) = table else { continue };
            table.each(EVIDENCE, key, |name, count| {
                let word = self.names.get(name).filter(|w| matches(w, prefix));
                let fits = word.is_some_and(|w| gate.passes(name, w));
                if fits && (fact != Fact::Refused || ranking.has(name)) {
                    ranking.fact(name, fact, (count as f32).ln_1p(), m.weights);
                }
            });
        }
    }

    fn scope(&mut self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        let text = self.source.text().as_str();
        for binding in &gate.bindings {
            let Some(word) = text.get(binding.span.0..binding.span.1) else {
                continue;
            };
            let fact = match binding.distance {
                0 => Fact::Nearest,
                1..=3 => Fact::Near,
                _ => Fact::InScope,
            };
            if matches(word, prefix) && gate.takes(binding) {
                let name = self.names.note(word);
                gate.admit(name);
                ranking.fact(name, fact, 1.0, self.memory.weights);
            }
        }
    }

    fn symbols(&mut self, ranking: &mut Ranking, prefix: &'a str, gate: &Gate<'a>) {
        let weights = self.memory.weights;
        for &name in &gate.own {
            let known = self.index.entry(name).first().map(|s| &*s.symbol.name);
            let known = known.or_else(|| gate.declared.get(&name).copied());
            if known.is_some_and(|w| matches(w, prefix)) {
                known.inspect(|w| _ = self.names.note(w));
                gate.admit(name);
                ranking.fact(name, Fact::Belongs, 1.0, weights);
            }
        }
        let fresh = gate.declared.iter().filter(|(_, w)| matches(w, prefix));
        for (&name, word) in fresh.filter(|(_, w)| !is_short(w) || !prefix.is_empty()) {
            if !ranking.has(name) || gate.is_aside(name) {
                self.names.note(word);
                gate.admit(name);
                ranking.fact(name, Fact::Length, 0.0, weights);
            }
        }
        for entry in self.declared(prefix) {
            let stands = ranking.has(entry.sym) && !gate.is_aside(entry.sym);
            let fits = matches(&entry.name, prefix) && !stands;
            let seldom = is_short(&entry.name) && prefix.is_empty();
            if fits && !seldom && gate.passes(entry.sym, &entry.name) {
                self.names.note(&entry.name);
                ranking.fact(entry.sym, Fact::Length, 0.0, weights);
            }
        }
    }

    /// Names that the project declares and that fit the site: those with the prefix, or, as long as
    /// nothing is typed, the most used.
    fn declared(&self, prefix: &'a str) -> Vec<&'a Entry> {
        let kinds = kinds_at(self.site.kind);
        if !prefix.is_empty() {
            return self.index.with_prefix(prefix, kinds).take(TYPED).collect();
        }
        let mut entries: Vec<&Entry> = self.index.with_prefix("", kinds).collect();
        if entries.len() > UNTYPED {
            entries.select_nth_unstable_by_key(UNTYPED, |e| (std::cmp::Reverse(e.uses), e.sym));
            entries.truncate(UNTYPED);
        }
        entries
    }

    /// Words near by: how long ago, below, on this line.
    fn surroundings(&mut self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        let tokens = self.source.tokens();
        let at = self.site.at.min(tokens.len());
        let line = self.source.text().line_of(self.site.prefix.0) as u32;
        let text = self.source.text().as_str();
        let mut nearest: FxHashMap<Sym, usize> = FxHashMap::default();
        let before = tokens[at.saturating_sub(LATELY)..at]
            .iter()
            .rev()
            .enumerate();
        let after = tokens[at..].iter().take(BELOW).filter(|t| t.line > line);
        let word = |k: Kind| matches!(k, Kind::Ident | Kind::Keyword);
        for (ago, t) in before.filter(|(_, t)| word(t.kind)) {
            if nearest.contains_key(&t.sym) {
                continue;
            }
            nearest.insert(t.sym, ago);
            let written = &text[t.start as usize..t.end as usize];
            if !self.stands(t, (written, prefix), ranking, gate) {
                continue;
            }
            let fact = if ago < JUST { Fact::Just } else { Fact::Lately };
            ranking.fact(t.sym, fact, 1.0, self.memory.weights);
            if t.line == line {
                ranking.fact(t.sym, Fact::Repeats, 1.0, self.memory.weights);
            }
        }
        let mut below: FxHashMap<Sym, ()> = FxHashMap::default();
        for t in after.filter(|t| t.kind == Kind::Ident) {
            let fresh = below.insert(t.sym, ()).is_none();
            let written = &text[t.start as usize..t.end as usize];
            if fresh && self.stands(t, (written, prefix), ranking, gate) {
                ranking.fact(t.sym, Fact::Below, 1.0, self.memory.weights);
            }
        }
    }

    /// Whether a word near by is a candidate, or becomes one.
    fn stands(
        &mut self,
        token: &Token,
        (written, prefix): (&'a str, &str),
        ranking: &Ranking,
        gate: &Gate,
    ) -> bool {
        let has = ranking.has(token.sym);
        let asks = token.kind == Kind::Ident && (!has || gate.is_aside(token.sym));
        (asks && self.names_it(token.sym, written, prefix, gate)) || has
    }

    fn names_it(&mut self, name: Sym, word: &'a str, prefix: &str, gate: &Gate) -> bool {
        let word = word.strip_prefix("r#").unwrap_or(word);
        let fits = matches(word, prefix) && !is_short(word) && gate.passes(name, word);
        if fits && self.names.get(name).is_none() {
            self.names.note(word);
        }
        fits
    }

    /// Does what the project knows of the candidates from one on fit the site?
    pub(super) fn kinds(&self, ranking: &mut Ranking, from: usize, gate: &Gate) {
        let weights = self.memory.weights;
        for i in from..ranking.names().len() {
            let name = ranking.names()[i];
            let known = self.index.entry(name);
            if !known.is_empty() {
                let fit = known.iter().any(|s| fits(self.site.kind, &s.symbol));
                ranking.fact(
                    name,
                    if fit { Fact::Fits } else { Fact::Misfits },
                    1.0,
                    weights,
                );
            }
            let often = self.index.frequency(name) as f32;
            ranking.fact(name, Fact::Frequent, often.ln_1p(), weights);
            if let Some(common) = self.memory.library.and_then(|l| l.get(name)) {
                let times = common.times[self.contexts.class as usize] as f32;
                ranking.fact(name, Fact::Library, times.ln_1p(), weights);
                if often == 0.0 {
                    ranking.fact(name, Fact::Foreign, 1.0, weights);
                }
            }
            let word = self.names.get(name).or_else(|| gate.unlearned(name));
            let length = word.map_or(0, str::len);
            ranking.fact(name, Fact::Length, length.min(20) as f32 / 10.0, weights);
        }
    }
}
