//! What is to be known of a repository before its history is read: where its head stands, what kind
//! of checkout it is, who works in it. Reads the repository's own configuration, the user's and the
//! machine's, with what the latter two include, but nothing that the repository's includes; runs no
//! program.

use std::{env, path::PathBuf};

use gix::config::{
    File, Source,
    file::{Metadata, includes, init},
    path::interpolate,
};

use super::{History, guard};

/// A person as git is told of one. Two are the same if their addresses are, or their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// `user.name`.
    pub name: Option<String>,
    /// `user.email`.
    pub email: Option<String>,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The commit that is checked out, in hexadecimal; `None` before the first one.
    pub head: Option<String>,
    /// There is a commit that should be checked out, but it can't be read.
    pub is_broken: bool,
    /// No branch is checked out.
    pub is_detached: bool,
    /// What is older was never fetched.
    pub is_shallow: bool,
    /// One of several work trees of a repository.
    pub is_worktree: bool,
    /// A repository inside of another one's work tree.
    pub is_submodule: bool,
    /// Who works in it.
    pub who: Who,
    /// Its work tree.
    pub tree: Option<PathBuf>,
}

impl Who {
    /// Whether this is the author of a commit.
    pub fn is(&self, name: &str, email: &str) -> bool {
        let email = email.trim();
        let is_email = |own: &String| !own.is_empty() && own.eq_ignore_ascii_case(email);
        let is_name = |own: &String| !own.is_empty() && own == name.trim();
        self.email.as_ref().is_some_and(is_email) || self.name.as_ref().is_some_and(is_name)
    }

    /// Whether git was told nothing.
    pub fn is_nobody(&self) -> bool {
        self.name.is_none() && self.email.is_none()
    }
}

impl History {
    /// What is to be known of it.
    pub fn facts(&self) -> Facts {
        guard(|| Some(self.look())).unwrap_or_default()
    }

    fn look(&self) -> Facts {
        let head = self.0.head().ok();
        let head_id = self.0.head_id().ok();
        let git = self.0.git_dir();
        Facts {
            is_broken: head.as_ref().is_some_and(|head| !head.is_unborn())
                && head_id.as_ref().is_none_or(|id| id.object().is_err()),
            head: head_id.map(|id| id.to_hex().to_string()),
            is_detached: head.is_some_and(|head| head.is_detached()),
            is_shallow: self.0.is_shallow().unwrap_or(false),
            is_worktree: git != self.0.common_dir(),
            is_submodule: git.components().any(|part| part.as_os_str() == "modules")
                && self
                    .0
                    .workdir()
                    .is_some_and(|tree| tree.join(".git").is_file()),
            who: self.who(),
            tree: self.0.workdir().and_then(|tree| tree.canonicalize().ok()),
        }
    }

    /// What the machine's and the user's configuration says here, with what they include.
    fn configured(&self) -> Option<File> {
        let home = etcetera::home_dir().ok();
        let interpolate = interpolate::Context {
            home_dir: home.as_deref(),
            ..Default::default()
        };
        let branch = self.0.head_name().ok().flatten();
        let conditional = includes::conditional::Context {
            git_dir: Some(self.0.git_dir()),
            branch_name: branch.as_ref().map(|name| name.as_ref()),
        };
        let options = init::Options {
            includes: includes::Options::follow(interpolate, conditional),
            ..Default::default()
        };
        let read = File::from_paths_metadata(files(), options);
        read.ok().flatten()
    }

    /// The repository's own configuration counts before the user's.
    fn who(&self) -> Who {
        let own = self.0.config_snapshot();
        let own = |key: &str| own.string(key).map(|text| text.to_string());
        let mut who = Who {
            name: own("user.name"),
            email: own("user.email"),
        };
        if let Some(file) = guard(|| self.configured()) {
            let of = |key: &str| file.string(key).map(|text| text.to_string());
            who.name = who.name.or_else(|| of("user.name"));
            who.email = who.email.or_else(|| of("user.email"));
        }
        let full = |text: &String| !text.trim().is_empty();
        Who {
            name: who.name.filter(full),
            email: who.email.filter(full),
        }
    }
}

/// Where the machine's and the user's configuration is, the one that counts last at the end.
fn files() -> Vec<Metadata> {
    // Elsewhere git itself would have to be asked where that of the machine is.
    let system = cfg!(unix).then_some(Source::System);
    let all = system.into_iter().chain([Source::Git, Source::User]);
    let place = |source: Source| {
        let path = source.storage_location(&mut |name| env::var_os(name))?;
        path.is_file().then(|| Metadata {
            path: Some(path),
            ..Metadata::from(source)
        })
    };
    all.filter_map(place).collect()
}
