//! Forgetting: a word from everything that is kept; or what was learned in a file, in a folder, since a
//! day, as far as that can be told.
mod told;

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use super::{
    super::{
        anew::Succession,
        history::{Gap, cut as cut_history},
        keep::{file_key, project_key},
        record::WAITING,
    },
    Outcome, Place, Problem, Profile, Report,
    bake::Raw,
    canonical,
    erase::{Gone, erase, libraries},
    tree::Tree,
};
use crate::{
    store::{self, Libraries, Loaded, Remade, Rewriting, Sieve},
    text::Sym,
};

const DAY: u64 = 86_400_000;

/// What to forget.
#[derive(Clone, Debug)]
pub enum Forget {
    /// A word, everywhere, or in one project and in what carries over.
    Word(String, Option<PathBuf>),
    /// What was learned in a file.
    File(PathBuf, Presence),
    /// What was learned in the files of a folder.
    Folder(PathBuf, Presence),
    /// What was learned on this day (counted from 1970) and later, in the project of this folder and in
    /// what carries over.
    Since(u64, PathBuf),
}

/// Whether a file or folder is to be there, so that a name that was mistyped takes nothing away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there, or something is known of it.
    Wanted,
    /// It may be gone without a trace.
    MayBeGone,
}

/// What goes from a project that is built anew.
#[derive(Default)]
struct Cut {
    /// At or below it nothing is counted until it changes.
    left: Option<PathBuf>,
    /// Names that stand elsewhere, and stay; all where there are none.
    elsewhere: Option<FxHashSet<u32>>,
    /// Names that stand in what is forgotten.
    here: FxHashSet<u32>,
    /// Rows that were added to on this day or later go.
    day: Option<u64>,
    /// What of events stays.
    sieve: Sieve,
    /// Only events of these files stay, where there are any.
    files: Option<FxHashSet<u64>>,
    /// What of git isn't read again.
    gap: Gap,
}

/// What came of it.
#[derive(Default)]
struct Rebuilt {
    gone: Gone,
    /// Rows that stayed.
    stayed: usize,
    /// Rows that went and of which a part was older, or of elsewhere: it can't be told apart.
    mixed: usize,
    /// Names that are no longer in the vocabulary.
    erased: FxHashSet<u32>,
}

impl Profile {
    /// Forgets.
    pub fn forget(&self, what: &Forget) -> Outcome<Report> {
        match what {
            Forget::Word(word, project) => self.forget_word(word, project.as_deref()),
            Forget::File(path, presence) => self.forget_path(path, false, *presence),
            Forget::Folder(path, presence) => self.forget_path(path, true, *presence),
            Forget::Since(day, project) => self.forget_since(*day, project),
        }
    }

    fn forget_word(&self, word: &str, project: Option<&Path>) -> Outcome<Report> {
        let word = word.trim();
        let word = word.strip_prefix("r#").unwrap_or(word);
        let is_name = word.chars().all(|c| c.is_alphanumeric() || c == '_');
        if word.is_empty() || !is_name {
            return Err(Problem::Refused(
                "that is no word: name an identifier".into(),
            ));
        }
        let rewriting = self.begin()?;
        let places = match project {
            Some(folder) => vec![self.project(folder)?, self.user()],
            None => self.places()?,
        };
        let (mut scopes, mut text, mut found) = (Vec::new(), Vec::new(), false);
        for place in places.iter().filter(|p| p.dir.is_dir()) {
            let (gone, mut json) = self.erase_word(&rewriting, place, word)?;
            json["gone"] = json!(gone);
            if !gone.is_nothing() {
                found = true;
                text.push(format!("{}: {}", place.title(), gone.told()));
                scopes.push(json);
            }
        }
        if !found {
            text.push("nothing was kept of it".to_owned());
        }
        Ok(Report::new(
            "forget",
            found,
            json!({ "scopes": scopes }),
            text,
        ))
    }

    fn erase_word(
        &self,
        rewriting: &Rewriting,
        place: &Place,
        word: &str,
    ) -> Outcome<(Gone, Value)> {
        let name = Sym::of(word);
        let names: FxHashSet<u32> = [name.0].into_iter().collect();
        let sieve = Sieve {
            words: vec![name.0],
            ..Sieve::default()
        };
        // A project's files may hold it where nothing is counted yet, a server in a text that it hasn't
        // learned from, damaged files anything.
        let is_user = place.project.is_none();
        let always = !is_user || store::waits(&place.dir) || store::has_set_aside(&place.dir);
        let mut all = Gone::default();
        let done = rewriting.rewrite(&place.dir, &sieve, &mut |loaded: Loaded| {
            // Two words can have one name; then only that one is known which came first.
            let is_other = |w: &String| Sym::of(w) == name && w != word;
            if loaded.state.words.iter().any(is_other) {
                return None;
            }
            let (baked, gone) = erase(Raw::of(loaded, is_user), &names, is_user, true);
            let (libraries, had) = libraries(&place.dir, &names);
            all = Gone {
                library: had,
                ..gone
            };
            (always || !all.is_nothing()).then(|| Remade {
                state: baked.state(Succession::Kept),
                libraries,
            })
        })?;
        let mut json = place.json();
        json["set_aside"] = json!(done.map_or(0, |d| d.aside));
        Ok((all, json))
    }

