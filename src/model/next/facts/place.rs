//! Facts about every candidate of a place.

use std::sync::LazyLock;

use super::{
    super::{marks::MARKS, rank::Ranking, scan::Class, weights::Place},
    Lore, Seen, View, at,
};
use crate::text::Sym;

impl<L: Lore> View<'_, L> {
    /// What is known of each candidate.
    pub(super) fn of_each(&self, ranking: &mut Ranking) {
        ranking.kinds.clear();
        ranking.kinds.push(0);
        for candidate in 1..ranking.words().len() {
            let word = ranking.words()[candidate];
            let seen = self.lore.seen(Sym(word));
            ranking.kinds.push(seen.map_or(1, |seen| seen.kind));
            self.in_file(ranking, candidate, word);
            self.in_project(ranking, candidate, seen);
        }
    }

    fn in_file(&self, ranking: &mut Ranking, candidate: usize, word: u32) {
        let below = self.lore.below(Sym(word));
        if below > 0 && !self.without.has("below") {
            let fact = at::BELOW + (below.ilog2() as usize).min(3);
            self.fact(ranking, candidate, fact, 1.0);
        }
        let scan = self.scan;
        let Some(last) = scan.last_seen(word).map(|last| last.at) else {
            return;
        };
        if !self.without.has("recency") {
            let ago = (scan.count - last).max(1).ilog2() as usize;
            self.fact(ranking, candidate, at::NEAR + ago.min(13), 1.0);
        }
        if self.without.has("repetition") {
            return;
        }
        let bracket = scan.bracket();
        if bracket.open != 0 && last > bracket.at {
            self.fact(ranking, candidate, at::IN_BRACKET, 1.0);
        }
        if scan.statement != 0 && last >= scan.statement_at {
            self.fact(ranking, candidate, at::IN_STATEMENT, 1.0);
        }
        if scan.fresh == 0 && last >= scan.line_at() {
            self.fact(ranking, candidate, at::ON_LINE, 1.0);
        }
    }

    fn in_project(&self, ranking: &mut Ranking, candidate: usize, seen: Option<Seen>) {
        if self.without.has("frequency") {
            return;
        }
        if let Some(seen) = seen {
            let ago = (seen.ago + 1).ilog2() as usize;
            self.fact(ranking, candidate, at::AGO + ago.min(17), 1.0);
            self.fact(ranking, candidate, at::TIMES, ln_1p(seen.times));
            self.of_class(ranking, candidate, &seen);
        }
    }

    /// How often it stood in such a place, and how seldom elsewhere.
    fn of_class(&self, ranking: &mut Ranking, candidate: usize, seen: &Seen) {
        if self.without.has("places") {
            return;
        }
        let class = self.scan.class() as usize;
        let here = seen.of_class[class];
        let fact = match here {
            0 => at::NEVER_OF_CLASS + (seen.times.ilog2() as usize).min(4),
            _ => {
                let share = here as f32 / seen.times as f32;
                at::OF_CLASS + 3 * class + usize::from(share > 0.2) + usize::from(share > 0.8)
            }
        };
        let x = if here > 0 { ln_1p(here) } else { 1.0 };
        self.fact(ranking, candidate, fact, x);
    }

    /// What the place expects: the parameter's name and type, the field's, the assigned name's.
    pub(super) fn expected(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        if self.without.has("expected") || self.scan.class() != Class::Free {
            return;
        }
        let (name, ty) = self.expectation();
        if name != 0
            && self.lore.seen(Sym(name)).is_some()
            && let Some(candidate) = ranking.add(name, fits)
        {
            self.fact(ranking, candidate, at::NAMED, 1.0);
        }
        if ty == 0 {
            return;
        }
        for candidate in 1..ranking.words().len() {
            let word = ranking.words()[candidate];
            if let Some(local) = self.scan.locals.get(&word) {
                let fact = if local.0 == ty {
                    at::TYPE_FITS
                } else {
                    at::TYPE_MISFITS
                };
                self.fact(ranking, candidate, fact, 1.0);
            }
            if word == ty {
                self.fact(ranking, candidate, at::IS_TYPE, 1.0);
            }
            let own = self.scan.own.returns(0, word);
            if let Some(returned) = own.or_else(|| self.lore.types().returns(0, word)) {
                let fits = returned.0 == ty;
                let fact = if fits { at::RETURNS } else { at::RETURNS_OTHER };
                self.fact(ranking, candidate, fact, 1.0);
            }
        }
    }

    fn expectation(&self) -> (u32, u32) {
        let (scan, m, bracket) = (self.scan, &*MARKS, self.scan.bracket());
        let types = self.lore.types();
        if bracket.open == m.open_paren && bracket.lead != m.func {
            let parameter = |t: &super::Types| t.parameter(bracket.callee, bracket.argument);
            let known = parameter(&scan.own).or_else(|| parameter(types));
            if let Some(known) = known {
                return known;
            }
        }
        if scan.last[0] == m.colon && bracket.is_literal {
            let field = |t: &super::Types| t.field(bracket.owner, scan.assigned);
            let ty = field(&scan.own).or_else(|| field(types));
            return (scan.assigned, ty.map_or(0, |t| t.0));
        }
        if scan.last[0] == m.eq && scan.assigned != 0 {
            return (0, scan.locals.get(&scan.assigned).map_or(0, |t| t.0));
        }
        (0, 0)
    }

    /// The place and its candidates, as the net sees them.
    pub(super) fn scene(&self, ranking: &mut Ranking, place: Place) {
        let class = self.scan.class();
        let place = place.0;
        let age = (self.lore.age() + 1).ilog2() as usize;
        let yes = |b: bool| f32::from(u8::from(b));
        ranking.scene = [
            yes(class == Class::Member),
            yes(class == Class::Path),
            yes(self.scan.fresh > 0),
            age.saturating_sub(9).min(7) as f32 * 0.15,
            yes(self.scan.shapes[0] == 1),
            place[2] as f32 * 0.12,
        ];
    }
}

/// `ln(1 + n)`, looked up where `n` is small.
fn ln_1p(n: u32) -> f32 {
    static SMALL: LazyLock<[f32; 256]> =
        LazyLock::new(|| std::array::from_fn(|n| (n as f32).ln_1p()));
    let known = SMALL.get(n as usize);
    known.copied().unwrap_or_else(|| (n as f32).ln_1p())
}
