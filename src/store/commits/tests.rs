use super::*;

const COMMIT: &str = "0 1 A <a@b> 1700000000 +0000\tcommit (amend): flush\n";
const CHECKOUT: &str = "1 0 A <a@b> 1700000000 +0000\tcheckout: moving from commit to b\n";

fn append(log: &Path, line: &str) {
    let old = fs::read_to_string(log).unwrap_or_default();
    fs::write(log, old + line).unwrap();
}

#[test]
fn a_commit_is_told_from_a_checkout_and_told_once() {
    let room = tempfile::tempdir().unwrap();
    let log = room.path().join(".git/logs/HEAD");
    fs::create_dir_all(log.parent().unwrap()).unwrap();
    append(&log, COMMIT);
    let mut commits = Commits::of(&room.path().join("crates/one"));
    assert!(!commits.is_new(), "it was there before");
    append(&log, CHECKOUT);
    assert!(!commits.is_new());
    append(&log, COMMIT);
    append(&log, CHECKOUT);
    assert!(commits.is_new() && !commits.is_new());
    append(&log, "0 1 A <a@b> 1700000000 +0000\n");
    assert!(commits.is_new(), "a tool's commit has no message");
    fs::write(&log, COMMIT).unwrap();
    assert!(!commits.is_new(), "the log was cut");
    append(&log, COMMIT);
    assert!(commits.is_new());
}

#[test]
fn the_first_commit_and_a_worktree_count_too() {
    let room = tempfile::tempdir().unwrap();
    let tree = room.path().join("tree");
    fs::create_dir_all(&tree).unwrap();
    fs::write(tree.join(".git"), "gitdir: ../main/worktrees/tree\n").unwrap();
    let mut commits = Commits::of(&tree);
    assert!(!commits.is_new());
    let log = room.path().join("main/worktrees/tree/logs/HEAD");
    fs::create_dir_all(log.parent().unwrap()).unwrap();
    append(&log, COMMIT);
    assert!(commits.is_new());
}

#[test]
fn where_there_is_no_git_nothing_is_committed() {
    let mut commits = Commits::default();
    assert!(!commits.is_new());
}
