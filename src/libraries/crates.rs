//! Which crates to read for a project: those that it is built from first, then whatever else cargo has
//! unpacked here, the newest of each.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use rustc_hash::{FxHashMap, FxHashSet};
use toml::{Table, Value};

/// How far above a folder its workspace's lock file may lie.
const ABOVE: usize = 4;
/// Larger manifests are none.
const LARGEST: u64 = 4 << 20;

/// A crate to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crate {
    /// Its folder's name, `name-version`.
    pub title: String,
    /// Where its source is.
    pub folder: PathBuf,
    /// The project itself depends on it.
    pub near: bool,
}

impl Crate {
    /// Its name, without its version, and of the standard library's without the toolchain's.
    pub fn name(&self) -> &str {
        if let Some((name, _)) = self.title.split_once(" of ") {
            return name;
        }
        split(&self.title).map_or(&self.title, |(name, _)| name)
    }
}

/// Cargo's folder: `CARGO_HOME`, else `~/.cargo`.
pub fn cargo_home() -> Option<PathBuf> {
    let set = env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    set.map(PathBuf::from)
        .or_else(|| Some(etcetera::home_dir().ok()?.join(".cargo")))
}

/// The crates to read for the project in `folder`, nearest first: direct dependencies, their
/// dependencies, then the others on this machine. Its own packages are left out by name.
pub fn crates(folder: &Path, cargo_home: &Path) -> Vec<Crate> {
    let unpacked = unpacked(cargo_home);
    let needs = Needs::of(folder);
    let locked = needs.locked.iter().map(|n| (n.name.clone(), Some(n)));
    let mut others: Vec<&String> = unpacked.keys().collect();
    others.sort_unstable();
    let all = locked.chain(others.into_iter().map(|n| (n.clone(), None)));
    let mut taken = FxHashSet::default();
    all.filter(|(name, _)| !needs.own.contains(name) && taken.insert(name.clone()))
        .filter_map(|(name, wanted)| choose(unpacked.get(&name)?, wanted))
        .collect()
}

/// The crates that the manifests in `folder` name, as code names them.
pub fn crate_names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(manifest) = read(&folder.join("Cargo.toml")) {
        let others = members(folder, &manifest);
        let others = others.iter().filter_map(|m| read(&m.join("Cargo.toml")));
        for manifest in others.chain([manifest.clone()]) {
            let own = manifest.get("package").and_then(|p| text(p, "name"));
            found.extend(own.map(str::to_owned));
            keys(&manifest, &mut found);
        }
    }
    found.iter().map(|name| name.replace('-', "_")).collect()
}

/// What others call the crate whose root file lies in this folder.
pub fn crate_name(root: &Path) -> Option<String> {
    let folders = [root.parent()?, root];
    let manifest = folders.iter().find_map(|f| read(&f.join("Cargo.toml")))?;
    let of = |table: &str| text(manifest.get(table)?, "name");
    let name = of("lib").or_else(|| of("package"))?;
    Some(name.replace('-', "_"))
}

/// What a manifest calls the crates that it depends on.
fn keys(table: &Table, found: &mut Vec<String>) {
    for (key, inner) in table.iter().filter_map(|(k, v)| Some((k, v.as_table()?))) {
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                found.extend(inner.keys().cloned());
            }
            "workspace" => keys(inner, found),
            "target" => inner
                .values()
                .filter_map(Value::as_table)
                .for_each(|t| keys(t, found)),
            _ => {}
        }
    }
}

/// The version wanted, else the newest.
fn choose(versions: &[Unpacked], wanted: Option<&Need>) -> Option<Crate> {
    let exact = versions
        .iter()
        .find(|v| wanted.is_some_and(|n| n.version == v.version));
    let found = exact.or_else(|| versions.iter().max_by_key(|v| number(&v.version)))?;
    Some(Crate {
        title: found.folder.file_name()?.to_string_lossy().into_owned(),
        folder: found.folder.clone(),
        near: wanted.is_some_and(|n| n.direct),
    })
}

struct Unpacked {
    version: String,
    folder: PathBuf,
}

/// Crates by name, as cargo unpacked them from crates.io; other registries may be private.
fn unpacked(cargo_home: &Path) -> FxHashMap<String, Vec<Unpacked>> {
    let mut found: FxHashMap<String, Vec<Unpacked>> = FxHashMap::default();
    for registry in folders(&cargo_home.join("registry/src")) {
        let name = registry.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with("index.crates.io-") {
            continue;
        }
        for folder in folders(&registry) {
            let title = folder.file_name().unwrap_or_default().to_string_lossy();
            if let Some((name, version)) = split(&title) {
                let (name, version) = (name.to_owned(), version.to_owned());
                found
                    .entry(name)
                    .or_default()
                    .push(Unpacked { version, folder });
            }
        }
    }
    found
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries.map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort_unstable();
    folders
}

