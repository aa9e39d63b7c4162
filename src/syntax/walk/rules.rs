//! Whether the walk of a project would visit a path, told without one: for a file that may not be on
//! the disk yet, or that an editor opened although it is left out.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Whether a file is left out of its project's folder: not below it, named by what `.gitignore` and
/// `.ignore` files in the folder say (or git's own lists), hidden, in `target`, or in the folder of a
/// build script's output. Reads a few small files; not for the path from a key to a list.
pub fn is_left_out(folder: &Path, file: &Path) -> bool {
    let Ok(inner) = file.strip_prefix(folder) else {
        return true;
    };
    let mut rules = vec![outer(folder)];
    let mut at = folder.to_owned();
    for (i, part) in inner.iter().enumerate() {
        rules.push(of(&at));
        at.push(part);
        let is_dir = i + 1 < inner.iter().count();
        if is_hidden(part.as_encoded_bytes()) || (is_dir && is_built(&at)) {
            return true;
        }
        if is_named(&rules, &at, is_dir) {
            return true;
        }
    }
    false
}

/// The nearest rules that name a path decide.
fn is_named(rules: &[[Option<Gitignore>; 2]], path: &Path, is_dir: bool) -> bool {
    let near = rules.iter().rev().flatten().flatten();
    let mut found = near.map(|r| r.matched(path, is_dir));
    found.find(|m| !m.is_none()).is_some_and(|m| m.is_ignore())
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".")
}

/// What cargo built, in the usual folder or one that it marked, and `OUT_DIR`.
fn is_built(folder: &Path) -> bool {
    let is = |path: Option<&Path>, name: &str| path.is_some_and(|p| p.ends_with(name));
    let above = folder.parent().and_then(Path::parent);
    is(Some(folder), "target")
        || folder.join("CACHEDIR.TAG").is_file()
        || is(Some(folder), "out") && is(above, "build") && folder.parent().is_some_and(is_hashed)
}

/// `name-0123456789abcdef`, as cargo calls the folders of build scripts.
fn is_hashed(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let hash = name.rsplit('-').next().unwrap_or_default();
    hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The rules that a folder holds; the last ones weigh most.
fn of(folder: &Path) -> [Option<Gitignore>; 2] {
    [".gitignore", ".ignore"].map(|name| read(folder, &folder.join(name)))
}

/// Git's own lists: of this checkout, of this user.
fn outer(folder: &Path) -> [Option<Gitignore>; 2] {
    let (global, _) = GitignoreBuilder::new(folder).build_global();
    let own = read(folder, &folder.join(".git/info/exclude"));
    [Some(global), own]
}

fn read(folder: &Path, file: &Path) -> Option<Gitignore> {
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // Lines that can't be read cost themselves.
    let _ = builder.add(file);
    builder.build().ok()
}
