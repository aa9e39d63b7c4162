//! A project's Rust files. It stays inside the folder, reads nothing that `.gitignore` leaves out,
//! and takes no file that isn't UTF-8.

mod rules;
#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
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
