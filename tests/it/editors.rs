//! What real editors tell: messages that `editors/test/run.sh` recorded from them, played to the
//! server by their own times, and what it then says became of the list.
mod tape;

use serde_json::Value;
use tape::Tape;

/// The editors, and how each says that a row was taken.
const EDITORS: [(&str, &str); 3] = [("nvim", "command"), ("hx", "text"), ("vscode", "command")];

/// What an episode must say.
struct Wanted {
    /// The scenario, and the name of its tapes.
    name: &'static str,
    end: &'static str,
    /// What stands there in the end, where that is the point.
    word: Option<&'static str>,
    /// The row that was taken.
    row: Option<u64>,
    /// How many letters stood there when the list was last seen, where all editors agree.
    typed: Option<u64>,
    kept: &'static [&'static str],
    /// Editors in which it wasn't recorded.
    without: &'static [&'static str],
    /// Words that nobody typed.
    unlearned: &'static [&'static str],
}

impl Wanted {
    /// Those that were recorded in an editor.
    fn of(editor: &str) -> impl Iterator<Item = &'static Wanted> {
        ALL.iter().filter(move |w| !w.without.contains(&editor))
    }
}

const fn wanted(
    name: &'static str,
    end: &'static str,
    word: Option<&'static str>,
    row: Option<u64>,
) -> Wanted {
    Wanted {
        name,
        end,
        word,
        row,
        typed: Some(4),
        kept: &[],
        without: &[],
        unlearned: &[],
    }
}

/// What a tool does after a row was taken.
const fn tools(
    name: &'static str,
    without: &'static [&'static str],
    unlearned: &'static [&'static str],
) -> Wanted {
    Wanted {
        without,
        unlearned,
        ..wanted(name, "accepted", ALPHA, Some(0))
    }
}

const ALPHA: Option<&str> = Some("distinctive_alpha");
const OMEGA: Option<&str> = Some("distinctive_omega");
const GAMMA: Option<&str> = Some("distinctive_gamma");

const ALL: [Wanted; 12] = [
    wanted("accepted", "accepted", ALPHA, Some(0)),
    Wanted {
        typed: None, // as far as lists were asked for
        ..wanted("typed_through", "typed_through", ALPHA, None)
    },
    wanted("edited", "edited", OMEGA, Some(0)),
    Wanted {
        kept: &["30s", "5min", "save", "commit"],
        ..wanted("kept", "accepted", ALPHA, Some(0))
    },
    wanted("undone", "undone", None, Some(0)),
    wanted("refused", "refused", None, None),
    wanted("ignored", "ignored", None, None),
    tools("formatted", &["hx"], &[]),
    tools("imported", &["hx"], &["imported_one"]),
    tools("renamed", &["hx"], &["renamed_one"]),
    tools("pasted", &[], &["pasted_one", "pasted_two"]),
    wanted("restart", "accepted", GAMMA, Some(2)),
];

/// Everything in which an episode isn't as it should be.
fn differences(wanted: &Wanted, by: &str, episode: &Value) -> Vec<String> {
    let by = wanted.row.map(|_| by);
    let (word, typed) = (episode["word"].as_str(), episode["typed"].as_u64());
    let kept: Vec<&str> = match episode["kept"].as_array() {
        Some(marks) => marks.iter().filter_map(Value::as_str).collect(),
        None => Vec::new(),
    };
    let row = episode["row"].as_u64();
    let taken = row.and_then(|row| episode["shown"][row as usize]["word"].as_str());
    let stands = wanted.end == "accepted";
    let fields = [
        ("end", episode["end"] == wanted.end),
        ("row", row == wanted.row),
        ("by", episode["by"].as_str() == by),
        ("word", wanted.word.is_none() || word == wanted.word),
        ("typed", wanted.typed.is_none() || typed == wanted.typed),
        ("kept", wanted.kept.iter().all(|mark| kept.contains(mark))),
        ("shown", !stands || taken == wanted.word),
    ];
    let wrong = fields.iter().filter(|(_, is_right)| !is_right);
    wrong
        .map(|(what, _)| format!("{what} is {}", episode[what]))
        .collect()
}

/// The settled episodes of the place: those of lists that began with a name of ours.
fn ours(episodes: Vec<Value>) -> Vec<Value> {
    let names = |e: &Value| {
        let first = e["shown"][0]["word"].as_str();
        first.is_some_and(|word| word.starts_with("distinctive_"))
    };
    let all = episodes.into_iter();
    all.filter(|e| e["end"] != "open" && names(e)).collect()
}

/// Plays all tapes of an editor, and complains of all that came out wrong.
fn play_all(editor: &str) {
    let by = EDITORS.iter().find(|(name, _)| *name == editor);
    let (_, by) = by.expect("an editor");
    let mut wrong = Vec::new();
    for wanted in Wanted::of(editor) {
        let (episodes, words) = Tape::read(editor, wanted.name).play();
        let found = ours(episodes);
        let learned = |word: &&&str| words.iter().any(|w| w == **word);
        if let Some(word) = wanted.unlearned.iter().find(learned) {
            wrong.push(format!("{}: {word} was learned", wanted.name));
        }
        let differ = |one| differences(wanted, by, one);
        let differ: Vec<_> = found.iter().flat_map(differ).collect();
        if found.len() != 1 || !differ.is_empty() {
            wrong.push(format!(
                "{}: {differ:?} in {}",
                wanted.name,
                Value::from(found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{editor}\n{}", wrong.join("\n"));
}

#[test]
fn episodes_say_what_neovim_told() {
    play_all("nvim");
}

#[test]
fn episodes_say_what_helix_told() {
    play_all("hx");
}

#[test]
fn episodes_say_what_vs_code_told() {
    play_all("vscode");
}

/// The table of docs/editors-outcomes.md stands on these: each tape has what it is about.
#[test]
fn tapes_are_of_their_editors() {
    for (editor, by) in EDITORS {
        for wanted in Wanted::of(editor) {
            let tape = Tape::read(editor, wanted.name);
            let ran = tape.methods().any(|m| m == "workspace/executeCommand");
            let tells = by == "command" && wanted.row.is_some();
            assert_eq!(ran, tells, "{editor} {}", wanted.name);
            let saved = tape.methods().any(|m| m == "textDocument/didSave");
            let saves = ["kept", "restart"].contains(&wanted.name);
            assert_eq!(saved, saves, "{editor} {}", wanted.name);
        }
    }
}
