//! What is said once a part of a project was forgotten.
use serde_json::{Value, json};

use super::{Cut, Place, Rebuilt, Report};

/// Of the project first, then of the user.
pub(super) fn report(place: &Place, all: &[(&Place, &Rebuilt)], cut: &Cut) -> Report {
    let scope = |(place, rebuilt): &(&Place, &Rebuilt)| {
        let mut json = place.json();
        json["gone"] = json!(rebuilt.gone);
        json["rows_that_stay"] = json!(rebuilt.stayed);
        json["rows_not_told_apart"] = json!(rebuilt.mixed);
        json
    };
    let scopes: Vec<Value> = all.iter().map(scope).collect();
    let mut text: Vec<String> = all
        .iter()
        .map(|(place, r)| format!("{}: {}", place.title(), r.gone.told()))
        .collect();
    let folder = place.folder().map(|f| f.display().to_string());
    let from = folder
        .as_deref()
        .unwrap_or("nothing: its folder isn't there");
    text.push(format!("The project's counts were made anew, from {from}"));
    text.push(
        match cut.day {
            Some(_) => {
                "What was learned from git went, too; what was committed before is read again"
            }
            None => {
                "What was learned from git went, too; the commits of other files are read again"
            }
        }
        .into(),
    );
    let (stayed, mixed) = (all[0].1.stayed, all[0].1.mixed);
    text.push(match cut.day {
        Some(_) => format!(
            "{mixed} of the rows that went may have held older evidence, too: it can't be told apart"
        ),
        None => format!(
            "Evidence doesn't say from which file it is: what stands in no other file went, \
             wherever it was written; {stayed} rows stay, of words that other files have, too"
        ),
    });
    let json = json!({ "scopes": scopes, "rebuilt_from": folder });
    Report::new("forget", true, json, text)
}
