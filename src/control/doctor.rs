//! An examination without side effects: what is well, what isn't, what to do about it.
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::traces::{program, traces};
use crate::{
    libraries,
    store::{self, Checkup, Health},
};

/// Below this a disk is nearly full: some snapshots must fit.
const ROOM: u64 = 200 << 20;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Ok,
    /// Something to know.
    Warn,
    /// Something does not work.
    Bad,
}

impl State {
    /// As a word.
    pub fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Bad => "bad",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: String,
    /// How it is.
    pub state: State,
    /// What was found.
    pub what: String,
    /// What to do, where something is to be done.
    pub advice: Option<String>,
}

/// Findings as JSON.
pub fn findings_json(findings: &[Finding]) -> Value {
    let all = findings.iter().map(|f| {
        json!({
            "check": f.check, "state": f.state.word(), "what": f.what, "advice": f.advice,
        })
    });
    let is_bad = findings.iter().any(|f| f.state == State::Bad);
    json!({ "well": !is_bad, "findings": all.collect::<Vec<_>>() })
}

/// Examines everything.
pub fn doctor(data: &Path) -> Vec<Finding> {
    let mut ward = Ward(Vec::new());
    ward.folder(data);
    if data.is_dir() {
        ward.space(data);
        ward.rights(data);
        ward.projects(data);
    }
    ward.cargo();
    ward.programs();
    ward.0
}

/// Findings as they come.
struct Ward(Vec<Finding>);

impl Ward {
    fn note(&mut self, check: &str, state: State, what: impl Into<String>, advice: &str) {
        let what = what.into();
        self.0.push(Finding {
            check: check.to_owned(),
            state,
            what,
            advice: Some(advice.to_owned()).filter(|a| !a.is_empty()),
        });
    }

    fn folder(&mut self, data: &Path) {
        let (name, shown) = ("data folder", data.display());
        let nearest = data.ancestors().find(|p| p.symlink_metadata().is_ok());
        if nearest.is_some_and(|p| !p.is_dir()) {
            let what = format!("{shown} can't be: there is a file in the way");
            let advice = "move that file away, or set HABITUS_DATA_DIR to another folder";
            return self.note(name, State::Bad, what, advice);
        }
        let is_new = nearest != Some(data);
        match nearest.map(store::try_to_write) {
            Some(Ok(())) if is_new => {
                let what = format!("{shown} isn't there yet: the first server makes it");
                self.note(name, State::Ok, what, "");
            }
            Some(Ok(())) => self.note(
                name,
                State::Ok,
                format!("{shown} is there and takes files"),
                "",
            ),
            Some(Err(e)) => {
                let what = format!("{shown} takes no files ({e}): nothing is kept");
                let advice = "make it writable for you, free some room, or set HABITUS_DATA_DIR to another folder";
                self.note(name, State::Bad, what, advice);
            }
            None => self.note(
                name,
                State::Bad,
                format!("{shown} can't be made"),
                "set HABITUS_DATA_DIR",
            ),
        }
    }

    fn space(&mut self, data: &Path) {
        let Some(free) = store::free_space(data) else {
            return;
        };
        let what = format!("{} MB are free", free >> 20);
        let (state, advice) = match free < ROOM {
            true => (
                State::Warn,
                "free some room: snapshots of what is learned may not fit",
            ),
            false => (State::Ok, ""),
        };
        self.note("disk", state, what, advice);
    }

    fn rights(&mut self, data: &Path) {
        let open = store::open_to_others(data, 100);
        let Some(first) = open.first() else {
            return self.note(
                "permissions",
                State::Ok,
                "only you can read what is learned",
                "",
            );
        };
        let what = match open.len() {
            1 => format!("others may read {}", first.display()),
            n => format!("others may read {} and {} more", first.display(), n - 1),
        };
        let advice = format!("chmod -R go-rwx '{}'", data.display());
        self.note("permissions", State::Warn, what, &advice);
    }

    fn projects(&mut self, data: &Path) {
        match store::index_health(data) {
            Health::Sound | Health::Missing | Health::Untried(_) => {}
            Health::Newer(why) => self.newer("list of projects", &why),
            Health::Damaged(why) => {
                let what = format!("it is damaged ({why})");
                let advice = "nothing: the next server makes it anew from the projects' own copies";
                self.note("list of projects", State::Warn, what, advice);
            }
        }
        let known = store::projects(data).unwrap_or_default();
        for dir in store::scopes(data) {
            let id = dir.file_name().unwrap_or_default().to_string_lossy();
            let folders = known.iter().find(|(known, _)| *known == *id);
            let folder = folders.and_then(|(_, folders)| folders.first());
            let name = match folder {
                Some(folder) => format!("project {}", folder.display()),
                None => id.into_owned(),
            };
            self.scope(&name, &dir);
        }
    }

