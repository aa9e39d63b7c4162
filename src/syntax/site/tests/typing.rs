//! Sites of words that aren't there yet, in code that is.

use super::check;

#[test]
fn dots_that_touch_are_two_round_a_cursor() {
    check(&[
        (
            "impl Foo { fn f(&self) { self.$0.set(1); } }",
            "Member receiver=self type=Foo prefix=",
        ),
        ("fn f() { a.b.$0.c()", "Member receiver=a.b"),
        ("fn f() { a.$0..b", "Member receiver=a"),
        ("fn f() { a.b$0.c() }", "Member receiver=a prefix=b"),
        ("fn f() {\n    a.$0\n        .c();\n}", "Member receiver=a"),
        ("fn f() { for x in 0..$0n {} }", "Expression"),
    ]);
}

#[test]
fn labels_are_those_round_the_jump() {
    check(&[
        (
            "fn f() { 'a: for x in y { 'b: loop { break '$0 } } }",
            "Label labels=b,a prefix= fn=f",
        ),
        (
            "fn f() { 'a: while let Some(x) = y.z() { if q { continue 'a$0; } } }",
            "Label labels=a prefix=a",
        ),
        (
            "fn f() { 'a: loop {} loop { break 'x$0 } }",
            "Label !labels",
        ),
        ("fn f() { 'a: { break '$0", "Label labels=a"),
        (
            "fn f() { 'a: loop { fn g() { loop { break '$0 } } } }",
            "Label !labels",
        ),
        ("fn f<'a>(x: &'$0) {}", "Nothing"),
        ("fn f() { 'a: loop { break 'a; } $0 }", "Expression start"),
    ]);
}

#[test]
fn what_is_complete_only_goes_on_with_keywords() {
    check(&[
        ("fn f() { for x $0", "Expression after"),
        ("fn f() { for (i, x) i$0", "Expression after"),
        ("fn f() { let y = x $0", "Expression after"),
        ("fn f() { if a { b } $0", "Expression start !after"),
        ("fn f() { let y = if a { b } el$0", "Expression after"),
        ("fn f() { let Some(y) = x e$0", "Expression after"),
        ("fn f<T>(a: T) wh$0", "Type after"),
        ("impl Foo f$0", "Type after"),
        ("impl<T: A> $0", "Type !after"),
        ("fn f<T>(a: T) where T: for<'a> $0", "Type !after"),
        ("fn f<'a>(x: &'a $0)", "Type !after"),
        ("fn f() { x + $0", "Expression !after"),
        ("fn f() { &mut $0", "Expression !after"),
        ("fn f() { return $0", "Expression !after"),
        ("fn f() { a.b(|x| $0", "Expression !after"),
        ("fn f() { a?.$0", "Member !after"),
        ("fn f() { match a { Some(x) i$0", "Pattern after"),
        ("fn f(a: &$0", "Type !after"),
    ]);
}

#[test]
fn what_an_arm_is_matched_against_is_told() {
    check(&[
        ("fn f(k: Kind) { match k { $0 } }", "Pattern type=Kind"),
        (
            "fn f(k: &Kind) { match *k { A => 1, $0 } }",
            "Pattern type=Kind",
        ),
        (
            "struct S { k: Kind }\nimpl S { fn f(&self) { match &self.k { $0",
            "Pattern type=Kind",
        ),
        ("fn f(k: Kind) { match g(k) { $0 } }", "Pattern !type"),
    ]);
}

#[test]
fn the_list_of_a_derive_is_known() {
    check(&[
        ("#[derive($0)] struct A;", "Attribute derive"),
        ("#[derive(Debug, $0", "Attribute derive"),
        ("#[$0]", "Attribute !derive"),
        ("#[cfg($0)]", "Attribute !derive"),
    ]);
}
