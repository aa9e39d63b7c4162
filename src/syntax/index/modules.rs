//! Modules by their paths: which module a file is, and what stands in it. Found by the names of files
//! and folders alone, as far as they follow Rust's habit; a `#[path]` is not.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::FileFacts;
use crate::{
    syntax::symbols::{Import, SymbolKind},
    text::Sym,
};

/// Re-exports of whole modules that are followed, one behind the other.
const GLOBS: usize = 3;
/// Imports that stand for imports, one behind the other.
const ALIASES: usize = 4;

/// A name in a module.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Item {
    name: String,
    /// Seen from outside of the module.
    public: bool,
}

/// A module, inline or a file of its own.
#[derive(Clone, Debug, Default)]
struct Module {
    /// Its crate, by the folder of the crate's root file.
    root: PathBuf,
    /// From the crate's root on.
    path: Vec<String>,
    items: Vec<Item>,
    /// Paths of modules whose names it shows as its own.
    globs: Vec<String>,
    file: PathBuf,
}

/// All modules of a project.
#[derive(Clone, Debug, Default)]
pub struct Modules {
    all: Vec<Module>,
    /// By the last part of the path, a crate's root by nothing.
    by_name: FxHashMap<Sym, Vec<u32>>,
    /// Folders that hold a `lib.rs` or a `main.rs`, and what others call these crates.
    roots: FxHashMap<PathBuf, String>,
}

/// From where a path is read.
#[derive(Clone, Copy, Debug)]
pub struct From<'a> {
    /// The file.
    pub file: Option<&'a Path>,
    /// The modules of this file round the place, outermost first.
    pub modules: &'a [&'a str],
    /// What the file imports.
    pub imports: &'a [Import],
}

/// What stands in a module, as seen from a place.
#[derive(Clone, Debug, Default)]
pub struct Items<'i> {
    /// Its names.
    pub names: Vec<&'i str>,
    /// The files that declare them.
    pub files: Vec<&'i Path>,
    /// There may be more: it shows another's names that aren't known.
    pub is_open: bool,
}

