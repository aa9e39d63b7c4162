//! VS Code's suggestion memory `recentlyUsedByPrefix`: what was accepted last after the same letters
//! is selected, the rest is in alphabetical order. It must know nothing but names of the file.

use rustc_hash::FxHashMap;

use super::alphabet::Alphabet;
use crate::{
    replay::{Passage, Predictor},
    text::{Kind, Sym},
};

/// After how many letters names are accepted.
const TYPED: std::ops::RangeInclusive<usize> = 0..=2;

/// The memory; each name is taken for accepted after none, one and two letters, which flatters it.
#[derive(Default)]
pub(super) struct RecentByPrefix {
    file: Alphabet,
    accepted: FxHashMap<String, u32>,
}

impl RecentByPrefix {
    /// What was accepted after these letters, or else after fewer of them.
    fn selected(&self, prefix: &str) -> Option<u32> {
        let ends = prefix.char_indices().map(|(end, _)| end);
        let shorter = ends.map(|end| &prefix[..end]).rev();
        let mut all = std::iter::once(prefix).chain(shorter);
        all.find_map(|prefix| self.accepted.get(prefix).copied())
    }
}

impl Predictor for RecentByPrefix {
    fn name(&self) -> &str {
        "recent-by-prefix"
    }

    fn next_project(&mut self) {
        *self = RecentByPrefix::default();
    }

    fn enter(&mut self, passage: &Passage) {
        self.file.enter(passage);
    }

    fn pass(&mut self, passage: &Passage, at: usize) {
        self.file.pass(passage, at);
    }

    fn predict(&mut self, _: &Passage, _: usize) {}

    fn rank(&mut self, truth: Sym) -> Option<usize> {
        place_in_rows(self, truth)
    }

    fn confidence(&mut self) -> Option<f32> {
        None
    }

    fn bits(&mut self, _: &Passage, _: usize) -> Option<f64> {
        None
    }

    fn rows(&mut self, prefix: &str, most: usize, out: &mut Vec<Sym>) {
        let fits = |&id: &u32| self.file.lexicon.fits(id, prefix) && self.file.has(id);
        let selected = self.selected(prefix).filter(fits);
        let others = self.file.from(prefix).filter(|&id| Some(id) != selected);
        let rows = selected.into_iter().chain(others).take(most);
        out.extend(rows.map(|id| self.file.lexicon.word(id).sym));
    }

    fn learn(&mut self, passage: &Passage, at: usize, scored: bool) {
        if !scored || passage.source.tokens()[at].kind != Kind::Ident {
            return;
        }
        let (id, _) = self.file.lexicon.see(passage, at);
        let text = self.file.lexicon.word(id).text.clone();
        for letters in TYPED {
            let prefix = text.chars().take(letters).collect();
            self.accepted.insert(prefix, id);
        }
    }
}

/// The place of a token among the first ten names of a popup.
pub(super) fn place_in_rows(predictor: &mut impl Predictor, truth: Sym) -> Option<usize> {
    let mut rows = Vec::with_capacity(10);
    predictor.rows("", 10, &mut rows);
    Some(rows.iter().position(|&row| row == truth)? + 1)
}
