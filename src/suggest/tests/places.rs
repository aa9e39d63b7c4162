use super::*;

const FILES: &[(&str, &str)] = &[
    (
        "/p/demo-app/src/main.rs",
        "mod geometry;\nmod colors;\npub mod paint { pub struct Brush; pub fn mix() {} fn secret() {} }\nfn run() {}\nfn main() {}",
    ),
    (
        "/p/demo-app/src/geometry/mod.rs",
        "pub mod shapes;\npub use shapes::*;\npub use crate::colors::Shade as Tint;\npub struct Point;\npub fn distance() {}\nfn inner() {}",
    ),
    (
        "/p/demo-app/src/geometry/shapes.rs",
        "pub struct Circle;\npub fn area() {}\nuse std::fmt::Display;\n#[cfg(test)]\nmod tests { #[test] fn works() {} }",
    ),
    (
        "/p/demo-app/src/colors.rs",
        "pub enum Shade { Dark, Light }\npub const RED: u8 = 1;\npub fn blend() {}",
    ),
    ("/p/core/src/lib.rs", "pub mod wire;\npub fn start() {}"),
    ("/p/core/src/wire.rs", "pub fn send() {}\npub struct Frame;"),
];

/// The list at `$0` of a text that stands in one of the files above.
fn list_in(file: &str, text: &str) -> Vec<String> {
    let offset = text.find("$0").expect("a cursor");
    let parse = |text: &str| Source::new(Arc::new(Text::new(text.into())));
    let sources: Vec<_> = FILES
        .iter()
        .map(|(p, t)| (Path::new(*p), parse(t)))
        .collect();
    let all: Vec<_> = sources.iter().map(|(p, s)| (*p, s)).collect();
    let (index, weights) = (index(&all), Weights::plain());
    let source = parse(&text.replace("$0", ""));
    let scene = Scene::new(&source, &index, memory(&weights), offset);
    let mut scene = scene.in_file(Some(Path::new(file)));
    let rows = rows(&mut scene, &mut Ranking::default(), 50);
    rows.into_iter().map(|r| r.word).collect()
}

#[test]
fn a_path_to_a_module_goes_on_with_its_items() {
    let main = "/p/demo-app/src/main.rs";
    let colors = "/p/demo-app/src/colors.rs";
    let shapes = "/p/demo-app/src/geometry/shapes.rs";
    let geometry = "Circle Point Tint area distance shapes";
    let cases = [
        (main, "fn f() { geometry::$0 }", geometry),
        (main, "fn f() { crate::geometry::$0 }", geometry),
        (main, "use crate::geometry::{$0", geometry),
        (main, "use crate::geometry::{Point, $0};", geometry),
        (
            main,
            "use crate::geometry::{shapes::{$0}, Point};",
            "Circle area",
        ),
        (
            colors,
            "fn f() { crate::geometry::shapes::$0 }",
            "Circle area",
        ),
        (colors, "fn f() { super::$0 }", "colors geometry paint run"),
        (
            colors,
            "use crate::geometry as g; fn f() { g::$0 }",
            geometry,
        ),
        (
            colors,
            "use crate::paint; fn f() { paint::$0 }",
            "Brush mix",
        ),
        (
            shapes,
            "mod tests { use super::$0 }",
            "Circle Display area tests",
        ),
        (
            shapes,
            "fn f() { super::$0 }",
            "Circle Point Tint area distance inner shapes",
        ),
        (main, "fn f() { core::wire::$0 }", ""),
        (main, "use paint::$0", "Brush mix"),
        (colors, "use crate::colors::Shade::{$0", "Dark Light"),
        (colors, "fn f() { demo_app::colors::$0 }", "RED Shade blend"),
    ];
    for (file, text, own) in cases {
        let mut own: Vec<&str> = own.split(' ').filter(|w| !w.is_empty()).collect();
        let found = list_in(file, text);
        let mut first = found[..own.len().min(found.len())].to_vec();
        first.sort();
        own.sort_unstable();
        assert_eq!(first, own, "{text} of {found:?}");
        let alien = ["send", "Frame", "start", "main", "works"];
        assert!(
            !found.iter().any(|w| alien.contains(&&**w)),
            "{text} {found:?}"
        );
    }
}

#[test]
fn what_is_not_in_scope_is_not_offered() {
    check(
        PROJECT,
        &[
            (
                "fn f() { { let other = 1; } let x = $0; }",
                "compute",
                "other x",
            ),
            (
                "fn f(k: Kind) { match k { A(first) => g(first), B(second) => g($0) } }",
                "second",
                "first",
            ),
            (
                "fn g(theirs: u8) { theirs } fn f(mine: u8) { h($0) }",
                "mine",
                "theirs",
            ),
            (
                "fn f(theirs: u8) { let theirs = theirs + $0; }",
                "theirs",
                "",
            ),
            (
                "fn f() { if let Some(inner) = x {} let y = $0 }",
                "",
                "inner",
            ),
            ("fn f() { x.map(|each| each); let y = $0 }", "", "each"),
            (
                "use std::io::Write;\n#[inline]\nfn f(s: Store) { s.$0 }",
                "insert",
                "std io inline",
            ),
            (
                "fn f() { use_it(LOC$0); const LOCAL_CONST: u8 = 1; }",
                "LOCAL_CONST",
                "",
            ),
            (
                "fn f() { LOC$0; const LOCAL_CONST: u8 = 1; }",
                "LOCAL_CONST",
                "",
            ),
            ("fn f() { loc$0; fn local_fun() {} }", "local_fun", ""),
        ],
    );
}

