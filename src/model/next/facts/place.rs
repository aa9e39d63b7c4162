//! Facts about every candidate of a place.

use super::{
    super::{marks::MARKS, rank::Ranking, scan::Class, weights::Place},
    Lore, View, at,
};
use crate::text::Sym;

impl<L: Lore> View<'_, L> {
    /// What is known of each candidate.
    pub(super) fn of_each(&self, ranking: &mut Ranking) {
        for candidate in 1..ranking.words().len() {
            let word = ranking.words()[candidate];
            self.in_file(ranking, candidate, word);
            self.in_project(ranking, candidate, word);
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

    fn in_project(&self, ranking: &mut Ranking, candidate: usize, word: u32) {
        if self.without.has("frequency") {
            return;
        }
        if let Some(seen) = self.lore.seen(Sym(word)) {
            let ago = (seen.ago + 1).ilog2() as usize;
            self.fact(ranking, candidate, at::AGO + ago.min(17), 1.0);
            self.fact(ranking, candidate, at::TIMES, (seen.times as f32).ln_1p());
        }
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
            let own = self.scan.own.returns(word);
            if let Some(returned) = own.or_else(|| self.lore.types().returns(word)) {
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
            let own = scan.own.field(scan.assigned);
            let ty = own.or_else(|| types.field(scan.assigned));
            return (scan.assigned, ty.map_or(0, |t| t.0));
        }
        if scan.last[0] == m.eq && scan.assigned != 0 {
            return (0, scan.locals.get(&scan.assigned).map_or(0, |t| t.0));
        }
        (0, 0)
    }

    /// The place and its candidates, as the net sees them.
    pub(super) fn scene(&self, ranking: &mut Ranking, place: Place) {
        let kinds = ranking.words().iter().enumerate();
        let kinds = kinds.map(|(i, &word)| if i == 0 { 0 } else { self.lore.kind(Sym(word)) });
        ranking.kinds = kinds.collect();
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
