//! The contexts of a place: one left-to-right scan over tokens that says, before each token, under
//! which keys its word is counted. Learning and ranking use the same scan, so the keys agree.
//!
//! Keys are stored on disk: changing one here means a new format version of the tables.

use rustc_hash::FxHashMap;

use crate::text::{Kind, Sym, Token};

/// How many contexts a place has.
pub const CONTEXTS: usize = 24;

/// The context whose key is [`Contexts::site`]: what the ledger knows, the tables can know too.
pub const SITE: usize = CONTEXTS - 2;
const EXACT: usize = CONTEXTS - 1;

/// Orders of the n-gram contexts, shortest first. [`Contexts::keys`] begins with them.
const ORDERS: [usize; 9] = [0, 1, 2, 3, 4, 5, 6, 10, 16];
const HISTORY: usize = 16;
const ABOVE: usize = 40;

/// What stands before a word, the coarsest fact there is; each class has weights of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// After a dot.
    Member,
    /// After `::`.
    Path,
    /// Anywhere else.
    Free,
}

/// The keys of one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contexts {
    /// One 64-bit key per context; 0 where the place lacks it.
    pub keys: [u64; CONTEXTS],
    /// Key of the evidence ledger: a place as its user would tell it ("after `self.store.`").
    pub site: u64,
    /// Key of this very place: the last sixteen tokens in this function.
    pub exact: u64,
    /// See [`Class`].
    pub class: Class,
}

#[derive(Clone, Copy, Default)]
struct Bracket {
    callee: u32,
    argument: u32,
}

/// The scan: push tokens, ask for the contexts of what would come next.
#[derive(Clone)]
pub struct Scan {
    last: [u32; HISTORY], // last[0] is the newest
    dot: u32,
    colons: u32,
    idents: [u32; 2],
    line: u32,
    ordinal: u32,
    here: Vec<u32>,
    above: Vec<u32>,
    brackets: Vec<Bracket>,
    function: u32,
    implemented: u32,
    expects: Expects,
    types: FxHashMap<u32, u32>,
    fields: FxHashMap<u32, u32>,
    pending: u32,
    assigned: u32,
    marks: Marks,
}

/// Which name the next identifier is.
#[derive(Clone, Copy, PartialEq)]
enum Expects {
    Nothing,
    Function,
    Implemented,
}

/// The names of the tokens that steer the scan.
#[derive(Clone, Copy)]
struct Marks {
    colon: u32,
    equals: u32,
    comma: u32,
    bang: u32,
    fun: u32,
    imp: u32,
    for_: u32,
    self_: u32,
    open: [u32; 3],
    close: [u32; 3],
    passing: [u32; 6],
}

impl Marks {
    fn new() -> Marks {
        let s = |w: &str| Sym::of(w).0;
        Marks {
            colon: s(":"),
            equals: s("="),
            comma: s(","),
            bang: s("!"),
            fun: s("fn"),
            imp: s("impl"),
            for_: s("for"),
            self_: s("self"),
            open: [s("("), s("["), s("{")],
            close: [s(")"), s("]"), s("}")],
            passing: [s("&"), s("mut"), s("dyn"), s("::"), s("&&"), s("*")],
        }
    }
}

