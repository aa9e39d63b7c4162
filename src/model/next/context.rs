//! The contexts of a place: under which keys its token is counted. Each has a name, by which it can be
//! left out to see what it is worth (docs/learner.md).
//!
//! Keys are stored on disk: changing one here means a new format version of the tables.

use super::{
    marks::MARKS,
    scan::{Class, Scan},
};

/// How many contexts a place has.
pub const CONTEXTS: usize = 32;
/// How many contexts foretell not a name but how long ago it was used.
pub const POINTERS: usize = 8;
/// Orders of the n-gram contexts, from context 1 on.
const ORDERS: [usize; 8] = [1, 2, 3, 4, 5, 6, 12, 20];
/// Contexts of more than the class that are n-grams, longest first.
pub const LONG: [usize; 8] = [8, 7, 6, 5, 4, 3, 2, 1];

/// Names of the contexts.
pub const NAMES: [&str; CONTEXTS] = [
    "class",
    "1-gram",
    "2-gram",
    "3-gram",
    "4-gram",
    "5-gram",
    "6-gram",
    "12-gram",
    "20-gram",
    "name",
    "argument",
    "above",
    "function",
    "receiver-type",
    "callee-line",
    "shapes-3",
    "shapes-5",
    "shapes-8",
    "line-shape",
    "blocks",
    "sibling",
    "calls-made",
    "aligned",
    "above-shape",
    "statements",
    "expression-type",
    "callees",
    "trait",
    "name-part",
    "aligned-2",
    "member",
    "assigned-type",
];

/// As which context of [`crate::model::Table`] one is counted: over how many buckets its words are spread.
pub fn spread(context: usize) -> usize {
    const WIDTHS: [usize; 4] = [1, 24, 2, 3]; // 8, 4, 2, 1
    let wide = match context {
        0 => return 0, // 32
        1 | 13 | 15 => 0,
        9 | 16 | 18 | 21 | 25 | 28 => 1,
        2 | 10 | 12 | 17 | 19 | 24 | 27 | 30 | 31 => 2,
        _ => 3,
    };
    WIDTHS[wide]
}

/// The keys of one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Keys {
    /// One key for each context; 0 where the place lacks it.
    pub contexts: [u64; CONTEXTS],
    /// The same for the contexts of pointers.
    pub pointers: [u64; POINTERS],
}

