//! The likeliest line that goes on from a place: of all lines that are begun the likeliest one is gone on
//! with, until that is a whole one (uniform-cost search, Dijkstra 1959, on negative logarithms).

use std::{cmp::Ordering, collections::BinaryHeap, rc::Rc};

use super::{
    Lines, Place, Words,
    accept::Roll,
    layout::{Layout, shape_of},
};
use crate::{
    model::next::Scan,
    text::{Kind, Sym, Token},
};

/// Tokens of a line at most.
const MOST: usize = 40;
/// Less likely lines are nobody's; a natural logarithm.
const LEAST: f32 = -3.2;
/// Places that are looked at for one line.
const LOOKS: usize = 32;

/// A line as far as it is foretold.
#[derive(Clone)]
struct State {
    scan: Scan,
    text: String,
    roll: Roll,
}

/// A line that is gone on with in one way.
struct Begun {
    /// Logarithm of its probability.
    log: f32,
    state: Rc<State>,
    next: Next,
}

/// How.
#[derive(Clone, Copy)]
enum Next {
    /// Whatever is likely.
    Any,
    /// By this word of this probability.
    Word(Sym, f32),
    /// It ends there, with this probability.
    End(f32),
}

impl PartialEq for Begun {
    fn eq(&self, other: &Begun) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Begun {}

impl PartialOrd for Begun {
    fn partial_cmp(&self, other: &Begun) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Begun {
    fn cmp(&self, other: &Begun) -> Ordering {
        self.log.total_cmp(&other.log)
    }
}

impl Lines {
    /// The rest of the line behind `text`, and what the search says of it.
    pub(super) fn search(
        &mut self,
        scan: &Scan,
        text: &str,
        place: Place,
        words: &mut impl Words,
    ) -> Option<(String, Roll)> {
        self.text.clear();
        self.text.push_str(text);
        let begins = text[place.line_at..].trim_start().is_empty();
        let roll = Roll {
            begins,
            ..Roll::default()
        };
        let state = State {
            scan: scan.clone(),
            text: String::new(),
            roll,
        };
        let mut open = BinaryHeap::new();
        let first = Begun {
            log: 0.0,
            state: Rc::new(state),
            next: Next::Any,
        };
        open.push(first);
        let mut looks = 0;
        while let Some(Begun { state, next, .. }) = open.pop() {
            let state = match next {
                Next::End(p) => return Some(whole(&state, p, &open)),
                Next::Any => Some(state),
                Next::Word(word, p) => self.with(&state, (word, p), place, words).map(Rc::new),
            };
            // A literal may have made it less likely.
            let Some(state) = state.filter(|state| state.roll.log >= LEAST) else {
                continue;
            };
            looks += 1;
            if looks > LOOKS {
                return None;
            }
            self.go_on(&state, place, words, &mut open);
        }
        None
    }

    /// All that may come next.
    fn go_on(
        &mut self,
        state: &Rc<State>,
        place: Place,
        words: &mut impl Words,
        open: &mut BinaryHeap<Begun>,
    ) {
        let mut begin = |log: f32, next| {
            if log >= LEAST {
                let state = state.clone();
                open.push(Begun { log, state, next });
            }
        };
        let roll = &state.roll;
        let mut on = 1.0;
        if roll.tokens > 0 || !roll.begins {
            let column = place.at - place.line_at + state.text.len();
            let p = self.layout.ends(&Layout::end(&state.scan, column));
            on = 1.0 - p;
            if roll.tokens > 0 {
                begin(roll.log + p.ln(), Next::End(p));
            }
        }
        if roll.tokens == MOST || roll.log + on.ln() < LEAST {
            return;
        }
        self.text.truncate(place.at);
        self.text.push_str(&state.text);
        words.rank(&state.scan, &self.text, &mut self.ranking);
        let (names, p) = (self.ranking.words(), self.ranking.probabilities());
        // The first is the escape.
        for (&word, &p) in names.iter().zip(p).skip(1) {
            begin(roll.log + (on * p).ln(), Next::Word(Sym(word), on * p));
        }
    }

    /// A line with one token more.
    fn with(
        &mut self,
        before: &State,
        (word, p): (Sym, f32),
        place: Place,
        words: &impl Words,
    ) -> Option<State> {
        let State {
            mut scan,
            mut text,
            mut roll,
        } = before.clone();
        let literal = self.literals.ask(&scan, word.0);
        let (written, kind) = match literal {
            Some((text, _, kind)) => (text, kind),
            None => words.text(word)?,
        };
        roll.takes(p, literal.map(|(_, p, _)| p));
        let shape = shape_of(word.0, written, kind == Kind::Ident);
        let is_first = roll.begins && roll.tokens == 1;
        if !is_first && self.layout.has_space(&scan, word.0, shape) {
            text.push(' ');
        }
        let start = place.at + text.len();
        text.push_str(written);
        let token = Token {
            sym: word,
            kind,
            start: start as u32,
            end: (start + written.len()) as u32,
            line: place.line,
        };
        self.text.truncate(place.at);
        self.text.push_str(&text);
        scan.push(&token, &self.text, words.types());
        Some(State { scan, text, roll })
    }
}

/// A whole line.
fn whole(state: &State, p: f32, open: &BinaryHeap<Begun>) -> (String, Roll) {
    let mut roll = state.roll;
    roll.ends(p, open.peek().map_or(LEAST, |begun| begun.log));
    roll.characters = state.text.chars().filter(|c| !c.is_whitespace()).count();
    (state.text.clone(), roll)
}
