//! Which program is wrapped: the one that is named, found as a shell would find it, but never ourselves
//! and never a stand-in for us; for `rust-analyzer` also where rustup and VS Code keep it.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use super::shim;

/// Set for what we start: a server that leads back to us would start us again and again.
pub(super) const GUARD: &str = "HABITUS_WRAPPED";

/// The program to be started; an error where there is none but ourselves.
pub(super) fn find(command: &OsStr) -> Result<PathBuf> {
    if env::var_os(GUARD).is_some() {
        bail!("{} leads back to habitus wrap", command.to_string_lossy());
    }
    let own = env::current_exe().and_then(|exe| exe.canonicalize()).ok();
    let is_same = |path: &Path| own.is_some() && path.canonicalize().ok() == own;
    let is_own = |path: &Path| is_same(path) || shim::is_shim(path);
    let path = Path::new(command);
    let found = match path.components().count() {
        1 => search(command, is_own),
        _ => is_program(path).then(|| path.to_owned()),
    };
    match found {
        Some(found) if is_own(&found) => bail!("habitus wrap can't wrap itself"),
        Some(found) => Ok(found),
        None => bail!("{}: not found", command.to_string_lossy()),
    }
}

fn search(name: &OsStr, is_own: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let files = env::split_paths(&folders).map(|folder| folder.join(name));
    let mut found = files.filter(|path| is_program(path) && !is_own(path));
    let is_analyzer = name == "rust-analyzer";
    match found.next() {
        Some(proxy) if is_analyzer && is_rustups(&proxy) => {
            rustups().or_else(|| found.next()).or_else(extensions)
        }
        Some(found) => Some(found),
        None if is_analyzer => rustups().or_else(extensions),
        None => None,
    }
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

/// rustup's stand-in, which fails where the component isn't installed.
fn is_rustups(path: &Path) -> bool {
    let real = path.canonicalize().unwrap_or_default();
    let is_rustup = real.file_stem() == Some(OsStr::new("rustup"));
    // A hard link or a copy; a real one is another program.
    let size = |path: &Path| path.metadata().ok().map(|found| found.len());
    let near = size(&path.with_file_name("rustup"));
    is_rustup || near.is_some() && near == size(path)
}

fn rustups() -> Option<PathBuf> {
    let told = Command::new("rustup")
        .args(["which", "rust-analyzer"])
        .output();
    let told = told.ok().filter(|told| told.status.success())?;
    let path = PathBuf::from(String::from_utf8(told.stdout).ok()?.trim());
    is_program(&path).then_some(path)
}

/// VS Code's extension brings one of its own; the newest.
fn extensions() -> Option<PathBuf> {
    newest_extension(&PathBuf::from(env::var_os("HOME")?))
}

/// Where editors of VS Code's kind keep extensions, below the home folder.
const EDITORS: [&str; 5] = [
    ".vscode",
    ".vscode-server",
    ".vscode-insiders",
    ".vscode-oss",
    ".cursor",
];

fn newest_extension(home: &Path) -> Option<PathBuf> {
    let folders = EDITORS.map(|editor| home.join(editor).join("extensions"));
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let version = |name: &OsString| {
        let name = name.to_string_lossy().into_owned();
        let numbers = name.strip_prefix("rust-lang.rust-analyzer-")?;
        let numbers = numbers
            .split(['.', '-'])
            .map_while(|n| n.parse::<u64>().ok());
        Some(numbers.collect::<Vec<u64>>())
    };
    let servers = entries
        .flat_map(|entries| entries.flatten())
        .filter_map(|entry| {
            let path = entry.path().join("server/rust-analyzer");
            Some((version(&entry.file_name())?, path))
        });
    let found = servers.filter(|(_, path)| is_program(path));
    found.max().map(|(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_newest_extension_is_taken() {
        let home = tempfile::tempdir().expect("a folder");
        for name in [
            ".vscode/extensions/rust-lang.rust-analyzer-0.3.999-linux-x64",
            ".vscode-server/extensions/rust-lang.rust-analyzer-0.3.2593-linux-x64",
            ".vscode/extensions/rust-lang.rust-analyzer-0.4.1",
        ] {
            let folder = home.path().join(name).join("server");
            std::fs::create_dir_all(&folder).expect("a folder");
            if !name.contains("0.4.1") {
                std::fs::copy("/bin/sh", folder.join("rust-analyzer")).expect("a program");
            }
        }
        let found = newest_extension(home.path()).expect("one");
        assert!(found.to_string_lossy().contains("0.3.2593"), "{found:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_is_found_and_never_ourselves() {
        assert!(find(OsStr::new("sh")).expect("a shell").ends_with("sh"));
        assert!(find(OsStr::new("/bin/sh")).is_ok());
        assert!(find(OsStr::new("no-such-program-anywhere")).is_err());
        assert!(find(OsStr::new("/nonexistent/rust-analyzer")).is_err());
        let own = env::current_exe().expect("this program");
        assert!(find(own.as_os_str()).is_err());
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("rust-analyzer");
        std::os::unix::fs::symlink(&own, &link).expect("a link");
        assert!(find(link.as_os_str()).is_err(), "a stand-in for us");
        let script = folder.path().join("shim");
        shim::write(&script, &own, None).expect("a shim");
        assert!(find(script.as_os_str()).is_err(), "another");
    }
}
