//! A left-to-right scan over tokens that knows, before each, what stands round the place: tokens,
//! names, brackets, bindings, types. Learning and ranking use the same scan, so that they agree. It
//! must never look ahead.

mod brackets;
mod declare;
mod expression;

use rustc_hash::FxHashMap;

use super::{
    forms::{is_constant, last_part},
    marks::{MARKS, Marks},
    types::{Type, Types},
};
use crate::text::{Kind, Sym, Token};
use brackets::Bracket;
use declare::{Expects, Naming};

pub use expression::Class;
use expression::Turbofish;

/// Tokens that are remembered.
pub const HISTORY: usize = 24;
/// The same with names abstracted to their shape.
pub const SHAPES: usize = 12;
const LINE: usize = 60;
const RECENT: usize = 64;
const POINTED: usize = 40;

/// What a name looks like: 1 for `small`, 2 for `Camel`, 3 for `CONSTANT`.
pub fn shape(word: &str) -> u32 {
    match word.as_bytes().first() {
        Some(b) if b.is_ascii_uppercase() && is_constant(word) => 3,
        Some(b) if b.is_ascii_uppercase() => 2,
        _ => 1,
    }
}

/// Where a token was last seen in this text.
#[derive(Clone, Copy)]
pub struct Last {
    /// Number of the token.
    pub at: u32,
    start: u32,
    end: u32,
}

/// The scan.
#[derive(Clone)]
pub struct Scan {
    pub(super) last: [u32; HISTORY], // last[0] is the newest
    pub(super) shapes: [u32; SHAPES],
    /// Tokens so far.
    pub(super) count: u32,
    /// What comes next begins a line (1), after a blank one (2).
    pub(super) fresh: u32,
    line: u32,
    pub(super) here: Vec<u32>,
    pub(super) above: Vec<u32>,
    pub(super) second: Vec<u32>,
    pub(super) line_shape: u64,
    pub(super) above_shape: u64,
    pub(super) names: [u32; 2],
    pub(super) name_part: u32,
    pub(super) brackets: Vec<Bracket>,
    pub(super) statement: u32,
    pub(super) statement_before: u32,
    pub(super) statement_at: u32,
    lead: u32,
    pub(super) function: u32,
    pub(super) implemented: u32,
    pub(super) for_trait: u32,
    expects: Expects,
    naming: Naming,
    item: u32,
    wants_item: bool,
    pub(super) stem: u32,
    pub(super) locals: FxHashMap<u32, Type>,
    pub(super) bound: Vec<u32>,
    pub(super) uses: FxHashMap<u32, u32>,
    pub(super) assigned: u32,
    pub(super) assigned_part: u32,
    pub(super) expression: Type,
    receiver_type: Type,
    owner_is_type: bool,
    turbofish: Turbofish,
    receiver: u32,
    pub(super) members_used: FxHashMap<u32, u32>,
    pub(super) member: u32,
    pub(super) recent: Vec<u32>,
    seen: FxHashMap<u32, Last>,
    /// What this text declares.
    pub own: Types,
}

impl Scan {
    /// At the beginning of a file whose module has this name; empty where it has none.
    pub fn new(stem: &str) -> Scan {
        Scan {
            last: [0; HISTORY],
            shapes: [0; SHAPES],
            count: 0,
            fresh: 2,
            line: 0,
            here: Vec::new(),
            above: Vec::new(),
            second: Vec::new(),
            line_shape: 0,
            above_shape: 0,
            names: [0; 2],
            name_part: 0,
            brackets: Vec::new(),
            statement: 0,
            statement_before: 0,
            statement_at: 0,
            lead: 0,
            function: 0,
            implemented: 0,
            for_trait: 0,
            expects: Expects::Nothing,
            naming: Naming::default(),
            item: 0,
            wants_item: false,
            stem: Sym::of(stem).0,
            locals: FxHashMap::default(),
            bound: Vec::new(),
            uses: FxHashMap::default(),
            assigned: 0,
            assigned_part: 0,
            expression: Type::default(),
            receiver_type: Type::default(),
            owner_is_type: false,
            turbofish: Turbofish::default(),
            receiver: 0,
            members_used: FxHashMap::default(),
            member: 0,
            recent: Vec::new(),
            seen: FxHashMap::default(),
            own: Types::default(),
        }
    }

    /// Goes past one token of `text`, with what the project knows of types.
    pub fn push(&mut self, token: &Token, text: &str, known: &Types) {
        self.newline(token.line);
        let word = text.get(token.start as usize..token.end as usize);
        let next = Next::new(token, word.unwrap_or_default());
        let m = &*MARKS;
        self.declares(m, &next);
        self.binds(m, &next, known);
        self.evaluates(m, &next, known);
        self.items(m, &next);
        self.nests(m, &next, known);
        self.states(m, &next);
        self.remembers(m, &next, token);
    }

