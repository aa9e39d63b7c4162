mod ahead;
mod places;

use std::{path::Path, sync::Arc};

use super::{gate::Gate, *};
use crate::{
    model::{LAYERS, Ranking, SITE, Table, Weights},
    syntax::{FileFacts, Index, Source, read, walk},
    text::{Kind, Sym, Text},
};

fn memory(weights: &Weights) -> Memory<'_> {
    Memory {
        tables: [None; LAYERS],
        chosen: [None; 2],
        refused: None,
        vocabularies: [None; 2],
        library: None,
        weights,
    }
}

fn index(files: &[(&Path, &Source)]) -> Index {
    let facts = files.iter().map(|(p, s)| Arc::new(FileFacts::new(*p, s)));
    Index::build(&facts.collect::<Vec<_>>())
}

/// The words of the list at `$0`, in order, where nothing was learned and `project` is what the
/// project declares; macros with their `!`.
fn list(project: &str, text: &str) -> Vec<String> {
    let offset = text.find("$0").expect("a cursor");
    let source = Source::new(Arc::new(Text::new(text.replace("$0", ""))));
    let declared = Source::new(Arc::new(Text::new(project.into())));
    let (index, weights) = (index(&[(Path::new("a.rs"), &declared)]), Weights::plain());
    let source = source.parted(offset);
    let mut scene = Scene::new(&source, &index, memory(&weights), offset);
    let rows = rows(&mut scene, &mut Ranking::default(), 50);
    let named = |r: Row| format!("{}{}", r.word, if r.is_macro { "!" } else { "" });
    rows.into_iter().map(named).collect()
}

