//! A project's files, read as a server reads them.
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use rustc_hash::FxHashSet;

use super::{
    super::{
        indexing::count_lines,
        keep::{file_key, waiting::waiting},
        lesson::{each_word, lines},
        record::WAITING,
    },
    bake::Baked,
};
use crate::{
    privacy::is_generated,
    syntax::{self, Source, walk},
    text::{Sym, Text},
};

/// How long a file's tree may take. Nobody waits for a list here, and what isn't parsed would count as
/// if it stood nowhere.
const PATIENCE: Duration = Duration::from_secs(10);

/// A project's folder.
pub struct Tree<'a> {
    pub folder: &'a Path,
}

impl Tree<'_> {
    fn files(&self) -> impl Iterator<Item = (PathBuf, Source)> {
        let files = walk(self.folder, self.folder).into_iter();
        files.filter_map(|path| {
            let text = syntax::read(&path)?;
            let source = Source::new(Arc::new(Text::new(text)));
            Some(match source.is_stale() {
                true => (path, source.reparsed(PATIENCE)),
                false => (path, source),
            })
        })
    }

    /// The key of a file.
    pub fn key(&self, path: &Path) -> u64 {
        file_key(self.folder, path)
    }

    /// The keys of the files at or below a path, and of all others.
    pub fn keys(&self, at: &Path) -> (FxHashSet<u64>, FxHashSet<u64>) {
        let files = walk(self.folder, self.folder);
        let (named, others): (Vec<PathBuf>, Vec<PathBuf>) =
            files.into_iter().partition(|path| path.starts_with(at));
        let keys = |paths: Vec<PathBuf>| paths.iter().map(|p| self.key(p)).collect();
        (keys(named), keys(others))
    }

    /// The names of the words that may be learned, of the files that are asked for.
    pub fn names(&self, is_asked: impl Fn(&Path) -> bool) -> FxHashSet<u32> {
        let mut names = FxHashSet::default();
        let teaches =
            |(path, source): &(PathBuf, Source)| is_asked(path) && !is_generated(source.as_str());
        for (_, source) in self.files().filter(teaches) {
            each_word(&source, &FxHashSet::default(), |word, _| {
                names.insert(Sym::of(word).0);
            });
        }
        names
    }

    /// Counts what isn't counted yet. Files at or below `left` are taken for counted as they stand.
    pub fn count(&self, baked: &mut Baked, left: Option<&Path>) {
        for (path, source) in self.files() {
            let key = self.key(&path);
            let waits = baked.known.get(&WAITING).map(|all| waiting(&source, all));
            let waits = waits.unwrap_or_default();
            let mut now = lines(&source);
            now.retain(|line| !waits.contains(line));
            let mut known = baked.known.insert(key, now).unwrap_or_default();
            known.extend(waits);
            let is_left = left.is_some_and(|left| path.starts_with(left));
            if !is_left && !is_generated(source.as_str()) {
                count_lines(&baked.counts, &known, &source, |_| true);
            }
        }
    }
}
