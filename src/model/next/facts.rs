//! Which words may come, beyond those that tables vote for, and what is known of each: how long ago
//! it was used, whether it is bound, a member of the type, a field that is missing, the same word as
//! another one in other letters.

mod place;
mod words;

use rustc_hash::FxHashMap;

use super::{
    context::{Keys, LONG, spread},
    forms::{FORMS, forms},
    rank::{Counted, ESCAPE, LAYERS, Ranking},
    scan::{Class, Scan},
    types::{Role, Types},
    weights::{Place, Weights},
};
use crate::text::Sym;

/// Where the facts' weights are: each is the first of a few.
mod at {
    pub const BIAS: usize = 0;
    pub const RECENT: usize = 1;
    pub const BOUND: usize = 13;
    pub const BELOW: usize = 22;
    pub const AGO: usize = 26;
    pub const TIMES: usize = 46;
    pub const NEAR: usize = 48;
    pub const MEMBER: usize = 62;
    pub const STRANGER: usize = 67;
    pub const OWNED: usize = 68;
    pub const NEXT_FIELD: usize = 70;
    pub const MISSING_FIELD: usize = 71;
    pub const IN_BRACKET: usize = 72;
    pub const IN_STATEMENT: usize = 73;
    pub const ON_LINE: usize = 74;
    pub const STD: usize = 130;
    pub const NOT_STD: usize = 134;
    pub const OWNED_BY_STD: usize = 135;
    pub const STD_USES: usize = 136;
    pub const USES: usize = 137;
    pub const NEW_STD: usize = 138;
    pub const ELSEWHERE: usize = 139;
    pub const COINED: usize = 140;
    pub const FORM: usize = 142;
    pub const USED: usize = 216;
    pub const NAMED: usize = 219;
    pub const TYPE_FITS: usize = 220;
    pub const TYPE_MISFITS: usize = 221;
    pub const IS_TYPE: usize = 222;
    pub const RETURNS: usize = 223;
    pub const RETURNS_OTHER: usize = 224;
    pub const OF_CLASS: usize = 226;
    pub const NEVER_OF_CLASS: usize = 236;
}

/// Words used so lately are candidates.
const LATELY: usize = 12;
const BINDINGS: usize = 24;
/// Most words whose forms are kept.
const WORDS: usize = 1 << 14;

/// How a word was used in the project.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// How often.
    pub times: u32,
    /// How many tokens ago.
    pub ago: u32,
    /// How often in each [`Class`] of place.
    pub of_class: [u32; 3],
    /// See [`Lore::kind`].
    pub kind: u8,
}

/// What is known beyond the text before the place.
pub trait Lore {
    /// The project's types.
    fn types(&self) -> &Types;
    /// How a word was used in the project; `None` for a word that it doesn't know, whose kind is 1.
    fn seen(&self, word: Sym) -> Option<Seen>;
    /// 2 for a name in small letters, 3 for `Camel`, 4 for `CONSTANT`, 5 for a keyword, 6 for
    /// punctuation, 7 for a literal, 1 for what isn't known.
    fn kind(&self, word: Sym) -> u8;
    /// How often it stands in the rest of the file.
    fn below(&self, word: Sym) -> u32;
    /// How old the project is, in tokens learned.
    fn age(&self) -> u64;
}

/// What to go without, to see what it is worth.
#[derive(Clone, Default, Debug)]
pub struct Without {
    /// Contexts by number.
    pub contexts: Vec<usize>,
    /// Groups of facts, see [`FEATURES`].
    pub facts: Vec<&'static str>,
}

/// Names of the facts that can be left out.
pub const FEATURES: &[&str] = &[
    "pointers",
    "recency",
    "bindings",
    "below",
    "frequency",
    "places",
    "members",
    "fields",
    "repetition",
    "expected",
    "std",
    "forms",
    "net",
];