#[test]
fn keywords_stand_where_the_language_has_them() {
    check(
        PROJECT,
        &[
            ("fn f() { let mu$0 }", "mut", ""),
            ("fn f() { let $0 }", "", "mut ref"),
            ("fn f() { let na$0 }", "", "mut na"),
            ("fn f(mu$0) {}", "mut", "pub"),
            ("fn f(a: u8, mu$0) {}", "mut", ""),
            ("fn f() { for mu$0 }", "mut", ""),
            ("struct Q { pu$0 }", "pub", "mut"),
            ("struct Q { a: u8, pu$0 }", "pub", ""),
            ("struct Q { pub pu$0 }", "", "pub"),
            ("struct Q(pu$0)", "pub", ""),
            ("struct Q(u8, pu$0)", "pub", ""),
            ("enum Q { A { pu$0 } }", "", "pub"),
            ("fn f(a: (pu$0)) {}", "", "pub"),
            ("static mu$0", "mut", ""),
            ("fn f() { $0 }", "return", "break continue"),
            ("fn f() { loop { $0 } }", "break continue", ""),
            (
                "fn f() { while let Some(x) = y { if x { $0 } } }",
                "break continue",
                "",
            ),
            (
                "fn f() { for x in y.map(|z| { z }) { match x { A => { $0 } } } }",
                "break continue",
                "",
            ),
            (
                "fn f() { loop { x.map(|y| { $0 }) } }",
                "return",
                "break continue",
            ),
            (
                "fn f() { loop { async move { $0 } } }",
                "return",
                "break continue",
            ),
            ("fn f() { x.$0 }", "", "await"),
            ("async fn f() { x.$0 }", "await", ""),
            ("pub async unsafe fn f() { if a { x.$0 } }", "await", ""),
            ("fn f() { spawn(async move { x.$0 }) }", "await", ""),
            ("fn f() { spawn(async || { x.$0 }) }", "await", ""),
            ("async fn f() { x.map(|y| { y.$0 }) }", "", "await"),
        ],
    );
}

#[test]
fn a_raw_name_goes_on_behind_its_mark() {
    let project = "struct S { r#type: u8, other: u8 } impl S { fn r#match(&self) {} }";
    for text in ["fn f(s: S) { s.r#$0 }", "fn f(s: S) { s.r#$0; }"] {
        let mut found = list(project, text);
        found.truncate(3);
        found.sort();
        assert_eq!(found, ["match", "other", "type"], "{text}");
    }
    assert_eq!(list(project, "fn f(s: S) { s.r#ty$0 }"), ["type"]);
}

#[test]
fn paths_to_the_standard_library_go_on_with_its_names() {
    check(
        PROJECT,
        &[
            (
                "use std::collections::{$0}",
                "HashMap BTreeMap HashSet",
                "Store Kind tools compute None",
            ),
            (
                "use std::{fmt, $0}",
                "collections io sync fs",
                "Store tools compute",
            ),
            (
                "fn f() { std::fs::$0 }",
                "read_to_string write File",
                "compute Store tools",
            ),
            (
                "fn f() { String::$0 }",
                "new from with_capacity",
                "compute tools Store paint",
            ),
        ],
    );
}

#[test]
fn a_type_is_known_by_its_other_names() {
    let text = |at: &str| format!("use crate::a::Store as Shop;\nfn f() {{ {at} }}");
    for at in ["Shop::$0", "Depot::$0"] {
        let mut found = list(&format!("{PROJECT} type Depot = Store;"), &text(at));
        found.truncate(2);
        found.sort();
        assert_eq!(found, ["MOST", "open"], "{at}");
    }
}

#[test]
fn only_traits_stand_where_a_trait_is_wanted() {
    let project = "pub trait Area {} pub struct Flat; pub fn measure() {} pub mod tools {}";
    check(
        project,
        &[
            (
                "fn f<T: $0>(t: T) {}",
                "Area Clone Send Iterator",
                "Flat measure String Self dyn u8",
            ),
            ("fn f<T: Area + $0>(t: T) {}", "Clone Send", "Flat measure"),
            ("fn f<T>(t: T) where T: $0 {}", "Area Clone", "Flat"),
            ("fn f(t: &dyn $0) {}", "Area FnMut", "Flat Self dyn u8"),
            (
                "fn f(t: impl $0) {}",
                "Area Iterator Into FnMut",
                "Flat measure",
            ),
            (
                "impl $0 for Flat {}",
                "Area Default Display From",
                "measure",
            ),
            ("fn f(a: $0) {}", "Flat Area", "Self"),
            ("impl Flat { fn f(a: $0) {} }", "Flat Self", ""),
        ],
    );
}

#[test]
fn an_impl_holds_no_modules() {
    check(
        PROJECT,
        &[
            (
                "impl Store { $0 }",
                "pub fn const",
                "mod struct enum trait impl use static",
            ),
            (
                "impl Default for Store { $0 }",
                "fn const type",
                "pub mod struct",
            ),
            ("fn f() { 'a: { br$0 } }", "break", ""),
            ("async fn f(s: Store) { s.get().$0 }", "await", ""),
        ],
    );
    let found = list(PROJECT, "async fn f(s: Store) { s.get().a$0 }");
    assert_eq!(found[0], "await", "{found:?}");
}
