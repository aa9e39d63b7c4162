//! A project's Rust files. It stays inside the folder, reads nothing that `.gitignore` leaves out,
//! and takes no file that isn't UTF-8.

mod rules;
#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
    time::SystemTime,
};

use ignore::{DirEntry, WalkBuilder};

use super::LARGEST;
pub use rules::is_left_out;

/// Folders in folders, at most.
const DEEPEST: usize = 24;
/// Files, at most: the newest of a larger project can't be told without visiting all.
const MOST: usize = 50_000;

/// The `.rs` files of a folder that stand at or below a path in it, the last edited first. Left out:
/// what `.gitignore` and `.ignore` files in the folder name (there need be no repository), hidden
/// files, `target`, and links. Of the folders above the path only names and rules are read.
pub fn walk(folder: &Path, at: &Path) -> Vec<PathBuf> {
    let at = at.to_owned();
    let leads = move |path: &Path| at.starts_with(path) || path.starts_with(&at);
    let walk = WalkBuilder::new(folder)
        .require_git(false)
        // A `.gitignore` of `*` in a home folder must not hide the projects in it.
        .parents(false)
        .follow_links(false)
        .same_file_system(true)
        .max_depth(Some(DEEPEST))
        .filter_entry(move |entry| {
            entry.depth() == 0 || entry.file_name() != "target" && leads(entry.path())
        })
        .build();
    let files = walk
        .filter_map(Result::ok)
        .filter_map(|entry| candidate(&entry));
    let mut files: Vec<(SystemTime, PathBuf)> = files.take(MOST).collect();
    files.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.cmp(y)));
    files.into_iter().map(|(_, path)| path).collect()
}

/// The `.rs` files of a folder that [`walk`] leaves out, and why. Build output is one entry, its folder.
pub fn left_out(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let taken: HashSet<PathBuf> = walk(folder, folder).into_iter().collect();
    let all = WalkBuilder::new(folder)
        .standard_filters(false)
        .follow_links(false)
        .same_file_system(true)
        .max_depth(Some(DEEPEST))
        .filter_entry(|entry| entry.file_name() != ".git" && !is_below_target(entry))
        .build();
    let out = all.filter_map(Result::ok).take(MOST).filter_map(|entry| {
        let path = entry.path();
        let why = reason(folder, &entry)?;
        (!taken.contains(path)).then(|| (path.to_owned(), why))
    });
    out.collect()
}

fn is_below_target(entry: &DirEntry) -> bool {
    entry.depth() > 1 && entry.path().parent().is_some_and(|p| p.ends_with("target"))
}

/// Why an entry would be left out; `None` where it never would be read.
fn reason(folder: &Path, entry: &DirEntry) -> Option<&'static str> {
    let path = entry.path();
    let kind = entry.file_type()?;
    if kind.is_dir() {
        let is_output = entry.depth() > 0 && entry.file_name() == "target";
        return is_output.then_some("build output");
    }
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let is_hidden = |part: Component| part.as_os_str().as_encoded_bytes().starts_with(b".");
    path.extension().filter(|e| *e == "rs")?;
    Some(match kind {
        _ if kind.is_symlink() => "a link",
        _ if inner.components().any(is_hidden) => "hidden",
        _ => "named by .gitignore or .ignore",
    })
}

fn candidate(entry: &DirEntry) -> Option<(SystemTime, PathBuf)> {
    let is_file = entry.file_type().is_some_and(|t| t.is_file());
    if !is_file || entry.path().extension().is_none_or(|e| e != "rs") {
        return None;
    }
    let metadata = entry.metadata().ok()?;
    let edited = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    Some((edited, entry.path().to_path_buf()))
}

/// A file's text, where it is UTF-8 and not over 1 MB.
pub fn read(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST as u64 {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(LARGEST as u64 + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() > LARGEST {
        return None;
    }
    String::from_utf8(bytes).ok()
}