    /// Tells that what comes next stands on `line`.
    pub fn newline(&mut self, line: u32) {
        if line == self.line {
            return;
        }
        self.fresh = if line > self.line + 1 { 2 } else { 1 };
        self.line = line;
        if !self.here.is_empty() {
            std::mem::swap(&mut self.second, &mut self.above);
            std::mem::swap(&mut self.here, &mut self.above);
            self.here.clear();
            self.above_shape = self.line_shape;
        }
        self.line_shape = 0;
        (self.assigned, self.assigned_part) = (0, 0);
    }

    /// Where a token was last seen.
    pub fn last_seen(&self, token: u32) -> Option<Last> {
        self.seen.get(&token).copied()
    }

    /// What a name is counted as under the contexts of pointers: its place among the names used
    /// lately, from 1.
    pub fn pointer(&self, name: Sym) -> Option<u32> {
        let place = self.recent.iter().take(POINTED).position(|&r| r == name.0);
        place.map(|p| p as u32 + 1)
    }

    /// The bytes of a token that was seen.
    pub fn span_of(&self, token: u32) -> Option<(usize, usize)> {
        let last = self.seen.get(&token)?;
        Some((last.start as usize, last.end as usize))
    }

    /// Number of the first token on this line.
    pub(super) fn line_at(&self) -> u32 {
        self.count - self.here.len().min(self.count as usize) as u32
    }

    fn states(&mut self, m: &Marks, next: &Next) {
        let top = self.brackets.last().map_or(0, |b| b.open);
        if [m.semi, m.open_brace, m.close_brace].contains(&next.sym) {
            if self.statement != 0 {
                self.statement_before = self.statement;
            }
            (self.statement, self.lead) = (0, 0);
        } else if self.statement == 0 {
            (self.statement, self.statement_at) = (next.sym, self.count);
        }
        if next.sym == m.fat || (next.sym == m.comma && top == m.open_brace) {
            self.lead = 0;
        }
    }

    fn remembers(&mut self, m: &Marks, next: &Next, token: &Token) {
        let begins = u64::from(self.here.is_empty());
        self.line_shape = super::context::mix(self.line_shape ^ begins, next.shape);
        if self.here.len() < LINE {
            self.here.push(next.sym);
        }
        if next.is_name && self.last[0] == m.dot {
            self.member = next.sym;
        } else if next.is_name
            && ![m.let_, m.mut_].contains(&self.last[0])
            && let Some(uses) = self.uses.get_mut(&next.sym)
        {
            *uses += 1;
        }
        if next.sym == m.colons {
            self.owner_is_type = self.shapes[0] == 2 || self.last[0] == m.self_type;
        }
        self.last.copy_within(0..HISTORY - 1, 1);
        self.last[0] = next.sym;
        self.shapes.copy_within(0..SHAPES - 1, 1);
        self.shapes[0] = next.shape;
        if next.is_name || next.sym == m.self_ || next.sym == m.self_type {
            self.names = [next.sym, self.names[0]];
            self.name_part = if next.is_name { next.part } else { 0 };
        }
        if next.is_name {
            self.touch(next.sym);
        }
        let last = Last {
            at: self.count,
            start: token.start,
            end: token.end,
        };
        self.seen.insert(next.sym, last);
        self.count += 1;
        self.fresh = 0;
    }

    fn touch(&mut self, name: u32) {
        match self.recent.iter().position(|&r| r == name) {
            Some(i) => self.recent[..=i].rotate_right(1),
            None => {
                self.recent.truncate(RECENT - 1);
                self.recent.insert(0, name);
            }
        }
    }
}

/// A token, as the scan goes past it.
struct Next {
    sym: u32,
    is_name: bool,
    /// The shape of a name, else the token itself.
    shape: u32,
    /// Last part of a name.
    part: u32,
}

impl Next {
    fn new(token: &Token, word: &str) -> Next {
        let is_name = token.kind == Kind::Ident;
        Next {
            sym: token.sym.0,
            is_name,
            shape: if is_name { shape(word) } else { token.sym.0 },
            part: match is_name && word.len() > 2 {
                true => Sym::of(&last_part(word)).0,
                false => 0,
            },
        }
    }

    fn is_type(&self) -> bool {
        self.is_name && self.shape == 2
    }

    fn is_variable(&self) -> bool {
        self.is_name && self.shape == 1
    }
}
