//! A thread of its own reads the crates on this machine, once per set of crates, at half a core at
//! most. The library that it makes is swapped in whole, and kept.

mod print;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    time::{Duration, Instant},
};

use super::{
    idle::give_way,
    project::{Project, fit},
};
use print::Print;

use crate::{
    libraries::{self, Reading},
    model::{Common, Library, Table},
    store::{self, Mark, State},
};

const TABLE: &str = "libraries";
/// The note that says which crates were read.
const CRATES: &str = "crates";
/// The note with how often each word stands in places of each class.
const TIMES: &str = "times";
/// Between the start and the first file: the project itself comes first.
const LATER: Duration = Duration::from_secs(2);
/// Until another process's library is looked for again.
const AGAIN: Duration = Duration::from_secs(5);

/// A librarian at work. Dropped, it stops.
pub struct Librarian {
    is_done: Arc<AtomicBool>,
    _stops_when_dropped: Sender<()>,
}

impl Librarian {
    /// Whether it has brought all that there is.
    pub fn is_done(&self) -> bool {
        self.is_done.load(Ordering::Acquire)
    }
}

/// Brings a project its library, with a table of `room` bytes: what `dir` holds, and where that is of
/// other crates and this process `may_read`, what they show now.
pub fn employ(
    project: Arc<Project>,
    dir: PathBuf,
    (may_read, room): (bool, usize),
    mark: Option<Mark>,
) -> Option<Librarian> {
    let (keep, stop) = channel();
    let is_done = Arc::new(AtomicBool::new(false));
    let done = is_done.clone();
    let work = move || {
        give_way();
        bring(&project, &dir, (may_read, room), mark.as_ref(), &stop);
        done.store(true, Ordering::Release);
    };
    let thread = std::thread::Builder::new().name("librarian".into());
    thread.spawn(work).ok().map(|_| Librarian {
        is_done,
        _stops_when_dropped: keep,
    })
}

fn bring(
    project: &Project,
    dir: &Path,
    (may_read, room): (bool, usize),
    mark: Option<&Mark>,
    stop: &Receiver<()>,
) {
    match (find(project, dir, room, stop), may_read) {
        (Found::Foreign, _) => {}
        (Found::Of(print), true) => {
            let library = read(project, dir, print, room, stop);
            if let Some((library, print)) = library {
                let kept = store::keep_libraries(dir, snapshot(&library, print), mark);
                if let Err(error) = kept {
                    tracing::warn!(%error, "what libraries show is not kept");
                }
                project.library.store(Some(Arc::new(library)));
            }
        }
        // The owner may be about to keep one.
        (Found::Of(None), false) => {
            while !rest(stop, AGAIN) && matches!(find(project, dir, room, stop), Found::Of(None)) {}
        }
        (Found::Of(Some(_)), false) => {}
    }
}

/// What was kept, by the set of crates that it is of.
enum Found {
    Foreign,
    Of(Option<Vec<u8>>),
}

/// Gives a project what is kept for it.
fn find(project: &Project, dir: &Path, room: usize, stop: &Receiver<()>) -> Found {
    let state = match store::libraries(dir) {
        store::Kept::State(state) => state,
        store::Kept::Nothing => return Found::Of(None),
        store::Kept::Foreign => return Found::Foreign,
    };
    let print = print_of(&state);
    let Some(mut library) = to_library(state).filter(|_| !rest(stop, Duration::ZERO)) else {
        return Found::Of(None);
    };
    fit(&mut library.table, room);
    project.library.store(Some(Arc::new(library)));
    Found::Of(Some(print))
}

