//! What is learned, as its person rules over it: forget, reset, export, import. Works on the data folder,
//! whether servers run or not; those follow by themselves. Never asks back, never takes anything away
//! that it doesn't say in its report.
mod bake;
mod erase;
mod export;
mod forget;
mod import;
mod redact;
mod reset;
mod since;
mod tree;
mod view;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

pub use export::{Exporting, Written};
pub use forget::{Forget, Presence};
pub use import::{Importing, Mode};
pub use reset::Reset;
pub use since::since;

use super::canonical;
use crate::store::{self, Fault, Named, Rewriting};

/// Where what is learned lies, and what time it is.
#[derive(Clone)]
pub struct Profile {
    /// The data folder.
    pub data: PathBuf,
    /// Unix milliseconds.
    pub now: u64,
    /// Where a test wants the process to end.
    pub fail: Option<String>,
}

/// Why nothing was done.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Problem {
    /// There is nothing of the kind, or it must be asked for in another way.
    #[error("{0}")]
    Refused(String),
    /// It can't be done.
    #[error("{0}")]
    Failed(String),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        Problem::Failed(fault.to_string())
    }
}

type Outcome<T> = Result<T, Problem>;

/// What was done, for programs and for people.
#[derive(Clone, Debug)]
pub struct Report {
    /// Whether there was something to do.
    pub done: bool,
    /// For programs; `done` is in it.
    pub json: Value,
    /// For people, line by line.
    pub text: Vec<String>,
}

impl Report {
    fn new(verb: &str, done: bool, mut json: Value, text: Vec<String>) -> Report {
        json["verb"] = json!(verb);
        json["done"] = json!(done);
        Report { done, json, text }
    }

    /// That of something that was not done.
    pub fn refused(verb: &str, why: &str) -> Report {
        let json = json!({ "refused": why });
        Report::new(verb, false, json, vec![why.to_owned()])
    }
}

/// A scope by its folder.
#[derive(Clone, Debug)]
struct Place {
    dir: PathBuf,
    /// The project; `None` is the user.
    project: Option<Named>,
}

impl Place {
    /// The folder whose files belong to it.
    fn folder(&self) -> Option<&Path> {
        let project = self.project.as_ref()?;
        let mut folders = project.folders.iter().rev();
        folders.find(|f| f.is_dir()).map(PathBuf::as_path)
    }

    fn json(&self) -> Value {
        match &self.project {
            None => json!({ "scope": "user" }),
            Some(project) => {
                let folder = self
                    .folder()
                    .or(project.folders.last().map(PathBuf::as_path));
                let folder = folder.map(|f| f.display().to_string());
                json!({ "scope": "project", "id": project.id, "folder": folder })
            }
        }
    }

    /// What it is, for people.
    fn title(&self) -> String {
        let json = self.json();
        match (&self.project, json["folder"].as_str()) {
            (None, _) => "you, over all projects".to_owned(),
            (Some(_), Some(folder)) => folder.to_owned(),
            (Some(project), None) => format!("the project {}", project.id),
        }
    }
}

impl Profile {
    fn begin(&self) -> Outcome<Rewriting> {
        if !self.data.is_dir() {
            return Err(self.nothing());
        }
        Ok(Rewriting::begin(&self.data, self.now, self.fail.clone())?)
    }

    fn nothing(&self) -> Problem {
        Problem::Refused(format!("nothing is kept in {}", self.data.display()))
    }

    fn user(&self) -> Place {
        Place {
            dir: self.data.join("user"),
            project: None,
        }
    }

    /// The project of a folder or of one above it.
    fn project(&self, folder: &Path) -> Outcome<Place> {
        let folder = canonical(folder);
        let found = store::lookup(&self.data, &folder, self.now)?;
        let (mut project, at) = found.ok_or_else(|| {
            let why = format!("nothing is kept of a project in {}", folder.display());
            Problem::Refused(why)
        })?;
        project.folders.retain(|f| *f != at);
        project.folders.push(at);
        Ok(Place {
            dir: project.dir.clone(),
            project: Some(project),
        })
    }

    /// All scopes there are, the user's last.
    fn places(&self) -> Outcome<Vec<Place>> {
        let projects = store::named(&self.data, self.now)?.into_iter();
        let mut places: Vec<Place> = projects
            .map(|project| Place {
                dir: project.dir.clone(),
                project: Some(project),
            })
            .collect();
        places.extend(Some(self.user()).filter(|user| user.dir.is_dir()));
        Ok(places)
    }
}
