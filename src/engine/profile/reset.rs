//! Reset: all that was learned of a project, of the user, or everything.
use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    super::{anew::Succession, keep::project_key},
    Outcome, Place, Profile, Report,
    bake::Raw,
};
use crate::store::{self, Libraries, Remade, Rewriting, Sieve, State};

/// What to reset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reset {
    /// The project of a folder.
    Project(PathBuf),
    /// What carries over from project to project.
    User,
    /// All of it.
    All,
}

impl Profile {
    /// What a reset would take away, for the question before it.
    pub fn would_reset(&self, what: &Reset) -> Outcome<Vec<String>> {
        let places = self.to_reset(what)?;
        Ok(places.iter().map(Place::title).collect())
    }

    fn to_reset(&self, what: &Reset) -> Outcome<Vec<Place>> {
        let places = match what {
            Reset::Project(folder) => vec![self.project(folder)?],
            Reset::User => vec![self.user()],
            Reset::All => self.places()?,
        };
        let there: Vec<Place> = places.into_iter().filter(|p| p.dir.is_dir()).collect();
        match there.is_empty() {
            true => Err(self.nothing()),
            false => Ok(there),
        }
    }

    /// Takes it away.
    pub fn reset(&self, what: &Reset) -> Outcome<Report> {
        let rewriting = self.begin()?;
        let places = self.to_reset(what)?;
        let (mut scopes, mut text) = (Vec::new(), Vec::new());
        for place in &places {
            scopes.push(self.reset_place(&rewriting, place)?);
            text.push(format!("{}: all that was learned is gone", place.title()));
        }
        if let Reset::Project(_) = what {
            self.forget_names(&rewriting, &places[0])?;
        }
        if *what == Reset::All && places.iter().all(|p| !store::waits(&p.dir)) {
            remove_indexes(&self.data);
        }
        let json = json!({ "scopes": scopes });
        Ok(Report::new("reset", true, json, text))
    }

    /// Where a server runs, an empty scope tells it that nothing of before counts; else none is left.
    fn reset_place(&self, rewriting: &Rewriting, place: &Place) -> Outcome<Value> {
        let is_live = store::waits(&place.dir);
        if is_live {
            rewriting.rewrite(&place.dir, &Sieve::nothing(), &mut |_| {
                Some(Remade {
                    state: State {
                        notes: vec![Succession::Fresh.note()],
                        ..State::default()
                    },
                    libraries: Libraries::Drop,
                })
            })?;
        } else {
            rewriting.remove(&place.dir)?;
            if let Some(project) = &place.project {
                store::disown(&self.data, &project.id, self.now)?;
            }
        }
        let mut json = place.json();
        json["served"] = json!(is_live);
        Ok(json)
    }

    /// The user's scope notes which names were written in a project.
    fn forget_names(&self, rewriting: &Rewriting, place: &Place) -> Outcome<()> {
        let user = self.user();
        let Some(project) = place.project.as_ref().filter(|_| user.dir.is_dir()) else {
            return Ok(());
        };
        rewriting.rewrite(&user.dir, &Sieve::default(), &mut |loaded| {
            let mut raw = Raw::of(loaded, true);
            raw.known.remove(&project_key(project.name()))?;
            Some(Remade {
                state: raw.bake().state(Succession::Kept),
                libraries: Libraries::Drop,
            })
        })?;
        Ok(())
    }
}

/// The list of projects, and lists that were damaged.
fn remove_indexes(data: &Path) {
    for entry in fs::read_dir(data).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("index.json") {
            let _ = fs::remove_file(entry.path());
        }
    }
}
