//! `habitus replay` over small repositories made with git: the same figures twice, and a clear line
//! for what can't be replayed.
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;
use tempfile::TempDir;

struct Repo(TempDir);

impl Repo {
    fn new() -> Repo {
        let repo = Repo(tempfile::tempdir().expect("a folder"));
        repo.git("Ann", &["init", "-q", "-b", "main", "."]);
        repo
    }

    /// Four commits of Ann's and one of Bo's.
    fn written() -> Repo {
        let repo = Repo::new();
        let line = |i: usize| format!("fn step{i}(store: &Store) {{ store.commit(step{i}); }}\n");
        for (i, who) in ["Ann", "Bo", "Ann", "Ann", "Ann"].iter().enumerate() {
            let text: String = (0..=4 * i).map(line).collect();
            repo.commit(who, "src/lib.rs", &text);
        }
        repo
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, who: &str, arguments: &[&str]) {
        let email = format!("{who}@example.org").to_lowercase();
        let output = Command::new("git")
            .current_dir(self.path())
            .args([
                "-c",
                "commit.gpgsign=false",
                "-c",
                "protocol.file.allow=always",
            ])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_NAME"), who)))
            .envs(["AUTHOR", "COMMITTER"].map(|role| (format!("GIT_{role}_EMAIL"), &email)))
            .output()
            .expect("git");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
    }

    fn commit(&self, who: &str, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
        self.git(who, &["add", "-A"]);
        self.git(who, &["commit", "-q", "-m", "x"]);
    }
}

fn replay(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_habitus"))
        .arg("replay")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", folder)
        .env("CARGO_HOME", folder.join(".cargo"))
        .env_remove("RUSTUP_HOME")
        .output()
        .expect("habitus")
}

/// What it says in JSON, without times.
fn figures(folder: &Path, arguments: &[&str]) -> Value {
    let output = replay(folder, &[&["--json"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let mut told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    timeless(&mut told);
    told
}

fn timeless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("microseconds");
            fields.values_mut().for_each(timeless);
        }
        Value::Array(items) => items.iter_mut().for_each(timeless),
        _ => {}
    }
}

