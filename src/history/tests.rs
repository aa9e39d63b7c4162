use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use super::{Commit, History, Options};

struct Repo {
    folder: TempDir,
    clock: u64,
}

impl Repo {
    fn new() -> Repo {
        let folder = tempfile::tempdir().unwrap();
        let clock = 1_000_000_000;
        let repo = Repo { folder, clock };
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let date = format!("{} +0000", self.clock);
        let output = Command::new("git")
            .current_dir(self.path())
            .args(["-c", "commit.gpgsign=false"])
            .args(["-c", "protocol.file.allow=always"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ann Lee")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ann@b.c")))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().into()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Commits all there is a second later, and gives its id.
    fn commit(&mut self) -> String {
        self.clock += 1;
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn with(&mut self, path: &str, text: &str) -> String {
        self.write(path, text);
        self.commit()
    }

    fn walk(&self, options: &Options) -> Vec<Commit> {
        let history = History::open(self.path()).unwrap();
        history.walk("HEAD", options).unwrap().collect()
    }

    fn last(&self) -> Commit {
        self.walk(&Options::default()).pop().unwrap()
    }

    fn ids(&self, options: &Options) -> Vec<String> {
        self.walk(options).into_iter().map(|c| c.id).collect()
    }
}

fn files(commit: &Commit) -> Vec<(&str, Option<&str>, &str)> {
    let files = commit.files.iter();
    files
        .map(|f| (f.path.as_str(), f.old.as_deref(), f.new.as_str()))
        .collect()
}

/// Main and a side branch of two commits, merged: the ids of the five that are no merge, by date.
fn forked() -> (Repo, Vec<String>) {
    let mut repo = Repo::new();
    let mut ids = vec![repo.with("a.rs", "a\n")];
    repo.git(&["checkout", "-q", "-b", "side"]);
    ids.push(repo.with("b.rs", "b\n"));
    repo.git(&["checkout", "-q", "main"]);
    ids.push(repo.with("a.rs", "a\nc\n"));
    repo.git(&["checkout", "-q", "side"]);
    ids.push(repo.with("b.rs", "b\nd\n"));
    repo.git(&["checkout", "-q", "main"]);
    repo.clock += 1;
    repo.git(&["merge", "-q", "--no-ff", "-m", "x", "side"]);
    ids.push(repo.with("a.rs", "e\n"));
    (repo, ids)
}

#[test]
fn commits_come_with_what_they_changed() {
    let mut repo = Repo::new();
    repo.write("README.md", "x");
    let first = repo.with("src/a.rs", "one\n");
    repo.write("src/deep/b.rs", "two\n");
    let second = repo.with("src/a.rs", "one\nmore\n");
    let [a, b] = &repo.walk(&Options::default())[..] else {
        panic!()
    };
    assert_eq!((&a.id, &b.id), (&first, &second));
    assert_eq!((a.time, b.time), (1_000_000_001, 1_000_000_002));
    assert_eq!((a.name.as_str(), a.email.as_str()), ("Ann Lee", "ann@b.c"));
    assert_eq!(files(a), [("src/a.rs", None, "one\n")]);
    let changed = ("src/a.rs", Some("one\n"), "one\nmore\n");
    assert_eq!(files(b), [changed, ("src/deep/b.rs", None, "two\n")]);
}

#[test]
fn the_order_is_that_of_git_without_merges() {
    let (repo, ids) = forked();
    let list = |arguments: &[&str]| {
        let common = ["log", "--date-order", "--reverse", "--no-merges"];
        let said = repo.git(&[&common, arguments].concat());
        said.lines().map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(repo.ids(&Options::default()), ids);
    assert_eq!(list(&["--format=%H"]), ids);
    let main = Options {
        first_parent: true,
        ..Options::default()
    };
    assert_eq!(repo.ids(&main), list(&["--format=%H", "--first-parent"]));
    assert_eq!(repo.ids(&main).len(), 3);
}

#[test]
fn a_clock_that_went_back_puts_no_commit_before_its_parent() {
    let mut repo = Repo::new();
    let first = repo.with("a.rs", "a\n");
    repo.clock -= 1000;
    let second = repo.with("a.rs", "b\n");
    assert_eq!(repo.ids(&Options::default()), [first, second]);
}

#[test]
fn a_branch_whose_clock_went_back_begins_behind_its_fork() {
    let mut repo = Repo::new();
    let fork = repo.with("a.rs", "a\n");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.clock -= 1000;
    let side = repo.with("b.rs", "b\n");
    repo.git(&["checkout", "-q", "main"]);
    repo.clock += 2000;
    let main = repo.with("a.rs", "c\n");
    repo.git(&["merge", "-q", "--no-ff", "-m", "x", "side"]);
    assert_eq!(repo.ids(&Options::default()), [fork, side, main]);
}

#[test]
fn a_walk_goes_on_where_it_was_interrupted() {
    let (repo, ids) = forked();
    for at in 0..ids.len() {
        let after = Options {
            after: Some(ids[at].clone()),
            ..Options::default()
        };
        assert_eq!(repo.ids(&after), ids[at + 1..]);
    }
    let history = History::open(repo.path()).unwrap();
    let merge = Options {
        after: Some("HEAD~1".into()),
        ..Options::default()
    };
    assert!(history.walk("HEAD", &merge).is_err());
    assert!(history.walk("nowhere", &Options::default()).is_err());
}

#[test]
fn what_was_walked_to_its_end_is_left_out_later() {
    let (repo, ids) = forked();
    let known = |tip: &str| Options {
        known: Some(tip.into()),
        ..Options::default()
    };
    assert_eq!(
        repo.ids(&known(&ids[2])),
        [1, 3, 4].map(|at| ids[at].clone())
    );
    assert_eq!(repo.ids(&known("HEAD")), [""; 0]);
}

#[test]
fn what_is_no_text_of_rust_costs_one_file() {
    let mut repo = Repo::new();
    repo.write("bytes.rs", [b'a', 0xff, b'\n']);
    repo.write("large.rs", "x\n".repeat(1 << 20));
    repo.write("gone.rs", "fn gone() {}\n");
    repo.with("kept.rs", "a\n");
    let first = repo.last();
    let expected = [
        ("gone.rs", None, "fn gone() {}\n"),
        ("kept.rs", None, "a\n"),
    ];
    assert_eq!(files(&first), expected);
    assert_eq!(first.left_out, 2);
    fs::remove_file(repo.path().join("gone.rs")).unwrap();
    repo.with("large.rs", "y\n");
    let second = repo.last();
    assert_eq!(files(&second), []);
    assert_eq!(second.deleted, ["fn gone() {}\n"]);
    assert_eq!(second.left_out, 1);
}

#[test]
fn a_broken_blob_costs_one_file() {
    let mut repo = Repo::new();
    repo.write("a.rs", "a\n");
    repo.with("b.rs", "b\n");
    let blob = repo.git(&["rev-parse", "HEAD:a.rs"]);
    let object = repo.path().join(".git/objects").join(&blob[..2]);
    let object = object.join(&blob[2..]);
    fs::remove_file(&object).unwrap();
    assert_eq!(files(&repo.last()), [("b.rs", None, "b\n")]);
    fs::write(&object, "nonsense").unwrap();
    assert_eq!(files(&repo.last()), [("b.rs", None, "b\n")]);
    assert_eq!(repo.last().left_out, 1);
}

#[test]
fn a_broken_commit_or_tree_costs_what_stands_on_it() {
    for what in ["HEAD~1", "HEAD~1^{tree}"] {
        let mut repo = Repo::new();
        let ids = ["a\n", "b\n", "c\n", "d\n"].map(|text| repo.with("a.rs", text));
        let id = repo.git(&["rev-parse", what]);
        let folder = repo.path().join(".git/objects").join(&id[..2]);
        fs::remove_file(folder.join(&id[2..])).unwrap();
        let history = History::open(repo.path()).unwrap();
        let mut walk = history.walk("HEAD", &Options::default()).unwrap();
        let got: Vec<String> = walk.by_ref().map(|commit| commit.id).collect();
        let rest: &[String] = if what == "HEAD~1" { &[] } else { &ids[..2] };
        assert_eq!(got, rest);
        assert_eq!(walk.skipped(), if what == "HEAD~1" { 1 } else { 2 });
    }
}

#[test]
fn a_shallow_clone_has_no_giant_beginning() {
    let mut repo = Repo::new();
    let ids = ["a\n", "b\n", "c\n"].map(|text| repo.with("a.rs", text));
    let url = format!("file://{}", repo.path().display());
    repo.git(&["clone", "-q", "--depth", "2", &url, "shallow"]);
    let history = History::open(&repo.path().join("shallow")).unwrap();
    let mut walk = history.walk("HEAD", &Options::default()).unwrap();
    let got: Vec<Commit> = walk.by_ref().collect();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].id, ids[2]);
    assert_eq!(walk.skipped(), 1);
}

