//! Learning from git: what was written here before stands in commits. A thread reads them, the learner
//! counts them, one at a time, between messages and once the files themselves are read: what stands
//! there, or was seen while it was typed, isn't counted again.
//!
//! Every process counts in its memory; the owner publishes counts and how far they go in one snapshot.

mod account;
mod count;
mod parsed;
mod prepare;
mod reader;
mod walks;
mod wish;

use std::{
    path::{Path, PathBuf},
    sync::mpsc::TryRecvError,
    time::{Duration, Instant},
};

use rustc_hash::{FxHashMap, FxHashSet};

use account::Going;
pub use account::{Account, Gap, cut};
use count::count_commit;
use reader::{Begun, Order, Prepared, Reader, Told};

use super::{
    Notice,
    keep::{SNAPSHOT, Scope, file_key},
    learner::Learner,
    project::Counts,
    record::WAITING,
    settings::Whose,
};
use crate::store::Commits;

/// So long is counted at most before messages are looked at.
const PIECE: Duration = Duration::from_millis(20);
/// How often a history that is being read is published.
pub const PUBLISH: Duration = Duration::from_secs(3);
/// From how many commits on the user is told of progress.
const MANY: usize = 100;

/// How far a project's history is read, and who reads it.
#[derive(Default)]
pub struct Past {
    /// What is kept of it.
    pub account: Account,
    /// Git's log of what is checked out.
    pub log: Commits,
    reader: Option<Reader>,
    /// There may be something new.
    is_due: bool,
    /// What is read now is passed over: it was written while paused.
    passes: bool,
    /// What was asked for, where somebody did.
    wanted: Option<Whose>,
    /// Somebody waits.
    is_awaited: bool,
    /// Something was counted that isn't published.
    is_fresh: bool,
    /// Others' commits are asked for than before: those that are known are these people's, too.
    recounts: bool,
    published: Option<Instant>,
    /// Commits of the walk, and how many of them are left.
    all: usize,
    /// Lines that were known of files and stand there no longer.
    gone: FxHashMap<u64, FxHashSet<u32>>,
    /// Lines of all files, for a file that isn't there.
    everywhere: Option<FxHashSet<u32>>,
}

impl Past {
    /// What was kept of it, of a project that was just opened.
    pub fn new(account: Account) -> Past {
        Past {
            account,
            is_due: true,
            ..Past::default()
        }
    }

    /// All in memory was replaced by what this belongs to.
    pub fn replace(&mut self, account: Account) {
        self.account = account;
        self.reader = None;
        self.is_due = true;
    }

    /// A file's known lines are others now.
    pub fn replaced(&mut self, file: u64, known: FxHashSet<u32>, now: &FxHashSet<u32>) {
        let gone: Vec<u32> = known.difference(now).copied().collect();
        if !gone.is_empty() {
            self.gone.entry(file).or_default().extend(gone);
        }
        self.everywhere = None;
    }

    /// What is set, or what is checked out, may be other than before.
    pub fn look_again(&mut self) {
        self.is_due = true;
    }

    fn is_idle(&self) -> bool {
        self.reader.is_none() && !self.is_due
    }

    /// Percent of the walk that are done.
    fn percent(&self) -> u32 {
        let left = self.account.going.as_ref().map_or(0, |going| going.left);
        match self.all {
            0 => 100,
            all => (all.saturating_sub(left) * 100 / all) as u32,
        }
    }
}

/// What became of a piece of reading.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// Nothing is left.
    None,
    /// The reader isn't so far.
    Waits,
    /// There may be more.
    Done,
}

impl Learner {
    /// How long a message may be waited for, as far as histories are concerned.
    pub fn patience(&self, most: Duration) -> Duration {
        let works = self
            .scopes
            .values()
            .any(|scope| scope.past.reader.is_some());
        match works && self.indexing.is_idle() {
            true => Duration::from_millis(self.idle),
            false => most,
        }
    }

