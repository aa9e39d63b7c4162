//! A redacted export holds nothing private.
use std::fs;

use crate::profile::desk::{done, forms, json, small_crate, stands_in, teach_all, words};

#[test]
fn no_canary_stands_in_a_redacted_export() {
    let house = small_crate();
    let canaries = words("canary", 200);
    let (typed, written) = canaries.split_at(100);
    let lines: String = written
        .iter()
        .map(|w| format!("    pub fn {w}(&self) {{ self.{w}(); }}\n"))
        .collect();
    house.write("canaries.rs", format!("impl Cage {{\n{lines}}}\n"));
    let mut client = house.serve();
    teach_all(&house, &client, typed, "teach.rs");
    let [whole, redacted] = ["whole", "redacted"].map(|name| house.beside(name));
    let [a, b] = [&whole, &redacted].map(|path| path.to_str().expect("a path"));
    done(&house, &["export", a]);
    done(&house, &["export", b, "--redact"]);
    assert!(client.stop().expect("stopped").success());
    let [whole, redacted] = [&whole, &redacted].map(|path| fs::read(path).expect("a file"));
    let package = house.project().display().to_string();
    for name in canaries.iter().chain([&package]) {
        assert!(stands_in(&whole, name), "{name} was learned");
        assert!(!stands_in(&redacted, name), "{name}");
    }
    let view = json(&house, &["export", "--redact"]);
    let text = view.to_string();
    for name in &canaries {
        assert!(!stands_in(text.as_bytes(), name), "{name}");
    }
    let part = &view["parts"][0];
    assert!(part["weights"].as_array().is_some_and(|w| w.len() > 100));
    let words = part["words"].as_array().expect("words");
    assert!(words.iter().any(|w| w == "self"), "{words:?}");
    assert_eq!(part["counts"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_word_is_found_in_every_form() {
    let word = "canary_aab";
    for before in 0..4 {
        let bytes = [&b"xyzw"[..before], word.as_bytes(), b"more"].concat();
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let base64 = STANDARD.encode(&bytes);
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        for text in [base64.as_bytes(), hex.as_bytes(), &bytes] {
            assert!(stands_in(text, word), "{}", String::from_utf8_lossy(text));
        }
    }
    assert!(!stands_in(b"canary_aac", word));
    assert!(forms(word).iter().all(|form| form.len() > 8));
}
