//! What can't stand at a place, whatever was counted: it is dropped, not weighed. In doubt a word
//! passes; a word that was learned at this very site passes although the index disagrees.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{
    ahead::Aside,
    keywords::{Place, is_keyword, is_reserved},
    kinds::{fits, knows, own, std_items},
    near::{
        AFTER_DOT, AFTER_PATH, BANG, BARE, BEFORE_PATH, BOUND, COLON, begins_impl, declared,
        opener, uses,
    },
    other::Other,
    scene::{Memory, Scene},
    words::{is_implemented, is_primitive, is_std_macro, is_std_module},
};
use crate::{
    model::{Class, Contexts, SITE},
    syntax::{Binding, BindingKind, Index, Items, Kinds, SiteKind, SymbolKind, SymbolRef},
    text::Sym,
};

/// The contexts that name more of a place than its class and the two tokens before.
const CLOSE: std::ops::RangeInclusive<usize> = 3..=8;

/// Kinds that no type shares its name with.
const VALUES: Kinds = Kinds::of(&[
    SymbolKind::Function,
    SymbolKind::Method,
    SymbolKind::Field,
    SymbolKind::Const,
    SymbolKind::Static,
]);

/// The door that each candidate of a place goes through.
pub struct Gate<'a> {
    /// What decides on keywords.
    pub place: Place<'a>,
    /// Names bound round the place, the nearest first.
    pub bindings: Vec<Binding>,
    /// What the receiver, the path's type or the literal has, but for the fields that are given.
    pub own: Vec<Sym>,
    /// A letter of the word is there.
    typed: bool,
    /// The project declares the fields of the literal.
    knows_fields: bool,
    /// The project declares what stands before the `::`.
    knows_path: bool,
    /// The path begins with the standard library.
    of_std: bool,
    bound: FxHashMap<Sym, BindingKind>,
    uses: FxHashMap<Sym, u8>,
    /// The type whose items belong here.
    pub owner: Option<String>,
    /// What stands in the module before the `::`.
    pub module: Option<Items<'a>>,
    /// After a dot or a path, in a literal: functions and fields that this text declares. The index may
    /// not have them yet.
    pub declared: FxHashMap<Sym, &'a str>,
    given: Vec<Sym>,
    index: &'a Index,
    memory: Memory<'a>,
    contexts: Contexts,
    /// What another server shows here may stand here.
    other: Option<&'a Other>,
    /// As long as what it shows isn't known.
    pub aside: Option<Aside<'a>>,
}

