//! `habitus learn`: all of a project, now: files, history, libraries. Returns when it is kept.
use std::{
    io::{IsTerminal, Write},
    path::Path,
    process::ExitCode,
    time::Duration,
};

use anyhow::{Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::{asked::Here, print};
use crate::{
    config::Clock,
    control::{Errand, Learned, of_project},
    engine::{Engine, Settings, Start, Whose},
    store,
};

/// How often it is looked whether all is learned.
const LOOK: Duration = Duration::from_millis(100);

/// Learns all of a project now, and returns when that is kept.
#[derive(clap::Args, Debug)]
pub(super) struct Args {
    /// The project's folder; without it, the current folder.
    #[arg(value_name = "REPO", default_value = ".")]
    repo: std::path::PathBuf,

    /// Whose commits are read: mine, all or off. Without it what the editor set last, else mine.
    #[arg(long, value_name = "WHOSE", value_parser = whose)]
    history: Option<Whose>,

    /// Leave the crates on this machine alone.
    #[arg(long)]
    no_libraries: bool,

    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

fn whose(name: &str) -> Result<Whose, String> {
    Whose::named(name).ok_or_else(|| "write mine, all or off".to_owned())
}

/// 1 where the project is paused.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let here = Here::new()?;
    let errand = Errand::begin(&here.data, &args.repo, here.now)?;
    if store::is_paused(&errand.dir) {
        print::warn("the project is paused; `habitus resume` first");
        return Ok(ExitCode::FAILURE);
    }
    wait(args, &here.data, &errand)?;
    tell(args, &here, &errand, out)?;
    Ok(ExitCode::SUCCESS)
}

/// Asks the project's owner, and is it where nobody else is.
fn wait(args: &Args, data: &Path, errand: &Errand) -> Result<()> {
    let wish = args.history.map_or(String::new(), |w| w.to_string());
    let bar = bar();
    let mut own = None;
    errand.ask(&wish, !args.no_libraries)?;
    loop {
        if own.is_none() && !store::owner(&errand.dir).is_live {
            own = Some(start(args, data, errand));
        }
        match errand.look(LOOK, own.is_some()) {
            Learned::Done => break,
            Learned::Not(percent, what) => {
                bar.set_position(u64::from(percent));
                bar.set_message(what);
            }
            Learned::Refused(why) => bail!("{why}"),
        }
    }
    bar.finish_and_clear();
    if let Some(engine) = own {
        engine.stop();
    }
    Ok(())
}

/// What a server is but for its editor.
fn start(args: &Args, data: &Path, errand: &Errand) -> Engine {
    let clock = Clock::from_env();
    let set = Settings::as_wanted(&store::Slip::read(&errand.dir, store::WANTED));
    let engine = Engine::start(Start {
        data: data.to_owned(),
        settings: Settings {
            libraries: set.libraries && !args.no_libraries,
            ..set
        },
        notify: Box::new(|notice| tracing::info!(?notice, "learning")),
        clock: std::sync::Arc::new(move || clock.now()),
        tells: false,
        is_companion: false,
        is_hurried: true,
    });
    engine.folders(vec![errand.folder.clone()]);
    engine
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(100);
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {wide_msg}");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn tell(args: &Args, here: &Here, errand: &Errand, out: &mut dyn Write) -> Result<()> {
    let Some(known) = store::find(&here.data, &errand.folder, here.now)? else {
        return Ok(());
    };
    let status = of_project(&here.data, &known, here.now);
    if args.json {
        return print::json(out, &status.json());
    }
    print::line(out, format!("Learned: {}", print::path(&errand.folder)))?;
    let Some(project) = status.projects.first() else {
        return Ok(());
    };
    let words = project.scope.as_ref().map_or(0, |s| s.survey.words);
    let crates = project.libraries.crates.0;
    print::line(out, format!("{:<10} {words} known", "words"))?;
    for line in &project.history.lines {
        print::line(out, format!("{:<10} {line}", "history"))?;
    }
    let shelved = project.libraries.words.unwrap_or(0);
    let libraries = format!("{shelved} words kept, of {crates} crates here");
    print::line(out, format!("{:<10} {libraries}", "libraries"))
}
