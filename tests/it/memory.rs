//! The loop: what is accepted ranks higher after the process was killed, from whatever is left of the
//! store. A real crate, real processes, an injected clock.
use std::{
    fs,
    path::{Path, PathBuf},
};

use habitus::{
    client::Client,
    demo::{
        corpus::{self, Corpus},
        plan,
    },
};

mod bench;

use bench::{Bench, Spot, flush};

fn scope(data: &Path) -> PathBuf {
    let projects = fs::read_dir(data.join("projects")).expect("projects");
    projects.flatten().next().expect("one project").path()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The protocol's number for a keyword.
const KEYWORD: u64 = 14;

/// A word that was accepted somewhere, and its row before.
struct Taken<'a> {
    spot: &'a Spot,
    word: String,
    before: usize,
}

/// Accepts two words at each of twelve spots, one after the other; each stood at least `low` rows
/// below the first, and is accepted nowhere else.
fn accept_low_rows<'a>(
    bench: &Bench,
    client: &Client,
    spots: &'a [Spot],
    low: usize,
) -> Vec<Taken<'a>> {
    let mut taken: Vec<Taken> = Vec::new();
    for spot in spots.iter().flat_map(|spot| [spot, spot]) {
        let (mut buffer, at) = bench.visit(client, spot);
        flush(client);
        let items = buffer.complete(at).expect("a list");
        let row = items.iter().enumerate().skip(low).find(|(_, i)| {
            let word = i["label"].as_str().unwrap_or_default();
            let is_new = taken.iter().all(|t| t.word != word);
            i["kind"] != KEYWORD && word.len() >= 4 && spot.takes(word) && is_new
        });
        if let Some((before, item)) = row {
            buffer.accept(item).expect("accept");
            let word = item["label"].as_str().expect("a label").to_owned();
            taken.push(Taken { spot, word, before });
        }
        buffer.close().expect("close");
        flush(client);
        if taken.len() == 24 {
            break;
        }
    }
    taken
}

/// Leaves nothing of a data folder but the ledgers.
fn keep_ledgers_only(data: &Path) {
    for scope in [scope(data), data.join("user")] {
        if scope.join("journal").exists() {
            fs::remove_dir_all(scope.join("journal")).expect("journals");
        }
        for entry in fs::read_dir(&scope).expect("the scope").flatten() {
            if entry.file_name().to_string_lossy().starts_with("base-") {
                fs::remove_file(entry.path()).expect("a snapshot");
            }
        }
    }
}

/// What is accepted stands higher after a kill, and no lower from the ledger alone.
fn assert_places_are_kept(corpus: Corpus, low: usize) {
    let bench = Bench::new(corpus);
    let spots = bench.spots();
    let mut client = bench.serve("data");
    let taken = accept_low_rows(&bench, &client, &spots, low);
    assert!(taken.len() >= 20, "only {} words", taken.len());
    client.kill().expect("kill -9");

    let mut client = bench.serve("data");
    let rank = |client: &Client, t: &Taken| bench.rank(client, t.spot, &t.word);
    let second: Vec<_> = taken.iter().map(|t| rank(&client, t)).collect();
    client.stop().expect("stop");
    keep_ledgers_only(&bench.data("data"));

    let client = bench.serve("data");
    for (t, second) in taken.iter().zip(second) {
        let Taken { word, before, .. } = t;
        let second = second.unwrap_or(usize::MAX);
        assert!(
            second < *before,
            "{word}: row {before}, after a kill {second}"
        );
        let alone = rank(&client, t);
        assert!(
            alone.is_some_and(|r| r <= second),
            "{word}: row {second} after a kill, from the ledger alone {alone:?}"
        );
    }
}

fn downloaded() -> Corpus {
    corpus::downloaded().expect("the build downloaded a crate")
}

#[test]
fn what_was_accepted_stands_higher_after_a_kill_and_from_the_ledger_alone() {
    assert_places_are_kept(downloaded(), 6);
}

#[test]
fn what_was_accepted_far_below_keeps_its_place_too() {
    assert_places_are_kept(downloaded(), 20);
}

#[test]
fn what_was_accepted_in_another_crate_keeps_its_place_too() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    assert_places_are_kept(corpus::given(&src).expect("our own source"), 6);
}

#[test]
fn what_is_learned_is_in_the_weights_not_only_in_the_ledger() {
    let bench = Bench::new(downloaded());
    let sessions = plan::sessions(&bench.files, 2, 1400);
    let mut client = bench.serve("data");
    bench.type_back(&client, &sessions[0]);
    client.stop().expect("stop");
    // Opened once more, so that all journals are folded.
    bench.serve("data").stop().expect("stop");
    copy(&bench.data("data"), &bench.data("bare"));
    for scope in [scope(&bench.data("bare")), bench.data("bare").join("user")] {
        let store = sled::open(scope.join("store")).expect("the store");
        assert!(
            store.drop_tree("ledger").expect("drop"),
            "there was a ledger"
        );
        store.flush().expect("flush");
    }
    let mean = |data: &str| {
        let mut client = bench.serve(data);
        let ranks = bench.type_back(&client, &sessions[1]);
        client.stop().expect("stop");
        assert!(ranks.len() > 400, "{} lists", ranks.len());
        ranks.iter().sum::<f64>() / ranks.len() as f64
    };
    let (whole, bare) = (mean("data"), mean("bare"));
    eprintln!("held-out MRR {whole:.4} with the ledger, {bare:.4} without");
    assert!(
        bare >= whole - 0.005,
        "with the ledger {whole:.4}, without {bare:.4}"
    );
    assert!(whole > 0.4, "{whole:.4}");
}
