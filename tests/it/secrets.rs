//! A thousand secrets where they stand in code, typed in every way; and every file that was written,
//! searched for them in bytes, in hex and in base64.
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use habitus::client::Client;
use rustc_hash::FxHashSet;

use crate::{
    bad_input::house::{House, bytes_of, flush, type_keys},
    observe::{PAGE, Page, holds},
};

/// Of each kind.
const EACH: usize = 25;
/// So many bytes in a row of a secret are a leak.
const WINDOW: usize = 10;

const HEX: &str = "0123456789abcdef";
const DIGITS: &str = "0123456789";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
const ALL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BECH: &str = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

/// How a kind is put together: text as it is, and runs of random letters.
type Kind = &'static [(&'static str, &'static str, usize)];

/// Forty-five of them.
const KINDS: [Kind; 45] = [
    &[("AKIA", UPPER, 16)],
    &[("aws_secret_access_key=", BASE64, 40)],
    &[("AIza", URL, 35)],
    &[("GOCSPX-", URL, 28)],
    &[("ya29.", URL, 60)],
    &[("AccountKey=", BASE64, 86), ("==", "", 0)],
    &[("abc", DIGITS, 1), ("Q~", URL, 34)],
    &[("ghp_", ALL, 36)],
    &[("gho_", ALL, 36)],
    &[("github_pat_", ALL, 22), ("_", ALL, 59)],
    &[("glpat-", URL, 20)],
    &[("xoxb-", DIGITS, 12), ("-", DIGITS, 13), ("-", ALL, 24)],
    &[("sk_live_", ALL, 24)],
    &[("sk-live-", ALL, 24)],
    &[("whsec_", ALL, 32)],
    &[("SK", HEX, 32)],
    &[("SG.", URL, 22), (".", URL, 43)],
    &[("key-", HEX, 32)],
    &[("", HEX, 32), ("-us12", "", 0)],
    &[("npm_", ALL, 36)],
    &[("pypi-AgEIcHlwaS5vcmcC", URL, 60)],
    &[("cio", ALL, 32)],
    &[("rubygems_", HEX, 48)],
    &[("oy2", LOWER, 43)],
    &[("dckr_pat_", URL, 27)],
    &[("hvs.", URL, 24)],
    &[("dop_v1_", HEX, 64)],
    &[("shpat_", HEX, 32)],
    &[("sq0atp-", URL, 22)],
    &[("", DIGITS, 9), (":AA", URL, 33)],
    &[("MTk4", ALL, 20), (".", ALL, 6), (".", URL, 27)],
    &[("sk-proj-", URL, 48)],
    &[("dapi", HEX, 32)],
    &[("NRAK-", UPPER, 27)],
    &[("eyJhbGciOi", ALL, 20), (".eyJ", URL, 40), (".", URL, 43)],
    &[("AAAAC3NzaC1lZDI1NTE5AAAAI", BASE64, 43)],
    &[("AGE-SECRET-KEY-1", BECH, 58)],
    &[
        ("", HEX, 8),
        ("-", HEX, 4),
        ("-4", HEX, 3),
        ("-a", HEX, 3),
        ("-", HEX, 12),
    ],
    &[("", HEX, 64)],
    &[("", ALL, 40)],
    &[("card_4", DIGITS, 15)],
    &[("GB82WEST", DIGITS, 14)],
    &[("phone_49", DIGITS, 12)],
    &[("ssn_", DIGITS, 3), ("_", DIGITS, 2), ("_", DIGITS, 4)],
    &[("password_Tr0ub", ALL, 14)],
];

/// One of them.
struct Secret {
    text: String,
    /// Bytes at its beginning that are the same in all of its kind, and no secret.
    fixed: usize,
}

/// So much of the beginning counts with what follows.
const SHOWN: usize = 6;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % most
    }

    fn secret(&mut self, kind: Kind) -> Secret {
        let mut text = String::new();
        for (part, letters, count) in kind {
            text += part;
            let letters = letters.as_bytes();
            text.extend((0..*count).map(|_| letters[self.below(letters.len())] as char));
        }
        let fixed = kind[0].0.len().saturating_sub(SHOWN);
        Secret { text, fixed }
    }
}

/// As a name, as far as one can be.
fn as_name(secret: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let name: String = secret.chars().map(letter).collect();
    let name: String = name.chars().take(60).collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("k{name}"),
        false => name,
    }
}

/// What is looked for.
#[derive(Default)]
struct Needles {
    windows: FxHashSet<[u8; WINDOW]>,
    begins: Vec<bool>,
}

