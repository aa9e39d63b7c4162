//! `index.json`, and the copy of each project's entry in its own folder, from which the index can be
//! made anew.
use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::super::{Fault, Health, NEWER, disk, fault, recover};

const VERSION: u32 = 1;
const LARGEST: u64 = 64 << 20;

/// All projects.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    version: u32,
    pub(super) projects: Vec<Project>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Project {
    pub(super) id: String,
    /// First commit.
    pub(super) root: Option<String>,
    /// The folder's place in its repository.
    #[serde(default)]
    pub(super) relative: String,
    /// The package's name.
    #[serde(default)]
    pub(super) package: Option<String>,
    /// Where it was found.
    pub(super) places: Vec<Place>,
    /// When it was last opened, to the day.
    #[serde(default)]
    pub(super) seen: u64,
}

/// A folder and, where there is one, the git folder behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) git: Option<String>,
}

impl Project {
    pub(super) fn new(id: String) -> Project {
        Project {
            id,
            root: None,
            relative: String::new(),
            package: None,
            places: Vec::new(),
            seen: 0,
        }
    }
}

/// How the index is.
pub(super) fn health(data: &Path) -> Health {
    let bytes = match disk::read(&data.join("index.json"), LARGEST) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Health::Missing,
        Err(e) => return Health::Damaged(e.to_string()),
    };
    match (Index::peek(data), serde_json::from_slice::<Index>(&bytes)) {
        (Err(fault), _) => Health::Newer(fault.cause),
        (_, Err(e)) => Health::Damaged(e.to_string()),
        _ => Health::Sound,
    }
}

/// A project's folder. Its id is a [`disk::is_id`].
pub(super) fn folder(data: &Path, id: &str) -> PathBuf {
    data.join("projects").join(id)
}

impl Index {
    /// Reads the index. A damaged one is set aside and made anew from the projects' own copies.
    pub(super) fn read(data: &Path, now: u64, notices: &mut Vec<Fault>) -> Result<Index, Fault> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let path = data.join("index.json");
        let bytes = match disk::read(&path, LARGEST) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Index::gather(data)),
            Err(e) => return Err(Fault::new(super::NEW_ID, &path, e)),
        };
        if let Ok(Versioned { version }) = serde_json::from_slice(&bytes)
            && version > VERSION
        {
            let cause = format!("version {version}, this program knows {VERSION}");
            return Err(Fault::new(NEWER, &path, cause));
        }
        serde_json::from_slice(&bytes)
            .map(Index::checked)
            .or_else(|e| {
                let aside = recover::set_aside(&path, now)
                    .map_err(|e| Fault::new(super::NEW_ID, &path, e))?;
                notices.push(fault::Fault::new(DAMAGED, &aside, e));
                let index = Index::gather(data);
                let _ = index.write(data);
                Ok(index)
            })
    }

    /// The index as it stands; one that is damaged is made anew in memory alone.
    pub(super) fn peek(data: &Path) -> Result<Index, Fault> {
        let path = data.join("index.json");
        let Ok(bytes) = disk::read(&path, LARGEST) else {
            return Ok(Index::gather(data));
        };
        match serde_json::from_slice::<Index>(&bytes) {
            Ok(index) if index.version > VERSION => {
                let cause = format!("version {}, this program knows {VERSION}", index.version);
                Err(Fault::new(NEWER, &path, cause))
            }
            Ok(index) => Ok(index.checked()),
            Err(_) => Ok(Index::gather(data)),
        }
    }

    /// Drops what would lead out of the data folder.
    fn checked(mut self) -> Index {
        self.projects.retain(|p| disk::is_id(&p.id));
        self
    }

    fn gather(data: &Path) -> Index {
        let entries = fs::read_dir(data.join("projects")).into_iter().flatten();
        let projects = entries
            .flatten()
            .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()))
            .filter_map(|e| {
                let bytes = disk::read(&e.path().join("identity.json"), LARGEST).ok()?;
                let project: Project = serde_json::from_slice(&bytes).ok()?;
                (e.file_name().to_str()? == project.id).then_some(project)
            })
            .collect();
        let index = Index {
            version: VERSION,
            projects,
        };
        index.checked()
    }

    /// Replaces the index.
    pub(super) fn write(&self, data: &Path) -> io::Result<()> {
        let index = Index {
            version: VERSION,
            projects: self.projects.clone(),
        };
        disk::replace(
            &data.join("index.json"),
            &serde_json::to_vec_pretty(&index)?,
        )
    }
}

const DAMAGED: &str = "the list of projects was damaged: it is set aside and made anew";

/// Writes the copy of an entry into its project's folder.
pub(super) fn write_copy(dir: &Path, project: &Project) -> io::Result<()> {
    disk::replace(
        &dir.join("identity.json"),
        &serde_json::to_vec_pretty(project)?,
    )
}

/// What stands before the bytes of a path that is no text.
const RAW: &str = "raw:";

/// A path as text, so that it can be read back.
pub(super) fn to_text(path: &Path) -> String {
    match path.to_str() {
        Some(text) => text.to_owned(),
        None => {
            let bytes = path.as_os_str().as_encoded_bytes();
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            format!("{RAW}{hex}")
        }
    }
}

/// The path that a text stands for.
pub(super) fn from_text(text: &str) -> Option<PathBuf> {
    match text.strip_prefix(RAW) {
        None => Some(PathBuf::from(text)),
        #[cfg(unix)]
        Some(hex) => {
            let pairs = hex.as_bytes().chunks(2);
            let bytes = pairs.map(|p| u8::from_str_radix(str::from_utf8(p).ok()?, 16).ok());
            let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
            let name: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(bytes);
            Some(name.into())
        }
        #[cfg(not(unix))]
        Some(_) => None,
    }
}
