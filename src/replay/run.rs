//! A history typed again, once, before several predictors: each gets the same tokens in the same
//! order. It must never let one see a token before its turn, nor hold more than one commit.

use std::time::{Duration, Instant};

use super::{
    Mark, Passage, Predictor, Protocol, Step,
    metrics::{Lines, Outcome, Place, ROWS, Scores, cost, places},
    predictor::spelled,
};
use crate::{history::Walk, model::next::Foretold, text::Sym};

/// What a predictor made of a history, and how long it took.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// What it is called.
    pub name: String,
    /// How well it did.
    pub scores: Scores,
    /// The time of all predictions and lessons of scored tokens.
    pub spent: Duration,
    /// What its lines came to.
    pub lines: Lines,
    foretold: Vec<(Foretold, bool)>,
    rows: Vec<Sym>,
}

/// What was walked.
#[derive(Clone, Debug, Default)]
pub struct Walked {
    /// Commits that could be read.
    pub commits: usize,
    /// Those of the author.
    pub mine: usize,
    /// Commits that couldn't be read.
    pub skipped: usize,
    /// Files that weren't read: too large, or no text.
    pub left_out: usize,
    /// Tokens that were scored.
    pub scored: usize,
    /// One for each predictor.
    pub measured: Vec<Measured>,
}

/// Walks a history to its end, or until `most` tokens are scored; `progress` is told after each commit how many are left.
pub fn walk(
    mut walk: Walk<'_>,
    protocol: &Protocol,
    most: usize,
    predictors: &mut [Box<dyn Predictor>],
    progress: &mut dyn FnMut(usize),
) -> Walked {
    let mut walked = Walked::by(predictors);
    while let Some(commit) = walk.next().filter(|_| walked.scored < most) {
        walked.left_out += commit.left_out;
        walked.take(&protocol.step(&commit), predictors);
        progress(walk.left());
    }
    walked.skipped = walk.skipped();
    walked
}

impl Walked {
    /// Nothing yet.
    pub(super) fn by(predictors: &[Box<dyn Predictor>]) -> Walked {
        let names = predictors
            .iter()
            .map(|predictor| predictor.name().to_owned());
        let named = |name| Measured {
            name,
            ..Measured::default()
        };
        Walked {
            measured: names.map(named).collect(),
            ..Walked::default()
        }
    }

    /// A commit, by each predictor in turn.
    pub(super) fn take(&mut self, step: &Step, predictors: &mut [Box<dyn Predictor>]) {
        self.commits += 1;
        self.mine += usize::from(step.mine);
        for passage in &step.passages {
            let places = places(passage, self.scored);
            for (predictor, measured) in predictors.iter_mut().zip(&mut self.measured) {
                measured.read(predictor.as_mut(), passage, &places);
            }
            self.scored += places.len();
        }
    }
}

/// Whether a token is the first on its line.
fn begins(passage: &Passage, at: usize) -> bool {
    let tokens = passage.source.tokens();
    at == 0 || tokens[at - 1].line != tokens[at].line
}

impl Measured {
    pub(super) fn read(
        &mut self,
        predictor: &mut dyn Predictor,
        passage: &Passage,
        places: &[Place],
    ) {
        predictor.enter(passage);
        let mut places = places.iter();
        for (at, mark) in passage.marks.iter().enumerate() {
            match mark {
                Mark::Context => {}
                Mark::Learned => predictor.learn(passage, at, false),
                Mark::Scored { .. } => {
                    if let Some(place) = places.next() {
                        if begins(passage, at) {
                            self.told(predictor);
                            self.lines.begin();
                            self.foretell(predictor, passage, at, true);
                        }
                        self.score(predictor, passage, at, place);
                    }
                }
            }
            predictor.pass(passage, at);
            if matches!(mark, Mark::Scored { .. }) {
                self.foretell(predictor, passage, at + 1, false);
            }
        }
    }

    fn score(
        &mut self,
        predictor: &mut dyn Predictor,
        passage: &Passage,
        at: usize,
        place: &Place,
    ) {
        let start = Instant::now();
        predictor.predict(passage, at);
        let truth = passage.source.tokens()[at].sym;
        // Some rank only when they are asked.
        let rank = predictor.rank(truth);
        self.spent += start.elapsed();
        let outcome = Outcome {
            rank,
            bits: predictor.bits(passage, at),
            confidence: predictor.confidence(),
            rows: match place.is_word() {
                true => self.popups(predictor, spelled(passage, at), truth),
                false => [None; 3],
            },
        };
        self.scores.add(place, &outcome);
        let saved = place
            .word
            .map_or(0, |length| length - cost(length, &outcome.rows));
        self.lines.typed(place.characters, saved);
        let start = Instant::now();
        predictor.learn(passage, at, true);
        self.spent += start.elapsed();
    }

    /// What the lines that were foretold turned out to be.
    fn told(&mut self, predictor: &mut dyn Predictor) {
        for (foretold, is_exact) in self.foretold.drain(..) {
            predictor.was(&foretold, is_exact);
        }
    }

    /// The rest of the line before token `at`.
    fn foretell(
        &mut self,
        predictor: &mut dyn Predictor,
        passage: &Passage,
        at: usize,
        begins: bool,
    ) {
        let (tokens, text) = (passage.source.tokens(), passage.source.as_str());
        let from = match begins {
            true => tokens[at].start,
            false => tokens[at - 1].end,
        } as usize;
        let start = text[..from].rfind('\n').map_or(0, |i| i + 1);
        let rest = text[from..]
            .split('\n')
            .next()
            .unwrap_or_default()
            .trim_end();
        let began = Instant::now();
        let foretold = predictor.foretell(passage, at, begins);
        self.lines.took(began.elapsed());
        let is_exact = self.lines.look(
            &text[start..from],
            rest,
            foretold
                .as_ref()
                .map(|told| (&*told.text, told.probability())),
        );
        self.foretold
            .extend(foretold.map(|foretold| (foretold, is_exact)));
    }

    /// The rows on which a word stands once no, one and two of its letters are typed.
    fn popups(
        &mut self,
        predictor: &mut dyn Predictor,
        word: &str,
        truth: Sym,
    ) -> [Option<usize>; 3] {
        [0, 1, 2].map(|typed| {
            let end = word.char_indices().nth(typed);
            let prefix = end.map_or(word, |(end, _)| &word[..end]);
            self.rows.clear();
            predictor.rows(prefix, ROWS, &mut self.rows);
            let mut rows = self.rows.iter().take(ROWS);
            rows.position(|&row| row == truth).map(|row| row + 1)
        })
    }
}
