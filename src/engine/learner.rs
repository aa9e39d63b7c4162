//! The learner's thread: the only writer of tables, weights and journals. Takes messages in the
//! order in which they were told; between them it indexes, a file at a time.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    time::{Duration, Instant},
};

use rustc_hash::FxHashMap;

use super::{
    Document, Shared, faults::Faults, indexing::Indexing, keep::Scope, lesson::Lessons,
    live::Running, offers::Offer, open::Open, pause::Pauses, project::Project, share::Held,
    survival::Closed, taken::Fate, teaching, unread::too_deep,
};
use crate::{
    privacy::is_generated,
    store::{Episode, Episodes, Slip},
    text::Edit,
};

/// What the engine tells its learner.
pub enum Message {
    Folders(Vec<PathBuf>),
    Configured,
    Opened(Document),
    /// With the time, as everything that may be an outcome.
    Changed(Document, Vec<Edit>, u64),
    Saved(Arc<str>, u64),
    Closed(Arc<str>, u64),
    /// Errors in a document, as its editor counts them.
    Diagnosed(String, u32),
    Files(Vec<PathBuf>),
    Offered(Arc<str>, Arc<Offer>),
    Accepted(u64, usize, u64),
    /// The last episodes of a document's project, or of all.
    Episodes(Option<String>, usize, Sender<Vec<Episode>>),
    Pause(bool),
    Report(Sender<Running>),
    /// How the proxy round another server fares.
    Wrapped(Slip),
    Flush(Sender<()>),
    Stop(Sender<()>),
}

/// How often the learner looks after its stores, whatever else happens.
const TICK: Duration = Duration::from_millis(250);
/// The thread's state.
pub struct Learner {
    pub shared: Arc<Shared>,
    pub scopes: FxHashMap<PathBuf, Scope>,
    pub user: Option<Scope>,
    pub open: FxHashMap<Arc<str>, Open>,
    pub lessons: Lessons,
    /// The last episodes of each project.
    pub episodes: FxHashMap<Option<PathBuf>, Episodes>,
    pub closed: Vec<Closed>,
    pub data: PathBuf,
    pub indexing: Indexing,
    pub faults: Faults,
    /// Lessons whose folder may be private.
    pub held: Vec<Held>,
    pub pauses: Pauses,
    /// The workspace's folders.
    folders: Vec<PathBuf>,
    /// Whether learning was on when the stores were last opened or closed.
    learns: bool,
    /// When the stores were last looked after.
    pub looked: Instant,
    /// Milliseconds to wait for the next commit.
    pub idle: u64,
}

impl Learner {
    /// Starts the thread.
    pub fn spawn(shared: Arc<Shared>, data: PathBuf, inbox: Receiver<Message>) {
        let mut learner = Learner {
            learns: shared.settings.load().learning,
            folders: Vec::new(),
            shared,
            data,
            scopes: FxHashMap::default(),
            user: None,
            open: FxHashMap::default(),
            lessons: Lessons::default(),
            episodes: FxHashMap::default(),
            closed: Vec::new(),
            indexing: Indexing::default(),
            faults: Faults::default(),
            held: Vec::new(),
            pauses: Pauses::default(),
            looked: Instant::now(),
            idle: 0,
        };
        let run = move || while learner.turn(&inbox) {};
        if let Err(error) = std::thread::Builder::new()
            .name("learner".into())
            .spawn(run)
        {
            tracing::error!(%error, "no learner thread");
        }
    }

    /// One message, or one piece of background work; false when it is over.
    fn turn(&mut self, inbox: &Receiver<Message>) -> bool {
        let wait = match self.indexing.is_idle() {
            true => self.patience(TICK),
            false => Duration::ZERO,
        };
        match inbox.recv_timeout(wait) {
            Ok(Message::Stop(done)) => {
                self.settle_all();
                self.close();
                let _ = done.send(());
                false
            }
            Ok(message) => {
                self.guarded(|l| l.take(message));
                if self.looked.elapsed() >= TICK {
                    self.guarded(|l| l.look_after(false));
                }
                true
            }
            Err(RecvTimeoutError::Timeout) => {
                self.guarded(Learner::background);
                true
            }
            Err(RecvTimeoutError::Disconnected) => {
                self.settle_all();
                self.close();
                false
            }
        }
    }