/// Mixes a value into a key (the finalizer's constants are those of SplitMix64).
pub fn mix(key: u64, value: u32) -> u64 {
    let x = (key ^ u64::from(value)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (x ^ (x >> 29)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

/// A key of values, never 0.
pub fn key(context: usize, values: &[u32]) -> u64 {
    let seed = 0x9e37_79b9_7f4a_7c15 ^ context as u64;
    let h = values.iter().fold(seed, |h, &v| mix(h, v));
    (h ^ (h >> 31)).max(1)
}

fn halves(value: u64) -> (u32, u32) {
    (value as u32, (value >> 32) as u32)
}

impl Keys {
    fn set(&mut self, context: usize, values: &[u32], present: bool) {
        if present {
            self.contexts[context] = key(context, values);
        }
    }
}

impl Scan {
    /// Keys of what would be pushed next, on the line last told.
    pub fn keys(&self) -> Keys {
        let mut keys = Keys {
            contexts: [0; CONTEXTS],
            pointers: self.pointers(),
        };
        self.sequence(&mut keys);
        self.line_keys(&mut keys);
        self.bracket_keys(&mut keys);
        self.type_keys(&mut keys);
        self.shape_keys(&mut keys);
        keys
    }

    /// n-grams, names.
    fn sequence(&self, keys: &mut Keys) {
        let (t, fresh) = (&self.last, self.fresh);
        keys.set(0, &[self.class() as u32, fresh], true);
        let (mut h, mut next) = (mix(0x1234_5678, fresh), 0);
        for (k, &token) in t.iter().enumerate().take_while(|(_, t)| **t != 0) {
            h = mix(h, token);
            if k + 1 == ORDERS[next] {
                let v = mix(h, next as u32 + 77);
                keys.contexts[next + 1] = (v ^ (v >> 31)).max(1);
                next += 1;
            }
            if next == ORDERS.len() {
                break;
            }
        }
        let [n1, _] = self.names;
        keys.set(9, &[n1, t[0], fresh], n1 != t[0]);
        let part = self.name_part;
        let near = n1 == t[0] || n1 == t[1];
        let between = if n1 == t[0] { t[1] } else { 0 };
        keys.set(28, &[part, t[0], between, fresh], part != 0 && near);
        let other = self.member != t[0] && self.member != t[1];
        let member = self.member != 0 && other;
        keys.set(30, &[self.member, t[0], t[1], fresh], member);
    }

    /// This line, those above, this function.
    fn line_keys(&self, keys: &mut Keys) {
        let (t, fresh) = (&self.last, self.fresh);
        let begins = fresh > 0;
        let ordinal = if begins { 0 } else { self.here.len() };
        let above = if begins { &self.here } else { &self.above };
        let at = |i: usize| above.get(i).copied().unwrap_or(0);
        let o = ordinal as u32;
        keys.set(11, &[at(ordinal), at(ordinal + 1), t[0]], at(ordinal) != 0);
        keys.set(12, &[self.function, t[0], fresh], self.function != 0);
        let aligned = aligned(above, t[0]);
        keys.set(22, &[aligned, t[0], t[1]], aligned != 0 && !begins);
        let shape = if begins {
            self.line_shape
        } else {
            self.above_shape
        };
        let (low, high) = halves(shape);
        keys.set(23, &[low, high, o, t[0], fresh], shape != 0);
        let new = self.statement != 0 || begins;
        keys.set(
            24,
            &[self.statement, self.statement_before, t[0], fresh],
            new,
        );
        let second = match begins {
            true => self::first(&self.above),
            false => self::aligned(&self.second, t[0]),
        };
        keys.set(29, &[second, t[0], fresh], second != 0);
    }

    /// Calls, literals, blocks.
    fn bracket_keys(&self, keys: &mut Keys) {
        let (t, fresh) = (&self.last, self.fresh);
        let (b, b2, b3) = (self.bracket(), self.outer(1), self.outer(2));
        let depth = self.brackets.len();
        let first = if fresh > 0 { 0 } else { first(&self.here) };
        keys.set(10, &[b.callee, b.argument.min(15), t[0]], b.callee != 0);
        keys.set(14, &[b.callee, t[0], first, fresh], b.callee != 0);
        let blocks = [b.open, b.lead, b2.open, b2.lead, b3.open, t[0], fresh];
        keys.set(19, &blocks, depth > 0);
        let sibling = [b.previous, b.callee, b.current, t[0], fresh];
        keys.set(20, &sibling, b.previous != 0);
        let callees = [b.callee, b.argument, b2.callee, t[0]];
        keys.set(26, &callees, b.callee != 0 && depth > 1);
    }

    /// Types: the receiver's, the implemented one, the assigned one.
    fn type_keys(&self, keys: &mut Keys) {
        let (t, fresh, class) = (&self.last, self.fresh, self.class());
        let receiver = if class == Class::Member {
            self.expression.0
        } else {
            0
        };
        keys.set(13, &[receiver, t[0]], receiver != 0);
        let implemented = self.implemented != 0;
        let block = self.bracket().lead;
        let of_trait = [self.implemented, self.for_trait, block, t[0], fresh];
        keys.set(27, &of_trait, implemented);
        let ty = self.locals.get(&self.assigned);
        let ty = ty.map_or(self.assigned_part, |t| t.0);
        keys.set(31, &[ty, t[0]], self.assigned != 0);
        if class == Class::Member {
            let used = self.members_used.get(&t[1]).copied().unwrap_or(1);
            keys.set(21, &[t[1], used], true);
        }
        let expression = [self.expression.0, self.expression.1, t[0], fresh];
        let known = self.expression.is_known() && class != Class::Path;
        keys.set(25, &expression, known);
    }

    /// Tokens with names abstracted to their shape.
    fn shape_keys(&self, keys: &mut Keys) {
        let (a, fresh, t) = (&self.shapes, self.fresh, &self.last);
        let so_many = |n: usize| -> [u32; 9] {
            let mut values = [0; 9];
            values[..n].copy_from_slice(&a[..n]);
            values[n] = fresh;
            values
        };
        keys.set(15, &so_many(3)[..4], true);
        keys.set(16, &so_many(5)[..6], true);
        keys.set(17, &so_many(8), true);
        let begins = fresh > 0;
        let (low, high) = halves(if begins { 0 } else { self.line_shape });
        let before = if begins { t[0] } else { 0 };
        keys.set(18, &[low, high, before, fresh], true);
    }

    fn pointers(&self) -> [u64; POINTERS] {
        let (a, t, fresh) = (&self.shapes, &self.last, self.fresh);
        let b = self.bracket();
        [
            key(100, &[a[0], a[1], fresh]),
            key(101, &[a[0], a[1], a[2], a[3], fresh]),
            key(102, &[b.callee, b.argument, t[0]]),
            key(103, &[t[0], t[1], fresh]),
            key(104, &[a[0], a[1], a[2], a[3], a[4], a[5], fresh]),
            key(105, &[self.statement, a[0], a[1], fresh]),
            key(106, &[self.line_shape as u32, fresh, a[0]]),
            key(107, &[t[0], t[1], t[2], fresh]),
        ]
    }

    /// Kind of the token before, for weights of their own; below [`BEFORE`].
    pub fn before(&self) -> usize {
        let m = &*MARKS;
        let kinds = [
            0,
            m.dot,
            m.colons,
            m.open_paren,
            m.open_bracket,
            m.open_brace,
            m.close_paren,
            m.close_bracket,
            m.close_brace,
            m.comma,
            m.semi,
            m.colon,
            m.eq,
            m.lt,
            m.gt,
            m.amp,
            m.bang,
            m.bar,
            m.fat,
            m.arrow,
            m.let_,
            m.func,
            m.if_,
            m.use_,
            m.self_,
            m.mut_,
            m.hash,
            m.string,
            m.question,
            m.pub_,
        ];
        let known = kinds.iter().position(|&k| k == self.last[0]);
        known.unwrap_or(match self.shapes[0] {
            1 => 30,
            2 => 31,
            3 => 32,
            _ => 33,
        })
    }

    /// What the innermost bracket is, for weights of their own; below 12.
    pub fn inside(&self) -> usize {
        let (m, b) = (&*MARKS, self.bracket());
        let leads = [
            &[m.func, m.pub_][..],
            &[m.match_],
            &[m.imp],
            &[m.struct_, m.enum_],
            &[m.let_],
            &[m.if_, m.else_],
            &[m.use_],
        ];
        match b.open {
            t if t == m.open_paren && b.lead == m.func => 0,
            t if t == m.open_paren => 1,
            t if t == m.open_bracket => 2,
            t if t == m.open_brace => {
                let lead = leads.iter().position(|l| l.contains(&b.lead));
                3 + lead.unwrap_or(leads.len())
            }
            _ => 11,
        }
    }
}

/// One more than [`Scan::before`] can be.
pub const BEFORE: usize = 34;

fn first(line: &[u32]) -> u32 {
    line.first().copied().unwrap_or(0)
}

/// What stood behind this token on another line.
fn aligned(line: &[u32], token: u32) -> u32 {
    let at = line.iter().rposition(|&t| t == token);
    at.and_then(|i| line.get(i + 1)).copied().unwrap_or(0)
}
