//! Damage of every kind that was seen or can be made: the store opens, says at most a word about it,
//! and has everything that snapshot, journals or ledger still hold.
use std::{collections::BTreeMap, process::Command};

use crate::store::{Event, Loaded, Outcome, State, Store, base, tail};

use super::*;

fn chosen(word: &str) -> Event {
    let word = word.to_owned();
    Event::Outcome {
        site: 42,
        word,
        outcome: Outcome::Chosen,
    }
}

/// A scope with 300 words in snapshot and ledger and 2 more in journal and ledger.
struct Scope {
    _room: tempfile::TempDir,
    dir: PathBuf,
}

impl Scope {
    fn new() -> Scope {
        let room = tempfile::tempdir().unwrap();
        let dir = room.path().join("scope");
        let (mut store, loaded) = Store::open(&dir, 1);
        assert_eq!(loaded.notices, []);
        let words: Vec<Event> = (0..300).map(|i| chosen(&format!("w{i}"))).collect();
        store.append(&words, 1);
        let tables = vec![("t".to_owned(), vec![7; 100])];
        let state = State {
            tables,
            weights: vec![0.5; 10],
            ..State::default()
        };
        store.publish(state.clone(), 1);
        store.append(&[chosen("w0"), chosen("last")], 1);
        store.fold(&[]);
        store.close();
        // sled writes its index when it opens a log.
        Store::open(&dir, 1).0.close();
        Scope { _room: room, dir }
    }

    fn store(&self) -> PathBuf {
        self.dir.join("store")
    }

    /// Opens it and returns the notices; everything must be there.
    fn opens(&self) -> Vec<Fault> {
        let (store, loaded) = Store::open(&self.dir, 99);
        assert!(store.owner());
        assert_whole(&loaded);
        loaded.notices
    }

    /// And once more, without a word.
    fn opens_again(&self) {
        assert_eq!(self.opens(), []);
    }
}

fn assert_whole(loaded: &Loaded) {
    let sum: u32 = loaded.state.ledger.iter().map(|r| r.2.chosen).sum();
    assert_eq!((sum, loaded.state.ledger.len()), (302, 301));
    assert_eq!(loaded.state.words.len(), 301);
}

fn asides(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<String> = names.map(|n| n.into_string().unwrap()).collect();
    names.retain(|n| n.contains(".bad-"));
    names.sort();
    names
}

/// Every file of a folder with its bytes.
fn bytes(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(dir).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match path.is_dir() {
            true => all.extend(bytes(&path)),
            false => drop(all.insert(path.clone(), fs::read(path).unwrap())),
        }
    }
    all
}

fn index(store: &Path) -> PathBuf {
    let mut names = fs::read_dir(store).unwrap().map(|e| e.unwrap().path());
    names
        .find(|p| p.to_string_lossy().contains("snap."))
        .unwrap()
}

#[test]
fn an_empty_index_is_made_anew() {
    let scope = Scope::new();
    fs::write(index(&scope.store()), "").unwrap();
    fs::remove_file(base::path(&scope.dir, 1)).unwrap();
    assert_eq!(scope.opens(), [], "from the log: there is nothing else");
    scope.opens_again();
}

#[test]
fn a_damaged_log_is_set_aside_and_rebuilt() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 5] = [
        ("zeros", |db| fs::write(db, vec![0; 500_000]).unwrap()),
        ("noise", |db| fs::write(db, vec![0xa5; 500_000]).unwrap()),
        ("conf", |db| {
            fs::write(db.with_file_name("conf"), "?").unwrap()
        }),
        ("no conf", |db| {
            fs::remove_file(db.with_file_name("conf")).unwrap()
        }),
        ("folder", |db| {
            fs::remove_file(db).unwrap();
            fs::create_dir(db).unwrap();
        }),
    ];
    for (name, damage) in damages {
        let scope = Scope::new();
        damage(&scope.store().join("db"));
        let notices = scope.opens();
        match &notices[..] {
            [] => assert!(name.contains("conf"), "{name}"),
            [one] => {
                assert_eq!(one.what, ASIDE, "{name}");
                assert_eq!(asides(&scope.dir), ["store.bad-99"], "{name}");
            }
            _ => panic!("{name}: {notices:?}"),
        }
        scope.opens_again();
    }
}

