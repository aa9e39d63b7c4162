//! Two editors on one project, one of which is killed again and again while both type: what the ledger
//! says in the end is what was typed.
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
    thread,
    time::Duration,
};

use habitus::{
    client::{Buffer, Client},
    store::Store,
    text::Sym,
};
use serde_json::Value;

use crate::bad_input::house::{House, told};

const ROUNDS: usize = 20;
const RECEIVER: &str = "thing";

/// A server with a document in which line after line is typed.
struct Window {
    client: Client,
    buffer: Buffer,
}

/// The words that were typed, and those of them that a server said it has.
#[derive(Default)]
struct Typed {
    sent: BTreeSet<String>,
    kept: BTreeSet<String>,
}

impl Window {
    fn open(house: &House, side: usize) -> Window {
        let client = house.serve();
        let path = house.project().join(format!("side{side}.rs"));
        let buffer = client.open(&path, "fn f() {\n    \n}\n").expect("opened");
        Window { client, buffer }
    }

    /// Types a line, key by key; whether the server says that it has learned it.
    fn type_line(&mut self, word: &str) -> bool {
        let line = format!("{RECEIVER}.{word}();\n    ");
        let end = self.buffer.text().len() - "\n}\n".len();
        line.char_indices().all(|(i, key)| {
            let typed = self.buffer.type_text(end + i, &key.to_string());
            typed.is_ok()
        }) && self.client.request("habitus/flush", Value::Null).is_ok()
    }

    /// `kill -9` a while from now.
    fn kill_after(&self, delay: Duration) -> thread::JoinHandle<()> {
        let pid = self.client.pid().to_string();
        thread::spawn(move || {
            thread::sleep(delay);
            let killed = Command::new("kill").args(["-9", &pid]).status();
            assert!(killed.expect("kill").success());
        })
    }
}

impl Typed {
    /// Types a word that nobody has typed yet; whether it is kept.
    fn line(&mut self, window: &mut Window, side: usize) -> bool {
        let word = format!("word_{side}_{}", self.sent.len());
        self.sent.insert(word.clone());
        window.type_line(&word) && self.kept.insert(word)
    }

    /// Each counts once under its site and once under its place if it is kept, and never twice.
    fn assert_counted(&self, ledger: &BTreeMap<Sym, Vec<u32>>) {
        for word in &self.kept {
            let counts = ledger.get(&Sym::of(word));
            assert_eq!(counts, Some(&vec![1, 1]), "{word}");
        }
        let sent: BTreeSet<Sym> = self.sent.iter().map(|w| Sym::of(w)).collect();
        for (name, counts) in ledger.iter().filter(|(n, _)| **n != Sym::of(RECEIVER)) {
            assert!(sent.contains(name), "a word that nobody typed");
            assert!(counts.iter().all(|&n| n == 1), "{counts:?}");
        }
        // Typed in every line, so that one row has many sums.
        let receiver: u32 = ledger[&Sym::of(RECEIVER)].iter().sum();
        let bounds = 2 * self.kept.len() as u32..=2 * self.sent.len() as u32;
        assert!(bounds.contains(&receiver), "{receiver} of {bounds:?}");
    }
}

/// How often each word was chosen or typed, by its rows.
fn ledger(house: &House) -> BTreeMap<Sym, Vec<u32>> {
    let (_store, loaded) = Store::open(&house.scope(&house.data()), 1);
    assert!(loaded.owner);
    assert_eq!(loaded.notices, []);
    let mut rows: BTreeMap<Sym, Vec<u32>> = BTreeMap::new();
    let typed = loaded.state.ledger.iter();
    for (_, name, e) in typed.filter(|(_, _, e)| e.chosen + e.typed > 0) {
        rows.entry(*name).or_default().push(e.chosen + e.typed);
    }
    rows
}

/// New words enough for a snapshot, in a file that no window has open.
fn write_more(house: &House, round: usize) {
    let line = |i| format!("    let a{round}_{i} = b{round}_{i}.c{round}_{i}(d{round}_{i});\n");
    let lines: String = (0..1200).map(line).collect();
    house.write("more.rs", format!("fn more() {{\n{lines}}}\n"));
}

#[test]
fn the_ledger_says_what_was_typed_however_often_a_window_is_killed() {
    let house = House::new();
    let mut typed = Typed::default();
    let mut windows = [0, 1].map(|side| Window::open(&house, side));
    for round in 0..ROUNDS {
        // In no step with what the servers do.
        let delay = Duration::from_millis(round as u64 * 97 % 600);
        let (victim, other) = (round * 7 / 3 % 2, 1 - round * 7 / 3 % 2);
        let killed = windows[victim].kill_after(delay);
        while typed.line(&mut windows[victim], victim) {
            assert!(typed.line(&mut windows[other], other), "it lives");
            if round % 3 == 0 {
                // Long enough for folding, snapshots and changes of owner to begin.
                thread::sleep(Duration::from_millis(251));
            }
        }
        killed.join().expect("killed");
        write_more(&house, round);
        windows[victim] = Window::open(&house, victim);
        assert_eq!(told(&windows[victim].client), [""; 0]);
    }
    assert!(typed.kept.len() > 2 * ROUNDS, "{}", typed.kept.len());
    for (side, window) in windows.iter_mut().enumerate() {
        assert!(typed.line(window, side), "it lives");
    }
    drop(windows);
    // From journals, and once more when they are in the ledger.
    for _ in 0..2 {
        typed.assert_counted(&ledger(&house));
    }
}
