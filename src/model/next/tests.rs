//! Tests of the learner of the next token, on small texts.

use rustc_hash::FxHashMap;

use super::*;
use crate::{
    model::Table,
    text::{Kind, Sym, Token},
};

const CODE: &str = "\
pub struct Store { files: Vec<Entry>, count: usize }
impl Store {
    pub fn open(path: &Path, limit: usize) -> Result<Store, Error> { todo(path, limit) }
    fn first(&self) -> Option<Entry> { self.files.first() }
    fn entry(&mut self, name: Name) -> Entry { let entry = Entry::new(name); self.files.push(entry); entry }
}
pub enum Shape { Circle, Square }
";

/// Tokens of simple code: words, and punctuation of one or two characters.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let start = at;
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if bytes[at] == b'\n' {
            line += 1;
        }
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        while at < bytes.len() && is_word(bytes[at]) {
            at += 1;
        }
        if at == start {
            let two = text.get(at..at + 2).unwrap_or_default();
            at += if ["::", "->", "=>"].contains(&two) {
                2
            } else {
                1
            };
        }
        let word = &text[start..at];
        let keywords = [
            "pub", "fn", "struct", "impl", "enum", "self", "let", "mut", "for", "in", "if",
            "match", "ref",
        ];
        let kind = match word {
            _ if keywords.contains(&word) => Kind::Keyword,
            _ if is_word(bytes[start]) => Kind::Ident,
            _ => Kind::Punct,
        };
        tokens.push(Token {
            sym: Sym::of(word),
            kind,
            start: start as u32,
            end: at as u32,
            line,
        });
    }
    tokens
}

#[derive(Default)]
pub(super) struct Small {
    types: Types,
    pub(super) seen: FxHashMap<Sym, u32>,
}

impl Lore for Small {
    fn types(&self) -> &Types {
        &self.types
    }
    fn seen(&self, word: Sym) -> Option<Seen> {
        let times = *self.seen.get(&word)?;
        Some(Seen {
            times,
            ago: 3,
            of_class: [0, 0, times],
            kind: 2,
        })
    }
    fn kind(&self, _: Sym) -> u8 {
        2
    }
    fn below(&self, _: Sym) -> u32 {
        0
    }
    fn age(&self) -> u64 {
        self.seen.len() as u64
    }
}

/// Reads a text `times` times, and shows each ranking with the truth in it.
fn read(text: &str, times: usize, mut show: impl FnMut(&Ranking, Sym, usize)) -> Weights {
    let (tokens, table) = (tokens(text), Table::new(1 << 20));
    let (mut lore, mut weights) = (Small::default(), Weights::plain());
    let (mut ranking, mut coined) = (Ranking::default(), Coined::default());
    let without = Without::default();
    for round in 0..times {
        let mut scan = Scan::new("store");
        for token in &tokens {
            scan.newline(token.line);
            let keys = scan.keys();
            let counted = Counted {
                table: &table,
                salt: 0,
            };
            let view = View {
                scan: &scan,
                text,
                keys: &keys,
                tables: [None, Some(counted), None, None],
                lore: &lore,
                weights: &weights,
                without: &without,
            };
            view.rank(&mut ranking, &mut coined, &mut |_| true);
            show(&ranking, token.sym, round);
            let truth = ranking.find(token.sym).unwrap_or(ESCAPE);
            ranking.learn(truth, &mut weights);
            for (context, &key) in keys.contexts.iter().enumerate().filter(|(_, k)| **k != 0) {
                table.add_newest(spread(context), key, token.sym);
            }
            *lore.seen.entry(token.sym).or_default() += 1;
            scan.push(token, text, &Types::default());
        }
        lore.types.absorb(&scan.own);
    }
    weights
}

fn scanned(text: &str) -> Scan {
    let mut scan = Scan::new("store");
    for token in tokens(text) {
        scan.push(&token, text, &Types::default());
    }
    scan
}

#[test]
fn probabilities_are_one_together() {
    let mut rankings = 0;
    read(CODE, 12, |ranking, _, _| {
        let sum: f64 = ranking.probabilities().iter().map(|&p| f64::from(p)).sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        rankings += 1;
    });
    assert!(rankings > 1000, "{rankings}");
}

#[test]
fn what_was_read_is_foretold() {
    let mut right = [0; 4];
    let mut all = 0;
    read(CODE, 4, |ranking, truth, round| {
        let found = ranking.find(truth);
        right[round] += usize::from(found.is_some_and(|c| ranking.rank(c) == 1));
        all += 1;
    });
    let all = all / 4;
    assert!(
        right[0] < all / 2,
        "{right:?} of {all}: nothing was known yet"
    );
    assert!(right[3] > all * 9 / 10, "{right:?} of {all}");
}

#[test]
fn the_same_input_gives_the_same_weights() {
    let weights = || read(CODE, 2, |_, _, _| {}).to_vec();
    assert_eq!(weights(), weights());
}