#[test]
fn a_log_cut_off_anywhere_costs_nothing() {
    let whole = Scope::new();
    let length = fs::read(whole.store().join("db")).unwrap().len();
    for part in 0..8 {
        let scope = Scope::new();
        let db = File::options().write(true).open(scope.store().join("db"));
        db.unwrap().set_len((length * part / 8) as u64).unwrap();
        scope.opens();
        scope.opens_again();
    }
}

#[test]
fn flipped_bits_in_the_log_cost_nothing() {
    for seed in 0..24u64 {
        let scope = Scope::new();
        let path = scope.store().join("db");
        let mut log = fs::read(&path).unwrap();
        let used = log.iter().rposition(|&b| b != 0).unwrap() + 1;
        for n in 0..8u64 {
            let at = blake3::hash(&(seed * 8 + n).to_le_bytes());
            let at = u64::from_le_bytes(*at.as_bytes().first_chunk().unwrap()) as usize;
            log[at % used] ^= 1 << (at % 8);
        }
        fs::write(&path, log).unwrap();
        scope.opens();
        scope.opens_again();
    }
}

#[test]
fn flipped_bits_in_the_snapshot_cost_its_tables_alone() {
    for seed in 0..24usize {
        let scope = Scope::new();
        let path = base::path(&scope.dir, 1);
        let mut file = fs::read(&path).unwrap();
        let at = seed * file.len() / 24 + 1;
        file[at] ^= 1 << (seed % 8);
        fs::write(&path, &file).unwrap();
        let (mut store, loaded) = Store::open(&scope.dir, 99);
        assert_whole(&loaded);
        assert_eq!(loaded.state.tables, []);
        assert_eq!(loaded.state.weights, [0.5; 10]);
        let [notice] = &loaded.notices[..] else {
            panic!("{:?}", loaded.notices)
        };
        assert_eq!(notice.path, path);
        // Kept, whatever becomes of the scope.
        for _ in 0..3 {
            store.publish(loaded.state.clone(), 1);
        }
        drop(store);
        assert!(bytes(&scope.dir).values().any(|b| *b == file));
        scope.opens_again();
    }
}

#[test]
fn the_snapshot_before_a_damaged_one_serves() {
    let scope = Scope::new();
    let (mut store, loaded) = Store::open(&scope.dir, 1);
    store.publish(loaded.state, 1);
    drop(store);
    fs::write(base::path(&scope.dir, 2), "HABITUSB").unwrap();
    let (_store, loaded) = Store::open(&scope.dir, 1);
    assert_whole(&loaded);
    assert_eq!(loaded.state.tables[0].1, [7; 100]);
}

#[test]
fn both_ledger_and_snapshot_may_be_damaged_and_it_serves() {
    let scope = Scope::new();
    fs::write(scope.store().join("db"), vec![0; 4096]).unwrap();
    fs::write(base::path(&scope.dir, 1), "?").unwrap();
    let (_store, loaded) = Store::open(&scope.dir, 1);
    assert_eq!(loaded.notices.len(), 2);
    assert!(asides(&scope.dir).len() == 2);
}

#[test]
fn a_ledger_that_never_opens_is_done_without() {
    let scope = Scope::new();
    let conf = scope.store().join("conf");
    fs::remove_file(&conf).unwrap();
    let made = Command::new("mkfifo").arg(&conf).status();
    assert!(made.unwrap().success());
    let (mut store, loaded) = Store::open(&scope.dir, 99);
    assert_whole(&loaded);
    let whats: Vec<&str> = loaded.notices.iter().map(|f| &f.what[..]).collect();
    assert_eq!(whats, [SLOW]);
    store.append(&[chosen("more")], 1);
    drop(store);
    let (_store, loaded) = Store::open(&scope.dir, 99);
    assert_eq!((loaded.notices.len(), loaded.state.ledger.len()), (0, 302));
}

#[test]
fn a_full_or_forbidden_disk_is_no_damage() {
    let io = |kind: io::ErrorKind| Trouble::Sled(sled::Error::Io(kind.into()));
    assert!(!io(io::ErrorKind::StorageFull).is_damage());
    assert!(!io(io::ErrorKind::PermissionDenied).is_damage());
    assert!(io(io::ErrorKind::UnexpectedEof).is_damage());
    let corrupt = sled::Error::Corruption { at: None, bt: () };
    assert!(Trouble::Sled(corrupt).is_damage());
}

