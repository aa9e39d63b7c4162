//! Lessons: each new word of a settled text is ranked as a list would have ranked it, moves the
//! weights towards itself, and is then counted under all its contexts.

use std::{path::PathBuf, sync::Arc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Document,
    open::Open,
    overlay::{Overlay, RATE},
    project::{Counts, Project, memory},
};
use crate::{
    model::{CONTEXTS, Contexts, EVIDENCE, Ranking, Scan, Table, Weights},
    observe::{Origin, best_row, chosen, gained, last, passed},
    privacy,
    suggest::{Other, Scene},
    syntax::Source,
    text::{Sym, Token},
};

/// A word that stood in one of the first rows and was typed all the same says less.
const THROUGH: f32 = 0.5;
/// So many rows are read.
const READ: usize = 5;
/// How far before the first new token a scan begins.
const BACK: usize = 6000;
/// Stands among the learned names for a word that is left for later.
const LATER: Sym = Sym(0);

/// A learned word, as it is counted and written down.
#[derive(Clone)]
pub struct Learned {
    pub word: String,
    /// Where it began then.
    pub at: usize,
    pub contexts: Contexts,
    /// Taken from a list.
    pub chosen: bool,
    /// The first row of the list that stood there, if another word was written.
    pub passed: Option<String>,
    /// How often it had been refused at its site.
    pub forgiven: u32,
    /// The user's tables have it too.
    pub shared: bool,
}

/// What lessons need from one to the next.
#[derive(Default)]
pub struct Lessons {
    ranking: Ranking,
    count: u64,
    /// What isn't kept yet, by the project's folder.
    overlays: FxHashMap<Option<PathBuf>, Overlay>,
}

impl Lessons {
    /// Counts a whole file into its own table; the texts of words that `may` be known are kept.
    pub fn file(&mut self, document: &Document, may: impl Fn(Sym) -> bool) {
        let counts = document.project.counts.load();
        each_word(
            &document.settled(),
            &FxHashSet::default(),
            |word, contexts| {
                let (name, counts) = (Sym::of(word), Option::as_ref(&counts));
                if counts.is_some_and(|c| c.words.is_forgotten(name)) {
                    return;
                }
                count(&document.counts, contexts, name);
                if let Some(counts) = counts.filter(|_| may(name)) {
                    counts.words.add(word);
                }
            },
        );
    }

    /// Learns what was written in a document since the last time. What may still change is left for
    /// later: a word at the cursor, and what stands in an error.
    pub fn settle(&mut self, open: &mut Open, learning: bool, now: u64) -> Vec<Learned> {
        let source = open.now.settled();
        let tokens = source.tokens();
        let mut names: Vec<Sym> = tokens.iter().map(|t| t.sym).collect();
        let written = open.written.words(tokens);
        let Some(&(first, _)) = written.first() else {
            open.written.retain(tokens, |_| false);
            open.learned = names;
            return Vec::new();
        };
        let mut more = gained(&open.learned, &names);
        let gate = privacy::Gate::new(&source);
        let mut scan = Scan::default();
        let mut next = first.saturating_sub(BACK);
        let mut out = Vec::new();
        for (i, origin) in written {
            let (token, count) = (&tokens[i], more.entry(tokens[i].sym).or_default());
            if *count == 0 {
                continue;
            }
            *count -= 1;
            let word = gate
                .admit(token)
                .filter(|_| !open.may_change(token, origin));
            let Some(word) = word else {
                names[i] = LATER;
                continue;
            };
            for token in &tokens[next..i] {
                scan.push(token, source.as_str());
            }
            next = i;
            scan.newline(token.line);
            if origin == Origin::Pasted {
                if learning {
                    self::count(&open.now.counts, &scan.contexts(), token.sym);
                    open.keep_foreign(token);
                }
                continue;
            }
            let time = learning.then_some(now);
            let word = self.word(open, (token, word), scan.contexts(), time);
            out.push(word);
            if learning {
                open.names.insert(token.sym);
            }
        }
        open.written.retain(tokens, |i| names[i] == LATER);
        open.learned = names;
        out
    }

    fn word(
        &mut self,
        open: &Open,
        (token, word): (&Token, &str),
        contexts: Contexts,
        learning: Option<u64>,
    ) -> Learned {
        let (at, name) = (token.start as usize, token.sym);
        let length = (token.end - token.start) as usize;
        let passed = passed(&open.shown, at, name, length);
        let list = chosen(&open.shown, at, name);
        let mut learned = Learned {
            word: word.to_owned(),
            at,
            contexts,
            chosen: list.is_some(),
            passed: passed.and_then(|r| text_of(&open.now, r)),
            forgiven: 0,
            shared: false,
        };
        let Some(now) = learning else { return learned };
        let row = best_row(&open.shown, at, name, length);
        let through = list.is_none() && row.is_some_and(|row| row < READ);
        let share = if through { THROUGH } else { 1.0 };
        let offer = list.map_or(0, |l| l.offer);
        let shown = list.or_else(|| last(&open.shown, at, length));
        let shown = shown.and_then(|s| open.offer(s.offer)).cloned();
        let other = shown.as_ref().and_then(|offer| offer.other.as_ref());
        self.train((&open.now, other), (at, name), share, (offer, now));
        count(&open.now.counts, &learned.contexts, name);
        if let Some(counts) = open.now.project.counts.load().as_ref() {
            learned.forgiven = times(&counts.refused, learned.contexts.site, name);
            learned.count(counts, true);
        }
        learned
    }

