mod typing;

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::text::Text;

/// The source and the offset of `$0`.
fn fixture(text: &str) -> (Source, usize) {
    let offset = text.find("$0").expect("a cursor");
    let text = text.replace("$0", "");
    (Source::new(Arc::new(Text::new(text))), offset)
}

/// A site in words: its kind first.
fn words(source: &Source, site: &Site) -> Vec<String> {
    let span = |(a, b): (usize, usize)| source.slice(a, b).split_whitespace().collect::<String>();
    let mut words = vec![format!("{:?}", site.kind)];
    let mut say = |name: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{name}={value}")));
    };
    say("prefix", Some(span(site.prefix)));
    say("receiver", site.receiver.map(span));
    say("type", site.receiver_type.clone());
    say("literal", site.literal.clone());
    say("fields", Some(site.fields.join(",")));
    say("fn", site.function.clone());
    say("impl", site.implemented.clone());
    say("trait", site.implemented_trait.clone());
    say(
        "callee",
        site.callee
            .map(|c| format!("{}/{:?}/{}", span(c.span), c.kind, c.argument)),
    );
    let labels = site.labels.iter().map(|&l| span(l)).collect::<Vec<_>>();
    say("labels", (!labels.is_empty()).then(|| labels.join(",")));
    for (fact, name) in [
        (site.statement_start, "start"),
        (site.followed_by_call, "call"),
        (site.in_macro, "macro"),
        (site.after_operand, "after"),
        (site.in_derive, "derive"),
        (site.receiver_called, "called"),
    ] {
        words.extend(fact.then(|| name.to_string()));
    }
    words
}