#[test]
fn a_newer_scope_is_not_touched() {
    let scope = Scope::new();
    for version in ["2\n", "1.5", "newer"] {
        fs::write(scope.dir.join("VERSION"), version).unwrap();
        let before = bytes(&scope.dir);
        assert_refused(&scope, &scope.dir.join("VERSION"));
        assert_eq!(bytes(&scope.dir), before);
    }
}

#[test]
fn a_newer_snapshot_is_not_touched() {
    let scope = Scope::new();
    let path = base::path(&scope.dir, 2);
    let sealed = base::seal(fs::read(base::path(&scope.dir, 1)).unwrap(), 2);
    fs::write(&path, sealed).unwrap();
    let before = bytes(&scope.dir);
    assert_refused(&scope, &path);
    assert_eq!(bytes(&scope.dir), before);
}

#[test]
fn a_snapshot_of_an_unknown_version_is_kept() {
    let scope = Scope::new();
    let path = base::path(&scope.dir, 2);
    let mut file = fs::read(base::path(&scope.dir, 1)).unwrap();
    file[8] = 2;
    fs::write(&path, &file).unwrap();
    let (mut store, loaded) = Store::open(&scope.dir, 1);
    assert_whole(&loaded);
    assert_eq!(loaded.notices.len(), 1);
    for _ in 0..3 {
        store.publish(loaded.state.clone(), 1);
    }
    assert_eq!(fs::read(&path).unwrap(), file);
}

#[test]
fn a_newer_ledger_is_not_touched() {
    let scope = Scope::new();
    let db = sled::open(scope.store()).unwrap();
    let meta = db.open_tree("meta").unwrap();
    meta.insert("format", &2u64.to_be_bytes()).unwrap();
    db.flush().unwrap();
    drop((meta, db));
    // sled makes its index anew by itself; then it is at rest.
    drop(sled::open(scope.store()).unwrap());
    let before = bytes(&scope.dir);
    assert_refused(&scope, &scope.store());
    assert_eq!(bytes(&scope.dir), before);
}

fn assert_refused(scope: &Scope, path: &Path) {
    let (mut store, loaded) = Store::open(&scope.dir, 1);
    assert_eq!(loaded.state, State::default());
    assert!(!loaded.owner && loaded.pending.is_empty());
    let [notice] = &loaded.notices[..] else {
        panic!("{:?}", loaded.notices)
    };
    assert_eq!(
        (&notice.what[..], notice.path.as_path()),
        (crate::store::NEWER, path)
    );
    store.append(&[chosen("more")], 1);
    store.fold(&["more"]);
    store.publish(State::default(), 1);
    store.sync(1);
    assert!(store.try_own(1).is_none() && store.poll(1).is_empty());
    assert_eq!(store.notices(), []);
    store.close();
}

