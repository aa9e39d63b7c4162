//! Repositories that are cut off, moved, broken or somebody else's: a clear line says so, and the rest
//! is learned.
use std::{fs, process::Command};

use serde_json::{Value, json};

use super::{
    OLD, calls,
    repo::{ANN, BOB, Repo},
    two_authors,
};

/// What is said of a history after all was learned.
fn history(repo: &Repo, flags: &[&str]) -> Value {
    let learned = repo.learn(flags).json();
    learned["projects"][0]["history"].clone()
}

/// Whether a line says it, in JSON and for people.
fn says(repo: &Repo, history: &Value, what: &str) {
    let lines = history["lines"].to_string();
    assert!(lines.contains(what), "{what}: {lines}");
    let told = repo.run(&["status"]).out;
    assert!(told.contains(what), "{what}: {told}");
}

#[test]
fn without_git_the_files_are_learned() {
    let repo = Repo::new();
    repo.write("a.rs", calls("plain_gizmo"));
    fs::remove_dir_all(repo.house.project().join(".git")).expect("removed");
    let told = history(&repo, &[]);
    says(&repo, &told, "no git repository");
    assert_eq!(repo.times("plain_gizmo"), 1);
}

#[test]
fn before_the_first_commit_there_is_no_history() {
    let repo = Repo::new();
    repo.write("a.rs", calls("plain_gizmo"));
    says(&repo, &history(&repo, &[]), "no commit yet");
    assert_eq!(repo.times("plain_gizmo"), 1);
}

#[test]
fn a_detached_head_is_read() {
    let repo = two_authors();
    repo.git(ANN, &["checkout", "-q", "--detach"]);
    says(&repo, &history(&repo, &[]), "detached");
    assert_eq!(repo.times(OLD), 1);
}

