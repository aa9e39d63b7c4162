//! What everybody knows of the standard library: which members its types and modules have, and how
//! often public code writes their names. Public names only; made by `.ci/std-owners.py` and
//! `.ci/std-returns.py` from the documentation that rustup installs, and by `.ci/std-uses.py` from nine
//! public projects.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{
    marks::MARKS,
    scan::Class,
    types::{Role, Type},
};
use crate::text::Sym;

static OWNERS: &str = include_str!("std/owners.txt");
static RETURNS: &str = include_str!("std/returns.txt");
static USES: &str = include_str!("std/uses.txt");
/// Names that are candidates where nothing is known of the type.
const TOP: usize = 60;

/// The standard library by its names.
pub struct Std {
    owners: FxHashMap<u32, Vec<(u32, Role)>>,
    uses: FxHashMap<u32, [f32; 3]>,
    returns: FxHashMap<(u32, u32), Returned>,
    top: [Vec<u32>; 3],
    texts: FxHashMap<u32, &'static str>,
}

/// What a function returns.
#[derive(Clone, Copy, Debug)]
pub struct Returned {
    ty: Type,
    /// Its closure takes what its owner holds.
    pub takes_held: bool,
}

impl Returned {
    /// The type, of a function of a value that holds this.
    pub fn of(self, held: Type) -> Type {
        let t = MARKS.held;
        match self.ty {
            Type(outer, _, _) if outer == t => held,
            Type(outer, inner, _) if inner == t => held.within(outer),
            Type(outer, inner, last) if last == t => Type(outer, inner, held.0),
            known => known,
        }
    }
}

/// Made once.
pub static STD: LazyLock<Std> = LazyLock::new(Std::new);

impl Std {
    fn new() -> Std {
        let mut std = Std {
            owners: FxHashMap::default(),
            uses: FxHashMap::default(),
            returns: FxHashMap::default(),
            top: Default::default(),
            texts: FxHashMap::default(),
        };
        OWNERS.lines().for_each(|line| std.owner(line));
        RETURNS.lines().for_each(|line| std.returned(line));
        USES.lines().for_each(|line| std.used(line));
        std.top = [0, 1, 2].map(|class| std.most_used(class));
        std
    }

    fn note(&mut self, word: &'static str) -> u32 {
        let name = Sym::of(word).0;
        self.texts.insert(name, word);
        name
    }

    fn owner(&mut self, line: &'static str) {
        let mut words = line.split(' ').filter(|w| !w.is_empty());
        let Some(owner) = words.next() else { return };
        let owner = self.note(owner);
        let members = words.filter_map(|word| {
            let (name, role) = word.split_once(':')?;
            let role = match role {
                "1" => Role::Field,
                "2" => Role::Variant,
                "3" => Role::Function,
                _ => Role::Item,
            };
            Some((self.note(name), role))
        });
        let members = members.collect();
        self.owners.insert(owner, members);
    }

    fn returned(&mut self, line: &'static str) {
        let Some((owner, functions)) = line.split_once(' ') else {
            return;
        };
        let owner = Sym::of(owner).0;
        for (name, what) in functions.split(' ').filter_map(|f| f.split_once(':')) {
            let (ty, takes) = what.split_once('|').unwrap_or((what, ""));
            let mut names = ty.split(['<', '>']).filter(|n| !n.is_empty());
            let mut next = || names.next().map_or(0, |n| Sym::of(n).0);
            let returned = Returned {
                ty: Type(next(), next(), next()),
                takes_held: !takes.is_empty(),
            };
            let name = Sym::of(name).0;
            self.returns.insert((owner, name), returned);
            // Where owners disagree, a name alone says nothing.
            let any = self.returns.entry((0, name)).or_insert(returned);
            if any.ty.0 != returned.ty.0 {
                any.ty = Type::default();
            }
        }
    }

    fn used(&mut self, line: &'static str) {
        let mut words = line.split(' ');
        let Some(word) = words.next() else { return };
        let mut next = || words.next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
        let times: [f32; 3] = [next(), next(), next()];
        let name = self.note(word);
        self.uses.insert(name, times.map(f32::ln_1p));
    }

    fn most_used(&self, class: usize) -> Vec<u32> {
        let used = self.uses.iter().filter(|(_, times)| times[class] > 0.0);
        let mut all: Vec<(u32, f32)> = used.map(|(&w, times)| (w, times[class])).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(TOP);
        all.into_iter().map(|(word, _)| word).collect()
    }

    /// Members of a type or a module.
    pub fn members(&self, of: u32) -> Option<&[(u32, Role)]> {
        self.owners.get(&of).map(|m| &**m)
    }

    /// What a function of a type or module returns, and what its closure takes; with owner 0, what all
    /// functions of this name return.
    pub fn returns(&self, owner: u32, function: u32) -> Option<Returned> {
        self.returns.get(&(owner, function)).copied()
    }

    /// ln(1 + how often in 100,000 tokens) a name stands in each kind of place, summed over projects.
    pub fn uses(&self, name: u32) -> Option<[f32; 3]> {
        self.uses.get(&name).copied()
    }

    /// The names that stand there most often.
    pub fn top(&self, class: Class) -> &[u32] {
        &self.top[class as usize]
    }

    /// The text of a name.
    pub fn text(&self, name: u32) -> Option<&'static str> {
        self.texts.get(&name).copied()
    }

    /// Names that are written somewhere, with their uses.
    pub fn used_names(&self) -> impl Iterator<Item = (u32, &'static str, [f32; 3])> + '_ {
        let text = |name| self.texts.get(name).copied().unwrap_or_default();
        self.uses.iter().map(move |(n, uses)| (*n, text(n), *uses))
    }
}
