//! `habitus status`: how a project and its data stand.
use std::{io::Write, process::ExitCode};

use anyhow::Result;

use super::{
    asked::{Asked, Here},
    print,
};
use crate::{
    control::{ProjectStatus, ScopeStatus, Status, of_project},
    engine::Memory,
    store::Slip,
};

/// Tells what is kept of a project, who owns it, and what is left out.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    #[command(flatten)]
    asked: Asked,
}

/// 1 where nothing is known of the project.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let Some(known) = args.asked.known(&here)? else {
        return Ok(ExitCode::FAILURE);
    };
    let status = of_project(&here.data, &known, here.now);
    match args.asked.json {
        true => print::json(out, &status.json())?,
        false => tell(&status, here.now, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(status: &Status, now: u64, out: &mut dyn Write) -> Result<()> {
    let mut row = |name: &str, text: String| print::line(out, format!("{name:<10} {text}"));
    row("Habitus", env!("CARGO_PKG_VERSION").to_owned())?;
    row("data", print::path(&status.data))?;
    for project in &status.projects {
        tell_project(project, now, &mut row)?;
    }
    if let Some(user) = &status.user {
        row("", String::new())?;
        row("user", print::path(&user.dir))?;
        tell_scope(user, &mut row)?;
    }
    for remark in status.faults.iter().chain(&status.remarks) {
        row("", String::new())?;
        row("note", remark.clone())?;
    }
    Ok(())
}

type Row<'a> = &'a mut dyn FnMut(&str, String) -> Result<()>;

fn tell_project(project: &ProjectStatus, now: u64, row: Row) -> Result<()> {
    row("", String::new())?;
    row("project", print::path(&project.folder))?;
    if let Some(since) = project.paused_since {
        let ago = print::ago(since, now);
        row(
            "learning",
            format!("paused in all windows, {ago} (habitus resume)"),
        )?;
    }
    if let Some(scope) = &project.scope {
        row("id", scope.id())?;
        tell_scope(scope, row)?;
    }
    for line in &project.history.lines {
        row("history", line.clone())?;
    }
    row("limits", limits(&project.limits))?;
    if let Some(text) = wrapped(&project.wrapped, now) {
        row("wrap", text)?;
    }
    let shelved = &project.libraries;
    row("memory", memory(shelved.memory, "libraries"))?;
    row(
        "libraries",
        match shelved.words {
            Some(words) => {
                let (all, direct) = shelved.crates;
                let stale = if shelved.is_current {
                    ""
                } else {
                    "; other crates than were read"
                };
                format!("{words} words kept; {all} crates here, {direct} of them direct{stale}")
            }
            None => "not read yet".to_owned(),
        },
    )?;
    for skipped in &project.skipped {
        let first: Vec<String> = skipped
            .first
            .iter()
            .map(|path| print::path(path.strip_prefix(&project.folder).unwrap_or(path)))
            .collect();
        let more = skipped.count - first.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let names = first.join(", ");
        row(
            "left out",
            format!("{} ({}): {names}{more}", skipped.count, skipped.why),
        )?;
    }
    Ok(())
}

fn tell_scope(scope: &ScopeStatus, row: Row) -> Result<()> {
    let (s, bytes) = (&scope.survey, print::bytes);
    let owner = match (scope.owner.is_live, scope.owner.pid) {
        (true, Some(pid)) => format!("process {pid}"),
        (true, None) => "a running server".to_owned(),
        (false, _) => "nobody now".to_owned(),
    };
    row("owner", owner)?;
    row("memory", memory((s.tables, s.used), "counts"))?;
    row("words", format!("{} known, {} lessons", s.words, s.lessons))?;
    row(
        "ledger",
        format!("{} rows, {}", s.rows, bytes(s.ledger.bytes)),
    )?;
    row(
        "snapshot",
        match s.snapshot {
            Some((n, size)) => {
                format!("number {n}, {}; tables of {}", bytes(size), bytes(s.tables))
            }
            None => "none yet".to_owned(),
        },
    )?;
    let (files, size) = (s.journals.files, bytes(s.journals.bytes));
    row(
        "journals",
        format!("{files}, {size}; {} events not in a snapshot", s.pending),
    )?;
    row(
        "in all",
        format!("{} in {} files", bytes(s.total.bytes), s.total.files),
    )?;
    for fault in &s.faults {
        row("fault", fault.clone())?;
    }
    Ok(())
}

/// How the last proxy round another server fared.
fn wrapped(slip: &Slip, now: u64) -> Option<String> {
    let count = |name: &str| slip.get::<u64>(name).unwrap_or_default();
    let time = |name: &str| count(name) as f64 / 1000.0;
    let server: String = slip.get("server")?;
    Some(format!(
        "{}, {}: {} lists in the learned order, {} as they came, {} so for want of time; half of them \
         {:.1} ms later, 99 % at most {:.1} ms",
        print::plain(&server),
        print::ago(count("at"), now),
        count("ranked"),
        count("unchanged"),
        count("failed_open"),
        time("list_us_p50"),
        time("list_us_p99"),
    ))
}

/// How large tables may be.
fn limits(limits: &Memory) -> String {
    let mb = |bytes: usize| print::bytes(bytes as u64);
    let [project, user] = [limits.project, limits.user].map(mb);
    let [libraries, session] = [limits.libraries, limits.session].map(mb);
    format!(
        "counts of {project} for the project, {user} for you, {libraries} for libraries, {session} for \
         this session and an open file"
    )
}

/// A table's size, and how much of it is used.
fn memory((bytes, used): (u64, u64), of: &str) -> String {
    match bytes {
        0 => format!("no {of} kept yet"),
        _ => format!(
            "{} for {of}, {} % used",
            print::bytes(bytes),
            used * 100 / bytes
        ),
    }
}
