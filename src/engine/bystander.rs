//! A project as its server sees it, put together beside that server: from what is kept, and from the
//! files as they stand. Owns nothing, keeps nothing.
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    Beside, Document, Settings, Why,
    keep::{file_key, noted, waiting::waiting},
    lesson::{Lessons, count, each_word},
    librarian,
    project::{Counts, Project, User},
    record::{Known, LINES, WAITING, restore},
    why,
};
use crate::{
    model::Weights,
    privacy::is_generated,
    store::{Ledger, Store},
    syntax::{self, FileFacts, Index, Source, walk},
    text::{Sym, Text},
};

/// See the module.
pub struct Bystander {
    project: Arc<Project>,
    /// What can't be read.
    pub faults: Vec<String>,
}

impl Bystander {
    /// Reads what is kept in a scope and for the user, and the project's files.
    pub fn new(data: &Path, dir: &Path, folder: &Path, now: u64) -> Bystander {
        let [mut own, all] = [dir, &data.join("user")].map(|dir| Store::peek(dir, now));
        let faults = [&own, &all].into_iter().flat_map(|l| &l.notices);
        let faults = faults.map(ToString::to_string).collect();
        let weights = [&own, &all].map(|l| Weights::from_slice(&l.state.weights));
        let [own_weights, user_weights] = weights;
        let user = Arc::new(User::default());
        user.counts.store(Arc::new(Some(restore(all))));
        let project = Project::new(Some(folder.to_owned()), user);
        let weights = own_weights.or(user_weights).unwrap_or_default();
        project.weights.store(Arc::new(weights));
        project.ledger.store(Some(Arc::new(Ledger::of(&own.state))));
        project.library.store(librarian::kept(dir).map(Arc::new));
        let lines = noted(&mut own, LINES);
        let counts = restore(own);
        let index = read(folder, &counts, &lines);
        project.index.store(Arc::new(index));
        project.counts.store(Arc::new(Some(counts)));
        Bystander {
            project: Arc::new(project),
            faults,
        }
    }

    /// Explains a word at a byte of a file's text, or the first rows there, as its server would.
    pub fn why(
        &self,
        path: PathBuf,
        text: Text,
        offset: usize,
        word: Option<&str>,
        now: u64,
    ) -> Why {
        let document = Document::new("", Some(path), 0, text, self.project.clone(), 1 << 21);
        Lessons::default().file(&document, |_| true);
        let settings = Settings {
            beside: Beside::Off,
            confidence: 0,
            ..Settings::default()
        };
        why::explain(&document, &settings, offset, word, now)
    }
}

/// Reads a project's files: their symbols, and into `counts` the lines that weren't counted before.
fn read(folder: &Path, counts: &Counts, known: &Known) -> Index {
    let mut files = Vec::new();
    for path in walk(folder, folder) {
        let Some(text) = syntax::read(&path) else {
            continue;
        };
        let source = Source::new(Arc::new(Text::new(text)));
        let key = file_key(folder, &path);
        let mut lines = known.get(&key).cloned().unwrap_or_default();
        if let Some(all) = known.get(&WAITING) {
            lines.extend(waiting(&source, all));
        }
        let teaches = !is_generated(source.as_str());
        each_word(&source, &lines, |word, contexts| {
            if teaches && counts.words.add(word) {
                count(&counts.words_after, contexts, Sym::of(word));
            }
        });
        files.push(Arc::new(FileFacts::new(path.as_path(), &source)));
    }
    Index::build(&files)
}
