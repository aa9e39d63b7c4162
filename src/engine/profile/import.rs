//! Import: what an export holds comes into a project and the user's scope. Nothing that is there is
//! overwritten unless that is said; what can't be read leaves all as it is.
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

use super::{
    super::{
        anew::Succession,
        keep::project_key,
        record::{Notes, TABLE},
    },
    Outcome, Place, Problem, Profile, Report,
    bake::{Baked, Raw},
    canonical,
};
use crate::{
    model::{Table, Weights},
    store::{self, Export, Libraries, Loaded, Part, Remade, Rewriting, Sieve},
    text::Sym,
};

/// A larger file is no export.
const LARGEST: u64 = 1 << 30;
/// The note with the ids of exports that were taken in.
const IMPORTS: &str = "imports";
/// So many are remembered.
const MOST: usize = 256;
/// Words that the door of what is learned would admit: three to this many bytes.
const LONGEST: usize = 64;

/// What becomes of what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// Where something is there, nothing is done.
    #[default]
    Refuse,
    /// Both are added up.
    Merge,
    /// It goes.
    Replace,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct Importing {
    /// What becomes of what is there.
    pub mode: Mode,
    /// The folder whose project gets a project's part; without, the one that it comes from.
    pub to: Option<PathBuf>,
}

/// What became of a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taken {
    Anew,
    Merged,
    Before,
    /// All that the part says is here; only which names were written where is new.
    Here,
    /// Rows of evidence; none where only an export was taken in before.
    InTheWay(usize),
}

impl Profile {
    /// Takes in an export's file.
    pub fn import(&self, file: &Path, how: &Importing) -> Outcome<Report> {
        let export = read(file)?;
        let places = self.targets(file, &export, how)?;
        let rewriting = Rewriting::begin(&self.data, self.now, self.fail.clone())?;
        self.look(&rewriting, &places, &export, how.mode)?;
        let keys = keys(&export, &places);
        let (mut scopes, mut text) = (Vec::new(), Vec::new());
        for (place, part) in places.iter().zip(&export.parts) {
            let taken = take(&rewriting, place, part, how.mode, &export.id, &keys)?;
            let (json, line) = told(place, taken)?;
            scopes.push(json);
            text.push(line);
        }
        let json = json!({ "id": export.id, "redacted": export.redacted, "scopes": scopes });
        Ok(Report::new("import", true, json, text))
    }

    /// Where each part goes.
    fn targets(&self, file: &Path, export: &Export, how: &Importing) -> Outcome<Vec<Place>> {
        let projects = export.parts.iter().filter(|p| !p.is_user).count();
        if projects > 1 || export.parts.len() - projects > 1 || export.parts.is_empty() {
            let why = format!("{} holds more or less than can be taken in", file.display());
            return Err(Problem::Failed(why));
        }
        let place = |part: &Part| match part.is_user {
            true => Ok(self.user()),
            false => self.target(part, how.to.as_deref()),
        };
        export.parts.iter().map(place).collect()
    }

    fn target(&self, part: &Part, to: Option<&Path>) -> Outcome<Place> {
        let folder = to
            .map(Path::to_owned)
            .or(part.folder.as_ref().map(PathBuf::from));
        let folder = folder.filter(|f| f.is_dir()).ok_or_else(|| {
            let from = part
                .folder
                .as_deref()
                .unwrap_or("a folder that it doesn't tell");
            Problem::Refused(match to {
                Some(to) => format!("{} is no folder", to.display()),
                None => format!("it comes from {from}, which isn't here: say --as PATH"),
            })
        })?;
        let folder = canonical(&std::path::absolute(&folder).unwrap_or(folder));
        let identity = store::identify(&self.data, &folder, self.now);
        match identity.notices.into_iter().next() {
            Some(fault) => Err(fault.into()),
            None => self.project(&folder),
        }
    }

