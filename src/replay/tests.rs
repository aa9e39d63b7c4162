//! Figures by predictors of which the outcome is known.
use regex::Regex;

use super::{
    Passage, Predictor, Protocol, Step, Walked,
    author::author,
    metrics::{Calibration, FIGURES, GROUPS, Rates},
    spelled,
};
use crate::{
    history::{Author, Changed, Commit},
    text::Sym,
};

/// A commit that changes one file.
pub(super) fn step(old: &str, new: &str) -> Step {
    let changed = Changed {
        path: "src/a.rs".into(),
        old: (!old.is_empty()).then(|| old.to_owned()),
        new: new.into(),
    };
    let commit = Commit {
        id: String::new(),
        time: 1_000_000_000,
        name: "ann".into(),
        email: String::new(),
        files: vec![changed],
        deleted: Vec::new(),
        left_out: 0,
    };
    Protocol::of("ann").unwrap().step(&commit)
}

/// What always has the same rows, or the right one.
struct Fixed {
    rows: Option<Vec<Sym>>,
    truth: Sym,
    calls: Vec<String>,
}

impl Fixed {
    fn new(rows: Option<&[&str]>) -> Fixed {
        Fixed {
            rows: rows.map(|rows| rows.iter().map(|row| Sym::of(row)).collect()),
            truth: Sym(0),
            calls: Vec::new(),
        }
    }

    fn all(&self) -> Vec<Sym> {
        self.rows.clone().unwrap_or_else(|| vec![self.truth])
    }
}

impl Predictor for Fixed {
    fn name(&self) -> &str {
        "fixed"
    }
    fn next_project(&mut self) {}
    fn enter(&mut self, passage: &Passage) {
        self.calls.push(format!("enter {}", passage.path));
    }
    fn pass(&mut self, passage: &Passage, at: usize) {
        self.calls.push(format!("pass {}", spelled(passage, at)));
    }
    fn predict(&mut self, passage: &Passage, at: usize) {
        self.calls.push("predict".into());
        self.truth = passage.source.tokens()[at].sym;
    }
    fn rank(&mut self, truth: Sym) -> Option<usize> {
        Some(self.all().iter().position(|&row| row == truth)? + 1)
    }
    fn confidence(&mut self) -> Option<f32> {
        Some(0.75)
    }
    fn bits(&mut self, _: &Passage, _: usize) -> Option<f64> {
        Some(2.0)
    }
    fn rows(&mut self, _: &str, most: usize, out: &mut Vec<Sym>) {
        out.extend(self.all().into_iter().take(most));
    }
    fn learn(&mut self, _: &Passage, _: usize, scored: bool) {
        self.calls.push(format!("learn {scored}"));
    }
}

fn walked(fixed: Fixed, steps: &[Step]) -> Walked {
    let mut predictors: Vec<Box<dyn Predictor>> = vec![Box::new(fixed)];
    let mut walked = Walked::by(&predictors);
    for step in steps {
        walked.take(step, &mut predictors);
    }
    walked
}

fn figure(groups: &[Rates], group: &str, name: &str) -> f64 {
    let group = GROUPS.iter().position(|other| *other == group).unwrap();
    let figure = FIGURES.iter().position(|other| *other == name).unwrap();
    groups[group][figure].unwrap()
}

fn check(groups: &[Rates], group: &str, expected: &[(&str, f64)]) {
    for (name, value) in expected {
        let found = figure(groups, group, name);
        assert!(
            (found - value).abs() < 1e-6,
            "{group} {name}: {found}, not {value}"
        );
    }
}

/// 14 tokens of 30 characters with the spaces between: the indentation, the comment and the second
/// line of the string are none of them.
const TEXT: &str = "let a = bee.see();\n    // no\n    dee::Eff; \"x\ny\"\n";

#[test]
fn a_perfect_predictor_reaches_the_ceiling() {
    let walked = walked(Fixed::new(None), &[step("", TEXT)]);
    let all = walked.measured[0].scores.all.rates();
    assert_eq!(walked.scored, 14);
    check(
        &all,
        "total",
        &[("tokens", 14.0), ("top1", 1.0), ("top5", 1.0), ("mrr", 1.0)],
    );
    check(
        &all,
        "total",
        &[("bits", 2.0), ("ece", 0.25), ("words", 4.0), ("r1_0", 1.0)],
    );
    // `let a = bee.see();` and `dee::Eff; "x`, and two of three letters saved four times.
    check(
        &all,
        "total",
        &[("saved", 8.0 / 30.0), ("ceiling", 8.0 / 30.0)],
    );
    check(&all, "identifiers", &[("tokens", 5.0), ("mrr", 1.0)]);
    check(&all, "members", &[("tokens", 2.0)]);
    check(&all, "paths", &[("tokens", 1.0)]);
    check(&all, "first_4000", &[("tokens", 14.0)]);
}

