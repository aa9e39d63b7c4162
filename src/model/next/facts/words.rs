//! Words that the project may never have written: the standard library's, and words near by in other
//! forms.

use super::{
    super::{
        forms::FORMS,
        marks::MARKS,
        rank::{ESCAPE, Ranking},
        scan::Class,
        std::STD,
        types::Role,
    },
    Coined, Lore, View, at, belongs,
};
use crate::text::Sym;

const STD_MEMBERS: usize = 300;
/// A type of the standard library with fewer members shows them all.
const SMALL: usize = 30;

impl<L: Lore> View<'_, L> {
    pub(super) fn std(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        if self.without.has("std") {
            return;
        }
        let class = self.scan.class();
        let owned = Some(self.scan.owner()).filter(|&o| o != 0);
        let owned = owned.and_then(|owner| STD.members(owner));
        match owned {
            Some(members) => self.std_members(members, ranking, fits),
            None if self.scan.fresh == 0 || class != Class::Free => {
                let most = if class == Class::Free { 24 } else { 48 };
                for &name in STD.top(class).iter().take(most) {
                    ranking.add(name, fits);
                }
            }
            None => {}
        }
        for candidate in 1..ranking.words().len() {
            let word = ranking.words()[candidate];
            let Some(uses) = STD.uses(word) else {
                if owned.is_some() {
                    self.fact(ranking, candidate, at::NOT_STD, 1.0);
                }
                continue;
            };
            let uses = uses[class as usize];
            self.fact(ranking, candidate, at::USES, uses);
            if self.lore.seen(Sym(word)).is_none() {
                self.fact(ranking, candidate, at::NEW_STD, 1.0);
            }
            if uses == 0.0 {
                self.fact(ranking, candidate, at::ELSEWHERE, 1.0);
            }
        }
    }

    fn std_members(
        &self,
        members: &[(u32, Role)],
        ranking: &mut Ranking,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        let class = self.scan.class();
        let those = members.iter().take(STD_MEMBERS);
        for &(name, role) in those.filter(|(_, role)| belongs(class, *role)) {
            let uses = STD.uses(name).map_or(0.0, |u| u[class as usize]);
            let shown = uses > 0.0 || members.len() < SMALL || ranking.find(Sym(name)).is_some();
            if let Some(candidate) = shown.then(|| ranking.add(name, fits)).flatten() {
                self.fact(ranking, candidate, at::STD + role as usize - 1, 1.0);
                self.fact(ranking, candidate, at::STD_USES, uses);
            }
        }
        self.fact(ranking, ESCAPE, at::OWNED_BY_STD, 1.0);
    }

    /// Words near by in another form.
    pub(super) fn forms(
        &self,
        ranking: &mut Ranking,
        coined: &mut Coined,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        if self.without.has("forms") {
            return;
        }
        let (scan, m) = (self.scan, &*MARKS);
        let recent = |i: usize| scan.recent.get(i).copied().unwrap_or(0);
        let sources = [
            scan.names[0],
            scan.names[1],
            scan.stem,
            scan.implemented,
            scan.function,
            scan.assigned,
            recent(2),
            recent(3),
        ];
        let may_be_new = [
            m.let_,
            m.mut_,
            m.func,
            m.struct_,
            m.enum_,
            m.trait_,
            m.open_paren,
            m.bar,
            m.comma,
            m.for_,
            m.colon,
            m.colons,
        ];
        let may_be_new = may_be_new.contains(&scan.last[0]);
        for (i, source) in sources.into_iter().enumerate() {
            let text = scan.span_of(source).and_then(|(a, b)| self.text.get(a..b));
            let Some(text) = text else { continue };
            for (k, name) in coined.of(source, text).into_iter().enumerate() {
                // What is assigned, and the function, are often what its value, and its body, names.
                let says_nothing = name == source && k < 2 && ![4, 5].contains(&i);
                if name == 0 || says_nothing {
                    continue;
                }
                let known = self.lore.seen(Sym(name)).is_some();
                let takes = known || (i < 4 && may_be_new) || ranking.find(Sym(name)).is_some();
                let Some(candidate) = takes.then(|| ranking.add(name, fits)).flatten() else {
                    continue;
                };
                self.fact(ranking, candidate, at::FORM + i * FORMS + k, 1.0);
                if !known {
                    self.fact(ranking, candidate, at::COINED, 1.0);
                }
            }
        }
    }
}
