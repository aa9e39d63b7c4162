use super::*;

fn text(string: &str) -> Text {
    Text::new(string.to_owned())
}

fn opened() -> Document {
    Document::detached(text("fn a() {}"))
}

#[test]
fn what_nobody_asks_about_is_not_parsed() {
    let first = opened();
    first.source();
    let second = first.changed(2, text("fn a() { b"));
    let third = second.changed(3, text("fn a() { b() }"));
    let source = third.source();
    assert_eq!(source.as_str(), "fn a() { b() }");
    assert!(!source.is_stale() && source.tree().is_some());
    assert!(second.own.load().is_none());
    assert!(Arc::ptr_eq(&source, &third.source()), "once is enough");
}

#[test]
fn who_lags_behind_gets_his_own_text_and_holds_nobody_up() {
    let first = opened();
    let second = first.changed(2, text("fn b() {}"));
    second.source();
    assert_eq!(first.source().as_str(), "fn a() {}");
    let newest = |of: &Document| of.newest.load().as_ref().map(|newest| newest.age);
    assert_eq!(newest(&first), Some(1), "of the second");
    assert_eq!(second.settled().as_str(), "fn b() {}");
}

#[test]
fn a_tree_that_comes_late_is_used() {
    let first = opened();
    let long = "fn b() { c(d, e); }\n".repeat(4000);
    let second = first.changed(2, text(&long));
    second.keep(Source::without_tree(&long));
    assert!(second.source().tree().is_none());
    first.settled();
    let third = second.changed(3, text("fn bc() {}"));
    assert!(third.source().tree().is_some());
    assert_eq!(third.newest.load().as_ref().map(|n| n.age), Some(2));
}
