//! A place in a document, seen whole: what is asked of it by those who make a list.

use std::path::Path;

use super::{names::Names, other::Other};
use crate::{
    model::{Class, Contexts, LAYERS, Library, Scan, Table, Vocabulary, Weights},
    syntax::{From, Index, Items, Site, SiteKind, Source, SymbolKind},
    text::Sym,
};

/// How far back a scan begins: enough for every context but the impl of a huge block.
const BACK: usize = 6000;

/// What is remembered, as one request reads it.
#[derive(Clone, Copy)]
pub struct Memory<'a> {
    /// Count tables by layer; none where learning is off.
    pub tables: [Option<&'a Table>; LAYERS],
    /// Chosen and typed, by site: of this project, of all.
    pub chosen: [Option<&'a Table>; 2],
    /// Refused and undone, by site, in this project.
    pub refused: Option<&'a Table>,
    /// Words of the project and of the user.
    pub vocabularies: [Option<&'a Vocabulary>; 2],
    /// What the libraries show.
    pub library: Option<&'a Library>,
    /// The weights.
    pub weights: &'a Weights,
}

/// A place in a document, seen whole.
pub struct Scene<'a> {
    /// The document's file.
    pub file: Option<&'a Path>,
    /// The snapshot.
    pub source: &'a Source,
    /// The project's symbols.
    pub index: &'a Index,
    /// What is remembered.
    pub memory: Memory<'a>,
    /// The site of the cursor.
    pub site: Site,
    /// Its contexts.
    pub contexts: Contexts,
    /// Type of the receiver, where this file tells it.
    pub receiver: Option<String>,
    /// Texts by name.
    pub names: Names<'a>,
    /// What another server shows here.
    pub other: Option<&'a Other>,
}

impl<'a> Scene<'a> {
    /// Looks at a byte offset.
    pub fn new(
        source: &'a Source,
        index: &'a Index,
        memory: Memory<'a>,
        offset: usize,
    ) -> Scene<'a> {
        let site = source.site(offset);
        let text = source.text().as_str();
        let tokens = &source.tokens()[..site.at.min(source.tokens().len())];
        let mut scan = Scan::default();
        tokens[tokens.len().saturating_sub(BACK)..]
            .iter()
            .for_each(|t| scan.push(t, text));
        scan.newline(source.text().line_of(site.prefix.0) as u32);
        let names = Names::new(memory.vocabularies, memory.library);
        let receiver = scan
            .receiver_type()
            .and_then(|t| names.get(t).map(str::to_owned));
        let receiver = site.receiver_type.clone().or(receiver);
        Scene {
            contexts: scan.contexts(),
            file: None,
            source,
            index,
            memory,
            site,
            receiver,
            names,
            other: None,
        }
    }

    /// The same, in this file.
    pub fn in_file(self, file: Option<&'a Path>) -> Scene<'a> {
        Scene { file, ..self }
    }

    /// What the user has typed of the word.
    pub fn prefix(&self) -> &'a str {
        &self.source.text().as_str()[self.site.prefix.0..self.site.prefix.1]
    }

    /// An `r#` stands before the word.
    pub(super) fn is_raw(&self) -> bool {
        let before = self.source.text().as_str().get(..self.site.prefix.0);
        before.is_some_and(|text| text.ends_with("r#"))
    }

    /// Only libraries have this word, and it stands where the project's own names do.
    pub(super) fn is_foreign(&self, name: Sym) -> bool {
        let mut vocabularies = self.memory.vocabularies.iter().flatten();
        self.contexts.class != Class::Member
            && self.memory.library.is_some_and(|l| l.get(name).is_some())
            && self.index.entry(name).is_empty()
            && !vocabularies.any(|v| v.get(name).is_some())
    }

    /// True where names are offered at all.
    pub fn is_open(&self) -> bool {
        !matches!(self.site.kind, SiteKind::Nothing | SiteKind::Definition)
    }

    /// The type whose items belong here.
    pub(super) fn owner(&self) -> Option<&str> {
        match self.site.kind {
            SiteKind::Member => self.receiver.as_deref(),
            SiteKind::Path if self.segment() == "Self" => self.site.implemented.as_deref(),
            SiteKind::Path | SiteKind::Use => Some(self.segment()).filter(|s| !s.is_empty()),
            SiteKind::Field if self.site.literal.as_deref() == Some("Self") => {
                self.site.implemented.as_deref()
            }
            SiteKind::Field => self.site.literal.as_deref(),
            SiteKind::Pattern => self.site.receiver_type.as_deref(),
            _ => None,
        }
    }

    /// A type's own name where it goes by another: of an import or an alias.
    pub(super) fn real_name(&self, name: &str) -> String {
        let is_known = |name: &str| {
            let [members, others] = [self.index.members_of(name), self.index.associated(name)];
            !members.is_empty() || !others.is_empty()
        };
        if is_known(name) {
            return name.to_owned();
        }
        let imports = self.source.imports();
        let import = imports.iter().find(|i| i.name == name);
        let name = import
            .and_then(|i| i.path.rsplit("::").next())
            .unwrap_or(name);
        let aliases = self.index.entry(Sym::of(name)).iter().map(|s| &s.symbol);
        let mut aliases = aliases.filter(|s| s.kind == SymbolKind::TypeAlias);
        let stands_for = aliases.find_map(|s| last_name(s.signature.split_once('=')?.1));
        stands_for
            .filter(|n| is_known(n))
            .unwrap_or(name)
            .to_owned()
    }

    /// What stands in the module before a `::`, where it's one of the project's.
    pub(super) fn module(&self) -> Option<Items<'a>> {
        let text = |&(start, end): &(usize, usize)| self.source.slice(start, end);
        if self.segment().starts_with(char::is_uppercase) || self.site.path.is_empty() {
            return None;
        }
        let path: Vec<&str> = self.site.path.iter().map(text).collect();
        let modules: Vec<&str> = self.site.modules.iter().map(text).collect();
        let imports = self.source.imports();
        let from = From {
            file: self.file,
            modules: &modules,
            imports: &imports,
        };
        self.index.items(&path, from)
    }

    /// The path begins with the standard library.
    pub(super) fn is_of_std(&self) -> bool {
        let first = self.site.path.first();
        let first = first.map(|&(start, end)| self.source.slice(start, end));
        matches!(first, Some("std" | "core" | "alloc"))
    }

    /// The segment before a `::`.
    pub(super) fn segment(&self) -> &'a str {
        let of_path = |&(start, end): &(usize, usize)| {
            let behind = self.source.text().as_str().get(end..)?;
            behind
                .trim_start()
                .starts_with("::")
                .then_some((start, end))
        };
        let span = self.site.receiver.as_ref().and_then(of_path);
        span.map_or("", |(start, end)| self.source.slice(start, end))
    }

    /// The text of a token, empty where there is none.
    pub(super) fn word(&self, index: usize) -> &'a str {
        let token = self.source.tokens().get(index);
        token.map_or("", |t| self.source.str_of(t))
    }
}

/// `Foo` of `a::Foo<T>`.
fn last_name(path: &str) -> Option<&str> {
    let path = path.split('<').next()?;
    path.rsplit("::").next().map(str::trim)
}
