//! Which project a folder is. A project has a random id; `index.json` tells by root commit, git
//! folder and path which one a folder belongs to, so that a moved or re-cloned checkout keeps what
//! it learned, and a fork beside it begins its own. Nothing of a folder's names becomes part of a
//! path in the data folder.
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{Fault, Health, disk, fault::NEW_ID, open};

mod git;
mod index;
mod named;

use git::Repository;
use index::{Index, Place, Project};
pub use named::{Named, disown, lookup, named};

/// Longest wait for another process that works on the index, in steps.
const PATIENCE: (u32, Duration) = (200, Duration::from_millis(10));
const DAY: u64 = 86_400_000;

/// A folder's project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// 128 random bits in hex.
    pub id: String,
    /// The scope's folder, for [`super::Store::open`]; `None` where the data folder is of no use.
    pub dir: Option<PathBuf>,
    /// First commit of its history.
    pub root_commit: Option<String>,
    /// What does not work.
    pub notices: Vec<Fault>,
}

/// What a folder is known by.
struct Facts {
    place: Place,
    /// Where the folder stands in its repository.
    relative: String,
    repository: Option<Repository>,
    package: Option<String>,
}

/// Tells a folder's project, and notes it under the data folder. Never fails.
pub fn identify(data: &Path, folder: &Path, now: u64) -> Identity {
    // Before the lock: a history may be long.
    let facts = Facts::of(folder);
    let mut notices = Vec::new();
    let found = disk::folder(data)
        .map_err(|e| Fault::new(NEW_ID, data, e))
        .and_then(|()| {
            let _lock = lock(data);
            let mut index = Index::read(data, now, &mut notices)?;
            let found = choose(&mut index, &facts, now);
            if found.changed {
                keep(data, &index, found.at)?;
            }
            Ok(index.projects.swap_remove(found.at))
        });
    match found {
        Ok(project) => Identity {
            dir: Some(index::folder(data, &project.id)),
            id: project.id,
            root_commit: project.root,
            notices,
        },
        Err(fault) => Identity {
            id: disk::random_id(),
            dir: None,
            root_commit: None,
            notices: notices.into_iter().chain([fault]).collect(),
        },
    }
}

/// A project that is known already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// The scope's folder.
    pub dir: PathBuf,
    /// The folder that it was found by: the one that was asked for, or one above it.
    pub folder: PathBuf,
    /// First commit of its history.
    pub root_commit: Option<String>,
}

/// The project that a folder belongs to: the one that [`identify`] would name, or that of the nearest
/// folder above it which is a project's. Changes nothing; `None` where no project is known.
pub fn find(data: &Path, folder: &Path, now: u64) -> Result<Option<Known>, Fault> {
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let index = Index::peek(data)?;
    let known = |project: &Project, folder: &Path| Known {
        id: project.id.clone(),
        dir: index::folder(data, &project.id),
        folder: folder.to_owned(),
        root_commit: project.root.clone(),
    };
    let mut tried = Index::peek(data)?;
    let found = choose(&mut tried, &Facts::of(&folder), now);
    if let Some(project) = index.projects.get(found.at) {
        return Ok(Some(known(project, &folder)));
    }
    Ok(folder.ancestors().skip(1).find_map(|above| {
        let text = index::to_text(above);
        let stands = |p: &&Project| p.places.iter().any(|k| k.path == text);
        let project = index.projects.iter().find(stands)?;
        Some(known(project, above))
    }))
}

/// The projects that are known: their ids, and the folders in which they were found.
pub fn projects(data: &Path) -> Result<Vec<(String, Vec<PathBuf>)>, Fault> {
    let index = Index::peek(data)?;
    let folders = |p: &Project| {
        let places = p.places.iter();
        places.filter_map(|k| index::from_text(&k.path)).collect()
    };
    let projects = index.projects.iter();
    Ok(projects.map(|p| (p.id.clone(), folders(p))).collect())
}

/// How the list of projects is.
pub fn index_health(data: &Path) -> Health {
    index::health(data)
}

/// The index's lock; without it after a while: the index is replaced whole in any case.
fn lock(data: &Path) -> Option<disk::Lock> {
    let path = data.join("index.lock");
    for _ in 0..PATIENCE.0 {
        match disk::try_lock(&path) {
            Ok(None) => thread::sleep(PATIENCE.1),
            Ok(lock) => return lock,
            Err(_) => return None,
        }
    }
    None
}

fn keep(data: &Path, index: &Index, at: usize) -> Result<(), Fault> {
    let project = &index.projects[at];
    let dir = index::folder(data, &project.id);
    let known = dir.is_dir();
    let written = disk::folder(&dir)
        .and_then(|()| match open::check_version(&dir) {
            Ok(()) => index::write_copy(&dir, project),
            Err(_) => Ok(()),
        })
        .and_then(|()| index.write(data));
    match written {
        // A known project is served all the same.
        Err(e) if !known => Err(Fault::new(NEW_ID, data, e)),
        _ => Ok(()),
    }
}

fn keep_index(data: &Path, index: &Index) -> Result<(), Fault> {
    let written = index.write(data);
    written.map_err(|e| Fault::new(super::WRITE, data, e))
}

