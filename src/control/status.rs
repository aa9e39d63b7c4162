//! How things stand: ids, sizes, who owns what, what is passed over. What stands on the disk is read
//! the same way whoever asks; a running server adds what only it knows.
use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use super::history::PastStatus;
use crate::{
    engine::{Account, Live, Memory, Running, Settings, Shelved, Skipped, Whose, shelved},
    store::{self, Bulk, Known, Owner, Slip, Survey, WANTED, WRAPPED},
    syntax,
};

/// How things stand.
#[derive(Clone, Debug)]
pub struct Status {
    /// The data folder.
    pub data: PathBuf,
    /// Whether a running server says it.
    pub is_server: bool,
    /// `on`, `off` or `paused`, in this window; unknown from outside.
    pub learning: Option<&'static str>,
    /// Projects.
    pub projects: Vec<ProjectStatus>,
    /// What carries over from project to project; `None` before there is any.
    pub user: Option<ScopeStatus>,
    /// What ails this server's stores.
    pub faults: Vec<String>,
    /// What else is to be known.
    pub remarks: Vec<String>,
}

/// A scope on the disk.
#[derive(Clone, Debug)]
pub struct ScopeStatus {
    /// Its folder.
    pub dir: PathBuf,
    /// Who owns it.
    pub owner: Owner,
    /// What it holds.
    pub survey: Survey,
}

/// A project.
#[derive(Clone, Debug)]
pub struct ProjectStatus {
    /// Its folder.
    pub folder: PathBuf,
    /// Its scope; `None` where nothing is kept.
    pub scope: Option<ScopeStatus>,
    /// Since when it is paused in all windows, in Unix milliseconds.
    pub paused_since: Option<u64>,
    /// How far its history is read.
    pub history: PastStatus,
    /// How large its tables may be, as an editor set it last.
    pub limits: Memory,
    /// How the last proxy round another server fared.
    pub wrapped: Slip,
    /// What libraries gave.
    pub libraries: Shelved,
    /// Files that aren't read, by their reasons.
    pub skipped: Vec<Skipped>,
    /// Files that a running server has still to read.
    pub unread: Option<usize>,
}

impl ScopeStatus {
    fn of(dir: &Path, now: u64) -> ScopeStatus {
        ScopeStatus {
            owner: store::owner(dir),
            survey: store::survey(dir, now),
            dir: dir.to_owned(),
        }
    }

