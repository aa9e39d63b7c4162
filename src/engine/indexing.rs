//! Reading the project in the background: symbols for the index, and lines not counted before for
//! the tables. One file at a time, newest first, between messages. What is on the disk counts, not
//! what an event says of it.

mod written;

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Notice, canonical,
    keep::file_key,
    learner::Learner,
    lesson::{count, each_word, lines},
    open::Mine,
    project::Counts,
    teaching::is_rule,
    unread::Unread,
};
use crate::{
    libraries,
    model::Contexts,
    privacy::is_generated,
    syntax::{self, FileFacts, Index, Source, walk},
    text::{Sym, Text},
};

/// From how many files on the user is told of progress.
const MANY: usize = 200;

#[derive(PartialEq)]
enum Job {
    /// What stands at or below a path of a project?
    Look(PathBuf, PathBuf),
    File(PathBuf, PathBuf),
    /// What does an open document declare, saved or not?
    Open(Arc<str>),
    Build(PathBuf),
}

type Files = FxHashMap<PathBuf, Arc<FileFacts>>;

/// What is still to be read, and what is known of files read.
#[derive(Default)]
pub struct Indexing {
    queue: VecDeque<Job>,
    files: FxHashMap<PathBuf, Files>,
    unread: Unread,
    /// Files in the queue.
    left: usize,
    /// The same when there were most.
    most: usize,
}

impl Indexing {
    /// True when nothing is left to read.
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// Reads a project.
    pub fn project(&mut self, folder: PathBuf) {
        self.look(folder.clone(), folder);
    }

    /// Files of a project that wait.
    pub fn left(&self, folder: &Path) -> usize {
        let waits = |job: &&Job| matches!(job, Job::File(f, _) if f == folder);
        self.queue.iter().filter(waits).count()
    }

    /// What was met below a folder and is of no use, with the reason.
    pub fn passed_over(&self, folder: &Path) -> Vec<(PathBuf, &'static str)> {
        self.unread.below(folder)
    }

    fn forget(&mut self, folder: &Path) {
        let of = |job: &Job| match job {
            Job::Look(f, _) | Job::File(f, _) | Job::Build(f) => f == folder,
            Job::Open(_) => false,
        };
        self.queue.retain(|job| !of(job));
        let is_file = |job: &&Job| matches!(job, Job::File(..));
        self.left = self.queue.iter().filter(is_file).count();
        self.files.remove(folder);
    }

    /// Reads what stands at or below a path.
    fn look(&mut self, folder: PathBuf, at: PathBuf) {
        let job = Job::Look(folder, at);
        if !self.queue.contains(&job) {
            self.queue.push_back(job);
        }
    }

    /// A file that is there but of no use.
    fn lose(&mut self, folder: &Path, path: &Path) {
        if let Some(files) = self.files.get_mut(folder) {
            files.remove(path);
        }
        if path.is_file() {
            self.unread.file(path);
        }
    }

    /// Forgets what isn't there any more, and has the rest read; false when nothing is to be done.
    fn found(&mut self, folder: &Path, at: &Path, paths: Vec<PathBuf>) -> bool {
        let files = self.files.entry(folder.to_owned()).or_default();
        let (known, there) = (files.len(), paths.iter().collect::<FxHashSet<_>>());
        files.retain(|path, _| !path.starts_with(at) || there.contains(path));
        if files.len() == known && paths.is_empty() {
            return false;
        }
        self.left += paths.len();
        self.most = self.most.max(self.left);
        self.queue.retain(|job| !is_build(job, folder));
        let build = || Job::Build(folder.to_owned());
        for (i, path) in paths.into_iter().enumerate() {
            self.queue.push_back(Job::File(folder.to_owned(), path));
            if i == 63 || i == 1023 {
                self.queue.push_back(build());
            }
        }
        self.queue.push_back(build());
        true
    }

    /// The index is to be built, once what waits before is read.
    fn build_later(&mut self, folder: &Path) {
        if !self.queue.iter().any(|job| is_build(job, folder)) {
            self.queue.push_back(Job::Build(folder.to_owned()));
        }
    }
}

fn is_build(job: &Job, folder: &Path) -> bool {
    matches!(job, Job::Build(f) if f == folder)
}

impl Learner {
    /// Forgets a project's files.
    pub fn forget(&mut self, folder: &Path) {
        self.indexing.forget(folder);
        self.progress();
    }

