//! An examination: it finds what is wrong, says what to do, and leaves no trace.
use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::{Value, json};

use super::{command, run, run_with};
use crate::bad_input::house::{House, WORD, bytes_of, snapshots};

/// Findings by their checks, and the others that aren't ok.
fn finding<'a>(answer: &'a Value, check: &str) -> Vec<(&'a str, &'a str)> {
    let all = answer["findings"].as_array().expect("findings");
    let of = all
        .iter()
        .filter(|f| f["check"].as_str().expect("a check").starts_with(check));
    of.map(|f| {
        (
            f["state"].as_str().expect("a state"),
            f["what"].as_str().expect("what"),
        )
    })
    .collect()
}

fn states(answer: &Value, check: &str) -> Vec<String> {
    let all = finding(answer, check).into_iter();
    all.map(|(state, _)| state.to_owned()).collect()
}

/// All files with their bytes and times.
fn traces(house: &House) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let files = bytes_of(&house.data()).into_iter();
    files
        .map(|(path, bytes)| {
            let time = fs::metadata(&path)
                .expect("there")
                .modified()
                .expect("a time");
            (path, (bytes, time))
        })
        .collect()
}

#[test]
fn a_good_folder_is_well_and_stays_as_it_is() {
    let house = House::new();
    house.learn_a_little();
    let before = traces(&house);
    let answer = run(&house, &["doctor", "--json"]);
    assert_eq!(answer.code, 0, "{}", answer.out);
    let told = answer.json();
    assert_eq!(told["well"], true);
    assert_eq!(states(&told, "data folder"), ["ok"]);
    assert_eq!(states(&told, "permissions"), ["ok"]);
    let project = finding(&told, "project ");
    assert_eq!(project.len(), 1, "{told}");
    assert!(
        project[0].1.contains("snapshot and ledger can be read"),
        "{told}"
    );
    assert!(project[0].1.contains("stale and harmless"), "{told}");
    assert_eq!(finding(&told, "user").len(), 1, "{told}");
    assert_eq!(traces(&house), before);
    let lines = run(&house, &["doctor"]).out;
    assert!(
        lines
            .lines()
            .all(|l| ["ok  ", "warn", "bad ", "    "].contains(&&l[..4])),
        "{lines}"
    );
    // Programs that aren't there are worth a word, not more.
    assert_eq!(states(&told, "habitus"), ["warn"]);
    assert_eq!(states(&told, "rust-analyzer"), ["warn"]);
    assert_eq!(states(&told, "editors"), ["warn"]);
    assert_eq!(states(&told, "libraries"), ["warn"]);
}

#[cfg(unix)]
#[test]
fn what_editors_need_is_found_where_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    let bin = house.beside("bin");
    fs::create_dir_all(&bin).expect("a folder");
    for name in ["habitus", "rust-analyzer"] {
        fs::write(bin.join(name), "").expect("a file");
        fs::set_permissions(bin.join(name), fs::Permissions::from_mode(0o755)).expect("a mode");
    }
    fs::create_dir_all(house.beside("cargo/registry/src")).expect("a folder");
    let helix = house.beside("home/.config/helix");
    fs::create_dir_all(&helix).expect("a folder");
    fs::write(
        helix.join("languages.toml"),
        "\n[language-server.habitus]\n",
    )
    .expect("a file");
    let told = run(&house, &["doctor", "--json"]).json();
    for check in ["habitus", "rust-analyzer", "libraries", "editors"] {
        assert_eq!(states(&told, check), ["ok"], "{check}: {told}");
    }
    assert!(
        finding(&told, "editors")[0].1.contains("languages.toml"),
        "{told}"
    );
    assert_eq!(states(&told, "data folder"), ["ok"], "it isn't there yet");
    assert!(!house.data().exists());
}

#[test]
fn while_a_server_runs_its_ledger_is_left_alone() {
    let house = House::new();
    let client = house.serve();
    house.teach(&client, WORD);
    let beside = run(&house, &["doctor", "--json"]).json();
    let server = client.request("habitus/doctor", json!({})).expect("doctor");
    for told in [beside, server] {
        let owned = format!(
            "owned by process {}: the ledger is left alone",
            client.pid()
        );
        assert_eq!(finding(&told, "project "), [("ok", &*owned)], "{told}");
    }
    assert_eq!(
        client.request("habitus/status", json!({})).expect("status")["faults"],
        json!([])
    );
}

#[cfg(unix)]
#[test]
fn a_folder_that_takes_nothing_is_bad() {
    use std::os::unix::fs::PermissionsExt;
    let house = House::new();
    house.learn_a_little();
    let mode = |mode| fs::set_permissions(house.data(), fs::Permissions::from_mode(mode));
    mode(0o500).expect("read-only");
    let answer = run(&house, &["doctor", "--json"]);
    mode(0o700).expect("as it was");
    assert_eq!(answer.code, 1, "{}", answer.out);
    assert_eq!(states(&answer.json(), "data folder"), ["bad"]);
    mode(0o755).expect("open");
    let answer = run(&house, &["doctor", "--json"]);
    assert_eq!(answer.code, 0, "{}", answer.out);
    assert_eq!(states(&answer.json(), "permissions"), ["warn"]);
    let mut below = command(&house, &["doctor"]);
    fs::write(house.beside("file"), "").expect("a file");
    below.env("HABITUS_DATA_DIR", house.beside("file/data"));
    let below = run_with(below, "");
    assert_eq!(below.code, 1, "{}", below.out);
    assert!(below.out.contains("a file in the way"), "{}", below.out);
}

#[test]
fn damage_is_found_and_nothing_of_it_is_touched() {
    let house = House::with_crate();
    let scope = house.learn();
    let snapshot = snapshots(&scope).remove(0);
    let mut bytes = fs::read(&snapshot).expect("a snapshot");
    bytes[100] ^= 1;
    fs::write(&snapshot, bytes).expect("damaged");
    fs::write(scope.join("store/db"), vec![0; 1 << 19]).expect("damaged");
    fs::write(house.data().join("index.json"), "{").expect("damaged");
    fs::write(scope.join("base-1.bin.bad-5"), "").expect("set aside");
    let before = traces(&house);
    let answer = run(&house, &["doctor", "--json"]);
    assert_eq!(answer.code, 1, "{}", answer.out);
    let told = answer.json();
    assert_eq!(states(&told, "list of projects"), ["warn"]);
    let project = finding(&told, "project ");
    let (states, whats): (Vec<&str>, Vec<&str>) = project.into_iter().unzip();
    assert_eq!(states, ["bad", "bad", "warn"], "{told}");
    assert!(
        whats[0].contains("snapshot") && whats[1].contains("ledger"),
        "{told}"
    );
    assert_eq!(traces(&house), before);
    fs::write(scope.join("VERSION"), "9\n").expect("a version");
    let told = run(&house, &["doctor", "--json"]).json();
    assert!(finding(&told, "project ")[0].1.contains("newer"), "{told}");
}