    /// Moves the project's weights towards a word, by a share of the whole step. Lists follow at once;
    /// what is kept waits.
    fn train(
        &mut self,
        (document, other): (&Document, Option<&Other>),
        (at, name): (usize, Sym),
        share: f32,
        (offer, now): (u64, u64),
    ) {
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
        let mut scene = Scene::new(&source, &index, memory, at).in_file(document.file());
        scene.other = other;
        if !scene.is_open() {
            return;
        }
        // Every other lesson goes without the ledger, so that the weights of the tables never lean on it.
        self.count += 1;
        scene.rank(&mut self.ranking, "", self.count.is_multiple_of(2));
        let Some((_, step)) = self.ranking.step(name) else {
            return;
        };
        let mut next = Weights::clone(&weights);
        next.take(&step, RATE, share);
        let fresh = || Overlay::new(Weights::clone(&weights));
        let overlay = self.overlays.entry(project.folder.clone());
        let overlay = overlay.or_insert_with(fresh);
        overlay.add(offer, now, step, share);
        project.weights.store(Arc::new(next));
    }

    /// The word that was taken from a list is gone, and what it taught with it.
    pub fn retract(&mut self, project: &Project, offer: u64) {
        let overlay = self.overlays.get_mut(&project.folder);
        if let Some(weights) = overlay.and_then(|o| o.retract(offer)) {
            project.weights.store(Arc::new(weights));
        }
    }

    /// The word that was taken from a list has survived.
    pub fn confirm(&mut self, project: &Project, offer: u64) {
        if let Some(overlay) = self.overlays.get_mut(&project.folder) {
            overlay.confirm(offer);
        }
    }

    /// Keeps what has stood for long enough.
    pub fn ripen(&mut self, now: u64) {
        self.overlays.retain(|_, overlay| !overlay.ripen(now));
    }

    /// A project's weights as they may be written down.
    pub fn kept(&self, project: &Project) -> Arc<Weights> {
        match self.overlays.get(&project.folder) {
            Some(overlay) => Arc::new(overlay.kept().clone()),
            None => project.weights.load_full(),
        }
    }

    /// A project's weights are others now, or are kept as they are.
    pub fn forget(&mut self, folder: Option<&PathBuf>) {
        self.overlays.remove(&folder.cloned());
    }
}

/// How often a word was counted as evidence at a site.
fn times(table: &Table, site: u64, name: Sym) -> u32 {
    let mut times = 0;
    table.each(EVIDENCE, site, |word, count| {
        if word == name {
            times = count;
        }
    });
    times
}

impl Learned {
    /// Counts it in a scope; `live` where it also belongs to the session.
    pub fn count(&self, counts: &Counts, live: bool) {
        if !counts.words.recall(&self.word) {
            return;
        }
        let name = Sym::of(&self.word);
        count(&counts.words_after, &self.contexts, name);
        if live {
            count(&counts.session, &self.contexts, name);
        }
        counts.chosen.add(EVIDENCE, self.contexts.site, name, 1);
        counts.chosen.add(EVIDENCE, self.contexts.exact, name, 1);
        for _ in 0..if live { self.forgiven } else { 0 } {
            counts.refused.subtract(EVIDENCE, self.contexts.site, name);
        }
    }

    /// Takes it back from a file's own table.
    pub fn uncount(&self, table: &Table) {
        uncount_keys(table, &self.contexts.keys, Sym::of(&self.word));
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

/// Takes a count back.
pub fn uncount_keys(table: &Table, keys: &[u64], name: Sym) {
    for (context, &key) in keys.iter().enumerate().take(CONTEXTS) {
        if key != 0 {
            table.subtract(context, key, name);
        }
    }
}

/// Visits the words of a text that may be learned, with their contexts, but for known lines.
pub fn each_word(source: &Source, known: &FxHashSet<u32>, mut visit: impl FnMut(&str, &Contexts)) {
    let mut scan = Scan::default();
    let tokens = source.tokens();
    let gate = privacy::Gate::new(source);
    for line in tokens.chunk_by(|a, b| a.line == b.line) {
        let fresh = !known.contains(&line_hash(line));
        for token in line {
            if fresh && let Some(word) = gate.admit_read(token) {
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

/// The same of the lines on which these bytes stand.
pub fn lines_at(source: &Source, places: &FxHashSet<usize>) -> FxHashSet<u32> {
    let lines = source.tokens().chunk_by(|a, b| a.line == b.line);
    let is_there = |line: &&[Token]| {
        let mut starts = line.iter().map(|t| t.start as usize);
        starts.any(|start| places.contains(&start))
    };
    lines.filter(is_there).map(line_hash).collect()
}

/// The hash of a line.
pub fn line_hash(line: &[Token]) -> u32 {
    line.iter().fold(0, |h: u32, t| {
        (h.rotate_left(5) ^ t.sym.0).wrapping_mul(0x9e37_79b1)
    })
}
