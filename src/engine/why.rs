//! Why a word stands where it does in a list: the evidence at its site, told in words, and what else
//! voted. For people who ask, never on the path from a key to a list.
mod evidence;
mod place;
#[cfg(test)]
mod tests;
mod votes;

use std::sync::Arc;

use super::{
    Document, Settings,
    project::{Project, memory},
};
use crate::{
    model::Ranking,
    store::Evidence,
    suggest::{self, Row, Scene},
    syntax::SiteKind,
    text::Sym,
};

pub use evidence::sentence;
pub use place::place;

/// Candidates that are looked at, listed or not.
const MOST: usize = 4000;
/// Rows that are explained where no word is asked for.
const FIRST: usize = 5;
/// Votes that are told of each.
const VOTES: usize = 6;

/// An explanation of a place.
#[derive(Clone, Debug, Default)]
pub struct Why {
    /// The place as a person would tell it: "after `self.store.`".
    pub place: String,
    /// Its kind in a word.
    pub kind: &'static str,
    /// The ledger's key of it.
    pub site: u64,
    /// What is typed of the word.
    pub prefix: String,
    /// The words that were asked for, or the first rows.
    pub words: Vec<Reason>,
    /// What else is to be known.
    pub remarks: Vec<String>,
}

/// An explanation of a word at a place.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The word.
    pub word: String,
    /// Its row, from 0, where it is a candidate: one that a list doesn't reach has one, too.
    pub row: Option<usize>,
    /// Whether a list shows it.
    pub is_listed: bool,
    /// Its probability among the candidates, 0 to 1.
    pub score: f32,
    /// What the ledger has of it here.
    pub evidence: Option<Evidence>,
    /// The same in words.
    pub sentence: String,
    /// What its score is made of, the weightiest first, and how much of it, -1 to 1.
    pub votes: Vec<(&'static str, f32)>,
}

/// Explains a word at a place, or the first rows there.
pub(super) fn explain(
    document: &Document,
    settings: &Settings,
    offset: usize,
    word: Option<&str>,
    now: u64,
) -> Why {
    let project: &Project = &document.project;
    let (counts, user) = (project.counts.load(), project.user.counts.load());
    let (weights, index) = (project.weights.load(), project.index.load());
    let library = project.library.load();
    let library = library
        .as_deref()
        .filter(|_| settings.learning && settings.libraries);
    let memory = memory(Some(&document.counts), &counts, &user, library, &weights);
    let source = document.settled();
    let source = source.parted(offset);
    let mut scene = Scene::new(&source, &index, memory, offset).in_file(document.file());
    let mut ranking = Ranking::default();
    let rows = suggest::rows(&mut scene, &mut ranking, MOST);
    let inquiry = Inquiry {
        project,
        place: place(&scene),
        site: scene.contexts.site,
        listed: if settings.completion {
            settings.rows
        } else {
            0
        },
        today: day(now),
    };
    let reason = |name, row: Option<(usize, &Row)>, word: &str| {
        let parts = ranking.parts(name, &weights);
        inquiry.reason(name, word, row, votes::shares(&parts, VOTES))
    };
    let words = match word {
        Some(word) => {
            let name = Sym::of(word);
            let found = rows.iter().enumerate().find(|(_, r)| r.name == name);
            vec![reason(name, found, word)]
        }
        None => {
            let first = rows.iter().enumerate().take(FIRST.min(inquiry.listed));
            let first = first.map(|(i, r)| reason(r.name, Some((i, r)), &r.word));
            first.collect()
        }
    };
    Why {
        kind: kind(scene.site.kind),
        prefix: scene.prefix().to_owned(),
        remarks: remarks(settings, &scene, counts.is_some()),
        site: inquiry.site,
        place: inquiry.place,
        words,
    }
}

/// Days since 1970.
pub(super) fn day(now: u64) -> u32 {
    u32::try_from(now / 86_400_000).unwrap_or(u32::MAX)
}

struct Inquiry<'a> {
    project: &'a Project,
    place: String,
    site: u64,
    listed: usize,
    today: u32,
}

impl Inquiry<'_> {
    fn reason(
        &self,
        name: Sym,
        word: &str,
        row: Option<(usize, &Row)>,
        votes: Vec<(&'static str, f32)>,
    ) -> Reason {
        let ledger = self.project.ledger.load();
        let evidence = ledger.as_ref().and_then(|l| l.get(self.site, name));
        let nothing = || format!("nothing is known of it {}", self.place);
        Reason {
            word: word.to_owned(),
            row: row.map(|(i, _)| i),
            is_listed: row.is_some_and(|(i, _)| i < self.listed),
            score: row.map_or(0.0, |(_, r)| r.probability),
            sentence: evidence.map_or_else(nothing, |e| sentence(&e, &self.place, self.today)),
            evidence,
            votes,
        }
    }
}

fn remarks(settings: &Settings, scene: &Scene, has_counts: bool) -> Vec<String> {
    let all = [
        (
            !settings.learning,
            "learning is off: nothing learned is used",
        ),
        (!settings.completion, "completion is off: lists are empty"),
        (
            settings.learning && !has_counts,
            "nothing is learned here: the file belongs to no project, or what was learned can't be read",
        ),
        (
            !scene.is_open(),
            "nothing is offered here: this is a comment, a literal or a new name",
        ),
    ];
    let told = all.into_iter().filter(|(is, _)| *is);
    told.map(|(_, text)| text.to_owned()).collect()
}

/// A kind of place in a word.
fn kind(kind: SiteKind) -> &'static str {
    match kind {
        SiteKind::Member => "member",
        SiteKind::Path => "path",
        SiteKind::Type => "type",
        SiteKind::Expression => "free",
        SiteKind::Argument => "argument",
        SiteKind::Pattern => "pattern",
        SiteKind::Field => "field",
        SiteKind::Use => "use",
        SiteKind::Attribute => "attribute",
        SiteKind::Macro => "macro",
        SiteKind::Definition => "definition",
        SiteKind::Receiver => "receiver",
        SiteKind::Item => "item",
        SiteKind::Label => "label",
        SiteKind::Nothing => "nothing",
    }
}

/// Where a list was asked for: what its evidence is looked up by.
pub struct Asked {
    project: Arc<Project>,
    site: u64,
    place: String,
}

impl Asked {
    /// The place of a scene in a project's document.
    pub(super) fn of(scene: &Scene, project: &Arc<Project>) -> Asked {
        Asked {
            project: project.clone(),
            site: scene.contexts.site,
            place: place(scene),
        }
    }

    /// What is known of a word there, in words.
    pub(super) fn evidence(&self, word: Sym, now: u64) -> Option<String> {
        let known = self.project.ledger.load_full()?.get(self.site, word)?;
        Some(sentence(&known, &self.place, day(now)))
    }
}