#[test]
fn members_of_types_are_known() {
    let own = scanned(CODE).own;
    let members =
        |of: &str| -> Vec<(u32, Role)> { own.members(Sym::of(of).0).unwrap_or_default().to_vec() };
    let named = |name: &str, role| (Sym::of(name).0, role);
    assert_eq!(
        members("Store"),
        [
            named("files", Role::Field),
            named("count", Role::Field),
            named("open", Role::Function),
            named("first", Role::Function),
            named("entry", Role::Function),
        ]
    );
    assert_eq!(
        members("Shape"),
        [
            named("Circle", Role::Variant),
            named("Square", Role::Variant)
        ]
    );
    assert_eq!(
        members("store"),
        [named("Store", Role::Item), named("Shape", Role::Item)]
    );
}

#[test]
fn types_follow_names_and_calls() {
    let ty = |text: &str| scanned(&format!("{CODE}{text}")).owner();
    let name = |word: &str| Sym::of(word).0;
    assert_eq!(ty("fn f(store: Store) { store."), name("Store"));
    assert_eq!(ty("fn f(s: &mut Store) { s.first()."), name("Option"));
    assert_eq!(
        ty("fn f(s: &mut Store) { s.first().unwrap()."),
        name("Entry")
    );
    assert_eq!(
        ty("fn f(s: &Store) { let e = s.first()?; e."),
        name("Entry")
    );
    assert_eq!(ty("fn f() { let s = Store::open(p, 1)?; s."), name("Store"));
    assert_eq!(
        ty("impl<'a, R: Read> Searcher<R> { fn f(&self) { self."),
        name("Searcher")
    );
    assert_eq!(ty("fn f() { Shape::"), name("Shape"));
}

#[test]
fn types_follow_what_the_standard_library_returns() {
    let ty = |text: &str| scanned(&format!("{CODE}{text}")).owner();
    let cases = [
        ("fn f(p: &Path) { p.join(a).", "PathBuf"),
        ("fn f(p: &Path) { p.components().", "Iterator"),
        (
            "fn f(p: &Path) { let c = p.components().next(); c.",
            "Option",
        ),
        (
            "fn f(p: &Path) { p.components().next().unwrap().",
            "Component",
        ),
        ("fn f(s: &Store) { s.files.iter().filter(x).", "Iterator"),
        ("fn f(s: &Store) { s.files.iter().filter(|e| e.", "Entry"),
        ("fn f(s: &Store) { for e in s.files.iter() { e.", "Entry"),
        (
            "fn f(v: HashMap<Key, Entry>) { v.get(k).map(|e| e.",
            "Entry",
        ),
        ("fn f(v: &[Entry]) { v[0].", "Entry"),
        ("fn f(s: &str) { let n = s.parse::<Name>()?; n.", "Name"),
        ("fn f(s: Arc<Vec<Option<Name>>>) { s.", "Vec"),
        ("fn f() { format!(a, b).", "String"),
        // What nobody knows is taken for a builder's.
        ("fn f() { Arg::new(a).short(b).long(c).", "Arg"),
    ];
    for (text, expected) in cases {
        assert_eq!(ty(text), Sym::of(expected).0, "{text}");
    }
}

