use super::*;

#[test]
fn the_dearest_encoding_comes_last() {
    let cases = [
        (json!(["utf-16"]), Encoding::Utf16),
        (json!(["utf-16", "utf-8"]), Encoding::Utf8),
        (json!(["utf-8", "utf-32", "utf-16"]), Encoding::Utf8),
        (json!(["utf-32", "utf-8"]), Encoding::Utf32),
        (json!(["utf-7", 5]), Encoding::Utf16),
        (json!("utf-8"), Encoding::Utf16),
        (Value::Null, Encoding::Utf16),
    ];
    for (offered, wanted) in cases {
        assert_eq!(encoding(&offered), wanted, "{offered}");
    }
}

#[test]
fn what_nobody_knows_is_not_there() {
    let odd =
        json!({ "capabilities": { "window": { "workDoneProgress": "maybe" }, "workspace": 7 } });
    let capabilities = Capabilities::read(&odd);
    assert!(!capabilities.progress && !capabilities.configuration);
    assert!(capabilities.runs_commands);
}

#[test]
fn clients_that_drop_commands_are_known() {
    for (name, runs) in [
        ("helix", false),
        ("Eglot", false),
        ("Neovim", true),
        ("", true),
    ] {
        assert_eq!(runs_commands(name), runs, "{name}");
    }
}
