//! `habitus replay`: types a git history again, and tells how often the next token was foretold.
mod args;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, anyhow, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use regex::Regex;

pub(super) use args::Args;

use super::print;
use crate::{
    history::{History, Options},
    libraries,
    replay::{self, Predictor, Protocol, report::Repository},
};

/// Why there is nothing to tell of a repository.
enum Refusal {
    /// It holds nothing to replay: 1.
    Nothing(String),
    /// Something is wrong: 2.
    Fault(anyhow::Error),
}

impl From<anyhow::Error> for Refusal {
    fn from(fault: anyhow::Error) -> Refusal {
        Refusal::Fault(fault)
    }
}

/// 1 where a repository holds nothing to replay, 2 where one can't be read; the others are done.
pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<ExitCode> {
    let setup = args.setup()?;
    let asked = args.asked()?;
    let mut predictors = Vec::new();
    let (mut done, mut code) = (Vec::new(), 0);
    for asked in &asked {
        if predictors.is_empty() || args.warm.is_none() {
            predictors = args.predictors(&setup)?;
        }
        match asked.replay(args, &mut predictors) {
            Ok(repository) => done.push(repository),
            Err(refusal) => code = code.max(refusal.tell(asked.folder)),
        }
        predictors.iter_mut().for_each(|p| p.next_project());
    }
    match args.json {
        true => print::json(out, &replay::report::json(&setup, &done))?,
        false => tell(&done, out)?,
    }
    Ok(ExitCode::from(code))
}

impl Refusal {
    /// Says why, and gives the exit code.
    fn tell(&self, folder: &Path) -> u8 {
        let (why, code) = match self {
            Refusal::Nothing(why) => (why.clone(), 1),
            Refusal::Fault(fault) => (format!("{fault:#}"), 2),
        };
        note(folder, &why);
        code
    }
}

fn note(folder: &Path, text: &str) {
    print::warn(format!("{}: {text}", folder.display()));
}

/// A repository that is asked for.
struct Asked<'a> {
    folder: &'a Path,
    author: Option<Regex>,
    rev: &'a str,
}

impl Args {
    fn asked(&self) -> Result<Vec<Asked<'_>>> {
        let folders = match self.repositories.is_empty() {
            true => vec![Path::new(".")],
            false => self.repositories.iter().map(PathBuf::as_path).collect(),
        };
        for (flag, given) in [("--author", &self.author), ("--rev", &self.rev)] {
            let fits = given.len() <= 1 || given.len() == folders.len();
            ensure!(fits, "give {flag} once, or once for each repository");
        }
        let asked = |(index, folder): (usize, _)| {
            let author = of(&self.author, index).map(|author| {
                let read = Regex::new(author);
                read.map_err(|_| anyhow!("--author {author:?} is no regular expression"))
            });
            Ok(Asked {
                folder,
                author: author.transpose()?,
                rev: of(&self.rev, index).map_or("HEAD", String::as_str),
            })
        };
        folders.into_iter().enumerate().map(asked).collect()
    }
}

/// What was given for a repository, or for all.
fn of(given: &[String], index: usize) -> Option<&String> {
    given
        .get(index)
        .or(given.first().filter(|_| given.len() == 1))
}

impl Asked<'_> {
    fn replay(
        &self,
        args: &Args,
        predictors: &mut [Box<dyn Predictor>],
    ) -> Result<Repository, Refusal> {
        let history = History::open(self.folder).context("replay needs a git repository")?;
        if self.rev == "HEAD" && history.is_empty() {
            let why = "the history is empty; commit something first";
            return Err(Refusal::Nothing(why.to_owned()));
        }
        if history.is_shallow() {
            note(
                self.folder,
                "a shallow clone; `git fetch --unshallow` brings the rest of the history",
            );
        }
        let authors = history.authors(self.rev)?;
        let author = replay::author(self.author.as_ref(), &history.reader(), &authors);
        let author = author.map_err(Refusal::Nothing)?;
        let protocol = Protocol::of(&author).map_err(anyhow::Error::from)?;
        let mut walk = history.walk(self.rev, &Options::default())?;
        if let Some(commits) = args.commits {
            walk.keep_last(commits as usize);
        }
        let most = args.tokens.map_or(usize::MAX, |tokens| tokens as usize);
        if args.reads_dependencies() {
            // Without it the project's own packages can't be told from the others on this machine.
            if !self.folder.join("Cargo.toml").is_file() {
                let why =
                    anyhow!("--deps on needs a Cargo.toml here: give the folder of a work tree");
                return Err(why.into());
            }
            let crates = libraries::sources(self.folder);
            predictors.iter_mut().for_each(|p| p.depends(&crates));
        }
        let bar = bar(walk.left(), self.folder);
        let all = walk.left();
        let walked = replay::walk(walk, &protocol, most, predictors, &mut |left| {
            bar.set_position((all - left) as u64);
        });
        bar.finish_and_clear();
        if walked.scored == 0 {
            let why = "no Rust line of this author is in the history; --author names another one";
            return Err(Refusal::Nothing(why.to_owned()));
        }
        Ok(Repository {
            name: self.folder.to_string_lossy().into_owned(),
            author,
            walked,
        })
    }
}

/// On stderr, and only where that is a terminal.
fn bar(commits: usize, folder: &Path) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} commits, {eta} left");
    let bar = ProgressBar::new(commits as u64).with_message(print::path(folder));
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn tell(done: &[Repository], out: &mut dyn Write) -> Result<()> {
    let rows: Vec<_> = done.iter().map(Repository::rows).collect();
    for (repository, rows) in done.iter().zip(&rows) {
        print::line(out, head(repository))?;
        tell_table(rows, out)?;
        tell_lines(std::slice::from_ref(repository), out)?;
    }
    if rows.len() > 1 {
        print::line(out, format!("mean of {} repositories", rows.len()))?;
        tell_table(&replay::report::macro_average(&rows), out)?;
        tell_lines(done, out)?;
    }
    Ok(())
}

/// Whose tokens were scored, and what of the history was passed over.
fn head(repository: &Repository) -> String {
    let (name, author, walked) = (&repository.name, &repository.author, &repository.walked);
    let (scored, mine, commits) = (walked.scored, walked.mine, walked.commits);
    let mut head =
        format!("{name}: {scored} tokens of {mine} commits by {author}, {commits} in all");
    if walked.skipped > 0 {
        head += &format!("; {} commits can't be read", walked.skipped);
    }
    if walked.left_out > 0 {
        let files = walked.left_out;
        head += &format!("; {files} files left out: too large, no text, or not to be read");
    }
    head
}

fn tell_lines(all: &[Repository], out: &mut dyn Write) -> Result<()> {
    for line in replay::report::lines(all) {
        print::line(out, line)?;
    }
    Ok(())
}

fn tell_table(rows: &[replay::report::Row], out: &mut dyn Write) -> Result<()> {
    for line in replay::report::table(rows) {
        print::line(out, line)?;
    }
    print::line(out, "")
}