impl Needles {
    fn of(secrets: &[Secret]) -> Needles {
        let mut needles = Needles {
            begins: vec![false; 1 << 16],
            ..Needles::default()
        };
        for secret in secrets {
            for text in [secret.text.clone(), as_name(&secret.text)] {
                assert!(text.len() >= WINDOW, "{text}");
                let from = secret.fixed.min(text.len() - WINDOW);
                for window in text.as_bytes()[from..].windows(WINDOW) {
                    needles.begins[usize::from(window[0]) << 8 | usize::from(window[1])] = true;
                    needles
                        .windows
                        .insert(window.try_into().expect("its length"));
                }
            }
        }
        needles
    }

    fn find(&self, bytes: &[u8]) -> Option<String> {
        let begins = |w: &&[u8]| self.begins[usize::from(w[0]) << 8 | usize::from(w[1])];
        let is = |w: &&[u8]| <[u8; WINDOW]>::try_from(*w).is_ok_and(|w| self.windows.contains(&w));
        let found = bytes.windows(WINDOW).filter(begins).find(is);
        found.map(|w| String::from_utf8_lossy(w).into_owned())
    }

    /// Bytes, hex of either case, and base64 of either alphabet from each of its four letters.
    fn find_all(&self, bytes: &[u8]) -> Option<String> {
        let hex = runs(bytes, 2 * WINDOW, |b| {
            (b as char).to_digit(16).map(|d| d as u8)
        });
        let coded = runs(bytes, WINDOW * 4 / 3 + 1, sextet);
        let hex = hex
            .iter()
            .flat_map(|run| [0, 1].map(|o| packed(&run[o..], 4)));
        let coded = coded
            .iter()
            .flat_map(|run| [0, 1, 2, 3].map(|o| packed(&run[o..], 6)));
        let plain = self.find(bytes);
        plain.or_else(|| hex.chain(coded).find_map(|decoded| self.find(&decoded)))
    }
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

/// Runs of bytes that are digits, by their values.
fn runs(bytes: &[u8], least: usize, digit: impl Fn(u8) -> Option<u8>) -> Vec<Vec<u8>> {
    let digits: Vec<Option<u8>> = bytes.iter().map(|b| digit(*b)).collect();
    let long = digits
        .split(Option::is_none)
        .filter(|run| run.len() >= least);
    long.map(|run| run.iter().flatten().copied().collect())
        .collect()
}

/// Bytes from digits of so many bits.
fn packed(digits: &[u8], bits: u32) -> Vec<u8> {
    let (mut all, mut held, mut bytes) = (0u32, 0, Vec::new());
    for digit in digits {
        all = all << bits | u32::from(*digit);
        held += bits;
        if held >= 8 {
            held -= 8;
            bytes.push((all >> held) as u8);
        }
    }
    bytes
}

/// Files in which a secret stands.
fn leaks(house: &House, needles: &Needles, log: &Path) -> Vec<(PathBuf, String)> {
    let mut files = bytes_of(&house.data());
    files.insert(log.to_owned(), fs::read(log).expect("a log"));
    let found = |(path, bytes): (PathBuf, Vec<u8>)| Some((path, needles.find_all(&bytes)?));
    files.into_iter().filter_map(found).collect()
}

#[test]
fn what_is_looked_for_is_found_however_it_is_written() {
    use base64::{
        Engine,
        engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
    };
    let secret = Chance(3).secret(KINDS[7]);
    let needles = Needles::of(std::slice::from_ref(&secret));
    let secret = secret.text;
    assert_eq!(
        needles.find_all(b"nothing of it: 0123456789abcdef0123456789abcdef"),
        None
    );
    for before in ["", "x", "xy"] {
        let plain = format!("{before}{secret}yz");
        let hex: String = plain.bytes().map(|b| format!("{b:02x}")).collect();
        let coded = [STANDARD.encode(&plain), URL_SAFE_NO_PAD.encode(&plain)];
        for text in [plain, format!("a{hex}"), hex.to_uppercase()]
            .into_iter()
            .chain(coded)
        {
            assert!(
                needles.find_all(format!("\"{text}\"").as_bytes()).is_some(),
                "{text}"
            );
        }
    }
}

/// The ways in which a secret comes into a file.
const WAYS: usize = 16;

/// Types or pastes a secret.
fn write(page: &mut Page, client: &Client, secret: &str, way: usize) {
    let name = as_name(secret);
    match way {
        0 => page.keys(&format!("thing.kept(\"{secret}\");\n    ")),
        1 => page.keys(&format!("thing.kept(\"{secret}")),
        2 => page.keys(&format!("let {name} = {name};\n    ")),
        3 => page.keys(&format!("thing!({secret}, kept);\n    ")),
        4 => in_parts(page, client, &format!("thing!(kept, {secret}"), true),
        5 => in_parts(page, client, &format!("let kept = {name}"), false),
        6 => page.write(&format!(
            "\n    let kept = \"{secret}\";\n    thing!({secret});\n    {name}();\n"
        )),
        7 => page.keys(&format!(
            "// {secret}\n    /* {secret} */ thing.kept();\n    "
        )),
        8 => page.keys(&format!(
            "/// {secret}\n    fn kept() {{}}\n    //! {secret}\n    "
        )),
        9 => page.keys(&format!(
            "thing.kept(r#\"{secret}\"#, b\"{secret}\", c\"{secret}\");\n    "
        )),
        10 => page.keys(&format!(
            "#[kept = \"{secret}\"]\n    #[kept({secret})]\n    fn f() {{}}\n    "
        )),
        11 => page.keys(&format!("mod {name};\n    use kept::{name}::{name};\n    ")),
        12 => page.keys(&format!("let kept = {secret}\";\n    ")),
        13 => page.keys(&format!("let kept = {secret};\n    ")),
        14 => in_parts(page, client, &format!("let kept = \"{secret}\""), false),
        _ => in_parts(page, client, &format!("thing![{secret}, {secret}]"), true),
    }
}

/// Types with pauses: a visit elsewhere, a save, a flush.
fn in_parts(page: &mut Page, client: &Client, text: &str, ends: bool) {
    let part = (text.len() / 4).max(5);
    for piece in text.as_bytes().chunks(part) {
        page.keys(std::str::from_utf8(piece).expect("ASCII"));
        page.away();
        page.save(client);
        flush(client);
    }
    if ends {
        page.keys(";\n    ");
    }
}

/// A page in a file that is called like the secret.
fn named_page(house: &House, client: &Client, secret: &str) -> Page {
    let path = house
        .project()
        .join(format!("{}.rs", secret.replace(['/', ':'], "_")));
    let buffer = client.open(&path, PAGE).expect("opened");
    let at = PAGE.find("    \n").expect("a line") + 4;
    Page { buffer, at }
}

#[test]
fn a_thousand_secrets_are_in_no_file() {
    let mut chance = Chance(11);
    let of_each = |kind: &Kind| (0..EACH).map(|_| *kind).collect::<Vec<_>>();
    let kinds = KINDS.iter().flat_map(of_each);
    let secrets: Vec<Secret> = kinds.map(|kind| chance.secret(kind)).collect();
    assert!(secrets.len() >= 1000);
    let needles = Needles::of(&secrets);
    let house = House::new();
    let log = house.beside("log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_habitus"));
    command.env("HABITUS_LOG", "debug");
    command.stderr(File::create(&log).expect("a log"));
    let mut client = house.serve_as(command, &house.data());
    for (i, secret) in secrets.iter().map(|s| s.text.as_str()).enumerate() {
        let mut page = match i % 9 {
            0 => named_page(&house, &client, secret),
            _ => Page::open(&house, &client, &format!("page_{i}.rs")),
        };
        write(&mut page, &client, secret, (i + i / EACH) % WAYS);
        if i % 3 == 0 {
            page.away();
        }
        page.save(&client);
        if i % 2 == 0 {
            // As it would be read after a crash or by another program.
            let name = format!("written_{i}.rs");
            house.write(&name, page.buffer.text());
            let uri = crate::support::uri(&house.project().join(&name));
            let params = serde_json::json!({ "changes": [{ "uri": uri, "type": 1 }] });
            client
                .notify("workspace/didChangeWatchedFiles", params)
                .expect("sent");
        }
        page.buffer.close().expect("closed");
        if i % 100 == 99 {
            flush(&client);
            assert_eq!(leaks(&house, &needles, &log), [], "after {i}");
        }
    }
    let mut last = Page::open(&house, &client, "last.rs");
    type_keys(
        &mut last.buffer,
        last.at,
        "thing.kept_to_the_end();\n    thing",
    );
    flush(&client);
    assert_eq!(leaks(&house, &needles, &log), [], "while it runs");
    assert!(client.stop().expect("stopped").success());
    assert_eq!(leaks(&house, &needles, &log), [], "after it ended");
    // What was written is read anew, folded and published.
    let mut next = house.serve();
    flush(&next);
    assert!(next.stop().expect("stopped").success());
    assert_eq!(leaks(&house, &needles, &log), [], "in the next process");
    assert!(holds(&house, "kept_to_the_end") && holds(&house, "kept"));
    let log = fs::read_to_string(log).expect("a log");
    assert!(log.contains("INFO"), "{log}");
}
