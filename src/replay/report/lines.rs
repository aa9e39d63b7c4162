//! The table of foretold lines. It must show what is shown as well as what is right.

use serde_json::{Value, json};

use super::Repository;
use crate::replay::metrics::{Lines, THRESHOLDS};

/// The means of several histories, each of the same weight: ECE, microseconds a place, and for each
/// threshold [`Lines::rates`].
struct Mean {
    ece: f64,
    microseconds: f64,
    rates: Vec<[f64; 4]>,
}

/// The lines of the predictor that foretells any, of each history.
fn foretold(all: &[Repository]) -> Vec<&Lines> {
    let measured = all.iter().map(|one| one.walked.measured.iter());
    let lines = measured.map(|all| all.map(|measured| &measured.lines));
    let found = lines.filter_map(|mut lines| lines.find(|lines| lines.foretells()));
    found.collect()
}

fn mean(all: &[&Lines]) -> Mean {
    let count = all.len().max(1) as f64;
    let of =
        |figure: &dyn Fn(&Lines) -> f64| all.iter().map(|lines| figure(lines)).sum::<f64>() / count;
    let rates: Vec<_> = all.iter().map(|lines| lines.rates()).collect();
    let rate = |threshold: usize, figure: usize| {
        let sum: f64 = rates.iter().map(|rates| rates[threshold][figure]).sum();
        sum / count
    };
    Mean {
        ece: of(&|lines| lines.calibration.error().unwrap_or_default()),
        microseconds: of(&Lines::microseconds),
        rates: (0..THRESHOLDS.len())
            .map(|t| [0, 1, 2, 3].map(|f| rate(t, f)))
            .collect(),
    }
}

/// A line for each threshold; none where nothing was foretold.
pub fn lines(all: &[Repository]) -> Vec<String> {
    let all = foretold(all);
    if all.is_empty() {
        return Vec::new();
    }
    let mean = mean(&all);
    let head = ["shown/line", "exact", "characters", "with lists"];
    let mut out = vec![format!(
        "{:<17}{:>12}{:>8}{:>12}{:>12}   ECE {:.3}, {:.0} µs a place",
        "lines from", head[0], head[1], head[2], head[3], mean.ece, mean.microseconds
    )];
    for (threshold, [shown, exact, characters, saved]) in THRESHOLDS.iter().zip(mean.rates) {
        let [exact, characters, saved] = [exact, characters, saved].map(|part| 100.0 * part);
        out.push(format!(
            "{threshold:<17}{shown:>12.2}{exact:>8.1}{characters:>12.1}{saved:>12.1}"
        ));
    }
    out.push(String::new());
    out
}

/// The same for programs; null where no line was foretold.
pub fn json(all: &[Repository]) -> Value {
    let all = foretold(all);
    if all.is_empty() {
        return Value::Null;
    }
    let mean = mean(&all);
    let of = |(threshold, rates): (&f32, [f64; 4])| {
        let from = (f64::from(*threshold) * 100.0).round() / 100.0;
        json!({ "from": from, "shown": rates[0], "exact": rates[1], "characters": rates[2], "with_lists": rates[3] })
    };
    json!({
        "ece": mean.ece,
        "microseconds": mean.microseconds,
        "thresholds": THRESHOLDS.iter().zip(mean.rates).map(of).collect::<Vec<_>>(),
    })
}