/// Each expected word must be there, the kind first; `!word` must not.
fn check(cases: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in cases {
        let (source, offset) = fixture(text);
        let site = source.site(offset);
        let found = words(&source, &site);
        let mut expected_words = expected.split(' ');
        let kind = expected_words.next() == Some(found[0].as_str());
        let rest = expected_words.all(|word| match word.strip_prefix('!') {
            Some(word) => !found
                .iter()
                .any(|w| w == word || w.starts_with(&format!("{word}="))),
            None => found.iter().any(|w| w == word),
        });
        if !kind || !rest {
            wrong.push(format!(
                "{text}\n  expected {expected}\n  found    {}",
                found.join(" ")
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
fn members() {
    check(&[
        ("fn f() { a.$0 }", "Member receiver=a prefix= fn=f"),
        ("fn f() { a.le$0 }", "Member receiver=a prefix=le"),
        ("fn f() { self.store.ge$0", "Member receiver=self.store"),
        (
            "fn f() {\n  foo\n    .bar(1)\n    .ba$0\n}",
            "Member receiver=foo.bar called",
        ),
        ("fn f() { foo(a)?.$0; }", "Member receiver=foo called"),
        (
            "fn f() { foo.get(1).await?.$0",
            "Member receiver=foo.get called",
        ),
        ("fn f() { xs[0].$0 }", "Member receiver=xs called"),
        ("fn f() { x.0.$0 }", "Member receiver=x.0"),
        ("fn f() { \"abc\".$0 }", "Member !receiver type=str"),
        ("fn f() { (a + b).$0 }", "Member !receiver"),
        (
            "fn f() { vec![1].$0 }",
            "Member receiver=vec called type=Vec",
        ),
        (
            "fn f() { Foo::new(1).$0 }",
            "Member receiver=Foo::new called type=Foo",
        ),
        (
            "fn f() { let x: &mut Vec<u8> = y; x.$0 }",
            "Member receiver=x type=Vec",
        ),
        (
            "fn f() { let x = String::from(\"\"); x.pu$0",
            "Member type=String",
        ),
        (
            "fn f() { let mut x = Foo { a: 1 }; x.$0 }",
            "Member type=Foo",
        ),
        ("fn f(x: &'a Arc<Foo>, y: u8) { x.$0 }", "Member type=Foo"),
        ("fn f(x: Foo, y: &Bar) { if a { y.$0 } }", "Member type=Bar"),
        (
            "impl Foo { fn f<T>(&self) where T: Bar, { self.$0 } }",
            "Member receiver=self type=Foo impl=Foo fn=f",
        ),
        (
            "impl Foo { fn f(&self) { self.$0 } }",
            "Member receiver=self type=Foo impl=Foo fn=f",
        ),
        (
            "impl Tr for Foo<u8> { fn f(&self) { self.$0 } }",
            "Member type=Foo trait=Tr impl=Foo",
        ),
        (
            "impl<'a, T: X<Y>> Tr<Z> for a::Foo<'a, T> where T: W { fn f() { $0 } }",
            "Expression trait=Tr impl=Foo",
        ),
        (
            "struct S { a: u8, b: Vec<T> }\nimpl S { fn f(&self) { self.b.$0",
            "Member type=Vec",
        ),
        (
            "struct S { m: Mutex<Vec<T>> }\nimpl S { fn f(&self) { self.m.lock().unwrap().$0",
            "Member type=Vec",
        ),
        (
            "struct S;\nfn make() -> Result<S, E> {}\nfn f() { let s = make()?; s.$0",
            "Member type=S",
        ),
        (
            "impl S { fn new() -> Self {}\nfn f() { let s = S::new(); s.$0 } }",
            "Member type=S",
        ),
        (
            "fn f() { let s = Vec::<u8>::new(); s.$0 }",
            "Member type=Vec",
        ),
        (
            "fn f() { println!(\"{}\", x.$0); }",
            "Member receiver=x macro",
        ),
        (
            "fn f() { println!(\"{}\", self.a.b$0",
            "Member receiver=self.a macro",
        ),
        ("fn f() { foo(|x| x.$0) }", "Member receiver=x"),
        (
            "fn f() { tokio::select! { a = b.$0 => {} } }",
            "Member receiver=b macro",
        ),
        ("fn f() { a.b\n.c$0\nlet x = 1;", "Member receiver=a.b"),
        ("fn f() { a.await.$0 }", "Member receiver=a"),
        ("fn f() { a.len$0() }", "Member call"),
        ("fn f() { if x.$0 {} }", "Member receiver=x"),
        ("fn f() { Foo { a: x.$0 } }", "Member receiver=x"),
        ("fn f() { match x.$0", "Member"),
        (
            "fn f() { iter.collect::<Vec<u8>>().$0 }",
            "Member receiver=iter.collect called",
        ),
        ("fn f() { S { a: 1 }.$0 }", "Member !receiver"),
    ]);
}

#[test]
fn paths() {
    check(&[
        ("fn f() { Foo::$0 }", "Path receiver=Foo"),
        ("fn f() { std::fs::re$0 }", "Path receiver=fs prefix=re"),
        ("fn f() { Vec::<u8>::$0 }", "Path receiver=Vec"),
        ("fn f() { <Foo as Bar>::$0 }", "Path receiver=Foo"),
        (
            "impl Foo { fn f() { Self::$0 } }",
            "Path receiver=Self type=Foo",
        ),
        ("fn f() { crate::$0 }", "Path receiver=crate"),
        ("fn f(a: std::$0) {}", "Path receiver=std"),
        ("fn f() { match k { Kind::$0 } }", "Path receiver=Kind"),
        (
            "fn f() { assert_eq!(a, Kind::$0); }",
            "Path receiver=Kind macro",
        ),
        ("fn f() { foo($0::bar()) }", "Argument call"),
    ]);
}

#[test]
fn types() {
    check(&[
        ("fn f(a: $0) {}", "Type"),
        ("fn f(a: &mut V$0) {}", "Type prefix=V"),
        ("fn f(a: u8, b: Vec<$0", "Type"),
        ("fn f() -> $0 {}", "Type"),
        ("fn f() -> Result<A, $0> {}", "Type"),
        ("struct A { a: u8, b: $0 }", "Type"),
        ("struct A(u8, $0);", "Type"),
        ("enum A { B(u8), C($0) }", "Type"),
        ("enum A { B { c: $0 } }", "Type"),
        ("fn f() { let x: $0 = 1; }", "Type"),
        ("fn f() { let x: HashMap<A, $0", "Type"),
        ("fn f() { x as u$0 }", "Type"),
        ("fn f() { x.collect::<$0", "Type"),
        ("fn f() { parse::<Vec<$0>>() }", "Type"),
        ("impl $0 {}", "Type"),
        ("impl Tr for $0 {}", "Type"),
        ("impl<T: $0> A {}", "Type"),
        ("fn f<T>(a: T) where T: $0 {}", "Type"),
        ("fn f<T>(a: T)\nwhere\n    T: A + $0\n{}", "Type"),
        ("const A: $0 = 1;", "Type"),
        ("type A = $0;", "Type"),
        ("impl I for A { type Item = $0 }", "Type"),
        ("fn f(a: impl Fn(A) -> $0", "Type"),
        ("fn f(a: &dyn $0", "Type"),
        ("fn f(a: [u8; 4], b: [$0", "Type"),
        ("fn f() { foo(|a: $0| 1) }", "Type"),
        ("trait A: $0 {}", "Type"),
        ("fn f(a: fn(u8) -> $0)", "Type"),
        ("fn f() { *p as *const $0 }", "Type"),
        ("impl<I> P<I, <I as S>::T, $0> for C {}", "Type"),
        ("impl<I: P<I>, const N: usize> P<I, <I as S>::T, $0", "Type"),
        ("impl<A: B>\n    a::P<$0> for Zip<A> {}", "Type"),
        ("fn f() -> Result<<I as S>::T, $0> {}", "Type"),
    ]);
}

#[test]
fn expressions() {
    check(&[
        ("fn f() { $0 }", "Expression start"),
        ("fn f() { let a = 1; b$0 }", "Expression start prefix=b"),
        ("fn f() { if a {} b$0 }", "Expression start"),
        ("fn f() { if a {} else {} b$0 }", "Expression start"),
        ("fn f() { let x = if a { 1 } el$0 }", "Expression !start"),
        ("fn f() { let a = $0 }", "Expression !start"),
        ("fn f() { return $0 }", "Expression !start"),
        ("fn f() { a + $0 }", "Expression"),
        ("fn f() { if $0 {} }", "Expression !start"),
        ("fn f() { for x in $0 {} }", "Expression"),
        ("fn f() { match $0 {} }", "Expression"),
        ("fn f() { match a { B => $0 } }", "Expression !start"),
        ("fn f() { match a { B if $0 } }", "Expression"),
        ("fn f() { match a { B => { $0 } } }", "Expression start"),
        ("fn f() { Foo { a: $0 } }", "Expression"),
        ("fn f() { Foo { a: 1, ..$0 } }", "Expression"),
        ("fn f() { |a| $0 }", "Expression"),
        ("fn f() { foo(|a, b| { $0 }) }", "Expression start"),
        ("fn f() { [a, $0] }", "Expression"),
        ("fn f() { 0..$0 }", "Expression"),
        ("fn f() {\n    foo()\n    ba$0\n}", "Expression start"),
        (
            "fn f() {\n    let a = foo(b\n    let c = $0\n}",
            "Expression !start",
        ),
        (
            "fn f() {\n    foo(\n}\nfn g() { $0 }",
            "Expression start fn=g",
        ),
        ("const A: u8 = $0;", "Expression"),
        ("fn f() { a && $0 }", "Expression"),
        ("fn f() { let Some(a) = $0 else { return };", "Expression"),
        ("fn f() { 'a: $0 }", "Expression"),
        ("fn f() { unsafe { $0 } }", "Expression start"),
        ("fn f() { x = a as u8 + $0", "Expression"),
        ("fn f() { let a: Vec<u8> = $0", "Expression"),
        ("fn f() { if a < $0 }", "Expression"),
        ("fn f() { let f = || $0 }", "Expression"),
        ("fn f() { struct A { b: u8 } $0 }", "Expression start"),
        ("fn f() { #[cfg(test)] $0 }", "Expression start"),
        ("fn f() { println!(); $0 }", "Expression start"),
        ("async fn f() { $0 }", "Expression start fn=f"),
        ("fn f() { if let Some(a) = b { $0", "Expression start"),
        ("fn f() { if let Some(a) = b && $0", "Expression"),
    ]);
}

#[test]
fn arguments() {
    check(&[
        ("fn f() { foo($0) }", "Argument callee=foo/Function/0"),
        ("fn f() { foo(a, $0) }", "Argument callee=foo/Function/1"),
        (
            "fn f() { foo(bar(a, b), c$0",
            "Argument callee=foo/Function/1",
        ),
        ("fn f() { a.b(1, &mut $0) }", "Argument callee=b/Method/1"),
        ("fn f() { a.b(1, c + $0) }", "Expression callee=b/Method/1"),
        ("fn f() { A::new($0) }", "Argument callee=new/Function/0"),
        (
            "fn f() { foo::<A, B>(a, $0",
            "Argument callee=foo/Function/1",
        ),
        (
            "fn f() { foo(|a, b| a, $0",
            "Argument callee=foo/Function/1",
        ),
        (
            "fn f() { foo(HashMap::<A, B>::new(), $0",
            "Argument callee=foo/Function/1",
        ),
        (
            "fn f() { println!(\"{}\", $0) }",
            "Argument callee=println/Macro/1 macro",
        ),
        ("fn f() { vec![$0] }", "Argument callee=vec/Macro/0 macro"),
        ("fn f() { Some($0) }", "Argument callee=Some/Function/0"),
        (
            "fn f() { foo(\n    a,\n    $0\n) }",
            "Argument callee=foo/Function/1",
        ),
        ("fn f() { foo(a.0, $0", "Argument callee=foo/Function/1"),
        ("fn f() { (a, $0", "Expression !callee"),
        ("fn f() { if foo($0) {} }", "Argument callee=foo/Function/0"),
    ]);
}

#[test]
fn patterns() {
    check(&[
        ("fn f() { match a { $0 } }", "Pattern"),
        ("fn f() { match a { B => 1, $0 } }", "Pattern"),
        ("fn f() { match a { B => {} $0 } }", "Pattern"),
        ("fn f() { match a { B => if c {} else {} $0 } }", "Pattern"),
        ("fn f() { match a { B(c) | $0 => 1 } }", "Pattern"),
        ("fn f() { match a { Some($0) => 1 } }", "Pattern"),
        ("fn f() { if let $0 = a {} }", "Pattern"),
        ("fn f() { if let Some($0) = a {} }", "Pattern"),
        ("fn f() { while let Some(a) = b && let $0", "Pattern"),
        ("fn f() { let ($0) = a; }", "Pattern"),
        ("fn f() { let Some($0) = a else", "Pattern"),
        ("fn f() { foo(|$0| a) }", "Pattern"),
        ("fn f() { foo(|a, $0", "Pattern"),
        ("fn f() { foo(move |(a, $0", "Pattern"),
        ("fn f() { for (a, $0) in b {} }", "Pattern"),
        ("fn f() { match a {\n    B => c\n    $0\n} }", "Pattern"),
        ("fn f() { match x.y(|a| a) { $0", "Pattern"),
        ("fn f() { match a { Foo { b: $0 } => 1 } }", "Pattern"),
    ]);
}

#[test]
fn fields_of_literals() {
    check(&[
        ("fn f() { Foo { $0 } }", "Field literal=Foo fields="),
        ("fn f() { Foo { a: 1, b$0 } }", "Field literal=Foo fields=a"),
        (
            "fn f() { Foo { a, b: x, $0, d: 1 } }",
            "Field literal=Foo fields=a,b,d",
        ),
        (
            "fn f() { foo(Foo { a: Bar { c: 1 }, $0",
            "Field literal=Foo fields=a",
        ),
        ("fn f() { a::Foo { $0 } }", "Field literal=Foo"),
        ("fn f() -> Foo { Self { $0 } }", "Field literal=Self"),
        (
            "fn f() { let x = Foo {\n  a: 1,\n  $0\n};",
            "Field literal=Foo fields=a",
        ),
        (
            "fn f() { match a { Foo { $0 } => 1 } }",
            "Field literal=Foo",
        ),
        (
            "fn f() { let Foo { a, $0 } = b; }",
            "Field literal=Foo fields=a",
        ),
        ("fn f() { Foo::<u8> { $0 } }", "Field literal=Foo"),
        ("const A: Foo = Foo { $0 };", "Field literal=Foo"),
        ("fn f() { A { b: c::iovec { $0 } } }", "Field literal=iovec"),
        (
            "fn f() { return Foo {\n  a: b\n  $0",
            "Field literal=Foo fields=a",
        ),
        ("fn f() { if a == B { $0", "Expression start"),
        ("fn f() { Ok(Foo { $0 }) }", "Field literal=Foo"),
        (
            "fn f() { match a { B => Foo { $0 } } }",
            "Field literal=Foo",
        ),
    ]);
}

#[test]
fn uses_and_attributes() {
    check(&[
        ("use $0", "Use"),
        ("use std::$0", "Use receiver=std"),
        ("use std::{fs, $0}", "Use"),
        ("use a::{b::{c, $0}, d};", "Use"),
        ("pub use a::b$0;", "Use receiver=a"),
        ("use a::b as $0", "Definition"),
        ("fn f() { use a::$0 }", "Use receiver=a"),
        ("pub($0) fn f() {}", "Use"),
        ("extern crate $0;", "Use"),
        ("#[$0]", "Attribute"),
        ("#[derive(Debug, $0)]\nstruct A;", "Attribute"),
        ("#![allow(clippy::$0)]", "Attribute receiver=clippy"),
        ("struct A { #[serde($0)] b: u8 }", "Attribute"),
        ("#[cfg(all(test, $0", "Attribute"),
        ("mod a { use super::$0", "Use receiver=super"),
    ]);
}

#[test]
fn definitions_and_items() {
    check(&[
        ("fn $0", "Definition"),
        ("pub struct $0", "Definition"),
        ("enum $0 {}", "Definition"),
        ("enum A { B, $0 }", "Definition"),
        ("trait $0", "Definition"),
        ("mod $0", "Definition"),
        ("type $0", "Definition"),
        ("const $0", "Definition"),
        ("static mut $0", "Definition"),
        ("macro_rules! $0", "Definition"),
        ("fn f() { let $0 }", "Definition"),
        ("fn f() { let mut $0 }", "Definition"),
        ("fn f() { for $0 in a {} }", "Definition"),
        ("fn f($0) {}", "Definition"),
        ("fn f(a: u8, mut $0) {}", "Definition"),
        ("struct A { a: u8, $0 }", "Definition"),
        ("struct A {\n    a: u8\n    $0\n}", "Definition"),
        ("fn f<$0>() {}", "Definition"),
        ("impl A { fn $0 }", "Definition impl=A"),
        ("$0", "Item start"),
        ("fn a() {}\n$0", "Item start"),
        ("use a;\npu$0", "Item start"),
        ("pub $0", "Item"),
        ("impl A {\n    $0\n}", "Item start impl=A"),
        (
            "impl A {\n    fn b() {}\n    pu$0\n    fn c() {}\n}",
            "Item start",
        ),
        ("mod a { $0 }", "Item start"),
        ("trait A { $0 }", "Item start impl=A"),
        ("struct A;\n#[test]\n$0", "Item start"),
        ("struct A {}\nimpl B for A {}\n$0", "Item start"),
        ("extern \"C\" { $0 }", "Item start"),
        ("macro_rules! a { () => { $0 } }\n", "Expression macro"),
    ]);
}

#[test]
fn macros_and_nothing() {
    check(&[
        ("fn f() { json! { $0 } }", "Macro macro callee=json/Macro/0"),
        ("fn f() { // a.$0", "Nothing prefix="),
        ("fn f() { /* a.$0 */ }", "Nothing"),
        ("/// a $0\nfn f() {}", "Nothing"),
        ("fn f() { println!(\"{a$0}\"); }", "Nothing fn=f"),
        ("fn f() { let a = \"b $0", "Nothing"),
        ("fn f() { let a = 'b$0'; }", "Nothing"),
        ("fn f() { let a = 12$0; }", "Nothing"),
        ("fn f() { let a = 1.$0", "Nothing"),
        ("fn f<'a$0>() {}", "Nothing"),
        ("fn f() { r#\"a $0 \"# }", "Nothing"),
        ("fn f() { r#ty$0 }", "Expression prefix=ty"),
        ("fn f() { é$0 }", "Expression prefix=é"),
    ]);
}

fn code() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "fn a",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        ">>",
        "let x = ",
        "let ",
        "1",
        ";",
        "\n",
        "y.z",
        ".",
        "::",
        ",",
        "impl T ",
        "for ",
        "struct S ",
        "=> ",
        "match x ",
        "é",
        "!",
        "#",
        "|",
        "||",
        "&",
        "::<",
        "self",
        "if ",
        "else ",
        "use a",
        "where ",
        "-> ",
        ": ",
        "= ",
        "?",
        "vec!",
        "Foo",
        "await",
        "mut ",
        "\"s\"",
        "macro_rules! ",
    ]);
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_text_panics(text in code(), at in 0usize..300) {
        let source = Source::new(Arc::new(Text::new(text.clone())));
        let site = source.site(at);
        let (start, end) = site.prefix;
        prop_assert!(text.get(start..end).is_some());
        prop_assert!(site.receiver.is_none_or(|(a, b)| text.get(a..b).is_some()));
        prop_assert!(site.at <= source.tokens().len());
    }
}

#[test]
fn hostile_texts_end() {
    for piece in [
        "(",
        "{",
        "){",
        "a.b().",
        "<",
        "Vec<",
        "}",
        ")",
        "let x = x.y;",
        "fn a() {",
        "a!{",
        "|",
        "x.",
        "-> ",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let source = Source::new(Arc::new(Text::new(text)));
        source.site(source.as_str().len());
        source.site(source.as_str().len() / 2);
    }
}