/// A project of the index, and whether the index has to be written.
struct Found {
    at: usize,
    changed: bool,
}

fn choose(index: &mut Index, facts: &Facts, now: u64) -> Found {
    let by = |test: &dyn Fn(&Project) -> bool| index.projects.iter().position(test);
    let at_path = |p: &Project| p.places.iter().any(|k| k.path == facts.place.path);
    let same = by(&|p| at_path(p) && facts.is_still(p))
        .or_else(|| by(&|p| facts.shares_git_folder(p) && facts.is_still(p)))
        .or_else(|| facts.moved_from(index));
    let at = same.unwrap_or_else(|| {
        index.projects.push(Project::new(disk::random_id()));
        index.projects.len() - 1
    });
    let before = index.projects[at].clone();
    // Another repository stands there now.
    for (i, other) in index.projects.iter_mut().enumerate() {
        if i != at {
            other.places.retain(|k| k.path != facts.place.path);
        }
    }
    let project = &mut index.projects[at];
    facts.note(project, same.is_none());
    let changed = *project != before || now.saturating_sub(project.seen) > DAY;
    if changed {
        project.seen = now;
    }
    Found { at, changed }
}

impl Facts {
    fn of(folder: &Path) -> Facts {
        let path = fs::canonicalize(folder)
            .or_else(|_| std::path::absolute(folder))
            .unwrap_or_else(|_| folder.to_owned());
        let repository = Repository::of(&path);
        let relative = repository.as_ref().map(|r| r.relative.as_path());
        Facts {
            place: Place {
                path: index::to_text(&path),
                git: repository.as_ref().map(|r| index::to_text(&r.common)),
            },
            relative: relative.map(index::to_text).unwrap_or_default(),
            package: package(&path),
            repository,
        }
    }

    /// Whether this can be the project: it has its history, or the history was rewritten, or there
    /// is none that could say otherwise.
    fn is_still(&self, project: &Project) -> bool {
        match (&project.root, &self.repository) {
            (Some(root), Some(repository)) => {
                repository.has(root)
                    || (self.package.is_some() && self.package == project.package)
                    || repository.root().is_none()
            }
            _ => true,
        }
    }

    fn shares_git_folder(&self, project: &Project) -> bool {
        self.place.git.is_some()
            && project.relative == self.relative
            && project.places.iter().any(|k| k.git == self.place.git)
    }

    /// The project that this was before it was moved or cloned anew: of the same history, or of the
    /// same package where there is none, and to be found nowhere else.
    fn moved_from(&self, index: &Index) -> Option<usize> {
        let root = self.repository.as_ref().and_then(Repository::root);
        let is_same = |p: &Project| match root {
            Some(_) => p.root.as_deref() == root && p.relative == self.relative,
            None => {
                p.root.is_none()
                    && self.package.is_some()
                    && p.package == self.package
                    && p.relative == self.relative
            }
        };
        let gone = |p: &&(usize, &Project)| !p.1.places.iter().any(|k| is_there(k, p.1));
        let projects: Vec<_> = index.projects.iter().enumerate().collect();
        let mut same = projects.iter().filter(|p| is_same(p.1)).filter(gone);
        match root {
            Some(_) => same.max_by_key(|p| p.1.seen).map(|p| p.0),
            None => same.next().filter(|_| same.next().is_none()).map(|p| p.0),
        }
    }

    /// Adds what is known now to a project.
    fn note(&self, project: &mut Project, is_new: bool) {
        if !project.places.contains(&self.place) {
            let root = project.root.clone();
            let known = Project {
                root,
                ..Project::new(String::new())
            };
            project
                .places
                .retain(|k| k.path != self.place.path && is_there(k, &known));
            project.places.push(self.place.clone());
        }
        if let Some(repository) = &self.repository
            && project
                .root
                .as_ref()
                .is_none_or(|root| !repository.has(root))
            && let Some(root) = repository.root()
        {
            project.root = Some(root.to_owned());
        }
        if is_new {
            project.relative.clone_from(&self.relative);
        }
        if self.package.is_some() {
            project.package.clone_from(&self.package);
        }
    }
}

/// Whether a place still holds its project.
fn is_there(place: &Place, project: &Project) -> bool {
    let Some(path) = index::from_text(&place.path).filter(|p| p.is_dir()) else {
        return false;
    };
    match &project.root {
        Some(root) => Repository::of(&path).is_some_and(|r| r.has(root)),
        None => true,
    }
}

/// Name of the package whose manifest a folder holds.
fn package(folder: &Path) -> Option<String> {
    let bytes = disk::read(&folder.join("Cargo.toml"), 1 << 20).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let mut lines = text.lines().map(str::trim);
    lines.by_ref().find(|l| *l == "[package]")?;
    let name = lines
        .take_while(|l| !l.starts_with('['))
        .find_map(|l| l.strip_prefix("name")?.trim_start().strip_prefix('='))?;
    let name = name.trim_start().strip_prefix('"')?;
    Some(name.split('"').next()?.to_owned())
}

#[cfg(test)]
mod tests;
