//! Reading the project in the background: symbols for the index, and lines not counted before for
//! the tables. One file at a time, newest first, between messages.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    FileEvent, Notice, canonical,
    keep::file_key,
    learner::Learner,
    lesson::{count, each_word, lines},
};
use crate::{
    syntax::{self, FileFacts, Index, Source, walk},
    text::{Sym, Text},
};

/// From how many files on the user is told of progress.
const MANY: usize = 200;

enum Job {
    Walk(PathBuf),
    File(PathBuf, PathBuf),
    Gone(PathBuf, PathBuf),
    Build(PathBuf),
}

type Files = FxHashMap<PathBuf, Arc<FileFacts>>;

/// What is still to be read, and what is known of files read.
#[derive(Default)]
pub struct Indexing {
    queue: VecDeque<Job>,
    files: FxHashMap<PathBuf, Files>,
    walked: usize,
}

impl Indexing {
    /// True when nothing is left to read.
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    /// Reads a project.
    pub fn project(&mut self, folder: PathBuf) {
        self.queue.push_back(Job::Walk(folder));
    }

    fn file(&mut self, folder: PathBuf, path: PathBuf, gone: bool) {
        let build = |j: &Job| matches!(j, Job::Build(f) if *f == folder);
        self.queue.retain(|j| !build(j));
        let job = if gone { Job::Gone } else { Job::File };
        self.queue.push_back(job(folder.clone(), path));
        self.queue.push_back(Job::Build(folder));
    }
}

/// True below `target` and in hidden folders, which aren't read.
fn is_hidden(folder: &Path, path: &Path) -> bool {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let name = |c: std::path::Component| c.as_os_str().to_string_lossy().into_owned();
    inner
        .components()
        .map(name)
        .any(|n| n == "target" || n.starts_with('.'))
}

impl Learner {
    /// Takes in what happened on the disk.
    pub fn files_changed(&mut self, events: Vec<FileEvent>) {
        for event in events {
            match event {
                FileEvent::Created(p) | FileEvent::Changed(p) => self.file_changed(p, false),
                FileEvent::Deleted(p) => self.file_changed(p, true),
                FileEvent::Renamed(from, to) => {
                    self.file_changed(from, true);
                    self.file_changed(to, false);
                }
            }
        }
    }

    /// What a saved document declares is in the index without the help of a watcher.
    pub fn saved(&mut self, uri: &str) {
        let path = self.open.get(uri).and_then(|o| o.now.path.clone());
        if let Some(path) = path {
            self.file_changed(path.to_path_buf(), false);
        }
    }

    fn file_changed(&mut self, path: PathBuf, gone: bool) {
        let path = canonical(&path);
        let rust = path.extension().is_some_and(|e| e == "rs");
        let folder = self.shared.project_of(Some(&path)).folder.clone();
        if rust && let Some(folder) = folder.filter(|f| !is_hidden(f, &path)) {
            self.indexing.file(folder, path, gone);
        }
    }

    /// One piece of reading.
    pub fn read_on(&mut self) {
        match self.indexing.queue.pop_front() {
            Some(Job::Walk(folder)) => self.walk(folder),
            Some(Job::File(folder, path)) => {
                self.read(&folder, path);
                self.progress();
            }
            Some(Job::Gone(folder, path)) => {
                self.indexing.files.entry(folder).or_default().remove(&path);
            }
            Some(Job::Build(folder)) => self.build(&folder),
            None => {}
        }
    }

    fn walk(&mut self, folder: PathBuf) {
        let paths = walk(&folder);
        self.indexing.walked = paths.len();
        for (i, path) in paths.into_iter().enumerate() {
            self.indexing
                .queue
                .push_back(Job::File(folder.clone(), path));
            if i == 63 || i == 1023 {
                self.indexing.queue.push_back(Job::Build(folder.clone()));
            }
        }
        self.indexing.queue.push_back(Job::Build(folder));
        self.progress();
    }

    fn read(&mut self, folder: &PathBuf, path: PathBuf) {
        let open = self
            .open
            .values()
            .find(|o| o.now.path.as_deref() == Some(&path));
        let source = match open {
            Some(open) => open.now.settled(),
            None => {
                let Some(text) = syntax::read(&path) else {
                    return;
                };
                Arc::new(Source::new(Arc::new(Text::new(text))))
            }
        };
        let facts = Arc::new(FileFacts::new(path.as_path(), &source));
        self.count(folder, &path, &source);
        self.indexing
            .files
            .entry(folder.clone())
            .or_default()
            .insert(path, facts);
    }

    /// Counts the lines of a file that weren't counted before.
    fn count(&mut self, folder: &PathBuf, path: &Path, source: &Source) {
        let Some(project) = self.shared.projects.get(folder).map(|p| p.clone()) else {
            return;
        };
        let Some(scope) = self.scopes.get_mut(folder) else {
            return;
        };
        let counts = project.counts.load();
        let Some(counts) = counts.as_ref() else {
            return;
        };
        let key = file_key(folder, path);
        let hashes = lines(source);
        let empty = FxHashSet::default();
        let known = scope.known.get(&key).unwrap_or(&empty);
        let mut learned = 0;
        each_word(source, known, |word, contexts| {
            if counts.words.add(word) {
                count(&counts.words_after, contexts, Sym::of(word));
                learned += 1;
            }
        });
        scope.known.insert(key, hashes);
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
        project.index.store(Arc::new(Index::build(&files)));
    }

    fn progress(&mut self) {
        let all = self.indexing.walked;
        if all < MANY {
            return;
        }
        let left = self
            .indexing
            .queue
            .iter()
            .filter(|j| matches!(j, Job::File(..)))
            .count();
        let done = left == 0;
        let percent = ((all - left.min(all)) * 100 / all) as u32;
        let previous = ((all - (left + 1).min(all)) * 100 / all) as u32;
        if percent != previous || done || left == all {
            let message = format!("{} of {all} files", all - left.min(all));
            let percent = (left != all).then_some(percent);
            (self.shared.notify)(Notice::Progress {
                task: "Habitus: reading the project".into(),
                percent,
                message,
                done,
            });
        }
        if done {
            self.indexing.walked = 0;
        }
    }
}
