//! What other people's crates show: how often a word stands in a kind of place, and after what. Read
//! once, then never changed.

use rustc_hash::FxHashMap;

use super::{
    context::{Class, Contexts},
    table::Table,
};
use crate::text::Sym;

/// The contexts that carry over from crate to crate: a few tokens, names before, callee and argument,
/// the receiver's type, the name assigned to.
const CARRIED: [usize; 9] = [1, 2, 3, 4, 9, 13, 14, 18, 20];
/// A word of fewer crates says little to others.
const CRATES: u32 = 3;

/// A word that several crates write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Common {
    /// Its text.
    pub word: Box<str>,
    /// How often it stands in places of each [`Class`].
    pub times: [u32; 3],
}

/// Words of libraries, and what they follow.
pub struct Library {
    words: Vec<Common>, // by lower case
    by_name: FxHashMap<Sym, u32>,
    /// Words by context.
    pub table: Table,
}

impl Library {
    /// From its parts.
    pub fn new(mut words: Vec<Common>, table: Table) -> Library {
        words.sort_by(|a, b| order(&a.word, &b.word).then_with(|| a.word.cmp(&b.word)));
        let by_name = words.iter().zip(0..);
        Library {
            by_name: by_name.map(|(w, i)| (Sym::of(&w.word), i)).collect(),
            words,
            table,
        }
    }

    /// This one and another of a table of the same size.
    pub fn and(mut self, other: Library) -> Library {
        for word in other.words {
            match self.by_name.get(&Sym::of(&word.word)) {
                Some(&i) => {
                    let times = self.words[i as usize].times.iter_mut();
                    times.zip(word.times).for_each(|(sum, times)| *sum += times);
                }
                None => self.words.push(word),
            }
        }
        self.table.merge(&other.table);
        Library::new(self.words, self.table)
    }

    /// Without the words that don't stay.
    pub fn retain(mut self, stays: impl Fn(Sym) -> bool) -> Library {
        self.words.retain(|w| stays(Sym::of(&w.word)));
        self.table.retain(stays);
        Library::new(self.words, self.table)
    }

    /// Its words.
    pub fn words(&self) -> &[Common] {
        &self.words
    }

    /// A word by its name.
    pub fn get(&self, name: Sym) -> Option<&Common> {
        self.by_name.get(&name).map(|&i| &self.words[i as usize])
    }

    /// The words that go on from `prefix` (in either case), at most `most` of those which stand in
    /// this kind of place most often.
    pub fn with_prefix(&self, prefix: &str, class: Class, most: usize) -> Vec<&Common> {
        let times = |w: &&Common| w.times[class as usize];
        let from = self
            .words
            .partition_point(|w| order(&w.word, prefix).is_lt());
        let begins = |w: &&Common| {
            let head = w.word.as_bytes().get(..prefix.len());
            head.is_some_and(|h| h.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        let run = self.words[from..].iter().take_while(begins);
        let mut found: Vec<&Common> = run.filter(|w| times(w) > 0).collect();
        if found.len() > most {
            found.select_nth_unstable_by_key(most, |w| std::cmp::Reverse(times(w)));
            found.truncate(most);
        }
        found
    }
}

fn order(a: &str, b: &str) -> std::cmp::Ordering {
    let lower = |b: u8| b.to_ascii_lowercase();
    a.bytes().map(lower).cmp(b.bytes().map(lower))
}

/// A library in the making.
pub struct Shelf {
    words: FxHashMap<Sym, Written>,
    table: Table,
}

struct Written {
    word: Common,
    crates: u32,
    last: u32,
    near: bool,
}

impl Shelf {
    /// Empty, with room for `bytes` of contexts.
    pub fn new(bytes: usize) -> Shelf {
        Shelf {
            words: FxHashMap::default(),
            table: Table::new(bytes),
        }
    }

    /// A word of crate number `from`, on which the project itself depends where it is `near`.
    pub fn add(&mut self, from: u32, near: bool, word: &str, contexts: &Contexts) {
        let name = Sym::of(word);
        let written = self.words.entry(name).or_insert_with(|| Written {
            word: Common {
                word: word.into(),
                times: [0; 3],
            },
            crates: 0,
            last: u32::MAX,
            near: false,
        });
        written.near |= near;
        written.word.times[contexts.class as usize] += 1;
        written.crates += u32::from(written.last != from);
        written.last = from;
        for context in CARRIED {
            let key = contexts.keys[context];
            if key != 0 {
                self.table.add(context, key, name, 1);
            }
        }
    }

    /// What several crates write.
    pub fn finish(self) -> Library {
        let common = self
            .words
            .into_values()
            .filter(|w| w.near || w.crates >= CRATES);
        Library::new(common.map(|w| w.word).collect(), self.table)
    }
}