#[test]
fn types_come_out_of_patterns() {
    let ty =
        |text: &str| scanned(&format!("{CODE}enum Node {{ Leaf(Name), Inner }} {text}")).owner();
    let cases = [
        ("fn f(s: Store) { if let Some(e) = s.first() { e.", "Entry"),
        ("fn f(s: Store) { match s.first() { Some(e) => e.", "Entry"),
        (
            "fn f(s: Store) { match s.first() { None => {} Some(ref e) => e.",
            "Entry",
        ),
        (
            "fn f(n: Node) { match n { Node::Leaf(name) => name.",
            "Name",
        ),
        (
            "fn f(n: Node) { if let Node::Leaf(name) = n { name.",
            "Name",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(ty(text), Sym::of(expected).0, "{text}");
    }
}

#[test]
fn fields_and_functions_are_known_by_their_owner() {
    let code = "struct A { at: Name } struct B { at: Entry } impl A { fn new() -> Self {} } \
                impl B { fn new() -> Name {} } ";
    let ty = |text: &str| scanned(&format!("{code}{text}")).owner();
    assert_eq!(ty("fn f(a: A, b: B) { a.at."), Sym::of("Name").0);
    assert_eq!(ty("fn f(a: A, b: B) { b.at."), Sym::of("Entry").0);
    assert_eq!(ty("fn f() { A::new()."), Sym::of("A").0);
    assert_eq!(ty("fn f() { B::new()."), Sym::of("Name").0);
}

#[test]
fn names_that_a_pattern_or_a_closure_binds_are_bound() {
    let bound = |text: &str, name: &str| scanned(text).bound.contains(&Sym::of(name).0);
    assert!(bound("fn f(n: N) { match n { Some(inner) => ", "inner"));
    assert!(bound("fn f(n: N) { n.fold(0, |sum, item| ", "item"));
    assert!(!bound("fn f(n: N) { match n { a::B => ", "a"));
    assert!(!bound("fn f(n: N) { x | y ", "y"));
}

#[test]
fn fields_that_a_literal_lacks_come_in_their_order() {
    let text = format!("{CODE}fn f() -> Store {{ let s = Store {{ files: v, ");
    let mut scan = scanned(&text);
    scan.newline(9);
    let (keys, lore) = (scan.keys(), Small::default());
    let (weights, without) = (Weights::plain(), Without::default());
    let view = View {
        scan: &scan,
        text: &text,
        keys: &keys,
        tables: [None; LAYERS],
        lore: &lore,
        weights: &weights,
        without: &without,
    };
    let (mut ranking, mut coined) = (Ranking::default(), Coined::default());
    view.rank(&mut ranking, &mut coined, &mut |_| true);
    assert!(ranking.find(Sym::of("count")).is_some());
    let strict = &mut |word: Sym| word == Sym::of("count");
    view.rank(&mut ranking, &mut coined, strict);
    assert_eq!(ranking.words()[1..], [Sym::of("count").0], "only what fits");
}

#[test]
fn a_step_moves_nothing_until_it_is_taken_and_may_be_taken_in_parts() {
    let weights = read(CODE, 2, |_, _, _| {});
    let text = format!("{CODE}fn f(s: Store) {{ s.");
    let scan = scanned(&text);
    let (keys, lore, without) = (scan.keys(), Small::default(), Without::default());
    let (mut ranking, mut coined) = (Ranking::default(), Coined::default());
    let mut ranked = |weights: &Weights| {
        let view = View {
            scan: &scan,
            text: &text,
            keys: &keys,
            tables: [None; LAYERS],
            lore: &lore,
            weights,
            without: &without,
        };
        view.rank(&mut ranking, &mut coined, &mut |_| true);
        let truth = ranking.find(Sym::of("entry")).expect("a member");
        (ranking.probabilities()[truth], ranking.step(truth, weights))
    };
    let (before, step) = ranked(&weights);
    assert_eq!(ranked(&weights).0, before);
    let (mut whole, mut parts) = (weights.clone(), weights.clone());
    whole.take(&step, 1.0);
    (0..2).for_each(|_| parts.take(&step, 0.5));
    let (whole, parts) = (ranked(&whole).0, ranked(&parts).0);
    assert!(
        whole > before && (whole / parts - 1.0).abs() < 0.1,
        "{before} {whole} {parts}"
    );
}

#[test]
fn how_words_were_used_is_known_until_later_ones_push_them_out() {
    let usage = Usage::new(0);
    let word = Sym::of("word");
    assert_eq!(usage.of(word), None);
    (0..3).for_each(|_| usage.add(word, 2, Class::Member));
    usage.add(Sym::of("Other"), 3, Class::Free);
    let times = |used: Used| {
        (
            used.times[Class::Member as usize],
            used.times[Class::Free as usize],
        )
    };
    let used = usage.of(word).expect("it");
    assert_eq!((times(used), used.ago, used.kind), ((3, 0), 1, 2));
    usage.add(word, 2, Class::Free);
    assert_eq!(usage.of(word).map(times), Some((3, 1)));
    // A word that goes on being used stays, whatever else comes.
    for other in 0..40_000 {
        usage.add(Sym(other), 2, Class::Free);
        usage.add(word, 2, Class::Free);
    }
    assert!(usage.of(word).is_some_and(|used| used.ago == 0));
    assert_eq!(usage.of(Sym::of("Other")), None);
    assert_eq!(usage.age(), 80_005);
}

#[test]
fn weights_come_back_from_their_file() {
    let weights = read(CODE, 2, |_, _, _| {});
    let bytes = weights.to_bytes();
    let back = Weights::from_bytes(&bytes).unwrap();
    for (a, b) in weights.to_vec().iter().zip(back.to_vec()) {
        assert!((a - b).abs() <= a.abs() / 128.0, "{a} {b}");
    }
    assert!(Weights::from_bytes(&bytes[..bytes.len() - 2]).is_none());
    assert!(Weights::from_bytes(&[]).is_none());
}

#[test]
fn shipped_weights_fit_this_build() {
    assert!(Weights::shipped().to_vec() != Weights::plain().to_vec());
}

#[test]
fn words_have_other_forms() {
    let forms = |word| forms::forms(word).map(|f| f.to_owned());
    let expected = [
        "http_server",
        "HttpServer",
        "server",
        "http",
        "http_servers",
        "",
        "Server",
        "HttpServers",
        "",
    ];
    assert_eq!(forms("HTTPServer"), expected.map(str::to_owned));
    assert_eq!(forms("http_server"), expected.map(str::to_owned));
    assert_eq!(snake("MAX_SIZE"), "max_size");
    assert_eq!(forms::last_part("MAX_SIZE"), "size");
    assert_eq!(forms("files")[5], "file");
    assert_eq!(forms("case19")[8], "case20");
    assert_eq!(forms("12")[8], "");
}

#[test]
fn the_standard_library_is_known() {
    let name = |word: &str| Sym::of(word).0;
    let members = STD.members(name("Vec")).unwrap();
    assert!(members.contains(&(name("push"), Role::Function)));
    assert!(STD.top(Class::Member).contains(&name("unwrap")));
    assert!(STD.uses(name("unwrap")).unwrap()[Class::Member as usize] > 0.0);
}
