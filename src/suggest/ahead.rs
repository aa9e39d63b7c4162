//! A list that is made together with another server's, in two steps: what is known of the place is ranked
//! while the other thinks; once its list is there, what it says is added.
//!
//! What the other shows may stand at a place, whatever we think. So words that our gate would keep out are
//! ranked, too, and left out again if it doesn't show them.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    gate::Gate,
    list::{Row, SHORT, macros, row, worth},
    names::{is_short, matches},
    refused,
    scene::Scene,
};
use crate::{
    model::Ranking,
    syntax::SiteKind,
    text::{Kind, Sym},
};

/// Words that may stand at a place if another server shows them.
pub struct Aside<'a> {
    /// Whether a word may stand there by itself.
    may: RefCell<FxHashMap<Sym, bool>>,
    /// Words that are written in this file and that no vocabulary has.
    unlearned: FxHashMap<Sym, &'a str>,
}

impl<'a> Aside<'a> {
    fn of(scene: &Scene<'a>) -> Aside<'a> {
        let (prefix, start) = (scene.prefix(), scene.site.prefix.0);
        let tokens = scene.source.tokens().iter();
        let words = tokens.filter(|t| t.kind == Kind::Ident && t.start as usize != start);
        let words = words.map(|t| (t.sym, scene.source.str_of(t)));
        let words =
            words.filter(|(name, w)| matches(w, prefix) && scene.names.get(*name).is_none());
        Aside {
            may: RefCell::default(),
            unlearned: words.collect(),
        }
    }

    /// Takes a word up, and whether it may stand there by itself.
    pub fn take(&self, name: Sym, may: bool) -> bool {
        *self.may.borrow_mut().entry(name).or_default() |= may;
        true
    }
}

impl<'a> Gate<'a> {
    /// A word that only this file has; it is one for the other server to show.
    pub(super) fn unlearned(&self, name: Sym) -> Option<&'a str> {
        let aside = self.aside.as_ref()?;
        let word = aside.unlearned.get(&name).copied()?;
        aside.take(name, false).then_some(word)
    }

    /// This word may stand here, whatever else is known of it.
    pub(super) fn admit(&self, name: Sym) {
        if let Some(aside) = &self.aside {
            aside.take(name, true);
        }
    }

    /// Whether nobody but another server could let this word stand here.
    pub(super) fn is_aside(&self, name: Sym) -> bool {
        let aside = self.aside.as_ref();
        aside.is_some_and(|aside| aside.may.borrow().get(&name) == Some(&false))
    }
}

impl<'a> Scene<'a> {
    /// Fills `ranking` before it is known what another server shows here; see [`Scene::rank_beside`].
    fn rank_ahead(&mut self, ranking: &mut Ranking, prefix: &'a str) -> Gate<'a> {
        let mut gate = Gate::new(self);
        gate.aside = Some(Aside::of(self));
        self.fill(ranking, prefix, true, &gate);
        if self.site.kind != SiteKind::Label {
            self.kinds(ranking, 0, &gate);
        }
        gate
    }

    /// Adds to what was ranked ahead what another server shows here, and drops what may stand here for
    /// nobody.
    fn rank_beside(&self, ranking: &mut Ranking, prefix: &str, gate: &Gate) {
        if self.site.kind != SiteKind::Label {
            let known = ranking.names().len();
            self.listed(ranking, prefix);
            self.kinds(ranking, known, gate);
        }
        ranking.leave_out(|name| gate.is_aside(name) && !self.is_listed(name));
    }
}

/// What a list is made of before it is known what another server shows.
pub struct Ahead<'a> {
    gate: Gate<'a>,
    macros: FxHashSet<Sym>,
    refused: FxHashMap<Sym, u32>,
    /// What each candidate's probability is worth.
    worths: Vec<f32>,
}

/// Ranks what is known of a place where another server's list is awaited; `ranking` should be
/// [`Ranking::wide`].
pub fn ahead<'a>(scene: &mut Scene<'a>, ranking: &mut Ranking) -> Ahead<'a> {
    let gate = scene.rank_ahead(ranking, scene.prefix());
    let names = ranking.names().iter();
    Ahead {
        worths: names.map(|name| worth(scene, &gate, *name)).collect(),
        macros: macros(scene),
        refused: scene.refused(),
        gate,
    }
}

/// All that may stand at a place, now that it is known what the other shows (see [`Scene::beside`]), best
/// first: its words, and at most `most` rows of ours that it lacks.
pub fn merged(
    scene: &Scene,
    ranking: &mut Ranking,
    ahead: &Ahead,
    most: usize,
) -> Vec<(Sym, f32, Option<Row>)> {
    let Ahead { gate, macros, .. } = ahead;
    scene.rank_beside(ranking, scene.prefix(), gate);
    let ranked = ranking.ranked_by(|i, name| match scene.is_listed(name) {
        true if scene.names.get(name).is_none_or(is_short) => SHORT,
        true => 1.0,
        false => ahead.worths.get(i).copied().unwrap_or(1.0),
    });
    let ranked = refused::give_way(ranked, &ahead.refused);
    let mut ours = 0;
    let row = |(name, p)| {
        if scene.is_listed(name) {
            return Some((name, p, None));
        }
        let row = (ours < most).then(|| row(scene, gate, macros, name, p))??;
        ours += 1;
        Some((name, p, Some(row)))
    };
    ranked.into_iter().filter_map(row).collect()
}
