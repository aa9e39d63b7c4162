//! Lessons: each new word of a settled text is ranked as a list would have ranked it, moves the
//! weights towards itself, and is then counted under all its contexts.

use rustc_hash::FxHashSet;

use super::{
    Document,
    learner::Open,
    project::{Counts, memory},
};
use crate::{
    model::{CONTEXTS, Contexts, EVIDENCE, Ranking, Scan, Table, Weights},
    observe::{Origin, chosen, gained, passed},
    privacy,
    suggest::Scene,
    syntax::Source,
    text::{Sym, Token},
};

/// AdaGrad's rate.
const RATE: f32 = 0.2;
/// How far before the first new token a scan begins.
const BACK: usize = 6000;
/// Stands among the learned names for a word that is left for later.
const LATER: Sym = Sym(0);

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
    /// Counts a whole file into its own table; the texts of words that `may` be known are kept.
    pub fn file(&mut self, document: &Document, may: impl Fn(Sym) -> bool) {
        let counts = document.project.counts.load();
        each_word(
            &document.settled(),
            &FxHashSet::default(),
            |word, contexts| {
                let name = Sym::of(word);
                count(&document.counts, contexts, name);
                if let Some(counts) = counts.as_ref().as_ref().filter(|_| may(name)) {
                    counts.words.add(word);
                }
            },
        );
    }

    /// Learns what was written in a document since the last time. What may still change is left for
    /// later: a word at the cursor, and what stands in an error.
    pub fn settle(&mut self, open: &mut Open, learning: bool) -> Vec<Learned> {
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
        let mut starts = Vec::new();
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
            out.push(self.word(open, (token, word), scan.contexts(), origin, learning));
            starts.push(token.start as usize);
            if learning {
                open.names.insert(token.sym);
            }
        }
        open.written.retain(tokens, |i| names[i] == LATER);
        open.shown
            .retain(|s| starts.binary_search(&s.anchor).is_err());
        open.learned = names;
        out
    }

    fn word(
        &mut self,
        open: &Open,
        (token, word): (&Token, &str),
        contexts: Contexts,
        origin: Origin,
        learning: bool,
    ) -> Learned {
        let (at, name) = (token.start as usize, token.sym);
        let passed = passed(&open.shown, at, name, (token.end - token.start) as usize);
        if learning && origin == Origin::Typed {
            self.train(&open.now, at, name);
        }
        if learning {
            count(&open.now.counts, &contexts, name);
        }
        let learned = Learned {
            word: word.to_owned(),
            contexts,
            chosen: chosen(&open.shown, at, name).is_some(),
            passed: passed.and_then(|r| text_of(&open.now, r)),
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

fn line_hash(line: &[Token]) -> u32 {
    line.iter().fold(0, |h: u32, t| {
        (h.rotate_left(5) ^ t.sym.0).wrapping_mul(0x9e37_79b1)
    })
}
