//! The parts of the demo that need no server.
use super::{
    Demo, Unusable, WORDS, corpus,
    corpus::SourceFile,
    cut::{self, CutFile},
    leaves::{Role, leaves},
    plan::{self, Key, keys},
    race::Race,
    score::{Score, Word, saved},
};
use std::{fs, path::Path, sync::atomic::AtomicBool};

const SOURCE: &str = r#"//! A file.
struct Shelf;

impl Shelf {
    /// Stands here.
    #[inline]
    pub fn one(&self) -> usize {
        fn inner() {}
        1
    }

    fn two(&self) {} // two

    // far away

    fn three(&self) {}
    fn four(&self) {} fn five() {}
}

fn broken( {}
"#;

/// Names for which the hash says yes, so that a test doesn't hang on luck.
fn named(source: &str, names: &[&str]) -> SourceFile {
    let path = (0..)
        .map(|i| format!("src/{i}.rs"))
        .find(|path| names.iter().all(|name| cut::is_cut(path, name)));
    SourceFile {
        path: path.unwrap(),
        text: source.into(),
    }
}

fn cut_one(source: &str, names: &[&str]) -> CutFile {
    cut::cut_all(vec![named(source, names)]).remove(0)
}

fn text_of<'a>(file: &'a CutFile, name: &str) -> &'a str {
    let cut = file.cuts.iter().find(|cut| cut.name == name).unwrap();
    &file.original[cut.whole.clone()]
}

#[test]
fn a_function_leaves_with_its_docs_and_its_lines() {
    let file = cut_one(SOURCE, &["one", "two", "three", "five", "broken"]);
    assert_eq!(
        text_of(&file, "one"),
        "    /// Stands here.\n    #[inline]\n    pub fn one(&self) -> usize {\n        fn inner() {}\n        1\n    }\n"
    );
    assert_eq!(text_of(&file, "two"), "fn two(&self) {}");
    assert_eq!(text_of(&file, "three"), "    fn three(&self) {}\n");
    assert_eq!(text_of(&file, "five"), "fn five() {}");
    assert_eq!(file.functions, 6, "nested ones count with the outer");
    assert!(file.cuts.iter().all(|cut| cut.name != "inner"));
    assert!(
        file.cuts.iter().all(|cut| cut.name != "broken"),
        "errors stay"
    );
}

#[test]
fn what_was_cut_can_be_put_back_in_any_order() {
    let file = cut_one(SOURCE, &["one", "three", "five"]);
    let mut missing = vec![true; file.cuts.len()];
    let mut text = file.without(&missing);
    for name in ["fn one", "fn three", "fn five"] {
        assert!(!text.contains(name), "{name} is still there");
    }
    for cut in (0..file.cuts.len()).rev() {
        let at = file.place(cut, &missing);
        text.insert_str(at, &file.original[file.cuts[cut].whole.clone()]);
        missing[cut] = false;
        assert_eq!(text, file.without(&missing));
    }
    assert_eq!(text, SOURCE);
}

#[test]
fn about_every_fifth_name_is_cut_and_always_the_same() {
    let cut = (0..1000).filter(|i| cut::is_cut("src/lib.rs", &format!("name_{i}")));
    let count = cut.count();
    assert!((150..250).contains(&count), "{count} of 1000");
    let first: Vec<_> = ["new", "len", "parse", "build", "next"]
        .iter()
        .map(|name| cut::hash("src/lib.rs", name) % 5)
        .collect();
    assert_eq!(first, [2, 0, 3, 2, 1]);
}

/// What an editor would hold after these keys.
fn press(keys: &[Key]) -> String {
    let (mut left, mut right) = (String::new(), String::new());
    for key in keys {
        match key {
            Key::Write { before, after } => {
                left.push_str(before);
                right.insert_str(0, after);
            }
            Key::Pass(bytes) => {
                let rest = right.split_off(*bytes);
                left.push_str(&right);
                right = rest;
            }
            Key::Word(word) => left.push_str(word),
        }
    }
    assert_eq!(right, "", "nothing is left behind the cursor");
    left
}

#[test]
fn the_keys_of_a_block_close_it_at_once() {
    let text = "fn a() {\n    go(|x| {\n        \"s\"\n    });\n}";
    let keys = keys(text);
    assert_eq!(press(&keys), text);
    let written: Vec<_> = keys
        .iter()
        .filter_map(|key| match key {
            Key::Write { before, after } if !after.is_empty() => Some((&before[..], &after[..])),
            _ => None,
        })
        .collect();
    let enter = ("\n    ", "\n");
    let inner = ("\n        ", "\n    ");
    assert_eq!(
        written,
        [
            ("(", ")"),
            ("{", "}"),
            enter,
            ("(", ")"),
            ("{", "}"),
            inner,
            ("\"", "\"")
        ]
    );
}