impl Modules {
    /// From the facts of all files.
    pub fn build<'f>(files: impl Iterator<Item = &'f FileFacts> + Clone) -> Modules {
        let is_root = |f: &&FileFacts| matches!(stem(&f.path), Some("lib" | "main"));
        let roots = files.clone().filter(is_root);
        let mut modules = Modules {
            roots: roots
                .filter_map(|f| f.path.parent())
                .map(|root| (root.to_owned(), named_after(root)))
                .collect(),
            ..Modules::default()
        };
        for file in files {
            modules.add(file);
        }
        for (index, module) in modules.all.iter().enumerate() {
            let name = module.path.last().map_or("", |name| name);
            let named = modules.by_name.entry(Sym::of(name)).or_default();
            named.push(index as u32);
        }
        modules
    }

    fn add(&mut self, facts: &FileFacts) {
        let Some((root, path)) = self.place(&facts.path) else {
            return;
        };
        let first = self.all.len();
        self.all.push(Module {
            root,
            path,
            file: facts.path.to_path_buf(),
            ..Module::default()
        });
        for symbol in facts.symbols.iter().map(|s| &s.symbol) {
            let at = self.inline(first, &symbol.modules);
            let named = symbol.container.is_none() && !symbol.uncalled;
            if named && symbol.kind != SymbolKind::Macro {
                self.all[at].items.push(Item {
                    name: symbol.name.clone(),
                    public: symbol.public,
                });
            }
        }
        for import in &facts.imports {
            let at = self.inline(first, &import.modules);
            let module = &mut self.all[at];
            let path = import.path.trim_end_matches("::*").to_string();
            match (&*import.name, import.public) {
                ("*", true) => module.globs.push(path),
                ("*", false) => {}
                (name, public) => module.items.push(Item {
                    name: name.to_string(),
                    public,
                }),
            }
        }
    }

    /// An inline module of the file whose own module is at `first`.
    fn inline(&mut self, first: usize, modules: &[String]) -> usize {
        let file = &self.all[first];
        let path = [&file.path[..], modules].concat();
        let known = self.all[first..].iter().position(|m| m.path == path);
        if let Some(known) = known {
            return first + known;
        }
        let module = Module {
            root: file.root.clone(),
            file: file.file.clone(),
            path,
            ..Module::default()
        };
        self.all.push(module);
        self.all.len() - 1
    }

    /// The crate's folder and the path that a file is.
    fn place(&self, file: &Path) -> Option<(PathBuf, Vec<String>)> {
        let folder = file.parent()?;
        let mut above = folder.ancestors();
        let root = above
            .find(|f| self.roots.contains_key(*f))
            .unwrap_or(folder);
        let inner = folder.strip_prefix(root).ok()?;
        let names = inner.iter().map(|part| part.to_string_lossy().into_owned());
        let mut path: Vec<String> = names.collect();
        match stem(file)? {
            "mod" => {}
            "lib" | "main" if path.is_empty() => {}
            name => path.push(name.to_string()),
        }
        Some((root.to_path_buf(), path))
    }

    /// What stands in the module that `path` names; nothing where it names none of the project's.
    pub fn items<'i>(&'i self, path: &[&str], from: From) -> Option<Items<'i>> {
        let place = from.file.and_then(|file| self.place(file));
        let (root, mut here) = place.unwrap_or_default();
        here.extend(from.modules.iter().map(|m| m.to_string()));
        let path = with_imports(path, from.imports);
        let found = self.find(&root, &here, &path);
        let mut items = Items::default();
        for module in &found {
            let inside = module.root == root && here.starts_with(&module.path);
            self.collect(module, inside, GLOBS, &mut items);
        }
        (!found.is_empty()).then_some(items)
    }

    fn collect<'i>(
        &'i self,
        module: &'i Module,
        inside: bool,
        depth: usize,
        items: &mut Items<'i>,
    ) {
        let seen = module.items.iter().filter(|i| i.public || inside);
        items.names.extend(seen.map(|i| &*i.name));
        items.files.push(&module.file);
        for glob in &module.globs {
            let path: Vec<&str> = glob.split("::").collect();
            let shown = match depth {
                0 => Vec::new(),
                _ => self.find(&module.root, &module.path, &path),
            };
            items.is_open |= shown.is_empty();
            for of in shown {
                self.collect(of, false, depth - 1, items);
            }
        }
    }

    /// The modules that a path names, read in the module `here` of a crate.
    fn find(&self, root: &Path, here: &[String], path: &[&str]) -> Vec<&Module> {
        let mut base: Option<&[String]> = None;
        let mut rest = path;
        while let Some((&first, others)) = rest.split_first() {
            base = match (first, base) {
                ("crate", None) => Some(&[]),
                ("self", None) => Some(here),
                ("super", _) => {
                    let of = base.unwrap_or(here);
                    Some(of.split_last().map_or(of, |(_, outer)| outer))
                }
                _ => break,
            };
            rest = others;
        }
        if let Some(base) = base {
            return self.exact(root, base, rest);
        }
        for base in [here, &[]] {
            let found = self.exact(root, base, rest);
            if !found.is_empty() {
                return found;
            }
        }
        self.elsewhere(rest)
    }

    fn exact(&self, root: &Path, base: &[String], rest: &[&str]) -> Vec<&Module> {
        let is_it = |m: &&Module| {
            m.root == root
                && m.path.len() == base.len() + rest.len()
                && m.path.starts_with(base)
                && m.path[base.len()..].iter().eq(rest)
        };
        let name = rest.last().copied();
        let name = name.or(base.last().map(|name| &**name));
        self.named(name.unwrap_or_default()).filter(is_it).collect()
    }

    /// In another crate of the project, or a module that is reached in a way that isn't known.
    fn elsewhere(&self, path: &[&str]) -> Vec<&Module> {
        let Some((&first, inner)) = path.split_first() else {
            return Vec::new();
        };
        if matches!(first, "std" | "core" | "alloc") {
            return Vec::new();
        }
        let of_crate = |m: &&Module| {
            m.path.iter().eq(inner) && self.roots.get(&m.root).is_some_and(|c| c == first)
        };
        let in_crate: Vec<&Module> = self
            .named(inner.last().copied().unwrap_or_default())
            .filter(of_crate)
            .collect();
        match in_crate.is_empty() {
            true if inner.is_empty() => self.named(first).collect(),
            _ => in_crate,
        }
    }

    /// Asks for the name of each crate, by the folder of its root file.
    pub fn name_crates(&mut self, name: impl Fn(&Path) -> Option<String>) {
        for (root, known) in &mut self.roots {
            if let Some(name) = name(root) {
                *known = name;
            }
        }
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Module> {
        let named = self.by_name.get(&Sym::of(name)).map_or(&[][..], |n| n);
        named.iter().map(|&i| &self.all[i as usize])
    }
}

/// A path whose first name is an import, by what that stands for.
fn with_imports<'p>(path: &[&'p str], imports: &'p [Import]) -> Vec<&'p str> {
    let mut path = path.to_vec();
    for _ in 0..ALIASES {
        let first = path.first().copied().unwrap_or_default();
        let Some(import) = imports.iter().find(|i| i.name == first) else {
            break;
        };
        let full: Vec<&str> = import.path.split("::").collect();
        let is_itself = full.first() == Some(&first);
        path.splice(..1, full);
        if is_itself {
            break;
        }
    }
    path
}

/// The name that a crate's folder gives it.
fn named_after(root: &Path) -> String {
    let folder = match root.file_name() {
        Some(name) if name == "src" => root.parent(),
        _ => Some(root),
    };
    let name = folder.and_then(Path::file_name);
    name.map_or(String::new(), |n| n.to_string_lossy().replace('-', "_"))
}

fn stem(file: &Path) -> Option<&str> {
    file.file_stem()?.to_str()
}
