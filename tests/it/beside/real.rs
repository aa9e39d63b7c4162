//! Beside a real rust-analyzer, in a real crate: no row is one of its rows. How much later than its list
//! ours comes is printed, and no test: that depends on the machine.
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use habitus::{
    client::{Buffer, Client, capabilities},
    demo::corpus,
};
use serde_json::{Value, json};

use super::serve;
use crate::{
    bad_input::house::{House, labels},
    support::uri,
};

/// A real rust-analyzer: the one that is named (`HABITUS_RUST_ANALYZER`), or the path's.
pub fn rust_analyzer() -> PathBuf {
    let named = std::env::var_os("HABITUS_RUST_ANALYZER").map(PathBuf::from);
    let answers = |path: &PathBuf| {
        // By a shell: a child of this process would stand beside other tests' servers.
        let mut shell = Command::new("sh");
        shell.args(["-c", "\"$0\" --version || exit 1"]).arg(path);
        shell.output().is_ok_and(|v| v.status.success())
    };
    let named = named.unwrap_or_else(|| "rust-analyzer".into());
    assert!(
        answers(&named),
        "{named:?} is no rust-analyzer: `editors/test/install.sh rust-analyzer` gets one, \
         HABITUS_RUST_ANALYZER names it"
    );
    named
}

/// Places of a file where a name stands, and how much of it is typed.
fn places(text: &str, seed: &mut usize) -> Vec<(usize, usize, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(found_at) = text[at..].find(|c: char| c.is_alphabetic() || c == '_') {
        let start = at + found_at;
        let length = text[start..]
            .find(|c| !is_part(c))
            .unwrap_or(text.len() - start);
        at = start + length;
        let line = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let is_comment = text[line..start].contains("//");
        *seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        let before = text[..start].trim_end();
        let is_new = ["let", "fn", "let mut", "struct"]
            .iter()
            .any(|w| before.ends_with(w));
        let chosen = (*seed >> 33).is_multiple_of(if is_new { 6 } else { 90 });
        if !is_comment && length >= 4 && chosen {
            found.push((start, at, (*seed >> 40) % 3));
        }
    }
    found
}

/// Asks until it says something for good; the rows and the time of the last question.
fn ask_other(buffer: &Buffer, at: usize) -> (Vec<String>, Duration) {
    loop {
        let start = Instant::now();
        match buffer.complete(at) {
            Ok(items) => {
                let label = |i: &Value| {
                    let insert = i["textEdit"]["newText"].as_str().map(str::to_owned);
                    [
                        i["label"].as_str().map(str::to_owned),
                        insert,
                        i["filterText"].as_str().map(str::to_owned),
                    ]
                };
                return (
                    items.iter().flat_map(label).flatten().collect(),
                    start.elapsed(),
                );
            }
            // The content was modified, the request was cancelled.
            Err(error) if error.to_string().contains("-328") => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn greet_other(command: Command, root: &Path) -> Client {
    let mut client = Client::spawn(command).expect("it starts");
    client.set_limit(Duration::from_secs(120));
    let mut capabilities = capabilities::full();
    capabilities["experimental"] = json!({ "serverStatusNotification": true });
    let uri = uri(root);
    let greeted = client.initialize_with(json!({
        "rootUri": uri, "workspaceFolders": [{ "uri": uri, "name": "root" }],
        "capabilities": capabilities, "initializationOptions": { "checkOnSave": false },
    }));
    greeted.expect("initialize");
    let is_quiet =
        |m: &Value| m["method"] == "experimental/serverStatus" && m["params"]["quiescent"] == true;
    client.wait_for("a quiet server", is_quiet).expect("quiet");
    client
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Takes half a minute; `.ci/run` asks for it.
#[test]
#[ignore = "wants a rust-analyzer: editors/test/install.sh rust-analyzer"]
fn no_row_is_one_of_rust_analyzers() {
    let program = rust_analyzer();
    let house = House::new();
    let files = real_crate(&house).expect("a crate that the build has downloaded");
    let mut command = Command::new("sh");
    // Not a child of this process: other tests' servers would stand beside it.
    command
        .arg("-c")
        .arg("\"$0\"; true")
        .arg(&program)
        .stderr(Stdio::null());
    command.current_dir(house.project());
    let other = greet_other(command, &house.project());
    let ours = serve(&house, json!({ "beside": "on" }));
    let (mut asked, mut shown, mut answered, mut both) = (0, 0, 0, Vec::new());
    let (mut slow, mut times, mut later) = (Vec::new(), Vec::new(), Vec::new());
    let mut seed = 7;
    for path in files {
        let text = fs::read_to_string(&path).expect("a file");
        let mut here = other.open(&path, &text).expect("opened");
        let mut own = ours.open(&path, &text).expect("opened");
        for (start, end, typed) in places(&text, &mut seed) {
            let typed = start + typed;
            let begun = format!("{}{}", &text[..typed], &text[end..]);
            here.replace_all(&begun).expect("sent");
            own.replace_all(&begun).expect("sent");
            let began = Instant::now();
            let rows = labels(&own, typed);
            let own_time = began.elapsed();
            times.push(own_time);
            assert!(rows.len() <= 3, "{rows:?}");
            let (its, time) = ask_other(&here, typed);
            slow.push(time);
            later.push(own_time.saturating_sub(time));
            asked += 1;
            shown += usize::from(!rows.is_empty());
            answered += usize::from(!its.is_empty());
            let line = begun[..typed].lines().last().unwrap_or_default().to_owned();
            both.extend(
                rows.into_iter()
                    .filter(|r| its.contains(r))
                    .map(|r| (line.clone(), r)),
            );
        }
        here.close().expect("closed");
        own.close().expect("closed");
    }
    let (own, its, later) = (middle(&mut times), middle(&mut slow), middle(&mut later));
    let slowest = [&times, &slow].map(|t| t.last().copied().unwrap_or_default());
    eprintln!(
        "{asked} places, rows at {shown}, its at {answered}; median {own:.1?} beside {its:.1?}, \
         later than it by {later:.1?} (20 ms at most are wanted); slowest {:.1?} beside {:.1?}",
        slowest[0], slowest[1]
    );
    assert!(asked >= 100 && shown >= 5, "{shown} of {asked}");
    assert!(answered > asked / 2, "{answered} of {asked}");
    assert_eq!(both, [], "of {asked}, rows at {shown}");
}

/// A package that the build has downloaded, as a project of its own: some of its files.
fn real_crate(house: &House) -> Option<Vec<PathBuf>> {
    let corpus = corpus::downloaded().ok()?;
    let manifest = "[package]\nname = \"own_project\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\npath = \"src/lib.rs\"\n";
    fs::remove_file(house.project().join("lib.rs")).ok()?;
    house.write("Cargo.toml", manifest);
    for file in &corpus.files {
        house.write(&file.path, &file.text);
    }
    let src = corpus
        .files
        .iter()
        .filter(|f| f.path.starts_with("src/") && f.text.len() > 12_000);
    Some(src.take(5).map(|f| house.project().join(&f.path)).collect())
}