/// Each case: a text, words that must be in its list, words that must not.
fn check(project: &str, cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, there, not) in cases {
        let found = list(project, text);
        let has = |word: &&str| found.iter().any(|w| w == word);
        let missing: Vec<&str> = there
            .split(' ')
            .filter(|w| !w.is_empty() && !has(w))
            .collect();
        let extra: Vec<&str> = not.split(' ').filter(has).collect();
        if !missing.is_empty() || !extra.is_empty() {
            wrong.push(format!(
                "{text}\n  lacks {missing:?}\n  has {extra:?}\n  of {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const PROJECT: &str = "
pub struct Store { pub entries: Vec<u8>, pub id: u32, size: usize }
impl Store { pub fn open(a: u8) -> Store {} pub fn insert(&mut self) {} const MOST: usize = 1; }
pub enum Kind { One, Two }
pub struct Other { pub colour: u8 }
impl Other { pub fn paint(&self) {} pub fn brush() {} }
pub fn compute() {}
pub mod tools {}
macro_rules! build { () => {} }
#[test] fn it_computes() {}
fn main() {}
";

#[test]
fn what_cannot_stand_is_dropped() {
    check(
        PROJECT,
        &[
            (
                "async fn f(local: u8) { compute(); x.$0 }",
                "insert entries await",
                "local compute Store self match Kind",
            ),
            (
                "fn f(local: u8) { Kind::$0 }",
                "One Two",
                "local self match compute paint Other",
            ),
            (
                "fn f<Gen>(local: Gen) { let x: $0 }",
                "Store Kind Gen dyn",
                "local compute insert match return mut await",
            ),
            ("fn f() { let x: &$0 }", "Store mut", "self compute"),
            (
                "fn f(local: u8) { let s = Store { $0 } }",
                "entries id size",
                "local compute match colour Kind",
            ),
            (
                "fn f(local: u8) { $0 }",
                "local compute let if match build!",
                "self insert entries it_computes main where else",
            ),
            ("fn f(&self) { g($0) }", "self compute", "let pub insert"),
            (
                "$0",
                "pub fn struct impl build!",
                "let self compute Store match",
            ),
            ("pub $0", "fn struct", "pub self Store"),
            (
                "fn f(k: Other) { x.len(); match k { $0 } }",
                "Other None",
                "len paint self usize",
            ),
            (
                "#[derive($0)] struct A;",
                "Debug Clone",
                "Store compute tools",
            ),
            ("#[$0] struct A;", "derive test", "Store Kind"),
            (
                "fn f() { self::tools::x(); local.len(); $0 }",
                "tools",
                "len",
            ),
            (
                "fn f() { crate::$0 }",
                "compute tools",
                "insert paint entries",
            ),
            ("use $0", "crate super std tools", "Store compute"),
        ],
    );
}

#[test]
fn what_is_complete_goes_on_with_keywords_alone() {
    check(
        PROJECT,
        &[
            ("fn f() { for x $0", "in", "compute else as self"),
            ("fn f(a: u8) { let x = a $0", "as", "in compute a self"),
            ("fn f() { if a { b } $0 }", "else compute", "in as"),
            ("fn f<T>(a: T) $0", "where", "as Store"),
            ("impl Store $0", "for where", "Store dyn"),
            ("fn f() { match x { Some(y) $0", "if", "let Kind"),
        ],
    );
    assert_eq!(list(PROJECT, "fn f() { if a { b } el$0"), ["else"]);
}

#[test]
fn what_the_known_type_has_comes_first() {
    let first = |text: &str, n: usize| {
        let mut found = list(PROJECT, text);
        found.truncate(n);
        found.sort();
        found.join(" ")
    };
    let own = "entries id insert size";
    assert_eq!(first("fn f(s: &Store) { s.$0 }", 4), own);
    assert_eq!(
        first("impl Store { fn f(&self) { self.$0.get() } }", 4),
        own
    );
    assert_eq!(first("fn f(s: Store) {\n  s.$0\n    .get();\n}", 4), own);
    assert_eq!(first("fn f() { Store { id: 1, $0 } }", 2), "entries size");
    assert_eq!(
        first("impl Store { fn f() { Self { size: 1, $0 } } }", 2),
        "entries id"
    );
    assert_eq!(first("fn f() { Store::$0 }", 2), "MOST open");
    assert_eq!(first("fn f(k: Kind) { match k { $0 } }", 1), "Kind");
    assert_eq!(
        first("fn f(k: Kind) { match k { Kind::$0 } }", 2),
        "One Two"
    );
    assert_eq!(first("#[derive($0)] struct A;", 2).split(' ').count(), 2);
    let derives = list(PROJECT, "#[derive($0)] struct A;");
    let eq = derives.iter().position(|w| w == "Eq").expect("Eq");
    assert!(eq < 9 && !derives.contains(&"Store".into()), "{derives:?}");
}

#[test]
fn what_this_text_declares_stands_although_the_index_knows_it_as_something_else() {
    let new = "impl Engine { pub fn compute(&self) {} pub fn tools() {} }\nstruct New {\n  main: u8,\n}\n";
    let at = |text: &str| format!("{new}{text}");
    check(
        PROJECT,
        &[
            (&at("fn f(e: Engine) { e.comp$0 }"), "compute", ""),
            (&at("fn f(e: Engine) { e.$0 }"), "compute main", "tools"),
            (&at("fn f() { Engine::to$0 }"), "tools", ""),
            (&at("fn f(n: New) { n.ma$0 }"), "main", ""),
            ("fn f(e: Engine) { e.comp$0 }", "", "compute"),
        ],
    );
}

#[test]
fn self_stands_first_in_a_method_and_nowhere_else() {
    for head in ["", "&", "mut ", "&mut ", "&'a mut "] {
        let text = format!("impl Store {{ fn f({head}se$0 }}");
        assert_eq!(list(PROJECT, &text), ["self"], "{text}");
    }
    assert_eq!(
        list(PROJECT, "impl Store { fn f<T: Fn(u8)>(&m$0) {} }"),
        ["mut"]
    );
    assert_eq!(list(PROJECT, "trait T { fn f($0) {} }"), ["self", "mut"]);
    for text in ["fn f(se$0) {}", "impl Store { fn f(&self, se$0) {} }"] {
        assert_eq!(list(PROJECT, text), [""; 0], "{text}");
    }
}

#[test]
fn only_labels_follow_a_jumps_quote() {
    let text = "fn f() { 'outer: for x in y { 'inner: loop { break '$0 } } }";
    assert_eq!(list(PROJECT, text), ["inner", "outer"]);
    assert_eq!(list(PROJECT, &text.replace("$0", "o$0")), ["outer"]);
    assert_eq!(list(PROJECT, "fn f() { loop { break '$0 } }"), [""; 0]);
}

#[test]
fn short_names_are_offered_where_they_are_known() {
    check(
        PROJECT,
        &[
            ("fn f(tx: u8, i: u8) { $0 }", "tx i if fn", "id"),
            ("fn f(s: Store) { s.$0 }", "id", ""),
            ("fn f(tx: u8) { t$0 }", "tx", "t"),
            ("fn f() { o$0 }", "", "o"),
            ("fn f() { O$0 }", "Ok", ""),
            ("fn g() { tx } fn f() { $0 }", "", "tx"),
        ],
    );
    let found = list(PROJECT, "fn f(value: u8, i: u8) { $0 }");
    let place = |word: &str| found.iter().position(|w| w == word);
    assert!(place("value") < place("i"), "{found:?}");
}

#[test]
fn macros_are_told_from_names() {
    check(
        PROJECT,
        &[
            ("fn f() { prin$0 }", "println!", "println"),
            ("fn f(format: u8) { form$0 }", "format", "format!"),
            ("fn f() { bail!(1); bai$0 }", "bail!", "bail"),
            ("use std::prin$0", "", "println!"),
        ],
    );
}

#[test]
fn what_was_learned_at_a_site_stands_there_whatever_the_project_declares() {
    let text = "fn f(x: u8) { compute(); y.compute(); y. }";
    let source = Source::new(Arc::new(Text::new(text.into())));
    let declared = Source::new(Arc::new(Text::new(PROJECT.into())));
    let (index, weights) = (index(&[(Path::new("a.rs"), &declared)]), Weights::plain());
    let (other, table) = (Sym::of("main"), Table::new(1 << 16));
    let door = |memory: Memory| {
        let at = text.find("y. }").expect("a dot") + 2;
        let scene = Scene::new(&source, &index, memory, at);
        (Gate::new(&scene).passes(other, "main"), scene.contexts)
    };
    let (passes, contexts) = door(memory(&weights));
    assert!(!passes);
    table.add(SITE, contexts.keys[SITE], other, 1);
    let mut learned = memory(&weights);
    learned.tables[1] = Some(&table);
    assert!(door(learned).0);
}

/// The words that stand in our own code, and how many of them the door would have kept out had
/// nothing been learned.
#[test]
fn what_stands_in_real_code_passes() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walk(&src, &src);
    let read =
        |p: &std::path::PathBuf| Some((p.clone(), Source::new(Arc::new(Text::new(read(p)?)))));
    let sources: Vec<_> = files.iter().filter_map(read).collect();
    let all: Vec<_> = sources.iter().map(|(p, s)| (p.as_path(), s)).collect();
    let (index, weights) = (index(&all), Weights::plain());
    let (mut asked, mut refused) = (0, Vec::new());
    for (path, source) in &sources {
        let words = source.tokens().iter().step_by(7);
        for token in words.filter(|t| matches!(t.kind, Kind::Ident | Kind::Keyword)) {
            let scene = Scene::new(source, &index, memory(&weights), token.start as usize);
            let word = source.str_of(token);
            if !scene.is_open() || word == "_" {
                continue;
            }
            asked += 1;
            if !Gate::new(&scene).passes(token.sym, word) {
                let place = (path.display(), token.line + 1);
                refused.push(format!(
                    "{}:{} {word} {:?}",
                    place.0, place.1, scene.site.kind
                ));
            }
        }
    }
    assert!(
        asked > 1000 && refused.len() * 80 < asked,
        "{} of {asked}:\n{}",
        refused.len(),
        refused.join("\n")
    );
}
