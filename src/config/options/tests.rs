use serde_json::json;

use super::*;

#[test]
fn both_forms_are_understood() {
    let bare = Options::read(&json!({ "learning": false }));
    let keyed = Options::read(&json!({ "habitus": { "learning": false } }));
    assert_eq!(bare, keyed);
    assert!(!bare.0.settings().learning);
    assert!(bare.1.is_empty());
}

#[test]
fn a_wrong_value_costs_only_itself() {
    let (options, complaints) = Options::read(&json!({
        "rows": "secret", "completion": false, "colour": 1
    }));
    assert_eq!(options.rows, None);
    assert_eq!(options.completion, Some(false));
    assert!(complaints.contains(&Complaint::Unknown("colour".into())));
    let wrong = complaints.iter().find_map(|c| match c {
        Complaint::Wrong(text) => Some(text.as_str()),
        Complaint::Unknown(_) => None,
    });
    let wrong = wrong.expect("a complaint");
    assert!(
        wrong.contains("habitus.rows") && wrong.contains("a string"),
        "{wrong}"
    );
    assert!(!wrong.contains("secret"));
}

#[test]
fn one_of_three_words_is_one_of_three() {
    use crate::engine::Beside::*;
    for (word, taken) in [("auto", Auto), ("on", On), ("off", Off)] {
        let (options, complaints) = Options::read(&json!({ "beside": word }));
        assert_eq!((options.beside, complaints.len()), (Some(taken), 0));
        assert_eq!(taken.to_string(), word);
    }
    for wrong in [json!("sometimes"), json!(true)] {
        let (options, complaints) = Options::read(&json!({ "beside": wrong }));
        assert_eq!((options.beside, complaints.len()), (None, 1));
    }
    assert_eq!(Options::default().settings().beside, Auto);
}

#[test]
fn rows_have_limits() {
    for (rows, taken) in [(0, None), (1, Some(1)), (50, Some(50)), (51, None)] {
        assert_eq!(
            Options::read(&json!({ "rows": rows })).0.rows,
            taken,
            "{rows}"
        );
    }
}

#[test]
fn later_options_lie_above_earlier_ones() {
    let (first, _) = Options::read(&json!({ "rows": 10, "learning": false }));
    let (second, _) = Options::read(&json!({ "rows": 20 }));
    let settings = second.or(first).settings();
    assert_eq!((settings.rows, settings.learning), (20, false));
}

/// `HABITUS_UPDATE=1 cargo test` writes the page.
#[test]
fn the_settings_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
    if std::env::var_os("HABITUS_UPDATE").is_some() {
        std::fs::write(path, settings_page()).expect("docs/settings.md");
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(page, settings_page(), "run it with HABITUS_UPDATE=1");
}