/// The exit code and what stands on stderr.
fn fails(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = replay(folder, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

fn scored(told: &Value, index: usize) -> u64 {
    told["repositories"][index]["scored"]
        .as_u64()
        .expect("a number")
}

#[test]
fn a_history_has_the_same_figures_twice() {
    let repo = Repo::written();
    let once = figures(repo.path(), &[]);
    assert_eq!(once, figures(repo.path(), &[]));
    assert_eq!(
        (&once["kind"], &once["version"]),
        (&"habitus replay".into(), &1.into())
    );
    let repository = &once["repositories"][0];
    assert_eq!(
        (&repository["author"], &repository["commits"]),
        (&"^(Ann)$".into(), &5.into())
    );
    assert_eq!(repository["commits_of_author"], 4);
    let predictors = repository["predictors"].as_array().expect("predictors");
    assert_eq!(predictors.len(), 6);
    for predictor in predictors {
        assert_eq!(predictor["all"]["total"]["tokens"], repository["scored"]);
    }
    let nested = &predictors[5];
    assert_eq!(nested["name"], "nested+cache");
    assert!(nested["all"]["total"]["mrr"].as_f64() > Some(0.7));
    assert_eq!(once["macro"].as_array().map(Vec::len), Some(6));
}

/// Lines that are written again and again: they are shown, and they are right.
#[test]
fn rests_of_lines_are_foretold() {
    let repo = Repo::new();
    let page = |i: usize| {
        let body = "    let store = Store::open(path, limit);\n    store.commit(\"all\", path);\n";
        format!("pub fn step{i}(path: &Path, limit: usize) {{\n{body}}}\n")
    };
    for count in 1..6 {
        let text: String = (0..20 * count).map(page).collect();
        repo.commit("Ann", "src/lib.rs", &text);
    }
    let told = figures(repo.path(), &["--baselines", "off"]);
    let lines = &told["repositories"][0]["lines"];
    assert_eq!(lines, &told["macro_lines"]);
    let all = lines["thresholds"].as_array().expect("thresholds");
    let rate = |i: usize, name: &str| all[i][name].as_f64().expect("a number");
    assert_eq!((all.len(), rate(0, "from"), rate(7, "from")), (8, 0.2, 0.6));
    assert!(rate(7, "exact") > 0.8, "{lines}");
    assert!(
        rate(7, "characters") > 0.4 && rate(7, "shown") < 1.2,
        "{lines}"
    );
    assert!(
        rate(7, "with_lists") > rate(7, "characters") - 0.2,
        "{lines}"
    );
    assert!(rate(0, "shown") >= rate(7, "shown"), "{lines}");
    assert!(
        lines["ece"].as_f64().is_some_and(|error| error < 0.2),
        "{lines}"
    );
    let printed = replay(repo.path(), &["--baselines", "off"]);
    let printed = String::from_utf8_lossy(&printed.stdout).into_owned();
    assert!(
        printed.contains("lines from         shown/line   exact  characters"),
        "{printed}"
    );
}

#[test]
fn author_commits_and_baselines_are_chosen() {
    let repo = Repo::written();
    let all = scored(&figures(repo.path(), &[]), 0);
    let bo = figures(repo.path(), &["--author", "bo@example"]);
    assert!((1..all).contains(&scored(&bo, 0)));
    let last = figures(repo.path(), &["--commits", "1", "--baselines", "off"]);
    assert!((1..all).contains(&scored(&last, 0)));
    assert_eq!(
        last["repositories"][0]["predictors"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    repo.git("Ann", &["config", "user.email", "bo@example.org"]);
    assert_eq!(
        figures(repo.path(), &[]),
        figures(repo.path(), &["--author", "^(Bo)$"])
    );
}

fn bits(told: &Value) -> f64 {
    told["macro"][0]["all"]["total"]["bits"]
        .as_f64()
        .expect("bits")
}

#[test]
fn tokens_and_the_seed_are_chosen() {
    let repo = Repo::written();
    let all = scored(&figures(repo.path(), &[]), 0);
    let few = scored(&figures(repo.path(), &["--tokens", "1"]), 0);
    assert!((1..all).contains(&few), "{few} of {all}");
    let seeded = |seed| figures(repo.path(), &["--weights", "zero", "--seed", seed]);
    let (one, two) = (seeded("1"), seeded("2"));
    assert_eq!(one["setup"]["seed"], 1);
    assert_eq!(one, seeded("1"));
    assert_ne!(bits(&one), bits(&two));
}

#[test]
fn weights_are_kept_as_they_became() {
    let repo = Repo::written();
    let kept = |tokens: &str| {
        let file = repo.path().join(format!("{tokens}.weights"));
        let path = file.to_str().expect("UTF-8");
        figures(repo.path(), &["--tokens", tokens, "--keep-weights", path]);
        fs::read(file).expect("weights")
    };
    assert_ne!(kept("1"), kept("1000"));
}

#[test]
fn dependencies_help_where_they_are_read() {
    let repo = Repo::written();
    let write = |path: &str, text: &str| {
        let path = repo.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    let (code, said) = fails(repo.path(), &["--deps", "on"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("Cargo.toml"), "{said}");
    let manifest = "[package]\nname = \"own\"\n[dependencies]\ndepot = \"1\"\n";
    write("Cargo.toml", manifest);
    let lock = "[[package]]\nname = \"depot\"\nversion = \"1.0.0\"\n                source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
    write("Cargo.lock", lock);
    let used = "fn f(store: &Store) { store.commit(f); }\n".repeat(20);
    let unpacked = ".cargo/registry/src/index.crates.io-1/depot-1.0.0";
    write(&format!("{unpacked}/src/lib.rs"), &used);
    let off = figures(repo.path(), &["--author", "Ann"]);
    let on = figures(repo.path(), &["--author", "Ann", "--deps", "on"]);
    assert_eq!(
        (&off["setup"]["deps"], &on["setup"]["deps"]),
        (&false.into(), &true.into())
    );
    assert!(bits(&on) < bits(&off), "{} and {}", bits(&on), bits(&off));
}

#[test]
fn people_get_a_table_and_of_several_their_mean() {
    let (a, b) = (Repo::written(), Repo::written());
    let paths = [
        a.path().to_str().expect("UTF-8"),
        b.path().to_str().expect("UTF-8"),
    ];
    let output = replay(a.path(), &paths);
    let table = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(table.matches("nested+cache").count(), 6, "{table}");
    assert!(table.contains("mean of 2 repositories"), "{table}");
    assert!(table.contains("of 4 commits by "), "{table}");
    let warm = [&paths[..], &["--warm", "both"]].concat();
    assert_eq!(figures(a.path(), &warm)["setup"]["warm"], "both");
}

#[test]
fn what_cannot_be_replayed_is_named_and_the_rest_is_done() {
    let (repo, empty) = (Repo::written(), Repo::new());
    let outside = tempfile::tempdir().expect("a folder");
    let (code, said) = fails(outside.path(), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("needs a git repository"), "{said}");
    let (code, said) = fails(empty.path(), &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("history is empty"), "{said}");
    let (code, said) = fails(repo.path(), &["--author", "Cy"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("--author \"Ann\" did most often (4)"),
        "{said}"
    );
    let (code, said) = fails(repo.path(), &["--rev", "nowhere"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("no commit is named \"nowhere\""), "{said}");
    for wrong in [
        &["--author", "("],
        &["--without", "nonsense"],
        &["--commits", "0"],
    ] {
        assert_eq!(fails(repo.path(), wrong).0, Some(2), "{wrong:?}");
    }
    let nowhere = repo.path().join("nowhere/weights");
    let nowhere = nowhere.to_str().expect("UTF-8");
    for (wrong, why) in [
        (&["--seed", "3"], "add --weights zero"),
        (&["--keep-weights", nowhere], "nowhere/weights"),
    ] {
        let (code, said) = fails(repo.path(), wrong);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(why), "{said}");
    }
    let path = |folder: &Path| folder.to_str().expect("UTF-8").to_owned();
    let (good, bad) = (path(repo.path()), path(empty.path()));
    let output = replay(repo.path(), &[&bad, &good, "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (output.status.code(), scored(&told, 0) > 0),
        (Some(1), true)
    );
    let (code, said) = fails(repo.path(), &[&good, "--rev", "a", "--rev", "b"]);
    assert_eq!(code, Some(2), "{said}");
}

#[test]
fn a_shallow_clone_is_named_and_replayed() {
    let (repo, shallow) = (Repo::written(), Repo::new());
    let from = format!("file://{}", repo.path().display());
    shallow.git("Ann", &["clone", "-q", "--depth", "2", &from, "clone"]);
    let output = replay(&shallow.path().join("clone"), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("git fetch --unshallow"), "{said}");
}
