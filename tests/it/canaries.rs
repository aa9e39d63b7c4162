//! Names of one project are never offered in another, whatever was done with them.
use habitus::client::Client;

use crate::bad_input::house::{House, flush, labels, type_keys};

/// Names, a class of 25 for each kind of thing that a name is given to.
const NAMES: usize = 200;

fn name(i: usize) -> String {
    let sounds = [
        "qua", "zim", "vor", "pel", "dra", "wib", "nuk", "jos", "thy", "gex",
    ];
    let word = format!(
        "{}{}{}",
        sounds[i % 10],
        sounds[i / 10 % 10],
        sounds[(i * 7 + 3) % 10]
    );
    let upper = word[..1].to_uppercase() + &word[1..];
    match i % 8 {
        0 | 1 => format!("{upper}{i}Ward"),
        2 => format!("{}_{i}", word.to_uppercase()),
        _ => format!("{word}_{i}_wards"),
    }
}

/// Code that gives all kinds of places to the names.
fn code(names: &[String]) -> String {
    let n = |i: usize| &names[i % names.len()];
    let mut code = String::new();
    for i in (0..names.len()).step_by(8) {
        code += &format!(
            "pub struct {0} {{ pub {3}: u32, {4}: {1} }}\npub struct {1};\npub const {2}: u32 = 1;\n\
             impl {0} {{ pub fn {5}(&self, {6}: u32) -> u32 {{ self.{3} + {6} }} }}\n\
             mod {7} {{ use super::{0}; pub fn f(x: &{0}) -> u32 {{ x.{5}(x.{3}) }} }}\n",
            n(i),
            n(i + 1),
            n(i + 2),
            n(i + 3),
            n(i + 4),
            n(i + 5),
            n(i + 6),
            n(i + 7)
        );
    }
    code
}

/// Types names key by key, and takes each from a list the second time.
fn type_and_accept(house: &House, client: &Client, names: &[String]) -> usize {
    let text = "fn work(store: Store) {\n    \n}\n";
    let path = house.project().join("typed.rs");
    let mut buffer = client.open(&path, text).expect("opened");
    let mut at = text.find("    \n").expect("a line") + 4;
    let mut accepted = 0;
    for name in names {
        for form in [
            "store.{}();\n    ",
            "let {} = store;\n    ",
            "{}::call(arg);\n    ",
            "call({});\n    ",
        ] {
            let (before, after) = form.split_once("{}").expect("a place");
            at = type_keys(&mut buffer, at, before);
            at = type_keys(&mut buffer, at, &name[..name.len() - 2]);
            let rows = buffer.complete(at).expect("a list");
            let row = rows.into_iter().find(|r| r["label"] == name.as_str());
            at = match row {
                Some(row) => {
                    accepted += 1;
                    buffer.accept(&row).expect("accepted");
                    at + 2
                }
                None => type_keys(&mut buffer, at, &name[name.len() - 2..]),
            };
            let rest = &buffer.text()[at..];
            at += usize::from(rest.starts_with("()")) * 2;
            let after = after.trim_start_matches(if rest.starts_with("()") { "()" } else { "" });
            at = type_keys(&mut buffer, at, after);
        }
    }
    buffer.save().expect("saved");
    buffer.close().expect("closed");
    flush(client);
    accepted
}

/// A text round each kind of place, the cursor at `$0`.
const PLACES: [&str; 18] = [
    "fn f(store: Store) { store.$0 }",
    "fn f() { Store::$0 }",
    "fn f(x: $0) {}",
    "fn f(x: Store) { match x { $0 } }",
    "use $0;",
    "use crate::$0;",
    "fn f() { $0 }",
    "fn f() { let s = Store { $0 }; }",
    "fn f() { let $0 = 1; }",
    "fn f(store: Store) { call($0) }",
    "fn f(store: Store) { store.call(1, $0) }",
    "fn f() { println!(\"{}\", $0) }",
    "#[$0]\nfn f() {}",
    "#[derive($0)]\nstruct A;",
    "impl $0 for Store {}",
    "fn $0() {}",
    "struct A { $0 }",
    "fn f() -> Result<$0> {}",
];

/// What of these names is offered anywhere.
fn offered(house: &House, client: &Client, names: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for (i, place) in PLACES.iter().enumerate() {
        let (before, after) = place.split_once("$0").expect("a cursor");
        let letters = ["", "q", "z", "V", "P", "dr", "W", "nuk", "J", "th", "GE"];
        for letter in letters {
            let text = format!("struct Store;\n{before}{letter}{after}\n");
            let path = house.project().join(format!("ask_{i}.rs"));
            let buffer = client.open(&path, &text).expect("opened");
            let at = text.len() - 1 - after.len();
            found.extend(
                labels(&buffer, at)
                    .into_iter()
                    .filter(|l| names.contains(l)),
            );
            buffer.close().expect("closed");
        }
    }
    found
}

#[test]
fn names_of_one_project_are_never_offered_in_another() {
    let names: Vec<String> = (0..NAMES).map(name).collect();
    let mut house = House::new();
    house.write("canaries.rs", code(&names));
    let mut client = house.serve();
    let mut accepted = 0;
    for part in names.chunks(50) {
        accepted += type_and_accept(&house, &client, part);
    }
    assert!(accepted > 300, "{accepted} were accepted");
    let own = offered(&house, &client, &names);
    assert!(
        own.len() > 200,
        "in their own project they are: {}",
        own.len()
    );
    assert!(client.stop().expect("stopped").success());
    house.enter("other");
    house.write(
        "lib.rs",
        "pub struct Store;\nimpl Store { pub fn landmark(&self) {} }\n",
    );
    for lives in [true, false] {
        let mut client = house.serve();
        assert_eq!(offered(&house, &client, &names), [""; 0]);
        if lives {
            // The other window is open at the same time, and goes on.
            house.enter("project");
            let first = house.serve();
            type_and_accept(&house, &first, &names[..30]);
            house.enter("other");
            assert_eq!(offered(&house, &client, &names), [""; 0]);
        }
        assert!(client.stop().expect("stopped").success());
    }
}
