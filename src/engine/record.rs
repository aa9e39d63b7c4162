//! What is learned as journal events and snapshots, and back. Opens no store.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    lesson::{Learned, count_keys, uncount_keys},
    project::{Counts, PROJECT_BYTES},
    taken::Taken,
};
use crate::{
    model::{CONTEXTS, Contexts, EVIDENCE, SITE, Table},
    store::{Episodes, Event, Loaded, Outcome, State},
    text::Sym,
};

/// Name of the table in snapshots.
pub const TABLE: &str = "words_after";
/// The note with the names of forgotten words.
const FORGOTTEN: &str = "forgotten";

/// How often a word is counted at its site for each time that the ledger knows, where the tables
/// that counted it under all its contexts are lost.
const STAND_IN: u8 = 16;

/// How much a word counts that was typed; what tools wrote counts half.
const TYPED: u8 = 2;

/// Notes of a snapshot: lines of files that are counted already, by the file's key; in the user's
/// scope, names that were written, by project.
pub const LINES: &str = "lines";
pub const SEEN: &str = "seen";

/// Under which key of a project's note there is what waits for a commit: lines that a tool wrote, and
/// names that nobody knew before.
pub const WAITING: u64 = u64::from_be_bytes(*b"foreign\0");

/// What such a note holds.
pub type Known = FxHashMap<u64, FxHashSet<u32>>;

/// What a row that was taken in vain leaves behind. It was chosen, if its lesson didn't say so yet.
pub fn taken_back(taken: &Taken) -> Vec<Event> {
    let Some(word) = &taken.word else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let sites = match &taken.learned {
        Some(l) => [l.contexts.site, l.contexts.exact],
        None => [taken.episode.site, taken.exact],
    };
    let outcome = |site, outcome| Event::Outcome {
        site,
        word: word.clone(),
        outcome,
    };
    match &taken.learned {
        Some(l) => out.push(Event::Retracted {
            words: vec![word.clone()],
            contexts: l.contexts.keys.to_vec(),
        }),
        None => out.extend(sites.map(|s| outcome(s, Outcome::Chosen))),
    }
    out.extend(sites.map(|s| outcome(s, Outcome::Undone)));
    out
}

/// What leaves nothing of a word that was learned by mistake.
pub fn unsaid(learned: &Learned) -> Vec<Event> {
    let word = &learned.word;
    let Contexts {
        site, exact, keys, ..
    } = learned.contexts;
    let mut out = vec![Event::Retracted {
        words: vec![word.clone()],
        contexts: keys.to_vec(),
    }];
    // One that is taken back counts against the word, and one that is forgiven doesn't.
    for site in [site, exact] {
        out.extend(
            [Outcome::Undone, Outcome::Forgiven].map(|outcome| Event::Outcome {
                site,
                word: word.clone(),
                outcome,
            }),
        );
    }
    out
}

/// Journal events of learned words.
pub fn events<'a>(file: u64, words: impl Iterator<Item = &'a Learned> + Clone) -> Vec<Event> {
    let mut out = Vec::new();
    if words.clone().next().is_some() {
        out.push(Event::Learned {
            file,
            weight: TYPED,
            words: words.clone().map(|w| w.word.clone()).collect(),
            contexts: words.clone().flat_map(|w| w.contexts.keys).collect(),
        });
    }
    for w in words {
        let outcome = if w.chosen {
            Outcome::Chosen
        } else {
            Outcome::Typed
        };
        let Contexts { site, exact, .. } = w.contexts;
        for site in [site, exact] {
            out.push(Event::Outcome {
                site,
                word: w.word.clone(),
                outcome,
            });
        }
        out.extend((0..w.forgiven).map(|_| Event::Outcome {
            site,
            word: w.word.clone(),
            outcome: Outcome::Forgiven,
        }));
        let passed = w.passed.iter().cloned();
        out.extend(passed.map(|word| Event::Outcome {
            site,
            word,
            outcome: Outcome::Shown,
        }));
    }
    out
}

/// Counts an event of a journal; outcomes only where the ledger hasn't told them already.
pub fn apply(counts: &Counts, event: &Event, live: bool, outcomes: bool) {
    match event {
        Event::Learned {
            words,
            contexts,
            weight,
            ..
        } => {
            for (word, keys) in words.iter().zip(contexts.chunks_exact(CONTEXTS)) {
                if counts.words.recall(word) {
                    count_keys(&counts.words_after, keys, Sym::of(word));
                    if live && *weight >= TYPED {
                        count_keys(&counts.session, keys, Sym::of(word));
                    }
                }
            }
        }
        Event::Retracted { words, contexts } => {
            for (word, keys) in words.iter().zip(contexts.chunks_exact(CONTEXTS)) {
                uncount_keys(&counts.words_after, keys, Sym::of(word));
                if live {
                    uncount_keys(&counts.session, keys, Sym::of(word));
                }
            }
        }
        Event::Outcome {
            site,
            word,
            outcome,
        } if outcomes && takes(counts, word, *outcome) => {
            let (site, name) = (*site, Sym::of(word));
            match outcome {
                Outcome::Chosen | Outcome::Typed => counts.chosen.add(EVIDENCE, site, name, 1),
                Outcome::Refused => counts.refused.add(EVIDENCE, site, name, 1),
                Outcome::Undone => {
                    counts.chosen.subtract(EVIDENCE, site, name);
                    counts.refused.add(EVIDENCE, site, name, 1);
                }
                Outcome::Forgiven => counts.refused.subtract(EVIDENCE, site, name),
                Outcome::Shown => {}
            }
        }
        _ => {}
    }
}