    /// One piece of reading, once the files are read.
    pub fn read_history(&mut self) {
        if !self.indexing.is_idle() {
            return;
        }
        let folders: Vec<PathBuf> = self.scopes.keys().cloned().collect();
        let work = folders.iter().map(|folder| self.read_one(folder)).max();
        self.idle = if work == Some(Work::Done) { 0 } else { 5 };
    }

    fn read_one(&mut self, folder: &Path) -> Work {
        let whose = self.shared.settings.load().history;
        let is_paused = self.pauses.holds(Some(folder));
        let Some(scope) = self.scopes.get_mut(folder) else {
            return Work::None;
        };
        let whose = scope.past.wanted.unwrap_or(whose);
        if scope.past.log.has_moved() {
            scope.past.is_due = true;
        }
        if whose == Whose::Off {
            scope.past.reader = None;
            scope.past.is_due = false;
            return Work::None;
        }
        // What was there before a pause is read after it; what is written in it is passed over.
        let is_first = scope.past.account.tip.is_none();
        if is_paused && (is_first || scope.past.reader.is_some() && !scope.past.passes) {
            return Work::None;
        }
        if scope.past.reader.is_none() && scope.past.is_due {
            self.begin_history(folder, whose == Whose::All, is_paused);
        }
        self.take_commits(folder)
    }

    fn begin_history(&mut self, folder: &Path, is_all: bool, passes: bool) {
        let project = self.shared.projects.get(folder).map(|p| p.clone());
        let (Some(project), Some(scope)) = (project, self.scopes.get_mut(folder)) else {
            return;
        };
        scope.past.is_due = false;
        scope.past.passes = passes;
        scope.past.everywhere = None;
        scope.past.reader = Reader::begin(Order {
            project,
            folder: folder.to_owned(),
            is_all,
            account: scope.past.account.clone(),
        });
    }

    fn take_commits(&mut self, folder: &Path) -> Work {
        let began = Instant::now();
        let mut work = Work::None;
        while began.elapsed() < PIECE {
            let told = self.scopes.get(folder).and_then(|s| s.past.reader.as_ref());
            let Some(reader) = told else { break };
            match reader.told.try_recv() {
                Ok(told) => self.take_told(folder, told),
                Err(TryRecvError::Empty) => return work.max(Work::Waits),
                Err(TryRecvError::Disconnected) => self.end_history(folder),
            }
            work = Work::Done;
        }
        self.publish_history(folder);
        work
    }

    fn take_told(&mut self, folder: &Path, told: Told) {
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        match told {
            Told::Begun(begun) => scope.past.begin(begun),
            Told::Commit(commit) => self.count_history(folder, *commit),
            Told::Ended(broken) => scope.past.end(broken),
        }
        self.tell_history(folder);
    }

    fn count_history(&mut self, folder: &Path, commit: Prepared) {
        let project = self.shared.projects.get(folder).map(|p| p.clone());
        let (Some(project), Some(scope)) = (project, self.scopes.get_mut(folder)) else {
            return;
        };
        let counts = project.counts.load();
        let Some(counts) = counts.as_ref() else {
            return;
        };
        let (pauses, mut words) = (&self.pauses, 0);
        if !scope.past.passes {
            let may = |name| counts.words.get(name).is_some() || !pauses.withholds(name);
            words = count_files(scope, folder, counts, &commit, may);
        }
        scope.past.counted(&commit, words);
    }

    fn end_history(&mut self, folder: &Path) {
        if let Some(scope) = self.scopes.get_mut(folder) {
            scope.past.reader = None;
            scope.past.gone.clear();
            scope.past.everywhere = None;
            scope.past.published = None;
        }
        self.publish_history(folder);
    }

    /// Has what was counted published, now and then and at the end.
    fn publish_history(&mut self, folder: &Path) {
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        let past = &mut scope.past;
        let is_late = past.published.is_none_or(|at| at.elapsed() >= PUBLISH);
        if past.is_fresh && is_late {
            past.is_fresh = false;
            past.published = Some(Instant::now());
            scope.unsaved = scope.unsaved.max(SNAPSHOT);
        }
    }