#[test]
fn a_moved_file_is_not_written_anew() {
    let mut repo = Repo::new();
    repo.write("same.rs", "a\nb\n");
    repo.with("like.rs", "one\ntwo\nthree\n");
    repo.git(&["mv", "same.rs", "other.rs"]);
    repo.git(&["mv", "like.rs", "moved.rs"]);
    repo.write("moved.rs", "one\ntwo\nfour\n");
    repo.with("new.rs", "five\n");
    let commit = repo.last();
    let moved = ("moved.rs", Some("one\ntwo\nthree\n"), "one\ntwo\nfour\n");
    assert_eq!(files(&commit), [moved, ("new.rs", None, "five\n")]);
    assert_eq!(commit.deleted, [""; 0]);
}

#[cfg(unix)]
#[test]
fn links_and_submodules_are_no_files() {
    let mut repo = Repo::new();
    repo.with("a.rs", "a\n");
    std::os::unix::fs::symlink("a.rs", repo.path().join("link.rs")).unwrap();
    let id = repo.git(&["rev-parse", "HEAD"]);
    let entry = format!("160000,{id},sub.rs");
    repo.git(&["update-index", "--add", "--cacheinfo", &entry]);
    repo.git(&["add", "link.rs"]);
    repo.git(&["commit", "-q", "-m", "x"]);
    assert_eq!(files(&repo.last()), []);
    assert_eq!(repo.last().left_out, 0);
}

#[test]
fn a_git_folder_a_work_tree_and_a_folder_in_it_are_one_history() {
    let mut repo = Repo::new();
    let id = repo.with("src/a.rs", "a\n");
    let url = repo.path().display().to_string();
    repo.git(&["clone", "-q", "--bare", &url, "bare"]);
    fs::remove_file(repo.path().join("bare/config")).unwrap();
    repo.git(&["worktree", "add", "-q", "-b", "other", "tree"]);
    for folder in [".", ".git", "src", "bare", "tree"] {
        let history = History::open(&repo.path().join(folder)).unwrap();
        let mut walk = history.walk(&id[..12], &Options::default()).unwrap();
        assert_eq!(walk.next().map(|commit| commit.id), Some(id.clone()));
    }
    assert!(History::open(tempfile::tempdir().unwrap().path()).is_err());
}
