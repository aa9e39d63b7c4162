//! A thread of its own reads a repository: which commits there are, what each added, and the trees
//! of the files. It counts nothing, keeps nothing, and ends as soon as nobody wants what it reads.
use std::{
    ops::Range,
    path::PathBuf,
    sync::{
        Arc,
        atomic::Ordering,
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    time::{Duration, Instant},
};

use super::{Account, prepare::Desk, walks::walks};
use crate::{
    engine::{idle::give_way, librarian::rest, project::Project},
    history::{History, Walk},
    syntax::Source,
};

/// The newest commits that are read.
pub const COMMITS: usize = 3000;
/// Commits that wait to be counted.
const AHEAD: usize = 4;

/// What to read.
pub struct Order {
    pub project: Arc<Project>,
    pub folder: PathBuf,
    pub is_all: bool,
    /// What is read already.
    pub account: Account,
}

/// What was read.
pub enum Told {
    /// The walk that begins.
    Begun(Begun),
    /// A commit of it.
    Commit(Box<Prepared>),
    /// It is over; so many commits couldn't be read.
    Ended(usize),
}

/// A walk of which the commits follow.
#[derive(Debug, Default)]
pub struct Begun {
    pub tip: String,
    pub commits: usize,
    pub others: usize,
    pub older: usize,
    /// What was read before can't be gone on from.
    pub is_anew: bool,
    /// What was read before is no part of it.
    pub is_rewritten: bool,
    /// Number of those whose commits they are.
    pub whose: u64,
}

/// A commit that only has to be counted.
pub struct Prepared {
    pub id: String,
    pub key: u64,
    /// It was counted before, by this name or another.
    pub is_known: bool,
    /// Path below the project's folder, text after the commit, added lines.
    pub files: Vec<(PathBuf, Source, Vec<Range<usize>>)>,
    pub left_out: usize,
}

/// A reader at work. Dropped, it stops.
pub struct Reader {
    pub told: Receiver<Told>,
    _stops_when_dropped: Sender<()>,
}

impl Reader {
    /// Begins to read.
    pub fn begin(order: Order) -> Option<Reader> {
        let (keep, stop) = channel();
        let (tell, told) = sync_channel(AHEAD);
        let work = move || {
            give_way();
            let _ = read(&order, &tell, &stop);
        };
        let thread = std::thread::Builder::new().name("historian".into());
        thread.spawn(work).ok().map(|_| Reader {
            told,
            _stops_when_dropped: keep,
        })
    }
}

/// `None` where nobody wants to know, or there is nothing.
fn read(order: &Order, tell: &SyncSender<Told>, stop: &Receiver<()>) -> Option<()> {
    let Ok(history) = History::open(&order.folder) else {
        return tell.send(Told::Ended(0)).ok();
    };
    let facts = history.facts();
    let is_wanted = |name: &str, email: &str| order.is_all || facts.who.is(name, email);
    let walks = walks(order, &history, &facts);
    for (mut walk, mut begun) in walks {
        let beyond = walk.bound(COMMITS, &is_wanted);
        (begun.others, begun.older) = (beyond.others, beyond.older);
        begun.commits = walk.left();
        tell.send(Told::Begun(begun)).ok()?;
        let mut desk = Desk::new(order, &facts);
        read_walk(order, &mut desk, &mut walk, tell, stop)?;
        let broken = if facts.is_shallow { 0 } else { walk.skipped() };
        tell.send(Told::Ended(broken)).ok()?;
    }
    Some(())
}

/// `None` once nobody wants to know.
fn read_walk(
    order: &Order,
    desk: &mut Desk<'_>,
    walk: &mut Walk<'_>,
    tell: &SyncSender<Told>,
    stop: &Receiver<()>,
) -> Option<()> {
    loop {
        let began = Instant::now();
        let Some(commit) = walk.next() else {
            return Some(());
        };
        let prepared = desk.prepare(&commit);
        // As much rest as work, unless somebody waits.
        let is_hurried = order.project.is_hurried.load(Ordering::Relaxed);
        let time = if is_hurried {
            Duration::ZERO
        } else {
            began.elapsed()
        };
        if rest(stop, time) {
            return None;
        }
        tell.send(Told::Commit(Box::new(prepared))).ok()?;
    }
}
