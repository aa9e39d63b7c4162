use serde_json::json;

use super::*;

#[test]
fn nothing_that_is_printed_steers_a_terminal() {
    let evil = "a\u{1b}[2Jb\u{9b}31mc\u{202e}d\ne";
    assert_eq!(plain(evil), "a\\u{1b}[2Jb\\u{9b}31mc\\u{202e}d\\u{a}e");
    let mut out = Vec::new();
    json(&mut out, &json!({ "name": evil })).expect("written");
    let text = String::from_utf8(out).expect("text");
    assert!(!text.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{text:?}");
    let read: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(read["name"], evil);
}

#[test]
fn amounts_read_as_people_count_them() {
    assert_eq!(bytes(12), "12 bytes");
    assert_eq!(bytes(1536), "1.5 KB");
    assert_eq!(bytes(12 << 20), "12.0 MB");
    let minute = 60_000;
    assert_eq!(ago(5, 6), "just now");
    assert_eq!(ago(0, 61 * minute), "1 hour ago");
    assert_eq!(ago(0, 3000 * minute), "2 days ago");
    assert_eq!(ago(9, 1), "just now");
}
