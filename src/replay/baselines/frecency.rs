//! Frecency as blink.cmp counts it: how often and how lately a name was accepted, and whether it
//! stands near by. It must know nothing but names of the file.

use super::{alphabet::Alphabet, recent::place_in_rows};
use crate::{
    replay::{Passage, Predictor},
    text::{Kind, Sym},
};

/// What an acceptance is worth, up to which age in seconds.
const WORTH: [(f64, i64); 4] = [
    (1.0, 2 * 60),
    (0.2, 60 * 60),
    (0.1, 24 * 60 * 60),
    (0.05, 7 * 24 * 60 * 60),
];
/// The most that all acceptances of a name are worth.
const MOST: f64 = 4.0;
/// Acceptances that are remembered of a name.
const REMEMBERED: usize = 10;
/// A name that stands so many lines above is near by,
const NEAR: u32 = 30;
/// and that is worth:
const NEARNESS: u32 = 2;

/// Names by frecency and nearness, equals in alphabetical order.
#[derive(Default)]
pub(super) struct Frecency {
    file: Alphabet,
    names: Vec<Name>,
    now: i64,
    line: u32,
    passages: u32,
}

#[derive(Clone, Default)]
struct Name {
    accepted: Vec<i64>,
    /// In which passage it was seen last, and on which line.
    seen: (u32, u32),
}

impl Name {
    fn worth(&self, now: i64) -> u32 {
        let worth = |&then: &i64| {
            let class = WORTH.iter().find(|class| now - then < class.1);
            class.map_or(0.0, |class| class.0)
        };
        self.accepted.iter().map(worth).sum::<f64>().min(MOST) as u32
    }
}

impl Frecency {
    fn name(&mut self, passage: &Passage, at: usize) -> &mut Name {
        let id = self.file.lexicon.see(passage, at).0 as usize;
        if self.names.len() <= id {
            self.names.resize(id + 1, Name::default());
        }
        &mut self.names[id]
    }

    fn score(&self, id: u32) -> u32 {
        let Some(name) = self.names.get(id as usize) else {
            return 0;
        };
        let is_near = name.seen.0 == self.passages && name.seen.1 + NEAR >= self.line;
        name.worth(self.now) + if is_near { NEARNESS } else { 0 }
    }
}

impl Predictor for Frecency {
    fn name(&self) -> &str {
        "frecency"
    }

    fn next_project(&mut self) {
        *self = Frecency::default();
    }

    fn enter(&mut self, passage: &Passage) {
        self.file.enter(passage);
        self.now = passage.time;
        self.passages += 1;
    }

    fn pass(&mut self, passage: &Passage, at: usize) {
        self.file.pass(passage, at);
        let token = passage.source.tokens()[at];
        if passage.is_scored() && token.kind == Kind::Ident {
            let seen = (self.passages, token.line);
            self.name(passage, at).seen = seen;
        }
    }

    fn predict(&mut self, passage: &Passage, at: usize) {
        self.line = passage.source.tokens()[at].line;
    }

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
        let mut first: Vec<(u32, u32)> = Vec::with_capacity(most + 1);
        for id in self.file.from(prefix) {
            let score = self.score(id);
            let place = first.partition_point(|row| row.0 >= score);
            if place < most {
                first.insert(place, (score, id));
                first.truncate(most);
            }
        }
        out.extend(first.iter().map(|row| self.file.lexicon.word(row.1).sym));
    }

    fn learn(&mut self, passage: &Passage, at: usize, scored: bool) {
        if scored && passage.source.tokens()[at].kind == Kind::Ident {
            let now = self.now;
            let accepted = &mut self.name(passage, at).accepted;
            accepted.push(now);
            if accepted.len() > REMEMBERED {
                accepted.remove(0);
            }
        }
    }
}