/// A word that was only shown was not written: where it is forgotten it stays so.
fn takes(counts: &Counts, word: &str, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Chosen | Outcome::Typed => counts.words.recall(word),
        _ => counts.words.add(word),
    }
}

/// Tables from what a store kept.
pub fn restore(mut loaded: Loaded) -> Counts {
    let forgotten = note(&mut loaded.state, FORGOTTEN);
    let State {
        tables,
        words,
        mut ledger,
        ..
    } = loaded.state;
    let mut counts = Counts::for_ledger(PROJECT_BYTES, ledger.len());
    // Where there is no room for all, the oldest goes.
    ledger.sort_by_key(|(.., e)| e.last_day);
    let lost = tables.is_empty();
    let own = tables.into_iter().find(|(name, _)| name == TABLE);
    if let Some(table) = own.and_then(|(_, entries)| Table::load(entries)) {
        counts.words_after = table;
    }
    let forgotten: Vec<u32> = postcard::from_bytes(&forgotten).unwrap_or_default();
    forgotten
        .iter()
        .for_each(|name| counts.words.forget(Sym(*name)));
    for word in &words {
        counts.words.add(word);
    }
    for (site, word, e) in ledger {
        let chosen = e.wanted().min(255) as u8;
        let refused = e.unwanted().min(255) as u8;
        if chosen > 0 {
            counts.chosen.add(EVIDENCE, site, word, chosen);
        }
        if chosen > 0 && lost {
            // Without a snapshot the ledger's one context stands in for all that are lost.
            let times = chosen.saturating_mul(STAND_IN);
            counts.words_after.add(SITE, site, word, times);
        }
        if refused > 0 {
            counts.refused.add(EVIDENCE, site, word, refused);
        }
    }
    for (_, event) in &loaded.pending {
        apply(&counts, event, false, false);
    }
    counts
}

/// Notes that only those who rewrite a scope read; carried from snapshot to snapshot.
pub type Notes = Vec<(String, Vec<u8>)>;

/// What is published: all of it but the ledger. What is known is noted under `name`.
pub fn snapshot(
    counts: &Counts,
    weights: Vec<f32>,
    (name, known): (&str, &Known),
    notes: &Notes,
    episodes: Option<&Episodes>,
) -> State {
    let mut notes = notes.clone();
    notes.push((name.into(), to_note(known)));
    let forgotten = counts.words.forgotten();
    if !forgotten.is_empty() {
        let bytes = postcard::to_stdvec(&forgotten).unwrap_or_default();
        notes.push((FORGOTTEN.into(), bytes));
    }
    State {
        tables: vec![(TABLE.into(), counts.words_after.dump())],
        weights,
        words: counts.words.iter().map(str::to_owned).collect(),
        ledger: Vec::new(),
        notes,
        episodes: episodes.cloned().unwrap_or_default(),
    }
}

fn to_note(known: &Known) -> Vec<u8> {
    let files: Vec<(u64, Vec<u32>)> = known
        .iter()
        .map(|(f, l)| (*f, l.iter().copied().collect()))
        .collect();
    postcard::to_stdvec(&files).unwrap_or_default()
}

/// Takes a note out of a state.
pub fn note(state: &mut State, name: &str) -> Vec<u8> {
    let at = state.notes.iter().position(|(n, _)| n == name);
    at.map(|i| state.notes.swap_remove(i).1).unwrap_or_default()
}

/// Takes out the notes that are neither [`Known`] nor forgotten words.
pub fn others(state: &mut State) -> Notes {
    let is_own = |(name, _): &(String, Vec<u8>)| [LINES, SEEN, FORGOTTEN].contains(&name.as_str());
    let (own, others) = std::mem::take(&mut state.notes)
        .into_iter()
        .partition(is_own);
    state.notes = own;
    others
}

/// Takes out what was noted under this name.
pub fn known(state: &mut State, name: &str) -> Known {
    let bytes = note(state, name);
    let files: Vec<(u64, Vec<u32>)> = postcard::from_bytes(&bytes).unwrap_or_default();
    files
        .into_iter()
        .map(|(f, l)| (f, l.into_iter().collect()))
        .collect()
}

/// Takes note of what was seen in projects, or of lines that wait in files.
pub fn see(known: &mut Known, event: &Event) {
    match event {
        Event::Seen { project, names } => known.entry(*project).or_default().extend(names),
        Event::Unseen { project } => drop(known.remove(project)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
