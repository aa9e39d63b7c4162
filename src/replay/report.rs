//! Figures for people and for programs. They must be the same for the same history, but for the
//! time, which is told apart.

mod lines;
mod table;

use serde_json::{Map, Value, json};

use super::{
    Setup, Walked, Warm, Weights,
    metrics::{FIGURES, GROUPS, Rates},
    run::Measured,
};

pub use lines::lines;
pub use table::table;

/// The version of the form for programs.
pub const VERSION: u32 = 1;

/// What a predictor came to, in one history or in the mean of several.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// The slice `all`, by group.
    pub all: Vec<Rates>,
    /// The slice `new`.
    pub new: Vec<Rates>,
    /// For a scored token.
    pub microseconds: f64,
}

/// A history.
#[derive(Clone, Debug)]
pub struct Repository {
    /// As it was asked for.
    pub name: String,
    /// An expression for its author.
    pub author: String,
    /// What was walked.
    pub walked: Walked,
}

impl Repository {
    /// A row for each predictor.
    pub fn rows(&self) -> Vec<Row> {
        let row = |measured: &Measured| Row {
            name: measured.name.clone(),
            all: measured.scores.all.rates(),
            new: measured.scores.new.rates(),
            microseconds: measured.spent.as_secs_f64() * 1e6 / self.walked.scored.max(1) as f64,
        };
        self.walked.measured.iter().map(row).collect()
    }
}

/// The means over repositories, each of the same weight.
pub fn macro_average(repositories: &[Vec<Row>]) -> Vec<Row> {
    let first = repositories.first().map_or(&[][..], Vec::as_slice);
    let mean = |(index, row): (usize, &Row)| {
        let rows = || repositories.iter().filter_map(|rows| rows.get(index));
        let times: f64 = rows().map(|row| row.microseconds).sum();
        Row {
            name: row.name.clone(),
            all: mean_rates(&rows().map(|row| &row.all).collect::<Vec<_>>()),
            new: mean_rates(&rows().map(|row| &row.new).collect::<Vec<_>>()),
            microseconds: times / repositories.len() as f64,
        }
    };
    first.iter().enumerate().map(mean).collect()
}

fn mean_rates(slices: &[&Vec<Rates>]) -> Vec<Rates> {
    let mean = |group: usize, figure: usize| {
        let known = slices.iter().filter_map(|groups| groups[group][figure]);
        let known: Vec<f64> = known.collect();
        (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
    };
    let groups = 0..GROUPS.len();
    let rates = |group| std::array::from_fn(|figure| mean(group, figure));
    groups.map(rates).collect()
}

/// All of it for programs.
pub fn json(setup: &Setup, repositories: &[Repository]) -> Value {
    let rows: Vec<Vec<Row>> = repositories.iter().map(Repository::rows).collect();
    let told = repositories.iter().zip(&rows);
    let told: Vec<Value> = told
        .map(|(repository, rows)| told_repository(repository, rows))
        .collect();
    json!({
        "kind": "habitus replay",
        "version": VERSION,
        "setup": told_setup(setup),
        "repositories": told,
        "macro": told_rows(&macro_average(&rows)),
        "macro_lines": lines::json(repositories),
    })
}

fn told_setup(setup: &Setup) -> Value {
    json!({
        "without": setup.without,
        "seed": match setup.weights {
            Weights::Zero(seed) => Value::from(seed),
            _ => Value::Null,
        },
        "weights": match &setup.weights {
            Weights::Shipped => "shipped".into(),
            Weights::Zero(_) => "zero".into(),
            Weights::File(path) => path.display().to_string(),
        },
        "deps": setup.dependencies,
        "warm": match setup.warm {
            Warm::Nothing => "nothing",
            Warm::Counts => "counts",
            Warm::Weights => "weights",
            Warm::Both => "both",
        },
    })
}

fn told_repository(repository: &Repository, rows: &[Row]) -> Value {
    let walked = &repository.walked;
    json!({
        "name": repository.name,
        "author": repository.author,
        "commits": walked.commits,
        "commits_of_author": walked.mine,
        "commits_skipped": walked.skipped,
        "files_left_out": walked.left_out,
        "scored": walked.scored,
        "predictors": told_rows(rows),
        "lines": lines::json(std::slice::from_ref(repository)),
    })
}

fn told_rows(rows: &[Row]) -> Vec<Value> {
    let told = |row: &Row| {
        json!({
            "name": row.name,
            "all": told_slice(&row.all),
            "new": told_slice(&row.new),
            "microseconds": row.microseconds,
        })
    };
    rows.iter().map(told).collect()
}

fn told_slice(groups: &[Rates]) -> Value {
    let told = |rates: &Rates| FIGURES.iter().zip(rates).map(figure).collect::<Map<_, _>>();
    let groups = GROUPS.iter().zip(groups);
    groups
        .map(|(name, rates)| ((*name).to_owned(), Value::from(told(rates))))
        .collect()
}

fn figure((name, value): (&&str, &Option<f64>)) -> (String, Value) {
    let is_count = ["tokens", "words"].contains(name);
    let value = value.map(|value| match is_count && value.fract() == 0.0 {
        true => Value::from(value as u64),
        false => Value::from(value),
    });
    ((*name).to_owned(), value.unwrap_or(Value::Null))
}