    /// Something happened at these paths, files or folders.
    pub fn files_changed(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            let path = canonical(&path);
            match path.parent().filter(|_| is_rule(&path)) {
                Some(folder) => {
                    self.look_at_rules();
                    self.look(folder);
                }
                None => self.look(&path),
            }
        }
    }

    /// What a saved document declares is in the index without the help of a watcher.
    pub fn saved(&mut self, uri: &str) {
        let path = self.open.get(uri).and_then(|o| o.now.path.clone());
        if let Some(path) = path {
            self.look(&path);
        }
    }

    /// A folder may lie in another; and what holds a folder may go or come.
    pub fn look(&mut self, path: &Path) {
        for folder in self.shared.folders.load().iter() {
            if path.starts_with(folder) {
                self.indexing.look(folder.clone(), path.to_owned());
            } else if folder.starts_with(path) {
                self.indexing.project(folder.clone());
            }
        }
    }

    /// One piece of reading.
    pub fn read_on(&mut self) {
        match self.indexing.queue.pop_front() {
            Some(Job::Look(folder, at)) => self.find(&folder, &at),
            Some(Job::File(folder, path)) => {
                self.indexing.left -= 1;
                self.read(&folder, path);
                self.progress();
            }
            Some(Job::Open(uri)) => self.declare(&uri),
            Some(Job::Build(folder)) => self.build(&folder),
            None => return,
        }
        if self.indexing.is_idle() {
            for scope in self.scopes.values_mut().filter(|s| !s.is_left) {
                scope.is_read = true;
            }
            self.indexing
                .unread
                .take()
                .for_each(|r| self.shared.remark(r));
        }
    }

    fn find(&mut self, folder: &Path, at: &Path) {
        if !folder.is_dir() {
            self.indexing.unread.gone(folder);
        }
        if self.indexing.found(folder, at, walk(folder, at)) {
            self.progress();
        }
    }

    fn read(&mut self, folder: &PathBuf, path: PathBuf) {
        let open = self
            .open
            .values()
            .find(|o| o.now.path.as_deref() == Some(&path));
        let (source, only) = match open {
            Some(open) => (open.now.settled(), Some(open.mine())),
            None => {
                let Some(text) = syntax::read(&path) else {
                    self.indexing.lose(folder, &path);
                    return;
                };
                (Arc::new(Source::new(Arc::new(Text::new(text)))), None)
            }
        };
        match source.is_too_deep() {
            true => self.indexing.unread.deep(&path),
            false => self.indexing.unread.mended(&path),
        }
        let facts = Arc::new(FileFacts::new(path.as_path(), &source));
        if !is_generated(source.as_str()) {
            self.count(folder, &path, &source, only);
        }
        let files = self.indexing.files.entry(folder.clone()).or_default();
        files.insert(path, facts);
    }

    /// Counts the lines of a file that weren't counted before; of an open one only these words.
    fn count(&mut self, folder: &PathBuf, path: &Path, source: &Source, only: Option<Mine>) {
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return;
        };
        let is_paused = self.pauses.holds(Some(folder));
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        if is_paused && !scope.is_read {
            scope.is_left = true;
            return;
        }
        let pauses = &mut self.pauses;
        let counts = project.counts.load();
        let Some(counts) = counts.as_ref() else {
            return;
        };
        let key = file_key(folder, path);
        let mut known = scope.known.remove(&key).unwrap_or_default();
        let now = self.shared.now();
        let waiting = scope.waits_in(path, source, (&known, only.as_ref()), now);
        known.extend(&waiting);
        let learned = count_lines(counts, &known, source, |name| {
            let may = only.as_ref().is_none_or(|o| o.names.contains(&name));
            let is_known = counts.words.get(name).is_some();
            if is_paused && !is_known {
                pauses.withhold(name);
            }
            may && !is_paused && (is_known || !pauses.withholds(name))
        });
        let mut now = lines(source);
        now.retain(|line| !waiting.contains(line));
        known.retain(|line| !waiting.contains(line));
        scope.past.replaced(key, known, &now);
        scope.known.insert(key, now);
        scope.unsaved += learned;
    }

    fn build(&mut self, folder: &PathBuf) {
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return;
        };
        let files: Vec<Arc<FileFacts>> = self
            .indexing
            .files
            .get(folder)
            .map(|f| f.values().cloned().collect())
            .unwrap_or_default();
        let mut index = Index::build(&files);
        index.name_crates(libraries::crate_name);
        project.index.store(Arc::new(index));
        let crates = libraries::crate_names(folder);
        let names = crates.iter().map(|name| Sym::of(name)).collect();
        project.crates.store(Arc::new(names));
    }

    fn progress(&mut self) {
        let Indexing { left, most, .. } = self.indexing;
        if left == 0 {
            self.indexing.most = 0;
        }
        if most < MANY {
            return;
        }
        let percent = |left: usize| ((most - left) * 100 / most) as u32;
        let is_news = left == most || percent(left) != percent(left + 1);
        if is_news || left == 0 {
            (self.shared.notify)(Notice::Progress {
                task: "Habitus: reading the project".into(),
                percent: (left != most).then_some(percent(left)),
                message: format!("{} of {most} files", most - left),
                done: left == 0,
            });
        }
    }
}

/// Counts the words of a file that `may` be, but for known lines; returns how many those were.
pub fn count_lines(
    counts: &Counts,
    known: &FxHashSet<u32>,
    source: &Source,
    may: impl FnMut(Sym) -> bool,
) -> usize {
    each_new(counts, known, source, may, |contexts, name| {
        count(&counts.words_after, contexts, name);
    })
}

/// The same of what was written before all that is counted already.
pub fn count_older(
    counts: &Counts,
    known: &FxHashSet<u32>,
    source: &Source,
    may: impl FnMut(Sym) -> bool,
) -> usize {
    each_new(counts, known, source, may, |contexts, name| {
        let keys = contexts
            .keys
            .iter()
            .enumerate()
            .filter(|(_, key)| **key != 0);
        keys.for_each(|(context, &key)| counts.words_after.add_older(context, key, name));
    })
}

fn each_new(
    counts: &Counts,
    known: &FxHashSet<u32>,
    source: &Source,
    mut may: impl FnMut(Sym) -> bool,
    mut count: impl FnMut(&Contexts, Sym),
) -> usize {
    let mut learned = 0;
    each_word(source, known, |word, contexts| {
        let name = Sym::of(word);
        if may(name) && counts.words.add(word) {
            count(contexts, name);
            learned += 1;
        }
    });
    learned
}