#[test]
fn a_newer_event_keeps_its_journal() {
    let scope = Scope::new();
    let (mut store, _) = Store::open(&scope.dir, 1);
    let id = "0123456789abcdef".repeat(2);
    let path = tail::path(&tail::folder(&scope.dir), &id);
    let known = r#"{"v":1,"t":1,"e":{"outcome":{"site":"7","word":"known","as":"typed"}}}"#;
    let newer = r#"{"v":2,"t":1,"e":{"dream":{}}}"#;
    let text = format!("{known}\n{newer}\n{known}\n");
    fs::write(&path, &text).unwrap();
    assert_eq!(store.poll(1).len(), 2);
    assert_eq!(store.notices().len(), 1);
    for _ in 0..3 {
        store.publish(State::default(), 1);
        drop(store);
        let (again, loaded) = Store::open(&scope.dir, 1);
        store = again;
        let typed: u32 = loaded.state.ledger.iter().map(|r| r.2.typed).sum();
        assert_eq!((typed, loaded.pending), (2, vec![]));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    store.close();
    // A newer program finds its event, and what follows, not folded yet.
    let offsets = Db::open(&scope.store()).unwrap().offsets().unwrap();
    assert_eq!(offsets[&id], known.len() as u64 + 1);
}

#[test]
fn a_ledger_that_lost_rows_is_filled_from_the_snapshot() {
    let scope = Scope::new();
    let db = sled::open(scope.store()).unwrap();
    let ledger = db.open_tree("ledger").unwrap();
    for row in ledger.iter().keys().take(30) {
        ledger.remove(row.unwrap()).unwrap();
    }
    db.flush().unwrap();
    drop((ledger, db));
    scope.opens_again();
}

#[test]
fn a_journal_with_garbage_is_read_and_kept_out_of_the_way() {
    let scope = Scope::new();
    let id = "0123456789abcdef".repeat(2);
    let path = tail::path(&tail::folder(&scope.dir), &id);
    let known = r#"{"v":1,"t":1,"e":{"outcome":{"site":"7","word":"known","as":"typed"}}}"#;
    let text = format!("{known}\n\0\0\0\n{known}\n{{\"v\":1,\"t\"");
    fs::write(&path, &text).unwrap();
    for _ in 0..2 {
        let (mut store, loaded) = Store::open(&scope.dir, 1);
        let typed: u32 = loaded.state.ledger.iter().map(|r| r.2.typed).sum();
        assert_eq!(typed, 2);
        store.publish(State::default(), 1);
    }
    assert!(!path.exists());
    let kept = fs::read_to_string(path.with_extension("bad")).unwrap();
    assert_eq!(kept, text);
}

#[test]
fn folders_of_no_use_cost_one_notice_and_nothing_else() {
    let room = tempfile::tempdir().unwrap();
    let file = room.path().join("file");
    fs::write(&file, "x").unwrap();
    let real = room.path().join("real");
    fs::create_dir(&real).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&real, room.path().join("link")).unwrap();
    let mut dirs = vec![file.join("scope"), file.clone()];
    if cfg!(target_os = "linux") {
        dirs.push("/proc/habitus/scope".into());
        dirs.push("/sys/habitus".into());
        dirs.push(room.path().join("link"));
    }
    for dir in dirs {
        let (mut store, loaded) = Store::open(&dir, 1);
        assert_eq!(loaded.notices.len(), 1, "{dir:?}: {:?}", loaded.notices);
        assert_eq!(loaded.notices[0].path, dir);
        store.append(&[chosen("w")], 1);
        store.sync(1);
        store.publish(State::default(), 1);
        assert_eq!((store.notices(), store.poll(1)), (vec![], vec![]));
    }
    assert_eq!(fs::read_dir(real).unwrap().count(), 0);
}

#[test]
fn something_in_the_way_costs_one_notice_and_nothing_that_was_learned() {
    for name in ["owner.lock", "journal", "store", "VERSION"] {
        let scope = Scope::new();
        let path = scope.dir.join(name);
        match name {
            "owner.lock" | "VERSION" => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(&path).unwrap();
            }
            _ => {
                fs::rename(&path, scope.dir.join("was")).unwrap();
                fs::write(&path, "in the way").unwrap();
            }
        }
        let (mut store, loaded) = Store::open(&scope.dir, 1);
        store.append(&[chosen("w")], 1);
        store.sync(1);
        let mut notices = loaded.notices.clone();
        notices.extend(store.notices());
        if name != "VERSION" {
            assert!(loaded.state.ledger.len() >= 300, "{name}");
        }
        let most = if name == "journal" { 2 } else { 1 };
        assert!((1..=most).contains(&notices.len()), "{name}: {notices:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let scope = Scope::new();
    let outside = tempfile::tempdir().unwrap();
    let other = Scope::new();
    fs::remove_dir_all(scope.store()).unwrap();
    std::os::unix::fs::symlink(outside.path(), scope.store()).unwrap();
    let journals = tail::folder(&scope.dir);
    let strange = tail::path(&journals, &"a".repeat(32));
    let there = tail::folder(&other.dir);
    let one = tail::path(&there, &tail::list(&there).unwrap()[0]);
    std::os::unix::fs::symlink(one, strange).unwrap();
    let (store, loaded) = Store::open(&scope.dir, 1);
    assert_whole(&loaded);
    assert_eq!(loaded.notices.len(), 2, "{:?}", loaded.notices);
    drop(store);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}
