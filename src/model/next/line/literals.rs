//! Which text a literal has. To the learner of tokens all strings are one and all numbers are; here the last
//! one that stood in a place like this is told, and how likely it stands there again.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::{context::key, marks::MARKS, scan::Scan};
use crate::text::{Kind, Sym};

/// What a token is that stands for all literals of a kind.
fn kind_of(token: u32) -> Option<Kind> {
    let m = &*MARKS;
    match token {
        token if token == m.string => Some(Kind::Str),
        token if token == m.number => Some(Kind::Number),
        token if token == *CHAR => Some(Kind::Char),
        _ => None,
    }
}

static CHAR: LazyLock<u32> = LazyLock::new(|| Sym::of("'").0);

/// Longer ones are nobody's twice.
const LONGEST: usize = 80;
/// Contexts under which literals are remembered, longest first.
const LITERALS: usize = 6;

/// Which literal stood where.
#[derive(Default)]
pub struct Literals {
    /// The last one under a key, and how often in a row.
    last: FxHashMap<u64, (u32, u8)>,
    texts: FxHashMap<u32, Box<str>>,
    /// Of each context and number in a row: right, told.
    right: [[(f32, f32); 4]; LITERALS],
}

impl Literals {
    fn keys(scan: &Scan, kind: u32) -> [u64; LITERALS] {
        let t = &scan.last;
        let b = scan.bracket();
        [
            key(330, &[kind, t[0], t[1], t[2], t[3], t[4], t[5]]),
            key(331, &[kind, t[0], t[1], t[2], t[3]]),
            key(332, &[kind, t[0], t[1], t[2]]),
            key(333, &[kind, b.callee, b.argument, t[0]]),
            key(334, &[kind, t[0], t[1]]),
            key(335, &[kind, t[0]]),
        ]
    }

    /// The likeliest text of a literal of a kind, how likely it is, and the kind as tokens have it.
    pub fn ask(&self, scan: &Scan, kind: u32) -> Option<(&str, f32, Kind)> {
        let of = kind_of(kind)?;
        let keys = Self::keys(scan, kind);
        let known = keys.iter().enumerate().filter_map(|(context, key)| {
            let &(text, row) = self.last.get(key)?;
            let (right, told) = self.right[context][usize::from(row.min(3))];
            Some((text, (right + 0.2) / (told + 1.0)))
        });
        let (text, p) = known.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((self.texts.get(&text)?, p, of))
    }

    /// What it was.
    pub fn tell(&mut self, scan: &Scan, kind: u32, text: &str) {
        if kind_of(kind).is_none() || text.len() > LONGEST || text.contains('\n') {
            return;
        }
        let name = Sym::of(text).0;
        self.texts.entry(name).or_insert_with(|| text.into());
        for (context, key) in Self::keys(scan, kind).into_iter().enumerate() {
            let (last, row) = self.last.entry(key).or_insert((name, 0));
            if *row > 0 {
                let told = &mut self.right[context][usize::from((*row).min(3))];
                told.0 = told.0 * 0.99 + f32::from(u8::from(*last == name));
                told.1 = told.1 * 0.99 + 1.0;
            }
            match *last == name {
                true => *row = row.saturating_add(1),
                false => (*last, *row) = (name, 1),
            }
        }
    }
}
