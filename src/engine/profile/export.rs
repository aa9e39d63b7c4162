//! Export: what was learned as one file, or as a view to read.
use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::{
    super::{anew::Succession, keep::project_key},
    Outcome, Place, Problem, Profile, Report,
    bake::Raw,
    redact::{Public, redact},
    tree::Tree,
    view::view,
};
use crate::store::{self, Export, Part, Rewriting};

/// What to export, and how.
#[derive(Clone, Debug, Default)]
pub struct Exporting {
    /// The project of this folder.
    pub project: Option<PathBuf>,
    /// The user.
    pub user: bool,
    /// Nothing private.
    pub redact: bool,
    /// As a view to read.
    pub view: bool,
}

/// An export that was made.
pub struct Written {
    /// The file's bytes.
    pub bytes: Vec<u8>,
    /// What is in it.
    pub report: Report,
}

impl Profile {
    /// Makes an export.
    pub fn export(&self, what: &Exporting) -> Outcome<Written> {
        let rewriting = self.begin()?;
        let mut places = Vec::new();
        if let Some(folder) = &what.project {
            places.push(self.project(folder)?);
        }
        places.extend(Some(self.user()).filter(|user| what.user && user.dir.is_dir()));
        if places.is_empty() {
            return Err(self.nothing());
        }
        let mut export = Export::begin(self.now, what.redact);
        let projects = self.places()?;
        let dirs = projects.iter().map(|place| place.dir.as_path());
        let public = what.redact.then(|| Public::of(dirs));
        for place in &places {
            let part = self.part(&rewriting, place)?;
            export.parts.push(match &public {
                Some(public) => redact(part, public),
                None => part,
            });
        }
        let too_large = || Problem::Failed("it is too large for an export".to_owned());
        let bytes = match what.view {
            true => serde_json::to_vec_pretty(&view(&export)).map_err(|_| too_large())?,
            false => store::print(&export).ok_or_else(too_large)?,
        };
        let report = report(&export, &bytes);
        Ok(Written { bytes, report })
    }

    /// A scope as a server would have it now, what its files add included.
    fn part(&self, rewriting: &Rewriting, place: &Place) -> Outcome<Part> {
        let is_live = store::waits(&place.dir);
        let mut raw = Raw::of(rewriting.read(&place.dir)?, place.project.is_none());
        raw.notes.retain(|(name, _)| name == store::HISTORY);
        let mut baked = raw.bake();
        if let Some(folder) = place.folder().filter(|_| !is_live) {
            Tree { folder }.count(&mut baked, None);
        }
        let project = place.project.as_ref();
        let folder = place.folder().and_then(Path::to_str);
        Ok(Part {
            is_user: project.is_none(),
            project: project.map_or(0, |p| project_key(p.name())),
            folder: folder.map(str::to_owned),
            package: project.and_then(|p| p.package.clone()),
            state: baked.state(Succession::Unsaid),
        })
    }

    /// Makes an export and writes it into a file, which is not to be there unless `force`.
    pub fn export_to(&self, what: &Exporting, path: &Path, force: bool) -> Outcome<Report> {
        if !force && fs::symlink_metadata(path).is_ok() {
            let why = format!("{} is there already", path.display());
            return Err(Problem::Refused(why));
        }
        let Written { bytes, mut report } = self.export(what)?;
        store::write_private(path, &bytes)
            .map_err(|e| Problem::Failed(format!("{}: {e}", path.display())))?;
        report.json["file"] = json!(path.display().to_string());
        report
            .text
            .push(format!("{} bytes in {}", bytes.len(), path.display()));
        Ok(report)
    }
}

/// What an export holds.
pub fn contents(export: &Export) -> Vec<Value> {
    let part = |part: &Part| {
        json!({
            "scope": if part.is_user { "user" } else { "project" },
            "folder": part.folder,
            "words": part.state.words.len(),
            "rows": part.state.ledger.len(),
            "weights": part.state.weights.len(),
        })
    };
    export.parts.iter().map(part).collect()
}

fn report(export: &Export, bytes: &[u8]) -> Report {
    let parts = contents(export);
    let told = |part: &Value| {
        let what = part["folder"].as_str().or(part["scope"].as_str());
        let (words, rows) = (&part["words"], &part["rows"]);
        format!(
            "{}: {words} words, {rows} rows of evidence",
            what.unwrap_or("")
        )
    };
    let text = parts.iter().map(told).collect();
    let json = json!({
        "id": export.id, "redacted": export.redacted, "bytes": bytes.len(), "parts": parts,
    });
    Report::new("export", true, json, text)
}
