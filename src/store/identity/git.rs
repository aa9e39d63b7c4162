//! The few facts of a git repository that tell it from others. Reads its objects and references and
//! nothing else: no configuration but its own, no includes, no environment, no program.
use std::{
    cell::OnceCell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use gix::{ObjectId, ThreadSafeRepository, discover::upwards, open::Options};

/// A longer history has no beginning.
const LONGEST: usize = 200_000;

/// A repository that a folder is in.
pub(super) struct Repository {
    /// What all its worktrees share.
    pub(super) common: PathBuf,
    /// The folder's place in the work tree.
    pub(super) relative: PathBuf,
    repository: gix::Repository,
    root: OnceCell<Option<String>>,
}

impl Repository {
    /// The repository of a folder; `None` where there is none that can be read.
    pub(super) fn of(folder: &Path) -> Option<Repository> {
        guard(|| {
            let found = discover(folder)?.to_thread_local();
            let common = found.common_dir().canonicalize().ok()?;
            let tree = found.workdir()?.canonicalize().ok()?;
            Some(Repository {
                common,
                relative: folder
                    .strip_prefix(tree)
                    .map(Path::to_owned)
                    .unwrap_or_default(),
                repository: found,
                root: OnceCell::new(),
            })
        })
    }

    /// The first commit of the history, following first parents; `None` where it is cut off.
    pub(super) fn root(&self) -> Option<&str> {
        self.root
            .get_or_init(|| guard(|| walk(&self.repository)))
            .as_deref()
    }

    /// Whether a commit is in here.
    pub(super) fn has(&self, commit: &str) -> bool {
        guard(|| {
            let id = ObjectId::from_hex(commit.as_bytes()).ok()?;
            self.repository.try_find_header(id).ok().flatten()
        })
        .is_some()
    }
}

fn discover(folder: &Path) -> Option<ThreadSafeRepository> {
    let upwards = upwards::Options {
        dot_git_only: true,
        ..upwards::Options::default()
    };
    let options = || Options::isolated().strict_config(false);
    let by_trust = gix::sec::trust::Mapping {
        full: options(),
        reduced: options(),
    };
    ThreadSafeRepository::discover_opts(folder, upwards, by_trust).ok()
}

fn walk(repository: &gix::Repository) -> Option<String> {
    if repository.is_shallow().ok()? {
        return None;
    }
    let head = repository.head_id().ok()?.detach();
    let walk = repository.rev_walk([head]).first_parent_only().all().ok()?;
    let mut last = head;
    for (count, commit) in walk.enumerate() {
        if count == LONGEST {
            return None;
        }
        last = commit.ok()?.id;
    }
    Some(last.to_hex().to_string())
}

/// A panic over a damaged repository is no repository.
fn guard<T>(work: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok().flatten()
}
