//! The same by requests of an editor.
use serde_json::json;

use crate::{
    bad_input::house::{LATER, WORD},
    profile::desk::{small_crate, stands},
    support::uri,
};

const NONE: [std::path::PathBuf; 0] = [];

#[test]
fn an_editor_can_forget_export_reset_and_import() {
    let house = small_crate();
    let client = house.serve();
    house.teach(&client, WORD);
    house.teach(&client, LATER);
    let ask = |method: &str, params| client.request(method, params).expect("an answer");

    let said = ask("habitus/forget", json!({ "word": WORD }));
    assert_eq!(
        (&said["done"], &said["verb"]),
        (&json!(false), &json!("forget"))
    );
    assert!(
        said["refused"]
            .as_str()
            .is_some_and(|why| why.contains("yes"))
    );
    assert!(house.knows(&client, WORD));
    let said = ask("habitus/forget", json!({ "word": WORD, "yes": true }));
    assert_eq!(said["done"], true, "{said}");
    // Answered when it holds.
    assert!(!house.knows(&client, WORD) && house.knows(&client, LATER));
    assert_eq!(stands(&house, WORD), NONE);

    let view = ask("habitus/export", json!({}));
    assert_eq!(view["kind"], "habitus export");
    assert!(
        view["parts"][0]["words"]
            .as_array()
            .is_some_and(|w| w.contains(&json!(LATER)))
    );
    let file = house.beside("export");
    let said = ask("habitus/export", json!({ "file": uri(&file) }));
    assert_eq!(said["done"], true, "{said}");
    assert!(file.is_file());

    let view = ask(
        "habitus/export",
        json!({ "project": uri(&house.project()) }),
    );
    assert_eq!(view["parts"][0]["scope"], "project", "{view}");

    let document = json!({ "uri": uri(&house.project().join("lib.rs")) });
    let said = ask("habitus/reset", json!({ "textDocument": document }));
    assert_eq!(said["done"], false, "{said}");
    let said = ask(
        "habitus/reset",
        json!({ "textDocument": document, "yes": true }),
    );
    assert_eq!(said["done"], true, "{said}");
    assert!(!house.knows(&client, LATER));
    let said = ask("habitus/import", json!({ "file": file, "replace": true }));
    assert_eq!(said["done"], false, "{said}");
    let said = ask("habitus/import", json!({ "file": file, "merge": true }));
    assert_eq!(said["done"], true, "{said}");
    assert!(house.knows(&client, LATER) && !house.knows(&client, WORD));

    let said = ask("habitus/forget", json!({ "since": "0d", "yes": true }));
    assert_eq!(said["done"], true, "{said}");
    assert!(!house.knows(&client, LATER));
    let broken = client.request("habitus/import", json!({ "file": house.project() }));
    let error = broken.expect_err("an error").to_string();
    assert!(error.contains("is no file"), "{error}");
}