/// Mixes a value into a key (the finalizer's constants are those of SplitMix64).
fn mix(key: u64, value: u32) -> u64 {
    let x = (key ^ u64::from(value)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn key(context: usize, values: &[u32]) -> u64 {
    let h = values
        .iter()
        .fold(0x9e37_79b9_7f4a_7c15 ^ context as u64, |h, &v| mix(h, v));
    h ^ (h >> 31)
}

impl Default for Scan {
    fn default() -> Self {
        Scan {
            last: [0; HISTORY],
            dot: Sym::of(".").0,
            colons: Sym::of("::").0,
            idents: [0; 2],
            line: 0,
            ordinal: 0,
            here: Vec::new(),
            above: Vec::new(),
            brackets: Vec::new(),
            function: 0,
            implemented: 0,
            expects: Expects::Nothing,
            types: FxHashMap::default(),
            fields: FxHashMap::default(),
            pending: 0,
            assigned: 0,
            marks: Marks::new(),
        }
    }
}

impl Scan {
    /// Goes past one token of `text`.
    pub fn push(&mut self, token: &Token, text: &str) {
        self.newline(token.line);
        let s = token.sym.0;
        self.names(token, text);
        self.nest(s);
        if self.here.len() < ABOVE {
            self.here.push(s);
        }
        self.ordinal += 1;
        self.last.copy_within(0..HISTORY - 1, 1);
        self.last[0] = s;
        if matches!(token.kind, Kind::Ident) || s == self.marks.self_ {
            self.idents = [s, self.idents[0]];
        }
    }

    /// Tells that what comes next stands on `line`.
    pub fn newline(&mut self, line: u32) {
        if line != self.line {
            self.line = line;
            self.ordinal = 0;
            self.assigned = 0;
            std::mem::swap(&mut self.here, &mut self.above);
            self.here.clear();
        }
    }

    /// Function, implemented type, types of variables and fields, name assigned to.
    fn names(&mut self, token: &Token, text: &str) {
        let (s, m) = (token.sym.0, self.marks);
        let is_name = token.kind == Kind::Ident;
        match self.expects {
            Expects::Function if is_name => {
                self.function = s;
                self.types.clear();
                self.expects = Expects::Nothing;
            }
            Expects::Implemented if is_name && self.angle_free() => {
                self.implemented = s;
                self.expects = Expects::Nothing;
            }
            _ => {}
        }
        if s == m.fun {
            self.expects = Expects::Function;
        } else if s == m.imp || (s == m.for_ && self.ordinal > 0 && self.brackets.is_empty()) {
            self.expects = Expects::Implemented;
        }
        if (s == m.colon || s == m.equals) && self.last[0] == self.idents[0] && self.last[0] != 0 {
            self.pending = self.last[0];
            self.assigned = self.last[0];
        } else if self.pending != 0 {
            self.typed(token, text);
        }
    }

    fn angle_free(&self) -> bool {
        // `impl<T: A> B for C`: the first name in angle brackets is not the type.
        let lt = Sym::of("<").0;
        !(self.last[0] == lt && self.last[1] == self.marks.imp)
    }

    fn typed(&mut self, token: &Token, text: &str) {
        let s = token.sym.0;
        match token.kind {
            Kind::Ident => {
                let upper = text
                    .as_bytes()
                    .get(token.start as usize)
                    .is_some_and(u8::is_ascii_uppercase);
                if upper {
                    self.types.insert(self.pending, s);
                    self.fields.insert(self.pending, s);
                    self.pending = 0;
                }
            }
            Kind::Lifetime => {}
            _ if self.marks.passing.contains(&s) => {}
            _ => self.pending = 0,
        }
    }

    fn nest(&mut self, s: u32) {
        let m = &self.marks;
        if m.open.contains(&s) {
            let callee = if self.last[0] == m.bang {
                self.last[1]
            } else {
                self.last[0]
            };
            let known = callee == self.idents[0];
            self.brackets.push(Bracket {
                callee: if known { callee } else { s },
                argument: 0,
            });
            if self.brackets.len() > 500 {
                self.brackets.remove(0);
            }
        } else if m.close.contains(&s) {
            self.brackets.pop();
        } else if s == m.comma
            && let Some(b) = self.brackets.last_mut()
        {
            b.argument += 1;
        }
    }

    /// What stands before the next word.
    pub fn class(&self) -> Class {
        match self.last[0] {
            t if t == self.dot => Class::Member,
            t if t == self.colons => Class::Path,
            _ => Class::Free,
        }
    }

    /// The type of the name before the dot, as far as this file says; 0 where it doesn't.
    fn receiver(&self) -> u32 {
        let name = self.last[1];
        if name == self.marks.self_ {
            return self.implemented;
        }
        let known = self.types.get(&name).or_else(|| self.fields.get(&name));
        known.copied().unwrap_or(0)
    }

    /// The type of the receiver, if the cursor stands behind a dot and this file tells it.
    pub fn receiver_type(&self) -> Option<Sym> {
        (self.class() == Class::Member)
            .then(|| self.receiver())
            .filter(|&t| t != 0)
            .map(Sym)
    }

    /// Contexts of what would be pushed next, on the line last told.
    pub fn contexts(&self) -> Contexts {
        let class = self.class();
        let t = &self.last;
        let mut keys = [0; CONTEXTS];
        self.orders(class, &mut keys);
        let bracket = self.brackets.last().copied().unwrap_or_default();
        let first = self.here.first().copied().unwrap_or(0);
        let above = self.above.get(self.ordinal as usize).copied().unwrap_or(0);
        let above_first = self.above.first().copied().unwrap_or(0);
        let receiver = if class == Class::Member {
            self.receiver()
        } else {
            0
        };
        let (i1, i2) = (self.idents[0], self.idents[1]);
        let n = ORDERS.len();
        let sparse: [(&[u32], bool); SITE - ORDERS.len()] = [
            (&[i1, t[0]], i1 != t[0]),
            (&[i1, i2, t[0]], i2 != 0),
            (&[first, t[0], self.ordinal.min(15)], self.ordinal > 1),
            (&[t[1], t[2]], t[2] != 0),
            (&[t[0], t[2]], t[2] != 0),
            (
                &[bracket.callee, bracket.argument.min(15), t[0]],
                bracket.callee != 0,
            ),
            (&[above, t[0]], above != 0),
            (&[self.function, t[0]], self.function != 0),
            (&[above_first, first, t[0]], above_first != 0),
            (&[receiver, t[0]], receiver != 0),
            (
                &[self.implemented, self.function, t[0]],
                self.implemented != 0,
            ),
            (&[self.assigned, t[0]], self.assigned != 0),
            (&[bracket.callee, t[0], first], bracket.callee != 0),
        ];
        for (i, (values, present)) in sparse.iter().enumerate() {
            if *present {
                keys[n + i] = key(n + i, values);
            }
        }
        let site = self.site(class, bracket, first);
        let long = [8, 7, 6, 5, 4]
            .map(|i| keys[i])
            .into_iter()
            .find(|&k| k != 0)
            .unwrap_or(0);
        let exact = key(
            103,
            &[
                self.function,
                self.implemented,
                long as u32,
                (long >> 32) as u32,
            ],
        );
        keys[SITE] = site;
        keys[EXACT] = exact;
        Contexts {
            keys,
            site,
            exact,
            class,
        }
    }

    fn orders(&self, class: Class, keys: &mut [u64; CONTEXTS]) {
        keys[0] = key(0, &[class as u32]);
        let (mut h, mut next) = (1, 1);
        for (k, &t) in self.last.iter().enumerate() {
            if t == 0 {
                break;
            }
            h = mix(h, t);
            if k + 1 == ORDERS[next] {
                keys[next] = mix(h, next as u32);
                next += 1;
                if next == ORDERS.len() {
                    break;
                }
            }
        }
    }

    fn site(&self, class: Class, bracket: Bracket, first: u32) -> u64 {
        let t = &self.last;
        match class {
            Class::Member | Class::Path => key(100, &[self.idents[0], self.idents[1], t[0], t[1]]),
            Class::Free if bracket.callee != 0 && self.ordinal > 0 => {
                key(101, &[bracket.callee, bracket.argument, t[0]])
            }
            Class::Free => key(102, &[first, t[0], t[1]]),
        }
    }
}