    fn tell_history(&self, folder: &Path) {
        let Some(past) = self.scopes.get(folder).map(|scope| &scope.past) else {
            return;
        };
        let left = past.account.going.as_ref().map_or(0, |going| going.left);
        let percent = past.percent();
        let before = (past.all.saturating_sub(left + 1) * 100 / past.all.max(1)) as u32;
        if past.all < MANY || (left > 0 && left != past.all && percent == before) {
            return;
        }
        (self.shared.notify)(Notice::Progress {
            task: "Habitus: reading the history".into(),
            percent: (left != past.all).then_some(percent),
            message: format!("{} of {} commits", past.all - left, past.all),
            done: left == 0,
        });
    }
}

/// Counts a commit's files.
fn count_files(
    scope: &mut Scope,
    folder: &Path,
    counts: &Counts,
    commit: &Prepared,
    may: impl Fn(crate::text::Sym) -> bool,
) -> usize {
    let mut words = 0;
    for (path, source, added) in &commit.files {
        let key = file_key(folder, &folder.join(path));
        let known = known_lines(scope, key);
        words += count_commit(counts, source, added, known.into_iter(), &may);
    }
    words
}

/// Lines of a file that are counted already; of a file that isn't there, those of all files.
fn known_lines(scope: &mut Scope, file: u64) -> Vec<u32> {
    let gone = scope.past.gone.get(&file);
    let gone: Vec<u32> = gone.into_iter().flatten().copied().collect();
    let waits = scope.known.get(&WAITING).into_iter().flatten();
    match scope.known.get(&file) {
        Some(known) => known.iter().chain(waits).copied().chain(gone).collect(),
        None => {
            let known = &scope.known;
            let all = || known.values().flatten().copied().collect();
            let everywhere = scope.past.everywhere.get_or_insert_with(all);
            everywhere.iter().copied().chain(gone).collect()
        }
    }
}

impl Past {
    fn begin(&mut self, begun: Begun) {
        let account = &mut self.account;
        if account.whose != begun.whose {
            (account.others, account.older, account.broken) = (0, 0, 0);
            account.is_all = begun.whose == 1;
            account.whose = begun.whose;
            account.earlier += std::mem::take(&mut account.commits);
            (self.is_fresh, self.recounts) = (true, true);
            if begun.is_anew {
                (account.tip, account.going) = (None, None);
            }
        }
        account.others += begun.others;
        account.older = account.older.max(begun.older);
        if account.tip.as_ref() != Some(&begun.tip) {
            account.is_rewritten = begun.is_rewritten;
        }
        self.all = begun.commits;
        let is_same = |going: &Going| going.tip == begun.tip;
        let after = account.going.take().filter(is_same).and_then(|g| g.after);
        account.going = Some(Going {
            tip: begun.tip,
            after,
            left: begun.commits,
        });
    }

    fn counted(&mut self, commit: &Prepared, words: usize) {
        let account = &mut self.account;
        if let Some(going) = &mut account.going {
            going.after = Some(commit.id.clone());
            going.left = going.left.saturating_sub(1);
        }
        account.left_out += commit.left_out;
        account.words += words;
        if !commit.is_known {
            account.commits += usize::from(!self.passes);
            account.add(commit.key);
        } else if self.recounts && account.earlier > 0 {
            (account.earlier, account.commits) = (account.earlier - 1, account.commits + 1);
        }
        self.is_fresh = true;
    }

    /// Of commits that can't be read nothing came.
    fn end(&mut self, broken: usize) {
        if let Some(going) = self.account.going.take() {
            self.is_fresh |= self.account.tip.as_ref() != Some(&going.tip) && self.all > 0;
            self.account.tip = Some(going.tip);
        }
        self.recounts = false;
        self.account.broken += broken;
    }
}
