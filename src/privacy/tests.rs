use super::*;
use crate::text::Text;
use std::sync::Arc;

fn admitted(code: &str) -> Vec<String> {
    let source = Source::new(Arc::new(Text::new(code.into())));
    source
        .tokens()
        .iter()
        .filter_map(|t| Gate::new(&source).admit(t))
        .map(str::to_owned)
        .collect()
}

#[test]
fn literals_and_comments_are_never_admitted() {
    let words = admitted(
        "fn alpha() { /* hidden */ let beta = \"hidden\"; /// hidden\n gamma('h', b\"hidden\"); }",
    );
    assert_eq!(words, ["alpha", "let", "beta", "gamma"]);
}

#[test]
fn names_that_look_like_keys_are_not_admitted() {
    assert_eq!(
        admitted("fn f() { a3f9c2e17b604d5588aa0134cd(); real_name_of_things_2024(); }"),
        ["real_name_of_things_2024"]
    );
}

#[test]
fn what_stands_in_an_error_is_not_admitted() {
    let words = admitted("fn whole() { fine(); }\n ) garbage ( more\n");
    assert!(
        words.contains(&"fine".to_owned()) && !words.contains(&"garbage".to_owned()),
        "{words:?}"
    );
}

#[test]
fn what_may_have_been_inside_a_string_is_not_admitted() {
    for line in [
        "call(\"\"zqa {} zqb\", x);",
        "call(zqa zqb\", x);",
        "let p = zqa zqb\";",
    ] {
        let words = admitted(&format!("fn whole() {{\n    {line}\n    fine();\n}}\n"));
        assert!(
            words.iter().all(|w| !w.starts_with("zq")),
            "{line}: {words:?}"
        );
    }
    let words = admitted("fn whole() {\n    call(\"zqa\");\n}\n");
    assert!(words.contains(&"call".to_owned()), "{words:?}");
}

/// Pieces of a secret that were admitted from code round it.
fn leaked(code: &str, secret: &str) -> Vec<String> {
    let own = |w: &String| secret.contains(w.as_str());
    admitted(code).into_iter().filter(own).collect()
}

#[test]
fn every_kind_of_secret_is_caught_wherever_it_stands() {
    let named = [("named value", secrets::NAMED_EXAMPLE)];
    let rules = secrets::RULES.iter().map(|r| (r.kind, r.example));
    assert!(secrets::RULES.len() >= 40);
    for (kind, example) in rules.chain(named) {
        assert!(!secrets::spans(example).is_empty(), "{kind}");
        for code in [
            format!("fn first() {{ thing!({example}); }}\n"),
            format!("fn first() {{ thing![zz, {example}]; }}\n"),
            format!("const ZZ: Thing = {example};\n"),
            format!("fn {example}() {{}}\n"),
            format!("#[zz({example})]\nfn yy() {{}}\n"),
            format!("fn first() {{ x.{example}; }}\n"),
            format!("fn first() {{ let x = \"{example}; }}\n"),
            format!("fn first() {{ let x = {example}\"; }}\n"),
            format!("/// {example}\nfn first() {{ r#\"{example}\"#; }} // {example}\n"),
        ] {
            assert_eq!(leaked(&code, example), [""; 0], "{kind}: {code}");
        }
    }
}

/// Its rules are known each by an example that only it knows, or that chance alone would not give away.
#[test]
fn every_rule_catches_its_example_by_itself() {
    for rule in secrets::RULES {
        let regex = regex::RegexBuilder::new(rule.regex).unicode(false).build();
        let regex = regex.unwrap_or_else(|e| panic!("{}: {e}", rule.kind));
        assert!(regex.is_match(rule.example), "{}", rule.kind);
    }
}

#[test]
fn a_key_of_many_lines_is_caught_with_its_last_line() {
    let body = "MIIEpAIBAAKCAQEAzz\nabcdef\nq3Zb==\n-----END RSA PRIVATE KEY-----\n";
    let code =
        format!("fn f() {{}}\nm! {{\n-----BEGIN RSA PRIVATE KEY-----\n{body}}}\nfn kept() {{}}\n");
    assert_eq!(admitted(&code), ["kept"]);
    let unfinished = code.replace("-----END RSA PRIVATE KEY-----\n", "");
    assert_eq!(admitted(&unfinished), ["kept"]);
}

#[test]
fn half_of_a_secret_is_one() {
    for rule in secrets::RULES.iter().filter(|r| r.example.len() > 30) {
        let half = &rule.example[..rule.example.len() * 2 / 3];
        let code = format!("fn zz() {{ yy!({half}\n); }}\n");
        let whole = |w: &String| w.len() >= 12;
        let leaked: Vec<String> = leaked(&code, half).into_iter().filter(whole).collect();
        assert_eq!(leaked, [""; 0], "{}", rule.kind);
    }
}

fn chance_letters(seed: &mut u64, letters: &[u8], length: usize) -> String {
    let mut next = || {
        *seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        letters[(*seed >> 33) as usize % letters.len()] as char
    };
    let first = ['k', 'q'][next() as usize % 2];
    std::iter::once(first)
        .chain((1..length).map(|_| next()))
        .collect()
}

#[test]
fn the_beginning_of_a_well_known_key_is_one() {
    let pieces = "AKIAIOSF AKIAIO ASIAJ4 eyJhbGci eyJhbG OCSPX_Tvvm GOCSPX_ abc3Q_YReSP3 ssn_123_45_6789 \
        AIzaSy ghp_16C7 sk_live_4e aB3dE5fG qZ7xK2mW9";
    for piece in pieces.split_whitespace() {
        assert!(secrets::is_secret(piece), "{piece}");
    }
    for name in "ASIAN asia_pacific eye EyeJoint sinister tint_24 q_table abc3d".split_whitespace()
    {
        assert!(!secrets::is_secret(name), "{name}");
    }
}

