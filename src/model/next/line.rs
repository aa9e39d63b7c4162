//! The rest of a line, foretold token by token: of all lines that may follow the likeliest one, and how
//! likely it is that it is just what will be written.

mod accept;
mod binary;
mod layout;
mod literals;
mod search;

use rustc_hash::FxHashMap;

use super::{Ranking, Scan, Types};
use crate::text::{Kind, Sym, Token};
use accept::{Accept, Judged};
use layout::{End, Layout, shape_of};
use literals::Literals;

/// Half of what is told of single tokens is that of the last so many: of all, of this line's.
const LATELY: f32 = 0.05;
const HERE: f32 = 0.3;

/// What words a learner of tokens would write where a scan stands.
pub trait Words {
    /// Ranks them; the scan went through `text`.
    fn rank(&mut self, scan: &Scan, text: &str, ranking: &mut Ranking);
    /// A word's text, and what kind of token it is; none where that isn't known.
    fn text(&self, word: Sym) -> Option<(&str, Kind)>;
    /// The project's types.
    fn types(&self) -> &Types;
}

/// The rest of a line.
#[derive(Clone, Debug)]
pub struct Foretold {
    /// As it would be written behind what stands on the line.
    pub text: String,
    judged: Judged,
}

impl Foretold {
    /// The probability that it is written just so.
    pub fn probability(&self) -> f32 {
        self.judged.p
    }
}

/// Where a line is to be gone on with.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// A byte of the text, behind the last token or where the first one will stand.
    pub at: usize,
    /// The byte where its line begins.
    pub line_at: usize,
    /// The line's number.
    pub line: u32,
}

/// A learner of lines.
#[derive(Default)]
pub struct Lines {
    layout: Layout,
    literals: Literals,
    accept: Accept,
    ranking: Ranking,
    /// How often each line was written, by its hash.
    written: FxHashMap<u32, u32>,
    /// Whether the line ends where the scan stands.
    end: Option<End>,
    /// How often the likeliest token was the one, lately and on this line.
    hits: f32,
    here: f32,
    /// What was foretold last on this line, and from which byte on.
    before: Option<(usize, String)>,
    text: String,
}

impl Lines {
    /// Another file begins.
    pub fn enter(&mut self) {
        (self.end, self.before) = (None, None);
    }

    /// The scan went past a token that ends so many bytes behind its line's begin.
    pub fn pass(&mut self, scan: &Scan, column: usize) {
        self.end = Some(Layout::end(scan, column));
    }

    /// Whether the likeliest token was the one that came; the first of a line `begins` it.
    pub fn hit(&mut self, was: bool, begins: bool) {
        let was = f32::from(u8::from(was));
        if begins {
            self.here = 0.5;
        }
        self.hits += (was - self.hits) * LATELY;
        self.here += (was - self.here) * HERE;
    }

    /// What a token before which the scan stands says of lines; `before` is the one before it.
    pub fn learn(&mut self, scan: &Scan, text: &str, before: Option<&Token>, token: &Token) {
        let begins = before.is_none_or(|before| before.line != token.line);
        if let Some(end) = self.end.take() {
            self.layout.ended(&end, begins);
        }
        let word = &text[token.start as usize..token.end as usize];
        let shape = shape_of(token.sym.0, word, token.kind == Kind::Ident);
        match before.filter(|_| !begins) {
            Some(before) => {
                let spaced = before.end < token.start;
                self.layout.spaced(scan, token.sym.0, shape, spaced);
            }
            None => {
                let line = text[token.start as usize..].lines().next();
                let line = Sym::of(line.unwrap_or_default().trim_end());
                *self.written.entry(line.0).or_default() += 1;
            }
        }
        if matches!(token.kind, Kind::Str | Kind::Char | Kind::Number) {
            self.literals.tell(scan, token.sym.0, word);
        }
    }

    /// The rest of the line at a place where the scan stands, if any is likely enough.
    pub fn foretell(
        &mut self,
        scan: &Scan,
        text: &str,
        place: Place,
        words: &mut impl Words,
    ) -> Option<Foretold> {
        let typed = text[place.line_at..place.at].trim_start();
        let mut scan = scan.clone();
        if typed.is_empty() {
            self.before = None;
            scan.newline(place.line);
        }
        let found = self.search(&scan, &text[..place.at], place, words);
        let before = self.before.take();
        let (rest, mut roll) = found?;
        let line = [typed, &rest].concat();
        let known = self.written.get(&Sym::of(line.trim()).0);
        roll.known = known.copied().unwrap_or_default();
        (roll.hits, roll.here) = (self.hits, self.here);
        roll.agrees = before.map_or(0, |(at, told)| {
            let since = text[at..place.at].trim_start();
            match told.trim_start().strip_prefix(since) {
                Some(told) if told == rest => 2,
                Some(_) => 1,
                None => 3,
            }
        });
        self.before = Some((place.at, rest.clone()));
        Some(Foretold {
            judged: self.accept.judge(&roll),
            text: rest,
        })
    }

    /// Whether the rest of a line was just what was foretold.
    pub fn tell(&mut self, foretold: &Foretold, was: bool) {
        self.accept.tell(&foretold.judged, was);
    }
}

#[cfg(test)]
mod tests;