    fn forget_path(&self, path: &Path, is_folder: bool, presence: Presence) -> Outcome<Report> {
        let path = canonical(&std::path::absolute(path).unwrap_or(path.to_owned()));
        if path.is_dir() && !is_folder {
            let why = format!("{} is a folder: say --folder", path.display());
            return Err(Problem::Refused(why));
        }
        let rewriting = self.begin()?;
        let place = self.project(if is_folder {
            &path
        } else {
            path.parent().unwrap_or(&path)
        })?;
        let folder = place.folder().filter(|f| path.starts_with(f));
        let folder = folder.ok_or_else(|| {
            Problem::Refused(format!("{} is in no project that is kept", path.display()))
        })?;
        let tree = Tree { folder };
        if presence == Presence::Wanted && !path.exists() {
            let raw = Raw::of(rewriting.read(&place.dir)?, false);
            let (there, others) = tree.keys(&path);
            let is_it = |file: u64| match is_folder {
                true => !there.contains(&file) && !others.contains(&file),
                false => file == tree.key(&path),
            };
            if !knows(&raw, is_it) {
                return Err(Problem::Refused(format!(
                    "{} isn't there, and nothing is known of it: say --gone if it was once",
                    path.display()
                )));
            }
        }
        let (mut named, others) = tree.keys(&path);
        named.insert(tree.key(&path));
        let cut = Cut {
            elsewhere: Some(tree.names(|file| !file.starts_with(&path))),
            here: tree.names(|file| file.starts_with(&path)),
            sieve: Sieve {
                files: named.into_iter().collect(),
                ..Sieve::default()
            },
            files: is_folder.then_some(others),
            gap: Gap {
                path: file_key(folder, &path),
                from: i64::MIN,
                to: self.seconds(),
            },
            left: Some(path),
            day: None,
        };
        self.forget_part(&rewriting, &place, &cut)
    }

    fn forget_since(&self, day: u64, project: &Path) -> Outcome<Report> {
        let rewriting = self.begin()?;
        let place = self.project(project)?;
        let cut = Cut {
            day: Some(day),
            gap: Gap {
                path: 0,
                from: (day.saturating_mul(DAY) / 1000) as i64,
                to: self.seconds(),
            },
            sieve: Sieve {
                until: day.saturating_mul(DAY),
                ..Sieve::default()
            },
            ..Cut::default()
        };
        self.forget_part(&rewriting, &place, &cut)
    }

    /// Now, as commits tell it; what is committed after that is read.
    fn seconds(&self) -> i64 {
        (self.now / 1000) as i64
    }

    /// Builds a project anew without a part, and takes from the user what only that part gave.
    fn forget_part(&self, rewriting: &Rewriting, place: &Place, cut: &Cut) -> Outcome<Report> {
        let mut project = Rebuilt::default();
        rewriting.rewrite(&place.dir, &cut.sieve, &mut |loaded| {
            let state;
            (state, project) = rebuild(loaded, cut, place.folder());
            Some(Remade {
                state,
                libraries: Libraries::Copy,
            })
        })?;
        let user = self.user();
        let mut of_user = Rebuilt::default();
        let name = place.project.as_ref().map_or("", |p| p.name());
        if user.dir.is_dir() {
            rewriting.rewrite(&user.dir, &cut.sieve, &mut |loaded| {
                let state;
                (state, of_user) = forget_for_user(loaded, cut, project_key(name), &project.erased);
                Some(Remade {
                    state,
                    libraries: Libraries::Drop,
                })
            })?;
        }
        Ok(told::report(
            place,
            &[(place, &project), (&user, &of_user)],
            cut,
        ))
    }
}

/// Whether something was read or typed in such a file.
fn knows(raw: &Raw, is_it: impl Fn(u64) -> bool) -> bool {
    let mut events = raw.pending.iter().filter_map(|(_, e)| e.file());
    raw.known.keys().any(|file| is_it(*file)) || events.any(&is_it)
}

