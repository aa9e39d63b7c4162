//! Looking projects up without taking note of anything: for those who ask what is kept.
use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::{Fault, disk},
    Facts, choose,
    index::{self, Index, Project},
    keep_index, lock,
};

/// A project that something is kept of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// 128 random bits in hex.
    pub id: String,
    /// The scope's folder.
    pub dir: PathBuf,
    /// Where it stands.
    pub folders: Vec<PathBuf>,
    /// First commit of its history.
    pub root_commit: Option<String>,
    /// Its package's name.
    pub package: Option<String>,
}

impl Named {
    /// What names it: copies of one history have one name.
    pub fn name(&self) -> &str {
        self.root_commit.as_ref().unwrap_or(&self.id)
    }

    fn of(data: &Path, project: &Project) -> Named {
        let places = project.places.iter();
        Named {
            id: project.id.clone(),
            dir: index::folder(data, &project.id),
            folders: places.filter_map(|p| index::from_text(&p.path)).collect(),
            root_commit: project.root.clone(),
            package: project.package.clone(),
        }
    }
}

/// All projects of a data folder, those included that its index has lost.
pub fn named(data: &Path, now: u64) -> Result<Vec<Named>, Fault> {
    if !data.is_dir() {
        return Ok(Vec::new());
    }
    let index = Index::read(data, now, &mut Vec::new())?;
    let mut all: Vec<Named> = index.projects.iter().map(|p| Named::of(data, p)).collect();
    all.retain(|p| p.dir.is_dir());
    let entries = fs::read_dir(data.join("projects")).into_iter().flatten();
    for name in entries.flatten().map(|entry| entry.file_name()) {
        let Some(id) = name.to_str().filter(|id| disk::is_id(id)) else {
            continue;
        };
        if all.iter().all(|p| p.id != id) {
            all.push(Named::of(data, &Project::new(id.to_owned())));
        }
    }
    Ok(all)
}

/// The project of a folder, or of the nearest folder above it that has one, with that folder.
pub fn lookup(data: &Path, folder: &Path, now: u64) -> Result<Option<(Named, PathBuf)>, Fault> {
    if !data.is_dir() {
        return Ok(None);
    }
    let index = Index::read(data, now, &mut Vec::new())?;
    for above in folder.ancestors() {
        let mut copy = index.clone();
        let at = choose(&mut copy, &Facts::of(above), now).at;
        let known = index.projects.get(at).map(|p| Named::of(data, p));
        if let Some(named) = known.filter(|p| p.dir.is_dir()) {
            return Ok(Some((named, above.to_owned())));
        }
    }
    Ok(None)
}

/// Takes a project out of the index: the next server there begins a new one.
pub fn disown(data: &Path, id: &str, now: u64) -> Result<(), Fault> {
    let _lock = lock(data);
    let mut index = Index::read(data, now, &mut Vec::new())?;
    index.projects.retain(|p| p.id != id);
    keep_index(data, &index)
}