/// What the crates on this machine show, with their print, unless the known ones will do. Where those lack
/// nothing but a new dependency or two, what these show is added.
fn read(
    project: &Project,
    dir: &Path,
    known: Option<Vec<u8>>,
    room: usize,
    stop: &Receiver<()>,
) -> Option<(Library, Vec<u8>)> {
    let folder = project.folder.as_ref()?;
    let time = |time| match project.is_hurried.load(Ordering::Relaxed) {
        true => Duration::ZERO,
        false => time,
    };
    if rest(stop, time(LATER)) {
        return None;
    }
    let crates = libraries::sources(folder);
    let print = Print::of(&crates);
    let known = known.as_deref().and_then(Print::read);
    if crates.is_empty() || known.as_ref().is_some_and(|known| known.serves(&print)) {
        return None;
    }
    let lacking = known.as_ref().and_then(|known| known.lacking(&crates));
    let lacking = lacking.map(|crates| crates.into_iter().cloned().collect::<Vec<_>>());
    let base = lacking.as_ref().and_then(|_| kept(dir));
    let (print, crates) = match (known, lacking, &base) {
        (Some(known), Some(lacking), Some(_)) => (known.with(&lacking), lacking),
        _ => (print, crates),
    };
    let mut reading = Reading::new(crates, room);
    loop {
        let began = Instant::now();
        if !reading.step() {
            break;
        }
        // As much rest as work.
        if rest(stop, time(began.elapsed())) {
            return None;
        }
    }
    let counts = project.counts.load();
    let words = counts.as_ref().as_ref().map(|c| &c.words);
    let stays = |name| words.is_none_or(|w| !w.is_forgotten(name));
    let mut library = reading.finish();
    if let Some(mut base) = base {
        fit(&mut base.table, room);
        library = base.and(library);
    }
    Some((library.retain(stays), print.to_bytes()))
}

/// What is kept for a project, where that can be read.
pub(super) fn kept(dir: &Path) -> Option<Library> {
    match store::libraries(dir) {
        store::Kept::State(state) => to_library(state),
        store::Kept::Nothing | store::Kept::Foreign => None,
    }
}

/// What is kept of libraries for a project, beside the crates on this machine now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shelved {
    /// Words that are kept; `None` where nothing was read yet.
    pub words: Option<usize>,
    /// Crates that would be read, and how many of them are direct dependencies.
    pub crates: (usize, usize),
    /// Whether it is these that were read.
    pub is_current: bool,
    /// Bytes of the table, and how much of that holds something.
    pub memory: (u64, u64),
}

/// See [`Shelved`].
pub fn shelved(dir: &Path, folder: &Path) -> Shelved {
    let crates = libraries::sources(folder);
    let mut shelved = Shelved {
        crates: (crates.len(), crates.iter().filter(|c| c.near).count()),
        ..Shelved::default()
    };
    if let store::Kept::State(state) = store::libraries(dir) {
        let entries = || state.tables.iter().flat_map(|(_, table)| table);
        let used = entries().filter(|entry| **entry != 0).count();
        shelved.memory = (8 * entries().count() as u64, 8 * used as u64);
        shelved.words = Some(state.words.len());
        let read = Print::read(note(&state, CRATES));
        shelved.is_current = read.is_some_and(|read| read.serves(&Print::of(&crates)));
    }
    shelved
}

/// Waits; true when nobody needs the work any longer.
pub(super) fn rest(stop: &Receiver<()>, time: Duration) -> bool {
    stop.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
}

/// The print of the crates that a kept library is of.
pub fn print_of(state: &State) -> Vec<u8> {
    note(state, CRATES).to_vec()
}

fn note<'a>(state: &'a State, name: &str) -> &'a [u8] {
    let found = state.notes.iter().find(|(n, _)| n == name);
    found.map_or(&[], |(_, bytes)| bytes)
}

/// As it is kept.
pub fn snapshot(library: &Library, print: Vec<u8>) -> State {
    let words = library.words();
    let times = words.iter().flat_map(|w| w.times);
    let times = times.flat_map(u32::to_le_bytes).collect();
    State {
        tables: vec![(TABLE.into(), library.table.dump())],
        words: words.iter().map(|w| w.word.to_string()).collect(),
        notes: vec![(CRATES.into(), print), (TIMES.into(), times)],
        ..State::default()
    }
}

/// A library as it was kept.
pub fn to_library(mut state: State) -> Option<Library> {
    let (times, rest) = note(&state, TIMES).as_chunks::<12>();
    if times.len() != state.words.len() || !rest.is_empty() {
        return None;
    }
    let three = |b: &[u8; 12]| {
        let (numbers, _) = b.as_chunks::<4>();
        [0, 1, 2].map(|i| u32::from_le_bytes(numbers[i]))
    };
    let times: Vec<[u32; 3]> = times.iter().map(three).collect();
    let words = std::mem::take(&mut state.words).into_iter().zip(times);
    let words = words.map(|(word, times)| Common {
        word: word.into(),
        times,
    });
    let (_, table) = state.tables.into_iter().find(|(name, _)| name == TABLE)?;
    Some(Library::new(words.collect(), Table::load(table)?))
}
