//! Lessons: each new word of a settled text is ranked as a list would have ranked it, moves the
//! weights towards itself, and is then counted under all its contexts.

use rustc_hash::FxHashSet;

use super::{
    Document,
    learner::Open,
    project::{Counts, EVIDENCE, memory},
};
use crate::{
    model::{CONTEXTS, Contexts, Ranking, Scan, Table, Weights},
    observe::{Origin, fresh},
    privacy,
    suggest::Scene,
    syntax::Source,
    text::{Sym, Token},
};

/// AdaGrad's rate.
const RATE: f32 = 0.2;
/// How far before the first new token a scan begins.
const BACK: usize = 6000;

/// A learned word, as it is counted and written down.
pub struct Learned {
    pub word: String,
    pub contexts: Contexts,
    /// Taken from a list.
    pub chosen: bool,
    /// The first row of the list that stood there, if another word was written.
    pub passed: Option<String>,
    /// How it came.
    pub origin: Origin,
}

/// What lessons need from one to the next.
#[derive(Default)]
pub struct Lessons {
    ranking: Ranking,
    count: u64,
}

impl Lessons {
    /// Counts a whole file into its own table.
    pub fn file(&mut self, document: &Document) {
        let counts = document.project.counts.load();
        each_word(
            &document.settled(),
            &FxHashSet::default(),
            |word, contexts| {
                count(&document.counts, contexts, Sym::of(word));
                if let Some(counts) = counts.as_ref() {
                    counts.words.add(word);
                }
            },
        );
    }

    /// Learns what is new in a document since the last time.
    pub fn settle(&mut self, open: &mut Open, origin: Origin, learning: bool) -> Vec<Learned> {
        let source = open.now.settled();
        if source.tokens().is_empty() {
            return Vec::new();
        }
        let names: Vec<Sym> = source.tokens().iter().map(|t| t.sym).collect();
        let mut new = fresh(&open.learned, &names);
        open.learned = names;
        let Some(&first) = new.first() else {
            return Vec::new();
        };
        let mut out = Vec::new();
        let mut scan = Scan::default();
        let mut next = new.iter().copied().peekable();
        for (i, token) in source
            .tokens()
            .iter()
            .enumerate()
            .skip(first.saturating_sub(BACK))
        {
            if next.peek() == Some(&i) {
                next.next();
                scan.newline(token.line);
                match privacy::admit(&source, token) {
                    Some(word) => {
                        let contexts = scan.contexts();
                        out.push(self.word(
                            open,
                            token.start as usize,
                            word,
                            contexts,
                            origin,
                            learning,
                        ));
                    }
                    None if privacy::word(&source, token).is_some() => open.learned[i] = Sym(0),
                    None => {}
                }
            }
            if next.peek().is_none() {
                break;
            }
            scan.push(token, source.text().as_str());
        }
        // What was left out may come again, and with it what was shown there.
        new.retain(|&i| open.learned[i] != Sym(0));
        let start = |i: &usize| source.tokens()[*i].start as usize;
        open.shown
            .retain(|s| new.binary_search_by_key(&s.anchor, start).is_err());
        out
    }

    fn word(
        &mut self,
        open: &Open,
        at: usize,
        word: &str,
        contexts: Contexts,
        origin: Origin,
        learning: bool,
    ) -> Learned {
        let name = Sym::of(word);
        let shown = open.shown.iter().find(|s| s.anchor == at);
        let chosen = shown.and_then(|s| s.accepted.map(|r| s.rows[r])) == Some(name);
        let passed = shown
            .and_then(|s| s.rows.first().copied())
            .filter(|&r| r != name);
        let passed = passed.and_then(|r| text_of(&open.now, r));
        if learning && origin == Origin::Typed {
            self.train(&open.now, at, name);
        }
        if learning {
            count(&open.now.counts, &contexts, name);
        }
        let learned = Learned {
            word: word.to_owned(),
            contexts,
            chosen,
            passed,
            origin,
        };
        if learning && let Some(counts) = open.now.project.counts.load().as_ref() {
            learned.count(counts, true);
        }
        learned
    }

    /// Moves the project's weights towards a word.
    fn train(&mut self, document: &Document, at: usize, name: Sym) {
        let project = &document.project;
        let (counts, user) = (project.counts.load(), project.user.counts.load());
        let (weights, index) = (project.weights.load(), project.index.load());
        let library = project.library.load();
        let memory = memory(
            Some(&document.counts),
            &counts,
            &user,
            library.as_deref(),
            &weights,
        );
        let source = document.source();
        let mut scene = Scene::new(&source, &index, memory, at);
        if !scene.is_open() {
            return;
        }
        // Every other lesson goes without the ledger, so that the weights of the tables never lean on it.
        self.count += 1;
        scene.rank(&mut self.ranking, "", self.count.is_multiple_of(2));
        let mut next = Weights::clone(&weights);
        if self.ranking.learn(name, &mut next, RATE).is_some() {
            project.weights.store(std::sync::Arc::new(next));
        }
    }
}

impl Learned {
    /// Counts it in a scope; `live` where it also belongs to the session.
    pub fn count(&self, counts: &Counts, live: bool) {
        if !counts.words.add(&self.word) {
            return;
        }
        let name = Sym::of(&self.word);
        count(&counts.words_after, &self.contexts, name);
        if self.origin == Origin::Typed {
            if live {
                count(&counts.session, &self.contexts, name);
            }
            counts.chosen.add(EVIDENCE, self.contexts.site, name, 1);
            counts.chosen.add(EVIDENCE, self.contexts.exact, name, 1);
        }
    }
}

fn text_of(document: &Document, name: Sym) -> Option<String> {
    let counts = document.project.counts.load();
    counts.as_ref().as_ref()?.words.get(name).map(str::to_owned)
}

/// Counts a word once under each of its contexts.
pub fn count(table: &Table, contexts: &Contexts, name: Sym) {
    count_keys(table, &contexts.keys, name);
}

/// The same from bare keys.
pub fn count_keys(table: &Table, keys: &[u64], name: Sym) {
    for (context, &key) in keys.iter().enumerate().take(CONTEXTS) {
        if key != 0 {
            table.add(context, key, name, 1);
        }
    }
}

/// Visits the words of a text that may be learned, with their contexts, but for known lines.
pub fn each_word(source: &Source, known: &FxHashSet<u32>, mut visit: impl FnMut(&str, &Contexts)) {
    let mut scan = Scan::default();
    let tokens = source.tokens();
    let whole = source.tree().is_some_and(|t| !t.root_node().has_error());
    let gate = if whole { privacy::word } else { privacy::admit };
    for line in tokens.chunk_by(|a, b| a.line == b.line) {
        let fresh = !known.contains(&line_hash(line));
        for token in line {
            if fresh && let Some(word) = gate(source, token) {
                scan.newline(token.line);
                visit(word, &scan.contexts());
            }
            scan.push(token, source.as_str());
        }
    }
}

/// Hashes of the lines of a text by their tokens, for telling known lines from new ones.
pub fn lines(source: &Source) -> FxHashSet<u32> {
    source
        .tokens()
        .chunk_by(|a, b| a.line == b.line)
        .map(line_hash)
        .collect()
}

fn line_hash(line: &[Token]) -> u32 {
    line.iter().fold(0, |h: u32, t| {
        (h.rotate_left(5) ^ t.sym.0).wrapping_mul(0x9e37_79b1)
    })
}
