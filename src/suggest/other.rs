//! Another server's list as facts about words: what it shows surely may stand here, and in which order it
//! would stand. How much that is worth beside habit is learned like any other weight.

use rustc_hash::FxHashMap;

use super::scene::Scene;
use crate::{
    model::{Fact, Ranking},
    text::Sym,
};

/// Deeper ranks are all the same: else their weight and that of rows, which say nearly the same, drift to
/// opposite signs, and deep rows come first.
const DEEPEST: u32 = 8;

/// What another server calls a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// A keyword of the language.
    Keyword,
    /// A piece of text with holes.
    Snippet,
    /// A binding.
    Local,
    /// A field.
    Field,
    /// A function or a method.
    Call,
    /// A module.
    Module,
    /// A macro.
    Macro,
    /// A type, a constant, or anything else.
    #[default]
    Item,
}

/// What another server says of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Mark {
    /// Its row in the other's order, from 0.
    pub row: u32,
    /// How many ranks of relevance stand above it.
    pub rank: u32,
    /// It is one of those that the other takes for the best.
    pub best: bool,
    /// See [`Sort`].
    pub sort: Sort,
    /// It shouldn't be used any more.
    pub deprecated: bool,
    /// It isn't in scope yet.
    pub imports: bool,
    /// It writes a path.
    pub is_path: bool,
    /// Its name is that of its type.
    pub alike: bool,
}

/// Another server's list: of each word the first row.
#[derive(Clone, Debug, Default)]
pub struct Other(FxHashMap<Sym, Mark>);

impl Other {
    /// All rows of a list.
    pub fn of(rows: impl Iterator<Item = (Sym, Mark)>) -> Other {
        let mut other = Other::default();
        rows.for_each(|(name, mark)| other.add(name, mark));
        other
    }

    /// Takes up a row. The first of a word counts.
    pub fn add(&mut self, name: Sym, mark: Mark) {
        let known = self.0.entry(name).or_insert(mark);
        if mark.row < known.row {
            *known = mark;
        }
    }

    /// Whether it shows this word.
    pub fn has(&self, name: Sym) -> bool {
        self.0.contains_key(&name)
    }
}

impl Mark {
    fn facts(&self) -> impl Iterator<Item = (Fact, f32)> {
        let sort = match self.sort {
            Sort::Keyword => Some(Fact::ListedKeyword),
            Sort::Snippet => Some(Fact::ListedSnippet),
            Sort::Local => Some(Fact::ListedLocal),
            Sort::Field => Some(Fact::ListedField),
            Sort::Call => Some(Fact::ListedCall),
            Sort::Module => Some(Fact::ListedModule),
            Sort::Macro => Some(Fact::ListedMacro),
            Sort::Item => None,
        };
        let so = [
            (self.best, Fact::ListedBest),
            (self.deprecated, Fact::ListedDeprecated),
            (self.imports, Fact::ListedImport),
            (self.is_path, Fact::ListedPath),
            (self.alike, Fact::ListedAlike),
        ];
        let so = so.into_iter().filter(|(is, _)| *is).map(|(_, fact)| fact);
        let ones = so.chain(sort).chain([Fact::Listed]).map(|fact| (fact, 1.0));
        let order = [
            (Fact::ListedRow, self.row as f32),
            (Fact::ListedRank, self.rank.min(DEEPEST) as f32),
        ];
        ones.chain(order.map(|(fact, n)| (fact, n.ln_1p())))
    }
}

impl<'a> Scene<'a> {
    /// Looks at another server's list too. The texts of its words are known from here on.
    pub fn beside(&mut self, other: &'a Other, words: impl IntoIterator<Item = (Sym, &'a str)>) {
        for (name, word) in words {
            self.names.note_as(name, word);
        }
        self.other = Some(other);
    }

    /// Whether another server shows this word here.
    pub(super) fn is_listed(&self, name: Sym) -> bool {
        self.other.is_some_and(|other| other.has(name))
    }

    /// What the other server shows, as far as it goes on from `prefix`.
    pub(super) fn listed(&self, ranking: &mut Ranking, prefix: &str) {
        let Some(other) = self.other else { return };
        for (&name, mark) in &other.0 {
            let begins = |word: &str| {
                let head = word.as_bytes().get(..prefix.len());
                head.is_some_and(|h| h.eq_ignore_ascii_case(prefix.as_bytes()))
            };
            // Lessons have no prefix, and needn't know the texts.
            if prefix.is_empty() || self.names.get(name).is_some_and(begins) {
                for (fact, x) in mark.facts() {
                    ranking.fact(name, fact, x, self.memory.weights);
                }
            }
        }
    }
}
