use std::{fs, path::Path};

use super::{Crate, Reading, crates};
use crate::model::{Class, Library};

struct Machine(tempfile::TempDir);

impl Machine {
    /// A cargo home with these crates (`name-version`, source), and a project beside it.
    fn with(unpacked: &[(&str, &str)], manifest: &str, lock: &str) -> Machine {
        let folder = tempfile::tempdir().expect("a folder");
        let machine = Machine(folder);
        for (title, source) in unpacked {
            machine.write(
                &format!("home/registry/src/index.crates.io-1/{title}/src/lib.rs"),
                source,
            );
        }
        machine.write("project/Cargo.toml", manifest);
        if !lock.is_empty() {
            machine.write("project/Cargo.lock", lock);
        }
        machine
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        Path::join(self.0.path(), name)
    }

    fn titles(&self) -> Vec<(String, bool)> {
        let found = crates(&self.path("project"), &self.path("home"));
        found.into_iter().map(|c| (c.title, c.near)).collect()
    }

    fn library(&self) -> Library {
        read(crates(&self.path("project"), &self.path("home")))
    }
}

fn read(crates: Vec<Crate>) -> Library {
    let mut reading = Reading::new(crates, 1 << 20);
    while reading.step() {}
    reading.finish()
}

const MANIFEST: &str = "[package]\nname = 'own'\n[dependencies]\nserde = '1'\n[target.'cfg(unix)'.dependencies]\nunixy = '*'";
const LOCK: &str = "
[[package]]\nname = 'own'\nversion = '0.1.0'\ndependencies = ['serde', 'unixy']
[[package]]\nname = 'member'\nversion = '0.1.0'
[[package]]\nname = 'deep'\nversion = '0.2.0'\nsource = 'registry'
[[package]]\nname = 'serde'\nversion = '1.0.1'\nsource = 'registry'
";

fn near(title: &str) -> (String, bool) {
    (title.into(), true)
}

fn far(title: &str) -> (String, bool) {
    (title.into(), false)
}

#[test]
fn locked_versions_come_first_then_the_newest_of_the_rest() {
    let all = [
        "serde-1.0.1",
        "serde-1.0.9",
        "deep-0.2.0",
        "own-0.1.0",
        "member-0.1.0",
    ];
    let more = ["zeta-1.9.0", "zeta-1.10.0", "zeta-2.0.0-rc.1", "a-b-0.1.0"];
    let crates: Vec<(&str, &str)> = all.iter().chain(&more).map(|t| (*t, "")).collect();
    let machine = Machine::with(&crates, MANIFEST, LOCK);
    let expected = [
        near("serde-1.0.1"),
        far("deep-0.2.0"),
        far("a-b-0.1.0"),
        far("zeta-2.0.0-rc.1"),
    ];
    assert_eq!(machine.titles(), expected);
}

#[test]
fn without_a_lock_file_the_manifest_tells_what_is_near() {
    let crates = [
        ("serde-1.0.1", ""),
        ("unixy-3.0.0", ""),
        ("own-0.1.0", ""),
        ("far-1.0.0", ""),
    ];
    let machine = Machine::with(&crates, MANIFEST, "");
    let expected = [near("serde-1.0.1"), near("unixy-3.0.0"), far("far-1.0.0")];
    assert_eq!(machine.titles(), expected);
}

#[test]
fn a_broken_manifest_costs_what_it_says() {
    let machine = Machine::with(&[("far-1.0.0", "")], "[package", "[[package");
    assert_eq!(machine.titles(), [far("far-1.0.0")]);
}

#[test]
fn members_of_a_workspace_are_its_own() {
    let manifest = "[workspace]\nmembers = ['alpha', 'crates/*']\n[workspace.dependencies]\nbeside = { path = 'beside' }";
    let crates = ["alpha-1.0.0", "beta-1.0.0", "beside-1.0.0", "serde-1.0.1"];
    let machine = Machine::with(&crates.map(|c| (c, "")), manifest, "");
    machine.write(
        "project/alpha/Cargo.toml",
        "[package]\nname = 'alpha'\n[dependencies]\nserde = '1'",
    );
    machine.write("project/crates/b/Cargo.toml", "[package]\nname = 'beta'");
    assert_eq!(machine.titles(), [near("serde-1.0.1")]);
}

#[test]
fn crates_are_named_as_code_names_them() {
    let manifest = "[package]\nname = 'own-thing'\n[dependencies]\nfuzzy = { package = 'nucleo-matcher', version = '1' }\nserde-json = '1'\n[workspace]\nmembers = ['alpha']\n[target.'cfg(unix)'.dependencies]\nunixy = '*'";
    let machine = Machine::with(&[], manifest, "");
    machine.write(
        "project/alpha/Cargo.toml",
        "[dev-dependencies]\ndeep-test = '1'",
    );
    let mut names = super::crate_names(&machine.path("project"));
    names.sort_unstable();
    let expected = ["deep_test", "fuzzy", "own_thing", "serde_json", "unixy"];
    assert_eq!(names, expected);
}

#[test]
fn private_registries_are_not_read() {
    let machine = Machine::with(&[], MANIFEST, "");
    machine.write(
        "home/registry/src/registry.example.org-1/secret-1.0.0/src/lib.rs",
        "",
    );
    assert_eq!(machine.titles(), []);
}

#[test]
fn words_of_near_crates_and_of_several_others_are_common() {
    let near = "fn f(x: Thing) { x.rare_method(); x.shared_method(); }";
    let far = "fn g(y: Other) { y.shared_elsewhere(); y.only_here_I_said(); }";
    let other = "fn h(y: Other) { y.shared_elsewhere(); }";
    let crates = [
        ("serde-1.0.1", near),
        ("p-1.0.0", far),
        ("q-1.0.0", other),
        ("r-1.0.0", other),
    ];
    let library = Machine::with(&crates, MANIFEST, "").library();
    let members = |prefix: &str| -> Vec<String> {
        let found = library.with_prefix(prefix, Class::Member, 9);
        found.iter().map(|w| w.word.to_string()).collect()
    };
    assert_eq!(members("rare"), ["rare_method"]);
    assert_eq!(members("SHARED"), ["shared_elsewhere", "shared_method"]);
    assert_eq!(members("only"), [""; 0]);
    assert!(library.with_prefix("rare", Class::Path, 9).is_empty());
}

#[test]
fn the_most_written_of_many_are_kept() {
    let near = "fn f(a: A) { a.same_one(); a.same_two(); a.same_two(); a.same_three(); }";
    let library = Machine::with(&[("serde-1.0.1", near)], MANIFEST, "").library();
    let found = library.with_prefix("same", Class::Member, 1);
    assert_eq!(&*found[0].word, "same_two");
}

/// A new dependency costs its own reading.
#[test]
fn what_is_read_later_is_added() {
    let one = "fn f(x: Thing) { x.first_method(); x.shared_method(); }";
    let two = "fn g(x: Thing) { x.shared_method(); x.second_method(); }";
    let machine = Machine::with(&[("serde-1.0.1", one), ("unixy-1.0.0", two)], MANIFEST, "");
    let all = crates(&machine.path("project"), &machine.path("home"));
    let (first, second) = all.split_at(1);
    let added = read(first.to_vec()).and(read(second.to_vec()));
    let whole = machine.library();
    assert_eq!(added.words(), whole.words());
    assert_eq!(added.table.dump(), whole.table.dump());
    assert_eq!(added.words().iter().filter(|w| w.times[0] > 1).count(), 1);
}
