use std::sync::Arc;

use super::*;
use crate::text::Text;

fn source(text: &str) -> Source {
    Source::new(Arc::new(Text::new(text.into())))
}

/// Kind, container and signature of each symbol.
fn told(text: &str) -> Vec<String> {
    let tell = |s: &Symbol| {
        let container = s.container.as_deref().unwrap_or("-");
        let public = if s.public { "pub " } else { "" };
        format!(
            "{public}{:?} {} in {container}: {}",
            s.kind, s.name, s.signature
        )
    };
    source(text).symbols().iter().map(tell).collect()
}

#[test]
fn tells_what_a_file_declares() {
    let text = r#"
pub struct Foo<T> { pub a: Vec<T>, b: u8 }
struct Bar(u8);
pub(crate) enum Kind { One, Two(u8), Three { x: i32 } }
impl<T> Foo<T> {
    pub const MAX: usize = 4;
    pub fn new(a: u8) -> Self { fn inner() {} struct Local; Foo }
    fn get(&self, key: &str,
        n: usize) -> Option<&T> where T: Copy { let x = 1; }
    async fn own(self: Arc<Self>) {}
}
impl fmt::Display for a::Foo<u8> { type Out = u8; fn fmt(&self) {} }
pub trait Tr: Sized { type Item; fn need(&self); fn made() {} const C: u8; }
type Alias = Vec<u8>;
static S: &str = "a";
mod inner { pub fn deep() {} }
macro_rules! mac { () => {} }
fn r#type() {}
extern "C" { fn puts(s: *const u8); }
"#;
    let expected = [
        "pub Struct Foo in -: struct Foo<T>",
        "pub Field a in Foo: a: Vec<T>",
        "Field b in Foo: b: u8",
        "Struct Bar in -: struct Bar(u8)",
        "pub Enum Kind in -: enum Kind",
        "pub Variant One in Kind: One",
        "pub Variant Two in Kind: Two(u8)",
        "pub Variant Three in Kind: Three { x: i32 }",
        "pub Field x in Three: x: i32",
        "pub Const MAX in Foo: const MAX: usize",
        "pub Function new in Foo: fn new(a: u8) -> Self",
        "Method get in Foo: fn get(&self, key: &str, n: usize) -> Option<&T> where T: Copy",
        "Method own in Foo: async fn own(self: Arc<Self>)",
        "pub TypeAlias Out in Foo: type Out = u8",
        "pub Method fmt in Foo: fn fmt(&self)",
        "pub Trait Tr in -: trait Tr: Sized",
        "pub TypeAlias Item in Tr: type Item",
        "pub Method need in Tr: fn need(&self)",
        "pub Function made in Tr: fn made()",
        "pub Const C in Tr: const C: u8",
        "TypeAlias Alias in -: type Alias = Vec<u8>",
        "Static S in -: static S: &str",
        "Module inner in -: mod inner",
        "pub Function deep in -: fn deep()",
        "Macro mac in -: macro_rules! mac",
        "Function type in -: fn r#type()",
        "Function puts in -: fn puts(s: *const u8)",
    ];
    assert_eq!(told(text), expected);
}

#[test]
fn a_symbol_has_its_bytes() {
    let text = "fn f(mut a: u8) {}\nstruct S { a: Vec<u8> }";
    let (start, end) = source(text).symbols()[1].range;
    assert_eq!(&text[start..end], "struct S { a: Vec<u8> }");
}

#[test]
fn a_signature_is_short() {
    let text = format!("fn f({}) {{}}", "aé: u8, ".repeat(100));
    let signature = &source(&text).symbols()[0].signature;
    assert_eq!(signature.chars().count(), 200);
    assert!(signature.ends_with('…'));
}

#[test]
fn takes_nothing_from_errors() {
    let names = |text: &str| -> Vec<String> {
        source(text).symbols().into_iter().map(|s| s.name).collect()
    };
    assert_eq!(
        names("fn a() {}\nfn b() { x. }\nfn c() {}"),
        ["a", "b", "c"]
    );
    assert!(!names("fn a() {}\n) fn ( {}\nfn c() {}").contains(&String::new()));
}

#[test]
fn reads_documentation() {
    let text = "//! Of the file.\n\n/// One.\n///\n/// ```\n///   two\n/// ```\n#[derive(Debug)]\n/// Three.\n#[a(b)]\npub struct A {\n    x: u8, // no doc\n    /// Four.\n    y: u8,\n}\n// none\nfn b() {}\n/**\n * Five.\n *  six\n */\nfn c() {}\n/** Seven. */ fn d() {}\n//// no\nfn e() {}";
    let source = source(text);
    let docs: Vec<_> = source
        .symbols()
        .iter()
        .map(|s| (s.name.clone(), source.doc_of(s)))
        .collect();
    let expected = [
        ("A", Some("One.\n\n```\n  two\n```\nThree.")),
        ("x", None),
        ("y", Some("Four.")),
        ("b", None),
        ("c", Some("Five.\n six")),
        ("d", Some("Seven.")),
        ("e", None),
    ];
    let expected = expected.map(|(n, d)| (n.to_string(), d.map(str::to_string)));
    assert_eq!(docs, expected);
}

#[test]
fn reads_imports() {
    let text = "use std::fs;\npub(crate) use a::{b, c::{self, d as e, *}, f};\nmod x { use super::g; }\nuse h as _;\nfn f() { use i::j; }\n#[cfg(test)]\nuse ::k::{l};\nuse m::{n, $";
    let found: Vec<_> = source(text)
        .imports()
        .into_iter()
        .map(|i| format!("{}={}", i.name, i.path))
        .collect();
    let expected = [
        "fs=std::fs",
        "b=a::b",
        "c=a::c",
        "e=a::c::d",
        "*=a::c::*",
        "f=a::f",
        "g=super::g",
        "j=i::j",
        "l=k::l",
        "n=m::n",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_only_a_harness_calls_is_told() {
    let text = "#[test]\nfn a() {}\n/// Doc\n#[tokio::test(flavor = \"x\")]\n#[ignore]\nasync fn b() {}\n\
        #[cfg(test)]\nfn c() {}\nfn main() {}\nmod inner { fn main() {} }\n#[inline]\nfn test() {}";
    let found = source(text).symbols();
    let uncalled: Vec<&str> = found
        .iter()
        .filter(|s| s.uncalled)
        .map(|s| s.name.as_str())
        .collect();
    assert_eq!(uncalled, ["a", "b", "main"]);
}