/// A project's scope from its files and what remains.
fn rebuild(loaded: Loaded, cut: &Cut, folder: Option<&Path>) -> (store::State, Rebuilt) {
    let mut raw = Raw::of(loaded, false);
    let mut rebuilt = Rebuilt::default();
    let before: FxHashSet<u32> = raw.state.words.iter().map(|w| Sym::of(w).0).collect();
    drop_events(&mut raw, cut, &mut rebuilt);
    let written = raw.pending.iter().flat_map(|(_, e)| e.words());
    let elsewhere = cut.elsewhere.as_ref().map(|names| {
        let mut names = names.clone();
        names.extend(written.map(|w| Sym::of(w).0));
        names
    });
    drop_rows(&mut raw, cut, elsewhere.as_ref(), &mut rebuilt);
    keep_words(&mut raw);
    raw.state.tables.clear();
    raw.known.retain(|key, _| *key == WAITING);
    cut_history(&mut raw.notes, cut.gap.clone());
    let mut baked = raw.bake();
    if let Some(folder) = folder {
        Tree { folder }.count(&mut baked, cut.left.as_deref());
    }
    let after: FxHashSet<u32> = baked.counts.words.iter().map(|w| Sym::of(w).0).collect();
    rebuilt.erased = before.difference(&after).copied().collect();
    rebuilt.gone.words = rebuilt.erased.len();
    // A file may have had another name in commits, of which its words must not come back.
    let own = rebuilt.erased.intersection(&cut.here);
    own.for_each(|name| baked.counts.words.forget(Sym(*name)));
    let is_late = |e: &store::Episode| cut.day.is_some_and(|day| e.time >= day.saturating_mul(DAY));
    let is_gone = |name: Sym| !after.contains(&name.0);
    let wanted = |e: &store::Episode| !is_late(e) && !e.names_any(is_gone);
    rebuilt.gone.episodes = baked.episodes.retain(wanted);
    (baked.state(Succession::Fresh), rebuilt)
}

fn drop_events(raw: &mut Raw, cut: &Cut, rebuilt: &mut Rebuilt) {
    let count = |events: &[(u64, store::Event)]| -> usize {
        events.iter().map(|(_, e)| e.words().len()).sum()
    };
    let before = count(&raw.pending);
    let is_of = |file: u64| cut.files.as_ref().is_none_or(|files| files.contains(&file));
    let events = std::mem::take(&mut raw.pending).into_iter();
    let events = events.filter_map(|(time, e)| Some((time, cut.sieve.pass(time, e)?)));
    raw.pending = events.filter(|(_, e)| e.file().is_none_or(is_of)).collect();
    if cut.elsewhere.is_some() {
        // Evidence doesn't tell its file; the ledger has it already.
        raw.pending.retain(|(_, e)| e.file().is_some());
    }
    rebuilt.gone.journal = before - count(&raw.pending);
}

fn drop_rows(raw: &mut Raw, cut: &Cut, elsewhere: Option<&FxHashSet<u32>>, rebuilt: &mut Rebuilt) {
    let before = raw.state.ledger.len();
    raw.state.ledger.retain(|(_, name, e)| {
        let is_early = cut.day.is_none_or(|day| u64::from(e.last_day) < day);
        let stays = is_early && elsewhere.is_none_or(|names| names.contains(&name.0));
        let times = [e.chosen, e.typed, e.shown, e.refused, e.undone];
        let is_mixed = times.iter().fold(0u32, |sum, n| sum.saturating_add(*n)) > 1;
        rebuilt.mixed += usize::from(!stays && is_mixed);
        stays
    });
    rebuilt.stayed = raw.state.ledger.len();
    rebuilt.gone.rows = before - rebuilt.stayed;
}

/// Of the vocabulary only what has a row; files and events bring theirs.
fn keep_words(raw: &mut Raw) {
    let rows = raw.state.ledger.iter();
    let names: FxHashSet<u32> = rows.map(|(_, name, _)| name.0).collect();
    raw.state.words.retain(|w| names.contains(&Sym::of(w).0));
}

/// The user's scope without the names that a project lost and that fewer than two projects have now;
/// and without what came since a day.
fn forget_for_user(
    loaded: Loaded,
    cut: &Cut,
    project: u64,
    erased: &FxHashSet<u32>,
) -> (store::State, Rebuilt) {
    let mut raw = Raw::of(loaded, true);
    let mut rebuilt = Rebuilt::default();
    if let Some(names) = raw.known.get_mut(&project) {
        let before = names.len();
        names.retain(|name| !erased.contains(name));
        rebuilt.gone.names = before - names.len();
    }
    let written = |name: &u32| raw.known.values().filter(|n| n.contains(name)).count();
    let lone: FxHashSet<u32> = erased.iter().copied().filter(|n| written(n) < 2).collect();
    if cut.day.is_some() {
        drop_events(&mut raw, cut, &mut rebuilt);
        drop_rows(&mut raw, cut, None, &mut rebuilt);
        keep_words(&mut raw);
        raw.state.tables.clear();
    }
    let names = rebuilt.gone.names;
    let (baked, gone) = erase(raw, &lone, false, false);
    rebuilt.gone = Gone {
        names,
        rows: rebuilt.gone.rows + gone.rows,
        journal: rebuilt.gone.journal + gone.journal,
        ..gone
    };
    rebuilt.stayed = baked.rows.len();
    (baked.state(Succession::Kept), rebuilt)
}