#[test]
fn every_function_of_our_own_source_comes_back_as_it_was() {
    let own = corpus::given(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut seen = 0;
    for file in cut::cut_all(own.files) {
        for cut in &file.cuts {
            let text = &file.original[cut.body.clone()];
            assert_eq!(press(&keys(text)), text, "{} {}", file.path, cut.name);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen} functions");
}

#[test]
fn odd_layouts_come_back_as_they_were() {
    for text in [
        "fn a() {\n\n    x;\n\n}",
        "fn a() {\n    x; }",
        "fn a(\n    b: u8,\n) -> Vec<u8>\nwhere\n    T: X,\n{\n}",
        "fn a() {\n    vec![\n        1,\n    ][0]\n}",
        "fn a() { \"é\\\"(\"; '('; r#\"{\"#; /* ( */ }",
        "fn a() {   \n    // ( end\n}",
        "fn a() {\n    b!(( [ ) };\n}",
        "fn a() {\n\tb(c(\n\t\td,\n\t))\n}",
        "fn a() {\n    \"two\n    lines\"\n}",
    ] {
        assert_eq!(press(&keys(text)), text);
    }
}

#[test]
fn names_are_asked_for_where_they_are_used_only() {
    let text = r#"fn named(&self, param: Option<Typed>) -> Result<usize, Error> {
        let bound: Vec<u8> = self.field.method(argument)?; // comment
        if let Some(inner) = path::function::<Generic>(&mut value) {}
        match param { Variant { short, field: deep } => closure(|each| each + CONSTANT), _ => ab }
        Struct { init: shorthand, direct };
        for item in &items { println!("text {}", item.name) }
        'label: loop { break 'label }
    }"#;
    let used: Vec<_> = leaves(text)
        .into_iter()
        .filter(|leaf| leaf.role == Role::Use)
        .map(|leaf| &text[leaf.range])
        .collect();
    assert_eq!(
        used.join(" "),
        "Option Typed Result usize Error Vec field method argument Some path function Generic value \
         param Variant field closure each CONSTANT Struct init shorthand direct items println item name"
    );
}

#[test]
fn a_plan_keeps_to_its_words_and_repeats() {
    let own = corpus::given(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let files = cut::cut_all(own.files);
    let sessions = plan::sessions(&files, 3, 100);
    let words: usize = sessions.iter().flatten().map(|task| task.words).sum();
    assert!((60..=100).contains(&words), "{words} words");
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions, plan::sessions(&files, 3, 100));
    let mut tasks: Vec<_> = sessions.iter().flatten().map(|t| (t.file, t.cut)).collect();
    let all = tasks.len();
    tasks.sort_unstable();
    tasks.dedup();
    assert_eq!(tasks.len(), all, "nothing is typed twice");
}

#[test]
fn what_is_cut_is_in_neither_copy_before_a_server_starts() {
    let file = named(
        "fn gone() {\n    distinctive();\n}\n\nfn stays() {}\n",
        &["gone"],
    );
    let path = file.path.clone();
    let files = cut::cut_all(vec![file]);
    let stop = AtomicBool::new(false);
    let demo = Demo {
        path: None,
        server: "never started".into(),
        words: WORDS,
        stop: &stop,
    };
    let race = Race::new(&files, &demo).unwrap();
    let sources = race.copies().unwrap();
    assert_eq!(sources.len(), 2);
    for source in sources {
        let text = fs::read_to_string(source.join(&path)).unwrap();
        assert!(!text.contains("gone") && !text.contains("distinctive"));
        assert!(text.contains("stays") || cut::is_cut(&path, "stays"));
    }
}

#[test]
fn a_name_costs_its_cheapest_moment() {
    let keys = |rows: &[Option<usize>]| Word::new(0, 6, rows).keys;
    assert_eq!(keys(&[None, None, None]), 6, "typed");
    assert_eq!(keys(&[Some(0), Some(0), Some(0)]), 1);
    assert_eq!(keys(&[Some(4), Some(0), None]), 2);
    assert_eq!(keys(&[Some(5), Some(9), Some(2)]), 5, "five rows are read");
    assert_eq!(
        Word::new(0, 3, &[None, None, Some(4)]).keys,
        3,
        "never more than typing"
    );
}

#[test]
fn shares_and_the_worst_file_follow_from_the_words() {
    let word = |file, keys| Word {
        file,
        letters: 10,
        keys,
    };
    let score = Score {
        learner: vec![word(0, 2), word(1, 6), word(1, 8)],
        control: vec![word(0, 6), word(1, 5), word(1, 5)],
    };
    assert_eq!(saved(&[]), 0.0);
    let total = score.total();
    assert_eq!(total.words, 3);
    assert!((total.learner - 14.0 / 30.0).abs() < 1e-9);
    assert!((total.control - 14.0 / 30.0).abs() < 1e-9);
    let (file, pair) = score.worst_file().unwrap();
    assert_eq!((file, pair.words), (1, 2));
    assert!((pair.gain() + 0.2).abs() < 1e-9);
}

#[test]
fn bad_paths_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let given = |path: &Path| corpus::given(path).err().unwrap();
    assert!(matches!(given(folder.path()), Unusable::NoSource(_)));
    let missing = folder.path().join("nowhere");
    assert!(matches!(given(&missing), Unusable::Unreadable(..)));
    let file = folder.path().join("a.rs");
    fs::write(&file, "fn a() {}").unwrap();
    assert!(matches!(given(&file), Unusable::NotAFolder(_)));
    fs::write(folder.path().join("bad.rs"), b"\xff\xfe").unwrap();
    let read = corpus::given(folder.path()).unwrap();
    assert_eq!(read.files.len(), 1, "what is no UTF-8 is left out");
}

#[test]
fn the_lock_file_names_the_version_that_was_built() {
    let lock = "[[package]]\nname = \"sled-x\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"sled\"\nversion = \"0.34.7\"\n";
    assert_eq!(corpus::locked(lock, "sled").unwrap(), "sled-0.34.7");
    assert_eq!(corpus::locked(lock, "led"), None);
}
