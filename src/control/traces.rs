//! Where editors name Habitus, and where programs lie: told from the usual places. Reads files of
//! settings, line by line, and remembers nothing of them but where the name stands.
use std::{
    env, fs,
    path::{Path, PathBuf},
};

use etcetera::base_strategy::{BaseStrategy, choose_base_strategy};

/// Files of one editor's settings that are looked through, at most.
const MOST: usize = 2000;
/// Larger ones are no settings.
const LARGEST: u64 = 1 << 20;

/// A place outside of the data folder that has to do with Habitus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Whose it is.
    pub of: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// The first line that names it, from 1; `None` where all of it is ours.
    pub line: Option<usize>,
}

/// A program on `PATH`.
pub fn program(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let paths = env::var_os("PATH")?;
    let mut found = env::split_paths(&paths).map(|folder| folder.join(&file));
    found.find(|path| is_program(path))
}

fn is_program(path: &Path) -> bool {
    let Ok(found) = fs::metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    let runs = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let runs = true;
    found.is_file() && runs
}

/// Where editors name Habitus.
pub fn traces() -> Vec<Trace> {
    let Ok(places) = choose_base_strategy() else {
        return Vec::new();
    };
    let (home, config) = (places.home_dir(), places.config_dir());
    let mut all = Vec::new();
    for folder in [".vscode", ".vscode-server", ".vscode-oss", ".cursor"] {
        extensions(&home.join(folder).join("extensions"), &mut all);
    }
    let code_server = home.join(".local/share/code-server/extensions");
    extensions(&code_server, &mut all);
    let settings: [(&str, PathBuf, usize); 8] = [
        ("Neovim", config.join("nvim"), 8),
        ("Helix", config.join("helix"), 1),
        ("Zed", config.join("zed"), 1),
        ("Emacs", home.join(".emacs.d"), 2),
        ("Emacs", config.join("emacs"), 2),
        ("Emacs", home.join(".emacs"), 0),
        ("Sublime Text", config.join("sublime-text/Packages/User"), 1),
        ("Kate", config.join("kate"), 2),
    ];
    for (of, folder, depth) in settings {
        let mut left = MOST;
        names(of, &folder, depth, &mut left, &mut all);
    }
    all
}

fn extensions(folder: &Path, all: &mut Vec<Trace>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = "VS Code";
    let ours = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        name == "habitus" || name.starts_with("habitus-") || name.contains(".habitus-")
    });
    all.extend(ours.map(|entry| Trace {
        of,
        path: entry.path(),
        line: None,
    }));
}

fn names(of: &'static str, path: &Path, depth: usize, left: &mut usize, all: &mut Vec<Trace>) {
    let Ok(found) = fs::metadata(path) else {
        return;
    };
    if found.is_file() && found.len() <= LARGEST && *left > 0 {
        *left -= 1;
        let text = fs::read(path).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let line = text.lines().position(|line| line.contains("habitus"));
        all.extend(line.map(|line| Trace {
            of,
            path: path.to_owned(),
            line: Some(line + 1),
        }));
    } else if found.is_dir() && depth > 0 {
        let mut below: Vec<PathBuf> = fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        below.sort();
        for path in below {
            names(of, &path, depth - 1, left, all);
        }
    }
}