/// `name-1.2.3` as name and version.
fn split(title: &str) -> Option<(&str, &str)> {
    let digit = |i: usize| title.as_bytes().get(i + 1).is_some_and(u8::is_ascii_digit);
    let at = title
        .match_indices('-')
        .map(|(i, _)| i)
        .find(|&i| digit(i))?;
    Some((&title[..at], &title[at + 1..]))
}

/// A version as numbers, for comparing; what is before a release counts less than it.
fn number(version: &str) -> ([u64; 3], bool) {
    let core = version.split(['-', '+']).next().unwrap_or("");
    let mut parts = core.split('.').map(|p| p.parse().unwrap_or(0));
    let numbers = [(); 3].map(|()| parts.next().unwrap_or(0));
    (numbers, !version.contains('-'))
}

/// A package that the project is built from.
struct Need {
    name: String,
    version: String,
    direct: bool,
}

/// What manifests and lock file say.
#[derive(Default)]
struct Needs {
    own: FxHashSet<String>,
    /// Direct dependencies first.
    locked: Vec<Need>,
}

impl Needs {
    fn of(folder: &Path) -> Needs {
        let mut needs = Needs::default();
        let mut direct = Vec::new();
        if let Some(manifest) = read(&folder.join("Cargo.toml")) {
            needs.manifest(&manifest, &mut direct);
            for member in members(folder, &manifest) {
                if let Some(manifest) = read(&member.join("Cargo.toml")) {
                    needs.manifest(&manifest, &mut direct);
                }
            }
        }
        let locks = folder.ancestors().take(ABOVE).map(|f| f.join("Cargo.lock"));
        match locks.filter_map(|path| read(&path)).next() {
            Some(lock) => needs.lock(&lock, &direct),
            None => needs.locked.extend(direct.into_iter().map(Need::any)),
        }
        needs
    }

    fn manifest(&mut self, manifest: &Table, direct: &mut Vec<String>) {
        let package = manifest.get("package").and_then(|p| p.get("name"));
        let name = package.and_then(Value::as_str).map(str::to_owned);
        self.own.extend(name);
        let mut all = Vec::new();
        dependencies(manifest, &mut all);
        for (name, is_own) in all {
            if is_own {
                self.own.insert(name);
            } else {
                direct.push(name);
            }
        }
    }

    /// Packages without a source are the project's own; what they name is direct.
    fn lock(&mut self, lock: &Table, direct: &[String]) {
        let packages = lock.get("package").and_then(Value::as_array);
        let mut named: FxHashSet<&str> = direct.iter().map(String::as_str).collect();
        let packages: Vec<&Value> = packages.into_iter().flatten().collect();
        for own in packages.iter().filter(|p| p.get("source").is_none()) {
            self.own.extend(text(own, "name").map(str::to_owned));
            let listed = own.get("dependencies").and_then(Value::as_array);
            let names = listed.into_iter().flatten().filter_map(Value::as_str);
            named.extend(names.filter_map(|d| d.split(' ').next()));
        }
        for package in packages.iter().filter(|p| p.get("source").is_some()) {
            let (Some(name), Some(version)) = (text(package, "name"), text(package, "version"))
            else {
                continue;
            };
            self.locked.push(Need {
                name: name.to_owned(),
                version: version.to_owned(),
                direct: named.contains(name),
            });
        }
        self.locked.sort_by_key(|n| !n.direct);
    }
}

impl Need {
    fn any(name: String) -> Need {
        Need {
            name,
            version: String::new(),
            direct: true,
        }
    }
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// Folders of a workspace's members; of patterns only a last `*` is followed.
fn members(folder: &Path, manifest: &Table) -> Vec<PathBuf> {
    let listed = manifest.get("workspace").and_then(|w| w.get("members"));
    let listed = listed.and_then(Value::as_array).into_iter().flatten();
    let folders = listed
        .filter_map(Value::as_str)
        .map(|m| match m.strip_suffix("/*") {
            Some(above) => folders(&folder.join(above)),
            None => vec![folder.join(m)],
        });
    folders.flatten().collect()
}

/// The names that a manifest depends on, also below `workspace` and `target`, and whether they are
/// beside it on the disk.
fn dependencies(table: &Table, found: &mut Vec<(String, bool)>) {
    for (key, value) in table {
        let Some(inner) = value.as_table() else {
            continue;
        };
        match key.as_str() {
            "dependencies" | "dev-dependencies" | "build-dependencies" => {
                found.extend(inner.iter().map(|(name, value)| {
                    let name = text(value, "package").unwrap_or(name);
                    (name.to_owned(), value.get("path").is_some())
                }));
            }
            "workspace" => dependencies(inner, found),
            "target" => inner
                .values()
                .filter_map(Value::as_table)
                .for_each(|t| dependencies(t, found)),
            _ => {}
        }
    }
}

/// A manifest, or another small file of its kind.
pub(super) fn read(path: &Path) -> Option<Table> {
    let small = fs::metadata(path).ok()?.len() <= LARGEST;
    fs::read_to_string(path)
        .ok()
        .filter(|_| small)?
        .parse()
        .ok()
}
