//! The standard library's sources, where rustup has put them: the `rust-src` of the toolchain that a
//! project is built with. Told from rustup's files; runs nothing.
use std::{
    env, fs,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

use super::Crate;

/// How far above a folder the toolchain may be named.
const ABOVE: usize = 16;
/// What of it everybody writes against, the most written first.
const CRATES: [&str; 3] = ["std", "alloc", "core"];

/// The standard library as crates to read, for the project in `folder`; none where it isn't there.
pub fn sysroot(folder: &Path) -> Vec<Crate> {
    let set = env::var_os("RUSTUP_HOME").filter(|home| !home.is_empty());
    let home = set
        .map(PathBuf::from)
        .or_else(|| Some(etcetera::home_dir().ok()?.join(".rustup")));
    home.and_then(|home| toolchain(folder, &home))
        .map(|toolchain| sources(&toolchain))
        .unwrap_or_default()
}

fn sources(toolchain: &Path) -> Vec<Crate> {
    let library = toolchain.join("lib/rustlib/src/rust/library");
    let name = toolchain.file_name().unwrap_or_default().to_string_lossy();
    let crates = CRATES.map(|title| Crate {
        title: format!("{title} of {name}"),
        folder: library.join(title).join("src"),
        near: true,
    });
    crates.into_iter().filter(|c| c.folder.is_dir()).collect()
}

/// The toolchain of a folder, among those that are there.
fn toolchain(folder: &Path, home: &Path) -> Option<PathBuf> {
    let above = folder.ancestors().take(ABOVE);
    let named = above.into_iter().find_map(named);
    let default = || {
        table(&home.join("settings.toml"))?
            .get("default_toolchain")?
            .as_str()
            .map(str::to_owned)
    };
    let wanted = env::var("RUSTUP_TOOLCHAIN")
        .ok()
        .or(named)
        .or_else(default)?;
    let all = home.join("toolchains");
    let exact = all.join(&wanted);
    // A channel is named without the machine that it is for.
    let mut entries: Vec<PathBuf> = fs::read_dir(&all)
        .ok()?
        .flatten()
        .map(|e| e.path())
        .collect();
    entries.sort_unstable();
    let begins = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(&wanted)
            .is_some_and(|rest| rest.starts_with('-'))
    };
    exact
        .is_dir()
        .then_some(exact)
        .or_else(|| entries.into_iter().find(begins))
}

/// What a folder's own file says.
fn named(folder: &Path) -> Option<String> {
    let (new, old) = (
        folder.join("rust-toolchain.toml"),
        folder.join("rust-toolchain"),
    );
    let of = |table: Table| {
        let channel = table.get("toolchain").and_then(|t| t.get("channel"));
        channel.and_then(Value::as_str).map(str::to_owned)
    };
    let plain = || {
        let text = fs::read_to_string(&old).ok()?;
        let line = text.lines().next()?.trim().to_owned();
        (!line.is_empty() && !line.contains(['[', '/', '='])).then_some(line)
    };
    table(&new)
        .and_then(of)
        .or_else(|| table(&old).and_then(of))
        .or_else(plain)
}

fn table(path: &Path) -> Option<Table> {
    super::crates::read(path)
}
