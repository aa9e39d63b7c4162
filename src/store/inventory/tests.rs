use super::*;
use crate::store::{State, Store, identify};

#[test]
fn all_that_a_store_makes_is_ours_and_nothing_else_is() {
    let room = tempfile::tempdir().expect("a folder");
    let (data, project) = (room.path().join("data"), room.path().join("project"));
    fs::create_dir(&project).expect("a folder");
    let scope = identify(&data, &project, 1).dir.expect("a scope");
    for dir in [&scope, &data.join("user")] {
        let (mut store, _) = Store::open(dir, 1);
        store.publish(State::default(), 1);
        store.close();
        fs::create_dir(dir.join("store.bad-17")).expect("a folder");
        fs::write(dir.join("base-4.bin.bad-17"), "x").expect("a file");
        crate::store::pause(dir, 1).expect("paused");
    }
    assert!(Inventory::of(&data).strangers.is_empty());
    let strangers = [
        "notes.txt",
        "user/store/mine",
        "projects/keep",
        "user/x.jsonl",
    ];
    for name in strangers {
        fs::write(data.join(name), "mine").expect("a file");
    }
    let mut left: Vec<PathBuf> = strangers.iter().map(|s| data.join(s)).collect();
    left.sort();
    let all = Inventory::of(&data);
    assert_eq!(all.strangers, left);
    let removal = all.remove();
    assert_eq!((removal.files, removal.failed), (all.files.len(), vec![]));
    assert!(!scope.exists());
    for path in left {
        assert_eq!(fs::read(path).expect("there"), b"mine");
    }
    assert!(Inventory::of(&data).files.is_empty());
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let room = tempfile::tempdir().expect("a folder");
    let (data, other) = (room.path().join("data"), room.path().join("other"));
    fs::create_dir(&data).expect("a folder");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("VERSION"), "mine").expect("a file");
    std::os::unix::fs::symlink(&other, data.join("user")).expect("a link");
    let all = Inventory::of(&data);
    assert_eq!((all.files.len(), all.strangers.len()), (0, 1));
    all.remove();
    assert!(other.join("VERSION").exists());
}
