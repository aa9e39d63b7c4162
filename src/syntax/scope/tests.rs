use std::sync::Arc;

use super::*;
use crate::text::Text;

fn fixture(text: &str) -> (Source, usize) {
    let offset = text.find("$0").expect("a cursor");
    let text = text.replace("$0", "");
    (Source::new(Arc::new(Text::new(text))), offset)
}

fn names(bindings: &[Binding]) -> String {
    let name = |b: &Binding| match &b.ty {
        Some(ty) => format!("{}:{ty}", b.name),
        None => b.name.clone(),
    };
    bindings.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// The names by the tokens alone.
fn by_tokens(source: &Source, offset: usize) -> String {
    let view = View::new(source);
    let at = source
        .tokens()
        .partition_point(|t| (t.start as usize) < offset);
    let at = match at.checked_sub(1) {
        Some(i) if view.end(i) >= offset && view.is_name(i) => i,
        _ => at,
    };
    let within = enclosing(view, at);
    let Some(name) = within.function else {
        return String::new();
    };
    let mut all = header::generics_of_impl(view, &within);
    all.extend(tokens::bound(
        view,
        name,
        at,
        source.begins_line(at, offset),
    ));
    names(&nearest(view, &within, &all))
}

/// The tree (where it is sound) and the tokens must both give these names.
fn check(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let (source, offset) = fixture(text);
        let found = [names(&source.bindings(offset)), by_tokens(&source, offset)];
        if found.iter().any(|found| found != expected) {
            wrong.push(format!(
                "{text}\n  expected {expected}\n  tree     {}\n  tokens   {}",
                found[0], found[1]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} wrong:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn sound_code() {
    check(&[
        ("fn f(a: u8, b: &mut Vec<u8>) { $0 }", "b:Vec a:u8"),
        (
            "fn f(mut a: u8, (b, c): (A, B), D { e, f: g }: D) { $0 }",
            "g e c b a:u8",
        ),
        ("impl Foo { fn f(&self, a: A) { $0 } }", "a:A self:Foo"),
        ("impl Foo { fn f(self: Arc<Self>) { $0 } }", "self:Foo"),
        (
            "fn f() { let a = 1; let b: B = c; $0; let d = 2; }",
            "b:B a",
        ),
        ("fn f() { let a = $0; }", ""),
        (
            "fn f() { let a = Foo::new(); let b = Foo { c: 1 }; let d = \"\"; $0; }",
            "d:str b:Foo a:Foo",
        ),
        ("fn f() { let a = 1; { let b = 2; } $0; }", "a"),
        ("fn f() { let a = 1; { let b = 2; $0; } }", "b a"),
        ("fn f() { let a: A = 1; let a: B = 2; $0; }", "a:B"),
        ("fn f() { for a in b { $0; } }", "a"),
        ("fn f() { for (a, b) in c { } $0; }", ""),
        ("fn f() { if let Some(a) = b { $0; } else { c; } }", "a"),
        ("fn f() { if let Some(a) = b { c; } else { $0; } }", ""),
        (
            "fn f() { if let Some(a) = b && let Some(c) = d { $0; } }",
            "c a",
        ),
        (
            "fn f() { while let Some(Foo { a, b: Bar(c), .. }) = d { $0; } }",
            "c a",
        ),
        ("fn f() { let Some(a) = b else { return; }; $0; }", "a"),
        ("fn f() { let Some(a) = b else { $0; }; }", ""),
        ("fn f() { match a { B(b) => $0, C(c) => 1, } }", "b"),
        ("fn f() { match a { B(b) => 1, C(c) => { $0; } } }", "c"),
        (
            "fn f() { match a { B(b) => { 1; } C(c) | D(c) if c > $0 => 1, } }",
            "c",
        ),
        (
            "fn f() { match a {\n B(b) => if x { 1 } else { 2 }\n C(c) => $0,\n} }",
            "c",
        ),
        ("fn f() { match a { b @ 1..=2 => $0, } }", "b"),
        ("fn f() { match a { None => $0, } }", ""),
        (
            "fn f() { match a { Foo { ref b, ref mut c } => $0, } }",
            "c b",
        ),
        ("fn f() { g(|a, (b, c)| $0); }", "c b a"),
        ("fn f() { g(|a: A, b| { $0; }, 1); }", "b a:A"),
        ("fn f() { g(|a| a, $0); }", ""),
        ("fn f() { let g = |a| a + 1; $0; }", "g"),
        ("fn f() { g(move |a| h(|b| $0)); }", "b a"),
        (
            "fn f<'a, T: Into<U>, const N: usize>(a: T) { $0 }",
            "a:T N T",
        ),
        (
            "impl<T, U> Foo<T> for Bar<U> { fn f(a: A) { $0 } }",
            "a:A U T",
        ),
        (
            "fn f() { const A: u8 = 1; fn g(b: u8) { let c = 1; } $0; }",
            "g A:u8",
        ),
        ("fn f() { let a = 1; fn g(b: B) { $0 } }", "b:B"),
        ("fn f() { let (a, b): (A, B) = c; $0; }", "b a"),
        ("fn f() { let [a, .., b] = c; $0; }", "b a"),
        ("fn f() { let _ = 1; let _a = 2; $0; }", "_a"),
        ("fn f() { let a::B { c } = d; $0; }", "c"),
        ("fn f() { let r#type = 1; $0; }", "type"),
        ("fn f() { let a = match b { C(d) => d, }; $0; }", "a"),
        ("fn f() { let a = b.map(|c| c + 1).unwrap(); $0; }", "a"),
        ("struct A { b: u8 }\nconst C: u8 = $0;", ""),
        ("fn f(a: A) {}\n$0", ""),
        ("fn f() { unsafe { let a = 1; $0; } }", "a"),
        ("fn f() { let a = x | y; $0; }", "a"),
        ("fn f() { match a { #[cfg(b)] C(c) => $0, } }", "c"),
        ("fn f() { impl A { fn g() {} } $0; }", ""),
        (
            "macro_rules! m { () => { fn f(a: A) { let b = 1; $0; } } }",
            "b a:A",
        ),
        ("fn f() { let a = || { let b = 1; b }; $0; }", "a"),
    ]);
}

#[test]
fn code_being_typed() {
    check(&[
        ("fn f(a: A) { let b = 1; b.$0", "b a:A"),
        ("fn f(a: A) {\n    let b: B = c\n    $0\n}", "b:B a:A"),
        ("fn f(a: A) { for b in c { b.$0 }", "b a:A"),
        ("fn f(a: A) { if let Some(b) = c { foo(b, $0", "b a:A"),
        ("fn f(a: A) { if let Some(b) = c && $0", "b a:A"),
        ("fn f(a: A) { g(|b, c| b.$0", "c b a:A"),
        ("fn f(a: A) { match a { B(b) => b.$0", "b a:A"),
        (
            "fn f(a: A) {\n    foo(b\n    let c = 1;\n    $0\n}\nfn g() {}",
            "c a:A",
        ),
        ("fn f(a: A) { let b = a.$0\n    let c = 1;\n}", "a:A"),
        ("fn f(a: A) { a.\n    let b = 1;\n    b$0\n}", "b a:A"),
        ("fn g() { let x = 1; }\nfn f(a: A) { ( $0 }", "a:A"),
        (
            "impl Foo { fn f(&self, a: A) { let b = self.$0",
            "a:A self:Foo",
        ),
    ]);
}

#[test]
fn kinds_and_distances() {
    use BindingKind::*;
    let text = "impl<T> A { fn f(&self, a: u8) { const C: u8 = 1; fn g() {} let b = 1; for c in d { if let Some(e) = h(|i| { $0 }) {} } } }";
    let (source, offset) = fixture(text);
    let found = source.bindings(offset);
    let kinds: Vec<_> = found.iter().map(|b| (b.name.as_str(), b.kind)).collect();
    let expected = [
        ("i", Closure),
        ("c", Loop),
        ("b", Let),
        ("g", Function),
        ("C", Const),
        ("a", Parameter),
        ("self", SelfValue),
        ("T", Generic),
    ];
    assert_eq!(kinds, expected);
    assert!(
        found
            .iter()
            .enumerate()
            .all(|(i, b)| b.distance == i as u32)
    );
    assert!(
        found
            .iter()
            .all(|b| source.slice(b.span.0, b.span.1) == b.name)
    );
}

#[test]
fn the_query_compiles() {
    let (source, offset) = fixture("fn f() { let a = 1; $0; }");
    assert!(tree::bound(&source, 1, offset).is_some_and(|names| names.len() == 1));
}