    fn newer(&mut self, name: &str, why: &str) {
        let what = format!("a newer Habitus wrote it ({why}): it is left alone, and not used");
        self.note(name, State::Bad, what, "use that version, or a newer one");
    }

    fn scope(&mut self, name: &str, dir: &Path) {
        let checkup = match tempfile::tempdir() {
            Ok(room) => store::check_up(dir, room.path()),
            Err(e) => return self.note(name, State::Warn, format!("not examined: {e}"), ""),
        };
        if let Health::Newer(why) = &checkup.version {
            return self.newer(name, why);
        }
        let (before, owner) = (self.0.len(), store::owner(dir));
        self.part(name, "snapshot", &checkup.snapshot, dir);
        self.part(name, "ledger", &checkup.ledger, dir);
        self.aside(name, &checkup, dir);
        if self.0.len() > before {
            return;
        }
        let who = match (owner.is_live, owner.pid) {
            (true, Some(pid)) => format!("owned by process {pid}"),
            (true, None) => "owned by a running server".to_owned(),
            (false, Some(pid)) => {
                format!("free; process {pid} owned it last, its lock is stale and harmless")
            }
            (false, None) => "free".to_owned(),
        };
        let what = match &checkup.ledger {
            Health::Untried(why) if !owner.is_live => {
                format!("{who}; the ledger was not tried: {why}")
            }
            Health::Untried(_) => format!("{who}: the ledger is left alone"),
            _ => format!("{who}; snapshot and ledger can be read"),
        };
        self.note(name, State::Ok, what, "");
    }

    fn part(&mut self, name: &str, part: &str, health: &Health, dir: &Path) {
        match health {
            Health::Newer(why) => self.newer(name, &format!("{part}: {why}")),
            Health::Damaged(why) => {
                let what = format!("its {part} is damaged ({why})");
                let advice = format!(
                    "start a server: it sets the {part} aside in {} and goes on from the rest",
                    dir.display()
                );
                self.note(name, State::Bad, what, &advice);
            }
            Health::Missing | Health::Sound | Health::Untried(_) => {}
        }
    }

    fn aside(&mut self, name: &str, checkup: &Checkup, dir: &Path) {
        if let Some(first) = checkup.aside.first() {
            let what = format!(
                "{} damaged parts were set aside: {first}",
                checkup.aside.len()
            );
            let advice = format!(
                "delete them from {} if you don't want to look into them",
                dir.display()
            );
            self.note(name, State::Warn, what, &advice);
        }
    }

    fn cargo(&mut self) {
        let home = libraries::cargo_home();
        let unpacked = |home: &PathBuf| home.join("registry/src").is_dir();
        match home {
            Some(home) if unpacked(&home) => {
                let what = format!("crates are unpacked in {}", home.display());
                self.note("libraries", State::Ok, what, "");
            }
            home => {
                let place = home.map_or("~/.cargo".to_owned(), |h| h.display().to_string());
                let what =
                    format!("no crates are unpacked in {place}: names of libraries aren't known");
                self.note(
                    "libraries",
                    State::Warn,
                    what,
                    "build a project once, or set CARGO_HOME where the editor starts",
                );
            }
        }
    }

    fn programs(&mut self) {
        match program("habitus") {
            Some(path) => self.note(
                "habitus",
                State::Ok,
                format!("editors find {}", path.display()),
                "",
            ),
            None => self.note(
                "habitus",
                State::Warn,
                "no program habitus in PATH: editors can't start it by its name",
                "cargo install --path . puts it into ~/.cargo/bin; add that to PATH",
            ),
        }
        match program("rust-analyzer") {
            Some(path) => self.note("rust-analyzer", State::Ok, path.display().to_string(), ""),
            None => self.note(
                "rust-analyzer",
                State::Warn,
                "not in PATH (VS Code brings its own); Habitus works without it and knows less of types",
                "rustup component add rust-analyzer",
            ),
        }
        let traces = traces();
        let named: Vec<String> = traces
            .iter()
            .map(|t| format!("{} ({})", t.of, t.path.display()))
            .collect();
        match named.is_empty() {
            false => self.note(
                "editors",
                State::Ok,
                format!("set up in {}", named.join(", ")),
                "",
            ),
            true => self.note(
                "editors",
                State::Warn,
                "no editor's settings name Habitus in the usual places",
                "see editors/README.md",
            ),
        }
    }
}
