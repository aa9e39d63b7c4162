//! The store among real processes, some of them killed: nothing that was appended is lost, nothing
//! counts twice, and a scope always finds an owner.
use std::{
    collections::BTreeMap,
    env,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};

use habitus::store::{Event, Loaded, Outcome, State, Store, identify};

mod folder;
mod windows;

const ROLE: &str = "HABITUS_TEST_ROLE";
const SITE: u64 = 9;

fn chosen(word: &str) -> Event {
    let word = word.to_owned();
    Event::Outcome {
        site: SITE,
        word,
        outcome: Outcome::Chosen,
    }
}

/// This test binary once more, in another role, with a folder and a name.
struct Other {
    process: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Other {
    fn start(role: &str, dir: &Path, name: &str) -> Other {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "store::other_process", "--nocapture"])
            .env(ROLE, role)
            .env("HABITUS_TEST_DIR", dir)
            .env("HABITUS_TEST_NAME", name)
            .stdout(Stdio::piped())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(process.stdout.take().unwrap()).lines();
        Other { process, said }
    }

    /// The next thing that it says; `None` when it has ended.
    fn next(&mut self) -> Option<String> {
        // A killed process may leave half a line, which it did not say.
        let mut lines = self.said.by_ref().map_while(Result::ok);
        lines.find_map(|l| Some(l.split_once("say:")?.1.strip_suffix('.')?.to_owned()))
    }

    fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn say(word: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "say:{word}.").unwrap();
    out.flush().unwrap();
}

/// Does nothing unless started by [`Other::start`].
#[test]
fn other_process() {
    let Ok(role) = env::var(ROLE) else { return };
    let dir = PathBuf::from(env::var("HABITUS_TEST_DIR").unwrap());
    let name = env::var("HABITUS_TEST_NAME").unwrap();
    match role.as_str() {
        "learn" => learn(&dir, &name),
        "hold" => hold(&dir),
        "identify" => tell(&dir, &name),
        _ => unreachable!(),
    }
}

/// Counts events as the tables would: those in the snapshot and those after it.
fn counted(loaded: &Loaded) -> u64 {
    let table = loaded.state.tables.first();
    table.map_or(0, |(_, t)| t[0]) + loaded.pending.len() as u64
}

/// Appends words without end, says each when it is kept, and does an owner's work in between.
fn learn(dir: &Path, name: &str) {
    let (mut store, loaded) = Store::open(dir, 1);
    let mut count = counted(&loaded);
    for i in 0.. {
        let word = format!("{name}_{i}");
        store.append(&[chosen(&word)], 1);
        count += 1;
        say(&word);
        if i % 3 == 0 {
            count += store.poll(1).len() as u64;
        }
        if i % 5 == 0 {
            store.fold(&["extra"]);
        }
        if i % 7 == 0 && store.owner() {
            let tables = vec![("count".to_owned(), vec![count])];
            let state = State {
                tables,
                ..State::default()
            };
            store.publish(state, 1);
        }
        if let Some(loaded) = store.try_own(1) {
            count = counted(&loaded);
        }
    }
}

/// Owns a scope until its standard input ends.
fn hold(dir: &Path) {
    let (mut store, loaded) = Store::open(dir, 1);
    assert!(loaded.owner);
    store.append(&[chosen("held")], 1);
    say("ready");
    let mut line = String::new();
    while std::io::stdin().read_line(&mut line).unwrap() > 0 {
        let seen = store.poll(1).len();
        say(&seen.to_string());
    }
}

/// Names the project of two folders: one that all name, one of its own.
fn tell(dir: &Path, name: &str) {
    let data = dir.join("data");
    for folder in ["shared", name] {
        let identity = identify(&data, &dir.join(folder), 1);
        assert_eq!(identity.notices, []);
        say(&format!("{folder}={}", identity.id));
    }
}

fn words(loaded: &Loaded) -> BTreeMap<u32, u32> {
    let rows = loaded.state.ledger.iter();
    rows.map(|(site, sym, evidence)| {
        assert_eq!(*site, SITE);
        (sym.0, evidence.chosen)
    })
    .collect()
}