impl<'a> Gate<'a> {
    /// Looks round a place.
    pub fn new(scene: &Scene<'a>) -> Gate<'a> {
        let site = &scene.site;
        let bindings = match site.kind {
            SiteKind::Use | SiteKind::Attribute | SiteKind::Item => Vec::new(),
            SiteKind::Receiver | SiteKind::Label => Vec::new(),
            _ => scene.source.bindings(site.prefix.0),
        };
        let names = bindings.iter().map(|b| (Sym::of(&b.name), b.kind));
        let bound: FxHashMap<Sym, BindingKind> = names.collect();
        let has_self = bindings.iter().any(|b| b.kind == BindingKind::SelfValue);
        let given: Vec<Sym> = site.fields.iter().map(|f| Sym::of(f)).collect();
        let owner = scene.owner().map(|o| scene.real_name(o));
        let of_type = owner.as_deref();
        let mut own = of_type.map_or(Vec::new(), |o| own(scene.index, site.kind, o));
        if site.kind == SiteKind::Attribute {
            let place = Place {
                before: scene.word(site.at.wrapping_sub(1)),
                ..Place::new(site)
            };
            own.extend(place.words().map(Sym::of));
        }
        let module = scene.module();
        let std = match own.is_empty() && module.is_none() {
            true => std_items(scene),
            false => Vec::new(),
        };
        let items = module.iter().flat_map(|m| m.names.iter().copied());
        let items = items.chain(std.iter().copied());
        own.extend(items.clone().map(Sym::of));
        let mut declared = match site.kind {
            _ if module.is_some() => FxHashMap::default(),
            SiteKind::Member | SiteKind::Path | SiteKind::Field => declared(scene),
            _ => FxHashMap::default(),
        };
        declared.extend(items.map(|name| (Sym::of(name), name)));
        let knows_fields = site.kind == SiteKind::Field && !own.is_empty();
        own.retain(|name| !given.contains(name));
        own.sort_unstable();
        own.dedup();
        Gate {
            place: Place {
                before: scene.word(site.at.wrapping_sub(1)),
                segment: scene.segment(),
                opener: opener(scene),
                has_self,
                begins_impl: begins_impl(scene),
                ..Place::new(site)
            },
            typed: site.prefix.0 < site.prefix.1,
            knows_fields,
            knows_path: module.is_some()
                || knows(scene.index, owner.as_deref().unwrap_or(scene.segment())),
            of_std: scene.is_of_std() || !std.is_empty(),
            owner,
            bindings,
            own,
            bound,
            uses: uses(scene),
            declared,
            module,
            given,
            index: scene.index,
            memory: scene.memory,
            contexts: scene.contexts,
            other: scene.other,
            aside: None,
        }
    }

    /// May this word stand here?
    pub fn passes(&self, name: Sym, word: &str) -> bool {
        let may = self.lets(name, word);
        may | self
            .aside
            .as_ref()
            .is_some_and(|aside| aside.take(name, may))
    }

    fn lets(&self, name: Sym, word: &str) -> bool {
        if self.other.is_some_and(|other| other.has(name)) {
            return true;
        }
        if is_keyword(word) && !self.is_raw(name, word) {
            return self.place.takes(word);
        }
        if self.place.before == "$" {
            return true;
        }
        let ended = self.place.after && !self.place.in_macro;
        let names_none = matches!(self.place.kind, SiteKind::Receiver | SiteKind::Label);
        if ended || names_none || self.given.contains(&name) {
            return false;
        }
        if self.belongs(name) || self.declared.contains_key(&name) {
            return true;
        }
        if self.is_elsewhere(name) || self.lists_all(name) {
            return self.was_here(name, false);
        }
        if self.is_out_of_scope(name, word) || self.is_no_trait(name, word) {
            return false;
        }
        self.may_be(name, word) || self.was_here(name, true)
    }

    /// Is it the raw name of something that this place may have?
    pub fn is_raw(&self, name: Sym, word: &str) -> bool {
        let is_own = self.belongs(name) || self.declared.contains_key(&name);
        is_reserved(word) && (is_own || self.is_bound(name))
    }

    /// May this binding's name stand here?
    pub fn takes(&self, binding: &Binding) -> bool {
        use SiteKind::*;
        let kind = binding.kind;
        match self.place.kind {
            _ if self.place.after && !self.place.in_macro => false,
            Expression | Argument | Macro => true,
            Pattern => kind != BindingKind::SelfValue,
            Type => kind == BindingKind::Generic,
            Field if kind == BindingKind::SelfValue => false,
            Field => self.belongs(Sym::of(&binding.name)) || !self.knows_fields,
            _ => false,
        }
    }

    /// Has the receiver's, the path's or the literal's type a thing of this name?
    pub fn belongs(&self, name: Sym) -> bool {
        self.own.binary_search(&name).is_ok()
    }

    /// Is it the name of a local?
    pub fn is_bound(&self, name: Sym) -> bool {
        self.bound.contains_key(&name)
    }

    /// Was it seen at this very site, or after the same words? With `anywhere`, after any dot or
    /// any `::` too.
    pub fn was_here(&self, name: Sym, anywhere: bool) -> bool {
        let by_class = anywhere && matches!(self.place.before, "." | "::");
        if by_class && self.is_common(name) {
            return true;
        }
        let first = if by_class { 0 } else { *CLOSE.start() };
        let close = (first..=*CLOSE.end()).chain([SITE, SITE + 1]);
        let mut tables = self.memory.tables.iter().flatten();
        let keys = self.contexts.keys;
        tables.any(|t| {
            close
                .clone()
                .any(|c| keys[c] != 0 && t.has(c, keys[c], name))
        })
    }

    /// Do libraries have it at such sites?
    fn is_common(&self, name: Sym) -> bool {
        let common = self.memory.library.and_then(|l| l.get(name));
        let class = match self.place.kind {
            SiteKind::Use => Class::Path,
            _ => self.contexts.class,
        };
        common.is_some_and(|c| c.times[class as usize] > 0)
    }

    /// Was it chosen or typed after this receiver, this path or in this argument?
    pub fn is_usual(&self, name: Sym) -> bool {
        let (key, mut tables) = (
            self.contexts.keys[SITE],
            self.memory.tables.iter().flatten(),
        );
        tables.any(|t| t.has(SITE, key, name))
    }

    /// Behind a path that the project knows: a name of other types or modules only.
    fn is_elsewhere(&self, name: Sym) -> bool {
        let known = self.index.entry(name);
        if let (Some(module), false) = (&self.module, known.is_empty()) {
            return !module.is_open;
        }
        if self.of_std && !known.is_empty() {
            return !self.is_common(name);
        }
        let of_path = matches!(self.place.kind, SiteKind::Path | SiteKind::Use);
        if !of_path || !self.knows_path || known.is_empty() {
            return false;
        }
        let of_type = self.place.segment.starts_with(char::is_uppercase);
        let is_trait = |s: &Arc<SymbolRef>| s.symbol.kind == SymbolKind::Trait;
        let in_trait = |of: &str| self.index.entry(Sym::of(of)).iter().any(is_trait);
        let here = |of: Option<&str>| match of {
            Some(of) => of_type && (self.own.is_empty() || in_trait(of)),
            None => !of_type,
        };
        let derived = of_type && is_implemented(name);
        !derived && !known.iter().any(|s| here(s.symbol.container.as_deref()))
    }

    /// Behind a path all of whose names are known, and this is none of them.
    fn lists_all(&self, name: Sym) -> bool {
        let of_enum = self.place.kind == SiteKind::Use && self.knows_path && !self.own.is_empty();
        let closed = match &self.module {
            Some(module) => !module.is_open,
            None => of_enum,
        };
        closed && !self.belongs(name)
    }

    /// A local of another block or function, or one that is being named just now.
    fn is_out_of_scope(&self, name: Sym, word: &str) -> bool {
        use SiteKind::*;
        let bare = matches!(self.place.kind, Expression | Argument) && !self.place.in_macro;
        let uses = self.uses.get(&name).copied().unwrap_or_default();
        bare && uses & BOUND != 0
            && uses & (BANG | BEFORE_PATH) == 0
            && !word.starts_with(char::is_uppercase)
            && !self.is_bound(name)
            && !self
                .index
                .entry(name)
                .iter()
                .any(|s| fits(Expression, &s.symbol))
    }

    /// A type, or a value, where only a trait or the module that has it may stand.
    fn is_no_trait(&self, name: Sym, word: &str) -> bool {
        if !self.place.wants_trait() {
            return false;
        }
        let known = self.index.entry(name);
        let may = Kinds::of(&[SymbolKind::Trait, SymbolKind::Module]);
        let said = || self.place.words().any(|w| w == word);
        match known.is_empty() {
            true => is_primitive(word) || self.is_bound(name),
            false => !known.iter().any(|s| may.has(s.symbol.kind)) && !said(),
        }
    }

    fn may_be(&self, name: Sym, word: &str) -> bool {
        use SiteKind::*;
        let kind = self.place.kind;
        let bound = self.bound.get(&name).copied();
        match (kind, bound) {
            (Expression | Argument | Macro | Pattern, Some(_)) => return true,
            (Type, Some(BindingKind::Generic)) => return true,
            _ => {}
        }
        let uses = self.uses.get(&name).copied();
        let known = self.index.entry(name);
        match known.is_empty() {
            true => self.is_free_to_be(kind, word, bound.is_some(), uses),
            false => {
                self.is_known_as(kind, known, word, uses.unwrap_or_default())
                    || self.is_everywhere(kind, word)
            }
        }
    }

    /// What the language's prelude has, whatever the project calls so.
    fn is_everywhere(&self, kind: SiteKind, word: &str) -> bool {
        use SiteKind::*;
        match kind {
            Expression | Argument | Macro if is_std_macro(word) || word == "drop" => true,
            Expression | Argument | Macro | Type if is_std_module(word) => true,
            _ => self.place.words().any(|w| w == word),
        }
    }

    /// A word that the project declares: its kinds, or another's thing of the same name.
    fn is_known_as(&self, kind: SiteKind, known: &[Arc<SymbolRef>], word: &str, uses: u8) -> bool {
        use SiteKind::*;
        let has = |kinds: Kinds| known.iter().any(|s| kinds.has(s.symbol.kind));
        let stands = || known.iter().any(|s| fits(kind, &s.symbol));
        let upper = word.starts_with(char::is_uppercase);
        match kind {
            Use if self.place.before == "use" => {
                has(Kinds::of(&[SymbolKind::Module, SymbolKind::Enum]))
            }
            Use | Path if !self.knows_path => true,
            Field if self.knows_fields => false,
            // A new name, and an attribute's, may be that of anything else.
            Field if !upper => true,
            Pattern if !upper => uses != AFTER_DOT || has(Kinds::of(&[SymbolKind::Field])),
            Attribute if self.place.in_derive => stands() || uses & BEFORE_PATH != 0,
            Attribute => !upper || stands(),
            Expression | Argument | Macro | Type if uses & (BEFORE_PATH | BANG) != 0 => true,
            Member => stands() || uses & AFTER_DOT != 0,
            Path => stands() || uses & AFTER_PATH != 0,
            Type => stands() || (upper && uses & (BARE | BEFORE_PATH) != 0 && !has(VALUES)),
            _ => stands(),
        }
    }

    /// A word that the project doesn't declare: what its form and its uses near by say.
    fn is_free_to_be(&self, kind: SiteKind, word: &str, bound: bool, uses: Option<u8>) -> bool {
        use SiteKind::*;
        let used = |how: u8| uses.is_some_and(|u| u & how != 0);
        let upper = word.starts_with(char::is_uppercase);
        match kind {
            Attribute if self.place.in_derive => upper || used(BEFORE_PATH),
            Attribute if self.place.before == "[" => !upper && !is_primitive(word) && !bound,
            Use if self.place.before == "use" => !upper && !is_primitive(word),
            Member => {
                let used = uses.map_or(!bound, |u| {
                    u & AFTER_DOT != 0 || u & (COLON | BOUND) == COLON
                });
                !upper && !is_primitive(word) && used
            }
            Path | Use => !is_primitive(word) && (used(AFTER_PATH) || !bound),
            Item => word == "macro_rules" || used(BANG) || (self.typed && uses.is_none() && !upper),
            Attribute => !bound,
            Field if self.knows_fields => !upper && !bound && used(BARE),
            Pattern if is_primitive(word) => false,
            Field => !upper,
            Type if bound => false,
            Type => upper || is_primitive(word) || uses.is_none() || used(BEFORE_PATH),
            _ => is_primitive(word) || uses.is_none_or(|u| u != AFTER_DOT),
        }
    }
}
