//! The flags of `habitus replay`, and what they ask for.
use std::{fs::OpenOptions, path::PathBuf};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::replay::{self, Predictor, Setup};

/// Types a git history again, and tells how often the next token was foretold: by Habitus, and by
/// simpler means. Nothing is read but the repositories (with `--deps on`, crates on this machine
/// too), and nothing is kept.
#[derive(clap::Args, Debug)]
pub(in crate::cli) struct Args {
    /// Folders of git repositories; without any, the current folder's.
    #[arg(value_name = "REPO")]
    pub(super) repositories: Vec<PathBuf>,

    /// Score the commits of authors whose name matches; `--author` and `--rev` may be given once for
    /// all repositories, or once for each. Without it: who you are to git, else who committed most.
    #[arg(long, value_name = "REGEX")]
    pub(super) author: Vec<String>,

    /// The commit that the history leads to.
    #[arg(long, value_name = "REV")]
    pub(super) rev: Vec<String>,

    /// Only the last commits, from a learner that knows nothing of those before.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) commits: Option<u32>,

    /// No more commits once this many tokens of a history are scored.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) tokens: Option<u32>,

    /// Leave a feature of the learner out; may be given several times.
    #[arg(long, value_name = "FEATURE")]
    without: Vec<String>,

    /// Where the learner's weights begin: `shipped`, `zero`, or a file that `--keep-weights` wrote.
    #[arg(long, value_name = "WEIGHTS", default_value = "shipped")]
    weights: String,

    /// From which number the untrained net is drawn, where weights begin at `zero`.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,

    /// Write what the weights became into a file; with `--warm weights`, over all repositories. This
    /// is how the shipped ones are made.
    #[arg(long, value_name = "FILE")]
    keep_weights: Option<PathBuf>,

    /// Whether to read the sources of dependencies first that lie on this machine, as the folder's
    /// Cargo.lock names them, and the standard library's; the project's own packages are left out.
    #[arg(long, value_enum, default_value_t = Switch::Off)]
    deps: Switch,

    /// Whether to measure simpler means too.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    baselines: Switch,

    /// Walk the repositories as one person's, in order: what was learned is carried on.
    #[arg(long, value_enum)]
    pub(super) warm: Option<Warm>,

    /// Answer in JSON.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, PartialEq, ValueEnum, Debug)]
enum Switch {
    On,
    Off,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub(super) enum Warm {
    Counts,
    Weights,
    Both,
}

impl Args {
    /// How the learner is set up.
    pub(super) fn setup(&self) -> Result<Setup> {
        ensure!(
            self.seed.is_none() || self.weights == "zero",
            "--seed draws the net where weights begin at zero: add --weights zero"
        );
        if let Some(file) = &self.keep_weights {
            // Not after minutes of work.
            let opened = OpenOptions::new().append(true).create(true).open(file);
            opened.with_context(|| format!("--keep-weights {}", file.display()))?;
        }
        Ok(Setup {
            without: self.without.clone(),
            weights: match self.weights.as_str() {
                "shipped" => replay::Weights::Shipped,
                "zero" => replay::Weights::Zero(self.seed.unwrap_or(0)),
                file => replay::Weights::File(file.into()),
            },
            dependencies: self.reads_dependencies(),
            keep: self.keep_weights.clone(),
            warm: match self.warm {
                None => replay::Warm::Nothing,
                Some(Warm::Counts) => replay::Warm::Counts,
                Some(Warm::Weights) => replay::Warm::Weights,
                Some(Warm::Both) => replay::Warm::Both,
            },
        })
    }

    /// Whether dependencies are read.
    pub(super) fn reads_dependencies(&self) -> bool {
        self.deps == Switch::On
    }

    /// What is measured, knowing nothing.
    pub(super) fn predictors(&self, setup: &Setup) -> Result<Vec<Box<dyn Predictor>>> {
        let mut predictors = vec![replay::learner(setup)?];
        if self.baselines == Switch::On {
            predictors.extend(replay::baselines());
        }
        Ok(predictors)
    }
}
