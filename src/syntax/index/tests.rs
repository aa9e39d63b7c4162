use super::*;
use crate::text::Text;

fn facts(path: &str, text: &str) -> Arc<FileFacts> {
    let source = Source::new(Arc::new(Text::new(text.into())));
    Arc::new(FileFacts::new(Path::new(path), &source))
}

fn index() -> Index {
    let a = "pub struct Foo { a: u8, b: u8 }\nimpl Foo { pub fn new() -> Foo { Foo { a: 1, b: 2 } } fn get(&self) { self.a.get().get() } const C: u8 = 1; }\nfn free() {}\nmod m {}";
    let b = "enum Kind { One, Two { a: u8 } }\nimpl Kind { fn get(&self) {} }\ntrait Tr { fn need(&self); }\nmacro_rules! mac { () => {} }\ntype Fob = u8;";
    Index::build(&[facts("a.rs", a), facts("b.rs", b)])
}

fn names(refs: &[Arc<SymbolRef>]) -> Vec<&str> {
    refs.iter().map(|r| r.symbol.name.as_str()).collect()
}

fn entries(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|e| format!("{} {}/{}", e.name, e.declared, e.uses))
        .collect()
}

#[test]
fn knows_the_parts_of_a_type() {
    let index = index();
    assert_eq!(names(index.members_of("Foo")), ["a", "b", "get"]);
    assert_eq!(names(index.fields_of("Foo")), ["a", "b"]);
    assert_eq!(names(index.associated("Foo")), ["C", "new"]);
    assert_eq!(names(index.variants_of("Kind")), ["One", "Two"]);
    assert_eq!(names(index.associated("Kind")), ["One", "Two"]);
    assert_eq!(names(index.fields_of("Two")), ["a"]);
    assert_eq!(names(index.members_of("Tr")), ["need"]);
    assert!(index.members_of("None").is_empty());
}

#[test]
fn groups_names_by_use() {
    let index = index();
    assert_eq!(
        entries(index.members()),
        ["a 2/4", "get 2/4", "b 1/2", "need 1/1"]
    );
    assert_eq!(
        entries(index.types()),
        ["Foo 1/4", "Kind 1/2", "Fob 1/1", "Tr 1/1"]
    );
    assert_eq!(entries(index.functions()), ["free 1/1"]);
    assert_eq!(entries(index.modules()), ["m 1/1"]);
    assert_eq!(entries(index.macros()), ["mac 1/1"]);
}

#[test]
fn finds_names() {
    use SymbolKind::*;
    let index = index();
    let found = |prefix: &str, kinds| -> Vec<String> {
        index
            .with_prefix(prefix, kinds)
            .map(|e| e.name.to_string())
            .collect()
    };
    assert_eq!(found("Fo", Kinds::ALL), ["Fob", "Foo"]);
    assert_eq!(found("Fo", Kinds::of(&[Struct])), ["Foo"]);
    assert_eq!(found("Foo", Kinds::of(&[Enum, Macro])), [""; 0]);
    assert_eq!(found("zz", Kinds::ALL), [""; 0]);
    assert_eq!(found("", Kinds::of(&[Variant])), ["One", "Two"]);
    let get = index.entry(Sym::of("get"));
    let of: Vec<_> = get.iter().map(|r| r.symbol.container.as_deref()).collect();
    assert_eq!(of, [Some("Foo"), Some("Kind")]);
    assert_eq!(&*get[1].path, Path::new("b.rs"));
    assert!(index.entry(Sym::of("Nothing")).is_empty());
    assert_eq!(index.frequency(Sym::of("get")), 4);
    assert_eq!(index.frequency(Sym::of("Nothing")), 0);
}

#[test]
fn an_empty_project_has_an_index() {
    let index = Index::build(&[]);
    assert!(index.is_empty() && index.members().is_empty());
    assert_eq!(index.with_prefix("", Kinds::ALL).count(), 0);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let (a, b) = (
        facts("a.rs", "fn x() {}"),
        facts("b.rs", "fn x() {} struct Y;"),
    );
    let (one, two) = (
        Index::build(&[a.clone(), b.clone()]),
        Index::build(&[b.clone(), a.clone()]),
    );
    assert_eq!(one.all, two.all);
    assert_ne!(a.hash, b.hash);
}