/// Each of these words counts once, and no other counts twice.
fn assert_once(kept: &[String], found: &BTreeMap<u32, u32>) {
    for word in kept {
        let sym = habitus::text::Sym::of(word).0;
        assert_eq!(found.get(&sym), Some(&1), "{word}");
    }
    assert!(found.values().all(|&n| n == 1));
}

#[test]
fn killed_at_any_time_nothing_is_lost_and_nothing_counts_twice() {
    let room = tempfile::tempdir().unwrap();
    let dir = room.path().join("scope");
    let mut kept = Vec::new();
    let rounds = 12;
    for round in 0..rounds {
        let name = |n: u32| format!("r{round}p{n}");
        let mut others = [0, 1].map(|n| Other::start("learn", &dir, &name(n)));
        let (first, after) = (round % 2, 3 + round * 29 % 50);
        for _ in 0..after {
            kept.extend(others[first].next());
        }
        others[first].kill();
        kept.extend(std::iter::from_fn(|| others[first].next()));
        // Whoever opens it now finds everything, also while a snapshot replaces journals.
        for _ in 0..4 {
            let (_store, loaded) = Store::open(&dir, 1);
            assert_once(&kept, &words(&loaded));
        }
        // The other one goes on, and takes over if it was not the owner.
        for _ in 0..after / 2 + 1 {
            kept.extend(others[1 - first].next());
        }
        others[1 - first].kill();
        kept.extend(std::iter::from_fn(|| others[1 - first].next()));
    }
    let (_store, loaded) = Store::open(&dir, 1);
    assert!(loaded.owner);
    assert_eq!(loaded.notices, []);
    let found = words(&loaded);
    assert_once(&kept, &found);
    // What was written when the process was killed before it could say so.
    let unsaid = found.len() - kept.len();
    assert!(unsaid <= 2 * rounds, "{unsaid}");
    assert_eq!(counted(&loaded), found.len() as u64, "in the tables");
}

#[test]
fn a_second_process_learns_too_and_takes_over() {
    let room = tempfile::tempdir().unwrap();
    let dir = room.path().join("scope");
    let mut owner = Other::start("hold", &dir, "");
    assert_eq!(owner.next().as_deref(), Some("ready"));
    let (mut store, loaded) = Store::open(&dir, 1);
    assert_eq!((loaded.owner, loaded.notices.len()), (false, 0));
    assert_eq!(loaded.pending, [(1, chosen("held"))]);
    store.append(&[chosen("mine"), chosen("mine")], 2);
    assert!(store.try_own(2).is_none());
    let stdin = owner.process.stdin.as_mut().unwrap();
    stdin.write_all(b"\n").unwrap();
    assert_eq!(
        owner.next().as_deref(),
        Some("2"),
        "the owner has seen both"
    );
    owner.kill();
    let loaded = store.try_own(3).expect("the lock is free");
    assert!(loaded.owner && store.owner());
    let mut counts: Vec<u32> = words(&loaded).into_values().collect();
    counts.sort();
    assert_eq!(counts, [1, 2]);
    assert_eq!(counted(&loaded), 3);
}

#[test]
fn processes_that_name_a_project_at_once_agree() {
    let room = tempfile::tempdir().unwrap();
    let names = ["a", "b", "c", "d", "e", "f"];
    for folder in names.iter().chain(&["shared"]) {
        std::fs::create_dir(room.path().join(folder)).unwrap();
    }
    let mut others = names.map(|n| Other::start("identify", room.path(), n));
    let mut ids: Vec<String> = others
        .iter_mut()
        .flat_map(|o| std::iter::from_fn(|| o.next()).collect::<Vec<_>>())
        .collect();
    assert_eq!(ids.len(), 12);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7, "{ids:?}");
    for id in &ids {
        let (folder, id) = id.split_once('=').unwrap();
        let again = identify(&room.path().join("data"), &room.path().join(folder), 1);
        assert_eq!(again.id, id);
    }
}