#[test]
fn letters_of_chance_are_told_from_words() {
    let mut seed = 5;
    let hex = b"0123456789abcdef".as_slice();
    let mixed = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".as_slice();
    let lower = b"abcdefghijklmnopqrstuvwxyz0123456789".as_slice();
    for (letters, length, least) in [
        (mixed, 14, 960),
        (mixed, 20, 995),
        (lower, 20, 990),
        (hex, 32, 999),
    ] {
        let all = (0..1000).map(|_| chance_letters(&mut seed, letters, length));
        let caught = all.filter(|w| secrets::is_secret(w)).count();
        assert!(caught >= least, "{caught} of 1000 with {length}");
    }
}

/// Names that at least three of the crates write that our own build has, and ours.
fn ordinary() -> Vec<String> {
    use rustc_hash::{FxHashMap, FxHashSet};
    let mut crates: FxHashMap<String, usize> = FxHashMap::default();
    let home = crate::libraries::cargo_home().expect("a home");
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<_> = crate::libraries::crates(own, &home);
    folders.truncate(120);
    let own = own.join("src");
    let folders = folders.into_iter().map(|c| c.folder).chain([own]);
    for folder in folders {
        let mut names = FxHashSet::default();
        for path in crate::syntax::walk(&folder, &folder).into_iter().take(60) {
            let source = crate::syntax::read(&path).map(|t| Source::without_tree(&t));
            for token in source.iter().flat_map(|s| s.tokens()) {
                let name = source.as_ref().and_then(|s| name(s, token));
                names.extend(name.map(str::to_owned));
            }
        }
        names
            .into_iter()
            .for_each(|n| *crates.entry(n).or_default() += 1);
    }
    let mut names: Vec<String> = crates
        .into_iter()
        .filter(|(_, n)| *n >= 3)
        .map(|(w, _)| w)
        .collect();
    names.sort_by_cached_key(|n| xxhash_rust::xxh3::xxh3_64(n.as_bytes()));
    names
}

#[test]
fn ordinary_names_are_admitted() {
    let names = ordinary();
    assert!(names.len() > 2000, "{}", names.len());
    let refused: Vec<&String> = names.iter().filter(|n| secrets::is_secret(n)).collect();
    eprintln!("refused of {}: {refused:?}", names.len());
    assert!(
        refused.len() * 1000 <= names.len(),
        "of {}: {refused:?}",
        names.len()
    );
    let usual = "x25519_dalek secp256k1 poly1305 chacha20poly1305 aes_256_gcm sha3_256 curve25519 R8G8B8A8Unorm \
        Rgba8UnormSrgb uint8x16x2_t Xoshiro256PlusPlus FxHashMap Ipv4Addr SocketAddrV6 spl_token_2022 \
        password_sha256 token_base64url secret_ed25519 _mm256_maskz_cvtepi32_epi8 WebGl2RenderingContext \
        hash_v2_salted sha512_256 oauth2client powerpc64le riscv64gc ABCDEF from_utf16be task_id sk_buff";
    for word in usual.split_whitespace() {
        assert!(!secrets::is_secret(word), "{word}");
    }
}

#[test]
fn ordinary_code_is_admitted_whole() {
    let code = "fn f(n: usize) -> u8 { self.store.get(&key)?.as_ref().map(|item|item.wrapping_mul(0x9e3779b97f4a7c15)); \
                items[index+1]=other.value_of(x); m!(name=value, other=thing); a::b::c::<Thing<Other>>(); x@Some(y) }\n";
    let words = admitted(code);
    for word in [
        "store",
        "get",
        "key",
        "as_ref",
        "item",
        "wrapping_mul",
        "items",
        "index",
        "other",
        "value_of",
        "name",
        "value",
        "thing",
        "Thing",
        "Other",
        "Some",
    ] {
        assert!(words.iter().any(|w| w == word), "{word}: {words:?}");
    }
}

#[test]
fn what_a_tool_wrote_says_so_in_its_first_lines() {
    for head in [
        "// @generated by prost",
        "/* automatically generated by rust-bindgen 0.69 */",
        "// Code generated by x. DO NOT EDIT.",
        "#![allow(warnings)]\n//! DO NOT EDIT",
    ] {
        assert!(is_generated(&format!("{head}\nfn f() {{}}\n")), "{head}");
    }
    assert!(!is_generated(
        "//! Edits files; do not panic.\nfn generated() { \"@generated\"; }"
    ));
}

#[test]
fn public_names_are_keywords_and_names_of_the_standard_library() {
    let words = public::words();
    assert!(words.is_sorted() && words.len() > 3000);
    assert!(include_str!("std_words.txt").len() <= 60 << 10);
    for word in [
        "self",
        "match",
        "HashMap",
        "to_owned",
        "saturating_sub",
        "println",
        "thread",
    ] {
        assert!(is_public(word), "{word}");
    }
    for word in ["quilted_zebra", "serde", "Canary"] {
        assert!(!is_public(word), "{word}");
    }
}

#[test]
fn well_known_keys_are_not_admitted() {
    assert_eq!(
        admitted("fn f() { AKIAIOSFODNN7EXAMPLE(); xoxb_not_so_secret_at_all(); }"),
        [""; 0]
    );
}
