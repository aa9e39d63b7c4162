//! `habitus/forget`, `reset`, `export`, `import`: what the verbs of the command line do, with the same
//! JSON. What takes something away wants `"yes": true`. Answered when this server follows already.
use std::path::{Path, PathBuf};

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use crate::{
    config,
    engine::profile::{
        Exporting, Forget, Importing, Mode, Presence, Problem, Profile, Report, Reset, since,
    },
    lsp::{arrival, backend::Backend, from_proto, session::Session},
};

type Outcome = std::result::Result<Report, Problem>;
type Verb = fn(&Profile, &Wish) -> Outcome;

/// What a client wants.
struct Wish {
    params: Value,
    /// The project's folder, as far as the params tell it.
    project: Option<PathBuf>,
}

/// `habitus/forget`: `word`, `file`, `folder` or `since`.
pub(in crate::lsp) async fn forget(backend: &Backend, params: Value) -> Result<Value> {
    run(backend, params, "forget", |profile, wish| {
        let what = wish.forget(profile.now)?;
        wish.sure().and_then(|()| profile.forget(&what))
    })
    .await
}

/// `habitus/reset`: `user` or `all`, else the project.
pub(in crate::lsp) async fn reset(backend: &Backend, params: Value) -> Result<Value> {
    run(backend, params, "reset", |profile, wish| {
        let what = match (wish.is("all"), wish.is("user")) {
            (true, _) => Reset::All,
            (_, true) => Reset::User,
            _ => Reset::Project(wish.folder()?),
        };
        wish.sure().and_then(|()| profile.reset(&what))
    })
    .await
}

/// `habitus/export`: into `file`; without one, a view to read.
pub(in crate::lsp) async fn export(backend: &Backend, params: Value) -> Result<Value> {
    run(backend, params, "export", |profile, wish| {
        let file = wish.path("file");
        let is_user_only = wish.is("user") && wish.params["project"].is_null();
        let what = Exporting {
            project: (!is_user_only).then(|| wish.folder()).transpose()?,
            user: wish.params["user"] != false,
            redact: wish.is("redact"),
            view: file.is_none() || wish.is("json"),
        };
        let Some(file) = file else {
            let mut written = profile.export(&what)?;
            written.report.json = serde_json::from_slice(&written.bytes).unwrap_or_default();
            return Ok(written.report);
        };
        profile.export_to(&what, &file, wish.is("force"))
    })
    .await
}

/// `habitus/import`: `file`, with `merge` or `replace`, `as` another folder.
pub(in crate::lsp) async fn import(backend: &Backend, params: Value) -> Result<Value> {
    run(backend, params, "import", |profile, wish| {
        let file = wish.path("file");
        let file = file.ok_or_else(|| Problem::Refused("name a file".to_owned()))?;
        let mode = match (wish.is("merge"), wish.is("replace")) {
            (true, _) => Mode::Merge,
            (_, true) => Mode::Replace,
            _ => Mode::Refuse,
        };
        if mode == Mode::Replace {
            wish.sure()?;
        }
        let to = wish.path("as").or_else(|| wish.path("project"));
        profile.import(&file, &Importing { mode, to })
    })
    .await
}

impl Wish {
    fn is(&self, name: &str) -> bool {
        self.params[name] == true
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        self.params[name].as_str().map(from_proto::file)
    }

    fn folder(&self) -> std::result::Result<PathBuf, Problem> {
        let why = "name a project, or a document of one";
        self.project
            .clone()
            .ok_or_else(|| Problem::Refused(why.to_owned()))
    }

    fn sure(&self) -> std::result::Result<(), Problem> {
        let why = "this takes something away: say \"yes\": true";
        match self.is("yes") {
            true => Ok(()),
            false => Err(Problem::Refused(why.to_owned())),
        }
    }

    fn presence(&self) -> Presence {
        match self.is("gone") {
            true => Presence::MayBeGone,
            false => Presence::Wanted,
        }
    }

    fn forget(&self, now: u64) -> std::result::Result<Forget, Problem> {
        let text = |name: &str| self.params[name].as_str();
        if let Some(word) = text("word") {
            return Ok(Forget::Word(word.to_owned(), self.path("project")));
        }
        if let Some(file) = self.path("file") {
            return Ok(Forget::File(file, self.presence()));
        }
        if let Some(folder) = self.path("folder") {
            return Ok(Forget::Folder(folder, self.presence()));
        }
        let day = text("since").and_then(|text| since(text, now));
        let why =
            "say what: \"word\", \"file\", \"folder\", or \"since\" a day (2026-03-01, 2d, 3w)";
        let day = day.ok_or_else(|| Problem::Refused(why.to_owned()))?;
        Ok(Forget::Since(day, self.folder()?))
    }
}

/// Runs a verb off the threads that serve short requests.
async fn run(backend: &Backend, params: Value, verb: &'static str, run: Verb) -> Result<Value> {
    let session = backend.session.clone();
    let outcome = arrival::work(move |_| {
        let (profile, wish) = prepare(&session, params)?;
        // What this server has learned until now counts, too; and then it follows.
        let flush = || session.started().inspect(|s| s.engine.flush());
        flush();
        let outcome = run(&profile, &wish);
        flush();
        outcome
    })
    .await?;
    match outcome {
        Ok(report) => Ok(report.json),
        Err(Problem::Refused(why)) => Ok(Report::refused(verb, &why).json),
        Err(Problem::Failed(why)) => Err(failed(why)),
    }
}

fn prepare(session: &Session, params: Value) -> std::result::Result<(Profile, Wish), Problem> {
    let data = config::data_folder().map_err(|e| Problem::Failed(format!("{e:#}")))?;
    let profile = Profile {
        data,
        now: session.clock.now(),
        fail: config::fail_point(),
    };
    let named = params["project"].as_str().map(from_proto::file);
    let document = from_proto::document_uri(&params).and_then(from_proto::path);
    let folders = session.started().map(|s| s.layers.folders());
    let project = named
        .or_else(|| document.and_then(|d| d.parent().map(Path::to_owned)))
        .or_else(|| folders.and_then(|f| f.into_iter().next()));
    Ok((profile, Wish { params, project }))
}

fn failed(why: String) -> Error {
    let mut error = Error::new(ErrorCode::ServerError(-32803));
    error.message = why.into();
    error
}
