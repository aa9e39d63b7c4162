//! The table for people. It must show the figures that matter side by side, and no more.

use super::Row;
use crate::replay::metrics::{FIGURES, GROUPS, Rates};

/// A column: its head, the group and the figure that it shows, and how.
type Column = (&'static str, &'static str, &'static str, Form);

/// A slice's name, and its figures.
type Slice = (&'static str, fn(&Row) -> &Vec<Rates>);

#[derive(Clone, Copy)]
enum Form {
    Percent,
    Fraction,
    Number,
}

const COLUMNS: [Column; 15] = [
    ("top-1", "total", "top1", Form::Percent),
    ("top-5", "total", "top5", Form::Percent),
    ("MRR", "total", "mrr", Form::Fraction),
    ("bits", "total", "bits", Form::Number),
    ("idents", "identifiers", "mrr", Form::Fraction),
    ("members", "members", "mrr", Form::Fraction),
    ("paths", "paths", "mrr", Form::Fraction),
    ("young", "first_4000", "top1", Form::Percent),
    ("R@1/0", "total", "r1_0", Form::Percent),
    ("R@1/1", "total", "r1_1", Form::Percent),
    ("R@1/2", "total", "r1_2", Form::Percent),
    ("R@5/0", "total", "r5_0", Form::Percent),
    ("R@5/1", "total", "r5_1", Form::Percent),
    ("saved", "total", "saved", Form::Percent),
    ("ECE", "total", "ece", Form::Fraction),
];

/// The lines of a table: both slices, a line for each predictor, and what could be saved at most.
pub fn table(rows: &[Row]) -> Vec<String> {
    let mut lines = Vec::new();
    let slices: [Slice; 2] = [("all", |row| &row.all), ("new", |row| &row.new)];
    for (slice, of) in slices {
        lines.push(head(slice));
        lines.extend(rows.iter().map(|row| line(row, of(row))));
        lines.extend(rows.first().map(|first| most(of(first))));
    }
    lines
}

fn head(slice: &str) -> String {
    let heads: String = COLUMNS.iter().map(|c| format!("{:>8}", c.0)).collect();
    format!("{slice:<17}{heads}{:>8}", "µs")
}

fn line(row: &Row, groups: &[Rates]) -> String {
    let cell = |column: &Column| format!("{:>8}", shown(groups, column));
    let cells: String = COLUMNS.iter().map(cell).collect();
    format!("{:<17}{cells}{:>8.1}", row.name, row.microseconds)
}

fn most(groups: &[Rates]) -> String {
    let ceiling = ("", "total", "ceiling", Form::Percent);
    let before = 17 + 8 * COLUMNS.iter().take_while(|c| c.2 != "saved").count();
    let name = format!("{:<before$}", "at most");
    format!("{name}{:>8}", shown(groups, &ceiling))
}

fn shown(groups: &[Rates], column: &Column) -> String {
    let group = GROUPS.iter().position(|name| *name == column.1);
    let figure = FIGURES.iter().position(|name| *name == column.2);
    let value = group
        .zip(figure)
        .and_then(|(group, figure)| groups.get(group)?[figure]);
    match (value, column.3) {
        (None, _) => "–".to_owned(),
        (Some(value), Form::Percent) => format!("{:.1}", 100.0 * value),
        (Some(value), Form::Fraction) => format!("{value:.3}"),
        (Some(value), Form::Number) => format!("{value:.2}"),
    }
}