    /// A panic costs one lesson, not the learner.
    fn guarded(&mut self, work: impl FnOnce(&mut Learner)) {
        let run = std::panic::AssertUnwindSafe(|| work(self));
        if std::panic::catch_unwind(run).is_err() {
            tracing::error!("a lesson was lost to a panic");
        }
    }

    fn background(&mut self) {
        self.read_on();
        self.read_history();
        self.heed_wishes();
        self.learn_taken();
        self.watch(self.shared.now());
        self.look_after(true);
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Folders(folders) => self.move_to(folders),
            Message::Configured => self.configured(),
            Message::Opened(document) => self.opened(document),
            Message::Changed(document, edits, now) => self.changed(document, &edits, now),
            Message::Saved(uri, now) => {
                self.look_at_rules();
                if let Some(open) = self.open.get_mut(&uri) {
                    open.is_saved();
                }
                self.settle(&uri, now, false);
                self.survive_save(&uri, now);
                self.saved(&uri);
            }
            Message::Closed(uri, now) => {
                self.settle(&uri, now, true);
                let path = self.open.remove(&uri).and_then(|o| o.now.path.clone());
                if let Some(path) = path {
                    self.look(&path);
                }
                self.release_unused();
            }
            Message::Diagnosed(uri, errors) => {
                if let Some(open) = self.open.get_mut(&*uri) {
                    open.diagnostics = Some(errors);
                }
            }
            Message::Files(paths) => self.files_changed(paths),
            Message::Offered(uri, offer) => self.offered(&uri, &offer),
            Message::Accepted(offer, row, now) => self.accepted(offer, row, now),
            Message::Episodes(uri, most, reply) => {
                let _ = reply.send(self.told_episodes(uri.as_deref(), most));
            }
            Message::Pause(pause) => self.pause(pause),
            Message::Wrapped(slip) => self.keep_wrapped(&slip),
            Message::Report(reply) => drop(reply.send(self.running())),
            Message::Flush(done) => {
                self.begin_anew();
                self.settle_all();
                while !self.indexing.is_idle() {
                    self.guarded(Learner::background);
                }
                self.watch(self.shared.now());
                self.sync();
                let _ = done.send(());
            }
            Message::Stop(_) => {}
        }
    }

    fn move_to(&mut self, folders: Vec<PathBuf>) {
        let before = std::mem::replace(&mut self.folders, folders.clone());
        self.open_user();
        for folder in folders.into_iter().filter(|f| !before.contains(f)) {
            self.take_up(folder);
        }
        self.release_unused();
    }

    fn take_up(&mut self, folder: PathBuf) {
        if !self.scopes.contains_key(&folder) {
            self.open_project(&folder, None);
        }
        self.indexing.project(folder);
    }

    /// Lets go of projects that neither the workspace nor an open document has any more: another
    /// process may own them.
    fn release_unused(&mut self) {
        let is_open = |f: &PathBuf| {
            let mut open = self.open.values();
            open.any(|o| o.now.project.folder.as_ref() == Some(f))
        };
        let is_unused = |f: &&PathBuf| !self.folders.contains(f) && !is_open(f);
        let unused: Vec<PathBuf> = self.scopes.keys().filter(is_unused).cloned().collect();
        for folder in unused {
            self.release(&folder);
            self.forget(&folder);
        }
    }

    /// Only whether there is learning concerns the stores.
    fn configured(&mut self) {
        self.staff();
        self.scopes.values_mut().for_each(|s| s.past.look_again());
        self.keep_to_themselves();
        self.keep_held();
        self.keep_wanted();
        let learns = self.shared.settings.load().learning;
        if std::mem::replace(&mut self.learns, learns) == learns {
            return;
        }
        // What was written until now was so under other settings.
        for open in self.open.values_mut() {
            open.reset();
        }
        self.closed.clear();
        if !learns {
            return self.close();
        }
        self.open_user();
        for folder in self.folders.clone() {
            self.take_up(folder);
        }
    }

    fn opened(&mut self, document: Document) {
        let (pauses, folder) = (&self.pauses, document.project.folder.as_deref());
        let is_paused = pauses.holds(folder);
        let may = |word| !is_paused && !pauses.withholds(word);
        let may_teach = !self.shared.is_companion && teaching::may_teach(&document);
        if may_teach && !is_generated(document.text.as_str()) {
            self.lessons.file(&document, may);
        }
        let open = Open::new(document, may_teach, self.shared.tells);
        self.tell_of(&open.now);
        self.indexing.written(&open.now.uri);
        self.open.insert(open.now.uri.clone(), open);
    }

    fn tell_of(&self, document: &Document) {
        if document.source().is_too_deep() {
            self.shared.remark(too_deep(&document.uri));
        }
    }

    fn changed(&mut self, document: Document, edits: &[Edit], now: u64) {
        let uri = document.uri.clone();
        let Some(open) = self.open.get(&uri) else {
            return;
        };
        if !open.taken.is_empty() {
            self.grow_old(&uri, now);
        }
        let Some(open) = self.open.get_mut(&uri) else {
            return;
        };
        if open.change(document, edits, now) {
            self.indexing.written(&uri);
            return self.settle(&uri, now, false);
        }
        if open.taken.iter().any(|t| t.fate == Fate::Undone)
            && let Some(mut open) = self.open.remove(&uri)
        {
            self.judge(&mut open, now, false);
            self.open.insert(uri, open);
        }
    }

    fn offered(&mut self, uri: &Arc<str>, offer: &Arc<Offer>) {
        if !self.learns || self.passes_over(uri) {
            return;
        }
        if let Some(open) = self.open.get_mut(uri).filter(|o| o.teaches()) {
            open.offered(offer);
        }
    }

    fn accepted(&mut self, offer: u64, row: usize, now: u64) {
        let open = self.open.values_mut().find_map(|o| {
            let (offer, row) = o.in_last_list(offer, row).unwrap_or((offer, row));
            let known = o.accepted(offer, row, now);
            known.then(|| (o.now.project.clone(), o.ended(offer)))
        });
        match open {
            Some((project, ended)) => self.write_episodes(&project, ended, now),
            None => tracing::debug!(offer, row, "accepted, but no longer known"),
        }
    }

    /// The workspace's folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Learns what is new in all documents.
    pub fn settle_all(&mut self) {
        let uris: Vec<Arc<str>> = self.open.keys().cloned().collect();
        let now = self.shared.now();
        for uri in uris {
            self.settle(&uri, now, false);
        }
    }

    /// Learns what is new in a document, and what became of its lists.
    pub fn settle(&mut self, uri: &Arc<str>, now: u64, closing: bool) {
        self.begin_anew();
        self.look_at_marks();
        if self.passes_over(uri) {
            return self.pass_over(uri);
        }
        let Some(mut open) = self.open.remove(uri) else {
            return;
        };
        open.was_reloaded();
        self.indexing.written(uri);
        let teaches = open.teaches();
        let learning = self.learning() && teaches;
        if learning {
            self.take_back_grown(&mut open, now);
        }
        let mut words = self.lessons.settle(&mut open, learning, now);
        open.watch_growth(&words);
        self.tell_of(&open.now);
        let (project, path) = (open.now.project.clone(), open.now.path.clone());
        if learning {
            self.wait_for_commit(&open, now);
        }
        self.open.insert(uri.clone(), open);
        if teaches && !words.is_empty() {
            self.keep(&project, path, &mut words);
        }
        self.conclude(uri, &words, now, closing);
    }

    /// The project of an open document.
    pub fn project_of(&self, uri: &str) -> Option<Arc<Project>> {
        self.open.get(uri).map(|o| o.now.project.clone())
    }
}