    /// The last part of its path: a project's id.
    pub fn id(&self) -> String {
        let name = self.dir.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// How a project stands, told from outside.
pub fn of_project(data: &Path, known: &Known, now: u64) -> Status {
    let project = project(&known.folder, Some(&known.dir), None, now);
    let owner = project.scope.as_ref().map(|s| s.owner);
    let remark = match owner {
        Some(owner) if owner.is_live => {
            "a server is running: which files it found nested too deep and which stores it refused, \
             it tells its editor (habitus/status)"
        }
        _ => {
            "no server is running: which files are nested too deep and which stores are refused only \
             a running one knows"
        }
    };
    Status {
        is_server: false,
        learning: None,
        projects: vec![project],
        user: user(data, now),
        faults: Vec::new(),
        remarks: vec![remark.to_owned()],
        data: data.to_owned(),
    }
}

/// How a running server stands.
pub fn of_server(data: &Path, running: &Running, now: u64) -> Status {
    let project = |live: &Live| project(&live.folder, live.dir.as_deref(), Some(live), now);
    Status {
        is_server: true,
        learning: Some(match running {
            Running {
                learning: false, ..
            } => "off",
            Running {
                is_paused: true, ..
            } => "paused",
            _ => "on",
        }),
        projects: running.projects.iter().map(project).collect(),
        user: user(data, now).filter(|_| running.learning),
        faults: running.faults.clone(),
        remarks: Vec::new(),
        data: data.to_owned(),
    }
}

fn user(data: &Path, now: u64) -> Option<ScopeStatus> {
    let dir = data.join("user");
    dir.is_dir().then(|| ScopeStatus::of(&dir, now))
}

fn project(folder: &Path, dir: Option<&Path>, live: Option<&Live>, now: u64) -> ProjectStatus {
    let mut skipped = Skipped::all(unused(folder));
    let deep = live.map(|l| l.skipped.clone()).unwrap_or_default();
    skipped.extend(deep.into_iter().filter(|s| s.why != Skipped::UNREADABLE));
    let scope = dir.map(|dir| ScopeStatus::of(dir, now));
    let kept = scope.as_ref().map_or(&[][..], |s| &s.survey.history);
    let account = live.and_then(|live| live.history.clone());
    let account = account.unwrap_or_else(|| Account::read(kept));
    let wanted = dir.map(|dir| Slip::read(dir, WANTED)).unwrap_or_default();
    let set = Settings::as_wanted(&wanted);
    ProjectStatus {
        folder: folder.to_owned(),
        history: PastStatus::of(folder, account, set.history == Whose::Off),
        limits: set.memory,
        wrapped: dir.map(|dir| Slip::read(dir, WRAPPED)).unwrap_or_default(),
        scope,
        paused_since: dir.and_then(store::paused_since),
        libraries: dir.map(|d| shelved(d, folder)).unwrap_or_default(),
        skipped,
        unread: live.map(|l| l.unread),
    }
}

/// The Rust files of a folder that aren't read, told from the disk.
fn unused(folder: &Path) -> Vec<(PathBuf, &'static str)> {
    let unreadable = |path: PathBuf| {
        let why = match fs::metadata(&path) {
            Err(_) => "can't be read",
            Ok(found) if found.len() > syntax::LARGEST as u64 => "longer than 1 MB",
            Ok(_) if fs::File::open(&path).is_err() => "can't be read",
            Ok(_) => "no UTF-8 text",
        };
        syntax::read(&path).is_none().then_some((path, why))
    };
    let walked = syntax::walk(folder, folder).into_iter();
    let mut unused: Vec<_> = walked.filter_map(unreadable).collect();
    unused.extend(syntax::left_out(folder));
    unused.sort();
    unused
}

impl Status {
    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "data": text(&self.data),
            "server": self.is_server,
            "learning": self.learning,
            "projects": self.projects.iter().map(project_json).collect::<Vec<_>>(),
            "user": self.user.as_ref().map(scope_json),
            "faults": self.faults,
            "remarks": self.remarks,
        })
    }
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn project_json(project: &ProjectStatus) -> Value {
    let skipped = project.skipped.iter().map(|s| {
        let first: Vec<String> = s.first.iter().map(|p| text(p)).collect();
        json!({ "why": s.why, "count": s.count, "first": first })
    });
    json!({
        "id": project.scope.as_ref().map(ScopeStatus::id),
        "folder": text(&project.folder),
        "scope": project.scope.as_ref().map(scope_json),
        "paused": project.paused_since.map(|since| json!({ "since": since })),
        "history": project.history.json(),
        "limits": {
            "project": project.limits.project,
            "user": project.limits.user,
            "libraries": project.limits.libraries,
            "session": project.limits.session,
        },
        "wrapped": project.wrapped.json(),
        "libraries": {
            "memory": { "bytes": project.libraries.memory.0, "used": project.libraries.memory.1 },
            "words": project.libraries.words,
            "crates": project.libraries.crates.0,
            "direct": project.libraries.crates.1,
            "current": project.libraries.is_current,
        },
        "skipped": skipped.collect::<Vec<_>>(),
        "unread": project.unread,
    })
}

fn scope_json(scope: &ScopeStatus) -> Value {
    let s = &scope.survey;
    let bulk = |b: &Bulk| json!({ "files": b.files, "bytes": b.bytes });
    json!({
        "folder": text(&scope.dir),
        "owner": { "pid": scope.owner.pid, "live": scope.owner.is_live },
        "snapshot": s.snapshot.map(|(n, bytes)| json!({ "generation": n, "bytes": bytes })),
        "tables": s.tables,
        "used": s.used,
        "ledger": { "rows": s.rows, "bytes": s.ledger.bytes },
        "words": s.words,
        "weights": { "own": s.has_weights, "learned": s.lessons },
        "journals": bulk(&s.journals),
        "pending": s.pending,
        "libraries": s.libraries.map(|(words, bytes)| json!({ "words": words, "bytes": bytes })),
        "total": bulk(&s.total),
        "faults": s.faults,
    })
}