#[test]
fn a_constant_predictor_is_right_where_its_rows_are() {
    let rows = [
        "x1", ";", "alphabet", "x4", "x5", "x6", "x7", "x8", "x9", "a", "let",
    ];
    let walked = walked(Fixed::new(Some(&rows)), &[step("", "let a = alphabet;\n")]);
    let all = walked.measured[0].scores.all.rates();
    // let on the eleventh place counts as none, a on the tenth, alphabet on the third, ; on the second.
    check(
        &all,
        "total",
        &[("tokens", 5.0), ("top1", 0.0), ("top5", 0.4)],
    );
    check(
        &all,
        "total",
        &[("mrr", (0.1 + 1.0 / 3.0 + 0.5) / 5.0), ("ece", 0.75)],
    );
    check(
        &all,
        "total",
        &[("words", 1.0), ("r1_0", 0.0), ("r5_0", 1.0)],
    );
    // Three keys instead of eight, of seventeen.
    check(
        &all,
        "total",
        &[("saved", 5.0 / 17.0), ("ceiling", 7.0 / 17.0)],
    );
}

#[test]
fn a_row_that_costs_more_than_the_word_saves_nothing() {
    let rows = ["x1", "x2", "x3", "x4", "abc"];
    let walked = walked(Fixed::new(Some(&rows)), &[step("", "abc\n")]);
    let all = walked.measured[0].scores.all.rates();
    check(&all, "total", &[("saved", 0.0), ("ceiling", 2.0 / 3.0)]);
}

#[test]
fn what_stood_there_before_is_not_in_the_new_slice() {
    let walked = walked(Fixed::new(None), &[step("f(abc);\n", "f(abc, xyz);\n")]);
    let scores = &walked.measured[0].scores;
    check(&scores.all.rates(), "total", &[("tokens", 7.0)]);
    check(
        &scores.new.rates(),
        "total",
        &[("tokens", 2.0), ("saved", 2.0 / 5.0)],
    );
}

#[test]
fn each_token_is_predicted_then_learned_then_gone() {
    let mut predictors = [Fixed::new(None)];
    let step = step("one\n", "one\ntwo\n");
    let mut measured = super::Measured::default();
    let places = super::metrics::places(&step.passages[0], 0);
    measured.read(&mut predictors[0], &step.passages[0], &places);
    let expected = [
        "enter src/a.rs",
        "pass one",
        "predict",
        "learn true",
        "pass two",
    ];
    assert_eq!(predictors[0].calls, expected);
}

#[test]
fn calibration_is_the_distance_in_each_bin() {
    let mut calibration = Calibration::default();
    assert_eq!(calibration.error(), None);
    for index in 0..1500 {
        let (confidence, right) = if index < 750 { (0.2, 5) } else { (0.9, 2) };
        calibration.add(confidence, index % right == 0);
    }
    // A half is right at .2 one time of five, the other at .9 every second time; one bin mixes both.
    let error = calibration.error().unwrap();
    assert!((error - 0.2).abs() < 0.01, "{error}");
}

#[test]
fn an_author_is_found_or_named() {
    let by = |name: &str, email: &str, commits| Author {
        name: name.into(),
        email: email.into(),
        commits,
    };
    let authors = [
        by("Bo (B)", "bo@x", 5),
        by("Ann", "ann@x", 3),
        by("Ann L", "ann@x", 1),
    ];
    let nobody = (String::new(), String::new());
    let reader = (String::new(), "ann@x".to_owned());
    assert_eq!(author(None, &reader, &authors).unwrap(), "^(Ann|Ann L)$");
    assert_eq!(author(None, &nobody, &authors).unwrap(), r"^(Bo \(B\))$");
    let asked = |text: &str| author(Some(&Regex::new(text).unwrap()), &nobody, &authors);
    assert_eq!(asked("nn L").unwrap(), "nn L");
    assert_eq!(asked("bo@").unwrap(), "bo@");
    assert!(asked("Cy").unwrap_err().contains("\"Bo (B)\""));
    assert!(author(None, &reader, &[]).is_err());
}

/// A text with other words from an offset on.
pub(super) fn swapped(text: &str, from: usize) -> String {
    let rest = text[from..].chars();
    let other = rest.map(|c| if c.is_ascii_lowercase() { 'q' } else { c });
    text[..from].chars().chain(other).collect()
}