    /// Before anything is done: is something in the way?
    fn look(
        &self,
        rewriting: &Rewriting,
        places: &[Place],
        export: &Export,
        mode: Mode,
    ) -> Outcome<()> {
        let parts = places.iter().zip(&export.parts);
        for (place, part) in parts.filter(|_| mode == Mode::Refuse) {
            let raw = Raw::of(rewriting.read(&place.dir)?, place.project.is_none());
            if let Some(taken) = in_the_way(&raw).filter(|_| !is_here(&raw, part)) {
                told(place, taken)?;
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Outcome<Export> {
    let failed = |why: String| Problem::Failed(format!("{} {why}", file.display()));
    let found = fs::metadata(file).map_err(|e| failed(format!("can't be read: {e}")))?;
    if !found.is_file() {
        return Err(failed("is no file".to_owned()));
    }
    if found.len() > LARGEST {
        let (is, most) = (found.len() >> 20, LARGEST >> 20);
        return Err(failed(format!(
            "is no export: it has {is} MiB, and one has {most} at most"
        )));
    }
    let bytes = fs::read(file).map_err(|e| failed(format!("can't be read: {e}")))?;
    store::parse(&bytes).map_err(|unfit| failed(unfit.to_string()))
}

/// What a person taught: rows of the ledger; and what was taken in. All else can be read anew from files.
fn in_the_way(raw: &Raw) -> Option<Taken> {
    let (rows, imports) = (raw.state.ledger.len(), imports(&raw.notes).len());
    (rows + imports > 0).then_some(Taken::InTheWay(rows))
}

/// Whether everything that a part of the user says is here already, as where the export was made here: it
/// went on growing, and would count twice. A word that was forgotten here is not missed.
fn is_here(raw: &Raw, part: &Part) -> bool {
    let own = raw.state.ledger.iter();
    let own: BTreeMap<(u64, Sym), &store::Evidence> =
        own.map(|(site, name, e)| ((*site, *name), e)).collect();
    let known: FxHashSet<Sym> = raw.state.words.iter().map(|w| Sym::of(w)).collect();
    let is_there = |(site, name, e): &(u64, Sym, store::Evidence)| {
        let own = own.get(&(*site, *name));
        !known.contains(name) || own.is_some_and(|own| own.covers(e))
    };
    let mut rows = part.state.ledger.iter();
    let is_any = rows.clone().any(|(_, name, _)| known.contains(name));
    part.is_user && rows.all(is_there) && (is_any || part.state.ledger.is_empty())
}

/// The keys under which the user's part knows the project, there and here.
fn keys(export: &Export, places: &[Place]) -> Option<(u64, u64)> {
    let parts = export.parts.iter().zip(places);
    let mut projects = parts.filter(|(part, _)| part.project != 0);
    let (part, place) = projects.next()?;
    Some((part.project, project_key(place.project.as_ref()?.name())))
}

fn take(
    rewriting: &Rewriting,
    place: &Place,
    part: &Part,
    mode: Mode,
    id: &str,
    keys: &Option<(u64, u64)>,
) -> Outcome<Taken> {
    let mut taken = Taken::Before;
    rewriting.rewrite(&place.dir, &Sieve::default(), &mut |loaded| {
        let raw = Raw::of(loaded, place.project.is_none());
        let mut imports = imports(&raw.notes);
        let theirs = foreign(part, *keys);
        let (mut baked, succession) = match (mode, in_the_way(&raw)) {
            (Mode::Merge | Mode::Refuse, Some(_)) if is_here(&raw, part) => {
                taken = Taken::Here;
                (with_names(raw.bake(), theirs), Succession::Kept)
            }
            (Mode::Merge, _) if imports.iter().any(|i| i == id) => return None,
            (Mode::Refuse, Some(way)) => {
                taken = way;
                return None;
            }
            (Mode::Merge, _) => {
                taken = Taken::Merged;
                (merge(raw.bake(), theirs), Succession::Unsaid)
            }
            _ => {
                taken = Taken::Anew;
                imports.clear();
                (theirs.bake(), Succession::Fresh)
            }
        };
        imports.push(id.to_owned());
        let first = imports.len().saturating_sub(MOST);
        let note = postcard::to_stdvec(&imports[first..]).unwrap_or_default();
        baked.notes.retain(|(name, _)| name != IMPORTS);
        baked.notes.push((IMPORTS.to_owned(), note));
        Some(Remade {
            state: baked.state(succession),
            libraries: Libraries::Copy,
        })
    })?;
    Ok(taken)
}

fn imports(notes: &Notes) -> Vec<String> {
    let note = notes.iter().find(|(name, _)| name == IMPORTS);
    note.and_then(|(_, bytes)| postcard::from_bytes(bytes).ok())
        .unwrap_or_default()
}

/// A part as it is taken in: with nothing that the door of what is learned wouldn't let in, and with
/// the project's name for what it is here.
fn foreign(part: &Part, keys: Option<(u64, u64)>) -> Raw {
    let state = part.state.clone();
    let loaded = Loaded {
        state,
        ..Loaded::default()
    };
    let mut raw = Raw::of(loaded, part.is_user);
    raw.notes.retain(|(name, _)| name == store::HISTORY);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    raw.state
        .words
        .retain(|w| (3..=LONGEST).contains(&w.len()) && w.chars().all(is_part));
    if let Some((there, here)) = keys.filter(|_| part.is_user)
        && let Some(names) = raw.known.remove(&there)
    {
        raw.known.entry(here).or_default().extend(names);
    }
    raw
}

/// Only which names were written in which project: a reset of one takes that from the user's part.
fn with_names(mut ours: Baked, theirs: Raw) -> Baked {
    for (project, names) in theirs.known {
        ours.known.entry(project).or_default().extend(names);
    }
    ours
}

/// Both added up: evidence and counts are sums; weights are those that saw more lessons.
fn merge(mut ours: Baked, mut theirs: Raw) -> Baked {
    let words = &ours.counts.words;
    for word in &theirs.state.words {
        words.add(word);
    }
    let is_known = |name: Sym| words.get(name).is_some();
    let mut rows: BTreeMap<(u64, Sym), store::Evidence> = ours
        .rows
        .iter()
        .map(|(site, name, evidence)| ((*site, *name), *evidence))
        .collect();
    for (site, name, evidence) in theirs.state.ledger.drain(..) {
        if is_known(name) {
            rows.entry((site, name)).or_default().add(evidence);
        }
    }
    let tables = theirs.state.tables.drain(..);
    let mut tables = tables.filter(|(name, _)| name == TABLE);
    if let Some(table) = tables.next().and_then(|(_, entries)| Table::load(entries)) {
        table.retain(is_known);
        ours.counts.words_after.merge(&table);
    }
    ours.episodes.extend(theirs.state.episodes);
    for (file, lines) in theirs.known {
        ours.known.entry(file).or_default().extend(lines);
    }
    let lessons = |all: &[f32]| Weights::from_slice(all).map_or(-1.0, |w| w.experience());
    if lessons(&theirs.state.weights) > lessons(&ours.weights) {
        ours.weights = theirs.state.weights;
    }
    ours.rows = rows.into_iter().map(|((s, n), e)| (s, n, e)).collect();
    ours
}

fn told(place: &Place, taken: Taken) -> Outcome<(Value, String)> {
    let title = place.title();
    let (word, line) = match taken {
        Taken::Anew => ("anew", format!("{title}: taken in")),
        Taken::Merged => ("merged", format!("{title}: added to what was there")),
        Taken::Before => (
            "before",
            format!("{title}: was taken in before, and nothing is added"),
        ),
        Taken::Here => (
            "here",
            format!("{title}: all of it is here already, and nothing is added"),
        ),
        Taken::InTheWay(rows) => {
            let what = match rows {
                0 => "an export was taken in before".to_owned(),
                _ => format!("{rows} rows of evidence are there"),
            };
            return Err(Problem::Refused(format!(
                "{title}: {what}: say --merge to add to that, or --replace"
            )));
        }
    };
    let mut json = place.json();
    json["taken"] = json!(word);
    Ok((json, line))
}