impl Without {
    /// By the name of a context or of a group of facts; false where there is none of that name.
    pub fn add(&mut self, feature: &str) -> bool {
        if let Some(context) = super::NAMES.iter().position(|n| *n == feature) {
            self.contexts.push(context);
            return true;
        }
        let known = FEATURES.iter().find(|f| **f == feature);
        self.facts.extend(known);
        known.is_some()
    }

    /// A group of facts is left out.
    pub fn has(&self, fact: &str) -> bool {
        self.facts.contains(&fact)
    }
}

/// Words in other forms, kept from place to place.
#[derive(Default)]
pub struct Coined {
    words: FxHashMap<u32, [u32; FORMS]>,
    texts: FxHashMap<u32, Box<str>>,
}

impl Coined {
    /// The text of a word that may never have been written.
    pub fn text(&self, word: Sym) -> Option<&str> {
        self.texts.get(&word.0).map(|t| &**t)
    }

    fn of(&mut self, word: u32, text: &str) -> [u32; FORMS] {
        if self.words.len() >= WORDS {
            (self.words, self.texts) = Default::default();
        }
        if let Some(&known) = self.words.get(&word) {
            return known;
        }
        let mut names = [0; FORMS];
        if text.len() > 2 {
            for (i, form) in forms(text).into_iter().enumerate() {
                let name = Sym::of(&form).0;
                let is_new = form.len() > 1 && form.is_ascii() && !names.contains(&name);
                if is_new {
                    names[i] = name;
                    self.texts.entry(name).or_insert_with(|| form.into());
                }
            }
        }
        self.words.insert(word, names);
        names
    }
}

/// All that a place is ranked by.
pub struct View<'a, L: Lore> {
    /// What stands before it.
    pub scan: &'a Scan,
    /// The text that the scan went through.
    pub text: &'a str,
    /// The place's keys.
    pub keys: &'a Keys,
    /// Counts by layer.
    pub tables: [Option<Counted<'a>>; LAYERS],
    /// What else is known.
    pub lore: &'a L,
    /// The weights.
    pub weights: &'a Weights,
    /// What to go without.
    pub without: &'a Without,
}