#[test]
fn a_shallow_clone_is_read_as_far_as_it_goes() {
    let mut repo = two_authors();
    repo.write("a.rs", calls("newest_gizmo"));
    repo.commit(ANN);
    let from = format!("file://{}", repo.house.project().display());
    let to = repo.house.beside("clone");
    let to = to.to_str().expect("text");
    repo.git(ANN, &["clone", "-q", "--depth", "2", &from, to]);
    repo.house.enter("clone");
    repo.git(ANN, &["config", "user.email", ANN.1]);
    let told = history(&repo, &[]);
    says(&repo, &told, "shallow");
    assert_eq!(
        (&told["shallow"], &told["commits"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(repo.times("newest_gizmo"), 1);
}

#[test]
fn a_worktree_and_a_submodule_have_their_own_heads() {
    let mut repo = two_authors();
    let tree = repo.house.beside("tree");
    let tree = tree.to_str().expect("text");
    repo.git(ANN, &["worktree", "add", "-q", "--detach", tree, "HEAD~1"]);
    let outer = repo.house.beside("outer");
    fs::create_dir(&outer).expect("a folder");
    let from = repo.house.project().display().to_string();
    repo.house.enter("tree");
    let told = history(&repo, &[]);
    says(&repo, &told, "one of several work trees");
    // It stands before the commit in which the word went.
    assert_eq!((repo.times(OLD), &told["commits"]), (1, &json!(1)));
    repo.house.enter("outer");
    repo.git(ANN, &["init", "-q", "-b", "main"]);
    repo.git(ANN, &["submodule", "add", "-q", &from, "sub"]);
    repo.house.enter("outer/sub");
    repo.git(ANN, &["config", "user.email", ANN.1]);
    let told = history(&repo, &[]);
    says(&repo, &told, "a submodule");
    assert_eq!(told["commits"], json!(2));
}

#[test]
fn what_is_binary_or_broken_costs_itself() {
    let repo = Repo::new();
    repo.write("a.rs", calls(OLD));
    repo.write("latin.rs", b"fn f() { /* \xe9 */ }\n");
    repo.write("image.rs", [0, 159, 146, 150].repeat(100));
    repo.commit(ANN);
    repo.write("b.rs", calls("lost_gizmo"));
    let broken = repo.commit(ANN);
    repo.write("a.rs", calls("middle_gizmo"));
    repo.commit(ANN);
    repo.write("a.rs", calls("newest_gizmo"));
    repo.commit(ANN);
    let blob = repo.git(ANN, &["rev-parse", &format!("{broken}:b.rs")]);
    let path = format!(".git/objects/{}/{}", &blob[..2], &blob[2..]);
    let path = repo.house.project().join(path);
    fs::remove_file(&path).expect("there");
    fs::write(&path, b"garbage").expect("written");
    let told = history(&repo, &[]);
    says(&repo, &told, "left out of a commit");
    for word in [OLD, "middle_gizmo"] {
        assert_eq!(repo.times(word), 1, "{word}");
    }
}

#[test]
fn a_commit_that_is_gone_is_told_and_passed_over() {
    let repo = Repo::new();
    repo.write("a.rs", calls(OLD));
    let first = repo.commit(ANN);
    repo.write("a.rs", calls("middle_gizmo"));
    repo.commit(ANN);
    repo.write("a.rs", calls("newest_gizmo"));
    repo.commit(ANN);
    let path = format!(".git/objects/{}/{}", &first[..2], &first[2..]);
    fs::remove_file(repo.house.project().join(path)).expect("there");
    let told = history(&repo, &[]);
    says(&repo, &told, "can't be read");
    assert_eq!(repo.times("newest_gizmo"), 1);
}

#[test]
fn a_rewritten_history_is_not_counted_again() {
    let repo = two_authors();
    repo.learn(&[]);
    // The same changes by other names, and one more.
    let rewrite = ["filter-branch", "-f", "--msg-filter", "sed s/x/y/", "HEAD"];
    let mut git = Command::new("git");
    git.args(rewrite).current_dir(repo.house.project());
    git.env("FILTER_BRANCH_SQUELCH_WARNING", "1");
    assert!(git.output().expect("git").status.success());
    repo.write("a.rs", calls("later_gizmo"));
    repo.commit(ANN);
    repo.write("a.rs", calls("last_gizmo"));
    repo.commit(ANN);
    let told = history(&repo, &[]);
    says(&repo, &told, "a rewritten history");
    assert_eq!((repo.times(OLD), repo.times("later_gizmo")), (1, 1));
    // And where what was read is gone altogether.
    repo.git(ANN, &["commit", "-q", "--amend", "-m", "z"]);
    repo.git(ANN, &["reflog", "expire", "--expire=now", "--all"]);
    fs::remove_dir_all(repo.house.project().join(".git/refs/original")).expect("there");
    repo.git(ANN, &["gc", "-q", "--prune=now"]);
    repo.learn(&[]);
    assert_eq!((repo.times(OLD), repo.times("later_gizmo")), (1, 1));
}

#[test]
fn who_never_committed_is_told_so() {
    let repo = two_authors();
    repo.git(BOB, &["config", "user.name", "Eve Fox"]);
    repo.git(BOB, &["config", "user.email", "eve@example.org"]);
    let told = history(&repo, &[]);
    says(
        &repo,
        &told,
        "none of 3 commits is by Eve Fox <eve@example.org>",
    );
    assert_eq!(
        (&told["commits"], repo.times("current_gizmo")),
        (&json!(0), 1)
    );
    repo.git(BOB, &["config", "--unset", "user.name"]);
    repo.git(BOB, &["config", "--unset", "user.email"]);
    says(&repo, &history(&repo, &[]), "git knows no user.name");
    // It is the user's own file that tells, where the repository's doesn't.
    let home = repo.house.beside("home");
    fs::create_dir_all(&home).expect("a folder");
    fs::write(
        home.join(".gitconfig"),
        "[user]\n\temail = ANN@example.org\n",
    )
    .expect("written");
    let told = history(&repo, &[]);
    assert_eq!((&told["commits"], repo.times(OLD)), (&json!(2), 1));
}

#[test]
fn an_address_that_changes_later_is_told_so() {
    let repo = two_authors();
    assert_eq!(history(&repo, &[])["commits"], json!(2));
    repo.git(BOB, &["config", "user.name", "Eve Fox"]);
    repo.git(BOB, &["config", "user.email", "eve@example.org"]);
    let told = history(&repo, &[]);
    says(&repo, &told, "none of 3 commits is by Eve Fox");
    says(&repo, &told, "2 more were read when others");
    assert_eq!((&told["commits"], repo.times(OLD)), (&json!(0), 1));
}

#[test]
fn what_the_users_configuration_includes_counts_and_the_repositorys_does_not() {
    let repo = two_authors();
    let home = repo.house.beside("home");
    fs::create_dir_all(&home).expect("a folder");
    let mail = |name: &str| format!("[user]\n\temail = {name}@example.org\n");
    fs::write(home.join("work"), mail("ann")).expect("written");
    let root = repo.house.project().canonicalize().expect("a folder");
    let only = format!(
        "[includeIf \"gitdir:{}/\"]\n\tpath = work\n",
        root.display()
    );
    fs::write(home.join(".gitconfig"), only).expect("written");
    repo.git(ANN, &["config", "--unset", "user.name"]);
    repo.git(ANN, &["config", "--unset", "user.email"]);
    let evil = repo.house.beside("evil");
    fs::write(&evil, mail("bob")).expect("written");
    repo.git(
        ANN,
        &["config", "include.path", evil.to_str().expect("text")],
    );
    let told = history(&repo, &[]);
    says(&repo, &told, "ann@example.org");
    assert_eq!((&told["commits"], repo.times(OLD)), (&json!(2), 1));
}

#[test]
fn a_history_that_is_off_and_a_head_that_is_gone_are_told() {
    let repo = two_authors();
    drop(repo.serve(json!({ "history": "off" })));
    says(&repo, &history(&repo, &[]), "it is set to");
    let head = repo.git(ANN, &["rev-parse", "HEAD"]);
    let path = format!(".git/objects/{}/{}", &head[..2], &head[2..]);
    fs::remove_file(repo.house.project().join(path)).expect("there");
    says(&repo, &history(&repo, &[]), "can't be read: `git fsck`");
}

#[test]
fn a_folder_inside_of_a_repository_has_its_own_part() {
    let mut repo = Repo::new();
    repo.write("inner/a.rs", calls(OLD));
    repo.write("b.rs", calls("outer_gizmo"));
    repo.commit(ANN);
    repo.write("inner/a.rs", calls("current_gizmo"));
    repo.write("b.rs", calls("current_gadget"));
    repo.commit(ANN);
    repo.house.enter("project/inner");
    repo.learn(&[]);
    assert_eq!(repo.times(OLD), 1);
    assert_eq!(repo.files_with("outer_gizmo"), [""; 0]);
}
