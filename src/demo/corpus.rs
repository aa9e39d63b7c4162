//! Where the source to type comes from: a folder that the user names, or a crate in cargo's registry.
//! Only reads, and never more than a bounded amount.
use std::{
    fs,
    path::{Path, PathBuf},
};

use ignore::WalkBuilder;

/// Our own dependencies, best first: much code, many methods.
const CRATES: [&str; 4] = ["clap_builder", "sled", "indicatif", "ignore"];
const LOCK: &str = include_str!("../../Cargo.lock");
const MOST_FILES: usize = 1000;
const MOST_BYTES: u64 = 1 << 20;

/// Why there is nothing to type, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// No crate that cargo has downloaded.
    #[error(
        "no source of {crates} was found below {registry}; run `habitus demo PATH` with a folder that holds Rust files",
        crates = CRATES.join(", ")
    )]
    NotDownloaded {
        /// Where they were looked for.
        registry: PathBuf,
    },
    /// The path doesn't exist or can't be read.
    #[error("{0}: {1}; give a folder that holds Rust files")]
    Unreadable(PathBuf, std::io::Error),
    /// The path is a file.
    #[error("{0} is no folder; give a folder that holds Rust files")]
    NotAFolder(PathBuf),
    /// Nothing in the folder.
    #[error(
        "{0} holds no Rust file (.rs, UTF-8, below 1 MB, not ignored by git); give another folder"
    )]
    NoSource(PathBuf),
    /// Too little in the folder.
    #[error(
        "{0} has too few functions: the demo cuts out every fifth and found none to type; give a larger folder"
    )]
    TooFew(String),
}

/// Rust source to type.
pub struct Corpus {
    /// What the user reads.
    pub name: String,
    /// Its files, by path.
    pub files: Vec<SourceFile>,
}

/// One file of it.
pub struct SourceFile {
    /// Relative, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// The folder that the user named.
pub fn given(path: &Path) -> Result<Corpus, Unusable> {
    let root = fs::canonicalize(path).map_err(|e| Unusable::Unreadable(path.into(), e))?;
    if !root.is_dir() {
        return Err(Unusable::NotAFolder(path.into()));
    }
    fs::read_dir(&root).map_err(|e| Unusable::Unreadable(path.into(), e))?;
    let mut walk = WalkBuilder::new(&root);
    walk.parents(false).require_git(false);
    walk.filter_entry(|entry| entry.depth() == 0 || entry.file_name() != "target");
    let files = read(walk, &root);
    if files.is_empty() {
        return Err(Unusable::NoSource(path.into()));
    }
    let name = root.file_name().unwrap_or(root.as_os_str());
    Ok(Corpus {
        name: name.to_string_lossy().into_owned(),
        files,
    })
}

/// The first of [`CRATES`] whose source is in cargo's registry, in the version that was built.
pub fn downloaded() -> Result<Corpus, Unusable> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(etcetera::home_dir().ok()?.join(".cargo")));
    let registry = home.unwrap_or_default().join("registry/src");
    let indexes: Vec<PathBuf> = fs::read_dir(&registry)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    for folder in CRATES.iter().filter_map(|name| locked(LOCK, name)) {
        for index in &indexes {
            let root = index.join(&folder);
            let mut walk = WalkBuilder::new(&root);
            walk.standard_filters(false); // a home folder may be a repository that ignores it
            let files = read(walk, &root);
            if !files.is_empty() {
                let name = folder;
                return Ok(Corpus { name, files });
            }
        }
    }
    Err(Unusable::NotDownloaded { registry })
}

/// `name-version` of a package in a lock file.
pub(super) fn locked(lock: &str, name: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{name}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(format!("{name}-{}", version.trim_end_matches('"')))
}

/// The Rust files of a folder, by path; those that can't be read are left out.
fn read(mut walk: WalkBuilder, root: &Path) -> Vec<SourceFile> {
    let walk = walk
        .sort_by_file_path(Path::cmp)
        .follow_links(false)
        .build();
    walk.flatten()
        .filter(|entry| entry.path().extension().is_some_and(|e| e == "rs"))
        .filter(|entry| {
            let meta = entry.metadata();
            meta.is_ok_and(|m| m.is_file() && m.len() <= MOST_BYTES)
        })
        .filter_map(|entry| {
            let path = entry.path().strip_prefix(root).ok()?;
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            Some(SourceFile {
                path: parts.join("/"),
                text: fs::read_to_string(entry.path()).ok()?,
            })
        })
        .take(MOST_FILES)
        .collect()
}