impl<L: Lore> View<'_, L> {
    /// Ranks what may come next, of the words that fit.
    pub fn rank(
        &self,
        ranking: &mut Ranking,
        coined: &mut Coined,
        fits: &mut dyn FnMut(Sym) -> bool,
    ) {
        let place = self.place();
        ranking.begin(place);
        for layer in [1, 0, 2, 3] {
            if let Some(counted) = self.tables[layer] {
                ranking.vote(self.keys, layer, counted, self.weights, fits);
            }
        }
        ranking.fact(ESCAPE, at::BIAS, 1.0, self.weights);
        self.pointers(ranking, fits);
        self.recency(ranking, fits);
        self.bindings(ranking, fits);
        self.members(ranking, fits);
        self.fields(ranking, fits);
        self.std(ranking, fits);
        self.forms(ranking, coined, fits);
        self.expected(ranking, fits);
        self.of_each(ranking);
        self.scene(ranking, place);
        ranking.finish(self.weights, !self.without.has("net"));
    }

    fn fact(&self, ranking: &mut Ranking, candidate: usize, fact: usize, x: f32) {
        ranking.fact(candidate, fact, x, self.weights);
    }

    fn pointers(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        if let Some(counted) = self.tables[1].filter(|_| !self.without.has("pointers")) {
            ranking.point(self.keys, counted, &self.scan.recent, self.weights, fits);
        }
    }

    fn recency(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        if self.without.has("recency") {
            return;
        }
        for (i, &word) in self.scan.recent.iter().enumerate().take(40) {
            let candidate = match i < LATELY {
                true => ranking.add(word, fits),
                false => ranking.find(Sym(word)),
            };
            let bucket = match i {
                0..=7 => i,
                8..=11 => 8,
                12..=19 => 9,
                20..=29 => 10,
                _ => 11,
            };
            if let Some(candidate) = candidate {
                self.fact(ranking, candidate, at::RECENT + bucket, 1.0);
            }
        }
    }

    fn bindings(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        if self.without.has("bindings") || self.scan.class() != Class::Free {
            return;
        }
        let nearest = self.scan.bound.iter().rev().enumerate();
        for (i, &name) in nearest.take(BINDINGS) {
            if let Some(candidate) = ranking.add(name, fits) {
                self.fact(ranking, candidate, at::BOUND + i.min(7), 1.0);
                let used = self.scan.uses.get(&name).map_or(0, |&u| u.min(2));
                self.fact(ranking, candidate, at::USED + used as usize, 1.0);
            }
        }
    }

    /// Members of the receiver's type, of what a path leads to.
    fn members(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        let (scan, class) = (self.scan, self.scan.class());
        let owner = scan.owner();
        if owner == 0 || self.without.has("members") {
            return;
        }
        let own = scan.own.members(owner).unwrap_or_default();
        let known = self.lore.types().members(owner).unwrap_or_default();
        let mut mine: Vec<u32> = Vec::new();
        for &(name, role) in own.iter().chain(known) {
            if !belongs(class, role) || mine.contains(&name) {
                continue;
            }
            mine.push(name);
            if let Some(candidate) = ranking.add(name, fits) {
                self.fact(ranking, candidate, at::MEMBER + role as usize, 1.0);
            }
        }
        if mine.is_empty() {
            return;
        }
        self.fact(ranking, ESCAPE, at::OWNED, 1.0);
        for candidate in 1..ranking.words().len() {
            if !mine.contains(&ranking.words()[candidate]) {
                self.fact(ranking, candidate, at::STRANGER, 1.0);
            }
        }
    }

    /// Fields that a literal lacks.
    fn fields(&self, ranking: &mut Ranking, fits: &mut dyn FnMut(Sym) -> bool) {
        let bracket = self.scan.bracket();
        let begins = bracket.is_literal && bracket.current == 0;
        if !begins || self.without.has("fields") {
            return;
        }
        let own = self.scan.own.members(bracket.owner);
        let members = own.or_else(|| self.lore.types().members(bracket.owner));
        let fields = members.unwrap_or_default().iter();
        let fields: Vec<u32> = fields
            .filter(|(_, role)| *role == Role::Field)
            .map(|&(name, _)| name)
            .collect();
        let previous = fields.iter().position(|&f| f == bracket.previous);
        let mut next = previous.map_or(0, |p| p + 1);
        for (i, &field) in fields.iter().enumerate() {
            let last = self.scan.last_seen(field);
            if last.is_some_and(|last| last.at > bracket.at) {
                continue;
            }
            let is_next = i >= next;
            if is_next {
                next = usize::MAX;
            }
            let fact = if is_next {
                at::NEXT_FIELD
            } else {
                at::MISSING_FIELD
            };
            if let Some(candidate) = ranking.add(field, fits) {
                self.fact(ranking, candidate, fact, 1.0);
            }
        }
    }

    fn place(&self) -> Place {
        let longest = self.tables[1].map_or(0, |counted| {
            let known = |&context: &usize| {
                let key = self.keys.contexts[context];
                let mut any = false;
                if key != 0 {
                    let ask = key ^ counted.salt;
                    counted.table.each(spread(context), ask, |_, _| any = true);
                }
                any
            };
            LONG.into_iter().find(known).unwrap_or(0)
        });
        let inside = self.scan.inside() * 2 + usize::from(self.scan.fresh > 0);
        Place([0, self.scan.before(), longest, inside])
    }
}

fn belongs(class: Class, role: Role) -> bool {
    match role {
        Role::Function => true,
        Role::Field => class == Class::Member,
        Role::Variant | Role::Item => class == Class::Path,
    }
}
