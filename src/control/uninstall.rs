//! Leaving: what Habitus made, who is still at work there, and what only its user can remove.
use std::{
    env,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::traces::{Trace, program, traces};
use crate::store::{self, Inventory, Owner, Removal};

/// What leaving would take.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The data folder.
    pub data: PathBuf,
    /// What is in it.
    pub inventory: Inventory,
    /// Scopes that a running server holds.
    pub at_work: Vec<(PathBuf, Owner)>,
    /// Editors' own files.
    pub traces: Vec<Trace>,
    /// The program, wherever it lies.
    pub programs: Vec<PathBuf>,
}

/// Looks at what leaving would take. Removes nothing.
pub fn leaving(data: &Path) -> Leaving {
    let own = env::current_exe().ok();
    let mut programs: Vec<PathBuf> = own.into_iter().chain(program("habitus")).collect();
    programs.dedup_by(|a, b| a.canonicalize().ok() == b.canonicalize().ok());
    Leaving {
        inventory: Inventory::of(data),
        at_work: store::at_work(data),
        traces: traces(),
        programs,
        data: data.to_owned(),
    }
}

impl Leaving {
    /// As JSON; `removal` is what was done of it.
    pub fn json(&self, removal: Option<&Removal>) -> Value {
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let failed = removal.map(|r| r.failed.as_slice()).unwrap_or_default();
        let failed = failed
            .iter()
            .map(|(path, why)| json!({ "path": text(path), "why": why }));
        let strangers = self.inventory.strangers.iter().map(|p| text(p));
        let at_work = self.at_work.iter();
        let traces = self.traces.iter();
        json!({
            "data": text(&self.data),
            "files": self.inventory.files.len(),
            "bytes": self.inventory.bytes,
            "removed": removal.map_or(0, |r| r.files),
            "failed": failed.collect::<Vec<_>>(),
            "strangers": strangers.collect::<Vec<_>>(),
            "live": at_work.map(|(scope, owner)| json!({
                "scope": text(scope), "pid": owner.pid.filter(|_| owner.is_live),
            })).collect::<Vec<_>>(),
            "left": {
                "editors": traces.map(|t| json!({
                    "of": t.of, "path": text(&t.path), "line": t.line,
                })).collect::<Vec<_>>(),
                "programs": self.programs.iter().map(|p| text(p)).collect::<Vec<_>>(),
            },
        })
    }
}
