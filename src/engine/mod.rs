//! The learner at work: documents and outcomes in, lists out. Above it stands only the protocol.
mod anew;
mod bystander;
mod complete;
mod document;
mod faults;
mod history;
mod idle;
mod indexing;
mod keep;
mod learner;
mod lesson;
mod librarian;
mod list;
mod live;
mod merge;
mod notice;
mod offers;
mod open;
mod outcomes;
mod overlay;
mod pause;
pub mod profile;
mod project;
mod record;
mod settings;
mod share;
mod survival;
mod taken;
mod teaching;
#[cfg(test)]
mod tests;
mod unread;
mod wanted;
mod why;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Sender, channel},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use dashmap::DashMap;

pub use crate::store::Episode;
pub use crate::store::{SHIM, Slip};
pub use crate::suggest::{Mark, Sort};
use crate::text::{Edit, Text};
pub use bystander::Bystander;
pub use document::Document;
pub use history::Account;
use learner::{Learner, Message};
pub use librarian::{Shelved, shelved};
pub use list::{Details, Item, ItemKind, List};
pub use live::{Live, Running, Skipped};
pub use merge::{Merge, Merged, Their};
pub use notice::Notice;
use offers::Offers;
use project::{Project, User};
pub use settings::{Beside, Memory, Settings, Whose};
pub use why::{Reason, Why};

/// How the engine is started.
pub struct Start {
    /// The data folder.
    pub data: PathBuf,
    /// Settings at the start.
    pub settings: Settings,
    /// Where notices go; must not block.
    pub notify: Box<dyn Fn(Notice) + Send + Sync>,
    /// Unix milliseconds.
    pub clock: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// The editor says by a command which row was taken; of one that doesn't, the text alone tells.
    pub tells: bool,
    /// Another process of the same editor sees the same and learns from it: nothing is learned from what
    /// is open here.
    pub is_companion: bool,
    /// Nobody works beside it: what is read in the background is read without a rest.
    pub is_hurried: bool,
}

/// What the engine's threads share.
pub(crate) struct Shared {
    settings: ArcSwap<Settings>,
    projects: DashMap<PathBuf, Arc<Project>>,
    folders: ArcSwap<Vec<PathBuf>>,
    loose: Arc<Project>,
    user: Arc<User>,
    /// Which folders are private.
    private: ArcSwap<share::Folders>,
    /// Another server was seen.
    beside: AtomicBool,
    data: PathBuf,
    offers: Offers,
    next: AtomicU64,
    notify: Box<dyn Fn(Notice) + Send + Sync>,
    clock: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// See [`Start::tells`].
    tells: bool,
    /// See [`Start::is_companion`].
    is_companion: bool,
    /// See [`Start::is_hurried`].
    is_hurried: bool,
}

/// The engine. One per process; clones share it. No method waits for another thread but
/// [`Engine::flush`], [`Engine::running`] and [`Engine::stop`].
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    inbox: Sender<Message>,
}

impl Engine {
    /// Starts it. Never fails: what can't be opened is told by a notice, and it serves without.
    pub fn start(start: Start) -> Engine {
        let user = Arc::new(User::default());
        let shared = Arc::new(Shared {
            settings: ArcSwap::from_pointee(start.settings),
            projects: DashMap::new(),
            folders: ArcSwap::default(),
            loose: Arc::new(Project::new(None, user.clone())),
            user,
            private: ArcSwap::default(),
            beside: AtomicBool::new(false),
            data: start.data.clone(),
            offers: Offers::default(),
            next: AtomicU64::new(1),
            notify: start.notify,
            clock: start.clock,
            tells: start.tells,
            is_companion: start.is_companion,
            is_hurried: start.is_hurried,
        });
        let (inbox, messages) = channel();
        Learner::spawn(shared.clone(), start.data, messages);
        Engine { shared, inbox }
    }

    fn tell(&self, message: Message) {
        // The learner outlives all senders; were it gone, lists would go on without learning.
        let _ = self.inbox.send(message);
    }

    /// The workspace's folders; each file belongs to the innermost one.
    pub fn folders(&self, folders: Vec<PathBuf>) {
        let folders: Vec<PathBuf> = folders.into_iter().map(|f| canonical(&f)).collect();
        for folder in &folders {
            let fresh = || Arc::new(Project::new(Some(folder.clone()), self.shared.user.clone()));
            self.shared
                .projects
                .entry(folder.clone())
                .or_insert_with(fresh);
        }
        self.shared.folders.store(Arc::new(folders.clone()));
        self.tell(Message::Folders(folders));
    }

    /// Takes over new settings.
    pub fn configure(&self, settings: Settings) {
        self.shared.settings.store(Arc::new(settings));
        self.tell(Message::Configured);
    }

    /// Which folders are private, as far as the editor said; of the others nothing goes into the user's
    /// layer until it does. `None`: the setting holds for all.
    pub fn keep_private(&self, folders: Option<Vec<(PathBuf, bool)>>) {
        self.shared.private.store(Arc::new(share::real(folders)));
        self.tell(Message::Configured);
    }

    /// Whether another server was seen that offers completions.
    pub fn stand_beside(&self, another: bool) {
        self.shared.beside.store(another, Ordering::Relaxed);
    }

    /// A document was opened. Only Rust documents are given to the engine.
    pub fn open(&self, uri: &str, path: Option<PathBuf>, version: i32, text: Text) -> Document {
        let path = path.map(|path| canonical(&path));
        let project = self.shared.project_of(path.as_deref());
        let most = self.shared.settings.load().memory.session / 2;
        let document = Document::new(uri, path, version, text, project, most);
        self.tell(Message::Opened(document.clone()));
        document
    }

    /// A document after a change, with the edits in the order in which they were applied; an empty
    /// slice means that the whole text was replaced.
    pub fn change(
        &self,
        document: &Document,
        version: i32,
        text: Text,
        edits: &[Edit],
    ) -> Document {
        let document = document.changed(version, text);
        let now = self.shared.now();
        self.tell(Message::Changed(document.clone(), edits.to_vec(), now));
        document
    }

    /// It was saved.
    pub fn save(&self, document: &Document) {
        let now = self.shared.now();
        self.tell(Message::Saved(document.uri.clone(), now));
    }

    /// It was closed.
    pub fn close(&self, document: &Document) {
        let now = self.shared.now();
        self.tell(Message::Closed(document.uri.clone(), now));
    }

    /// Files or folders came, changed or went at these paths.
    pub fn files_changed(&self, paths: Vec<PathBuf>) {
        self.tell(Message::Files(paths));
    }

    /// The list at a byte offset of this snapshot, empty once it is cancelled. Pure reading: takes
    /// no lock, waits for nothing.
    pub fn complete(&self, document: &Document, offset: usize, cancelled: &AtomicBool) -> List {
        let made = complete::complete(&self.shared, document, offset, cancelled);
        let Some((list, offer)) = made else {
            return List::default();
        };
        if !list.items.is_empty() {
            let offer = Arc::new(offer);
            self.shared.offers.keep(offer.clone());
            self.tell(Message::Offered(document.uri.clone(), offer));
        }
        list
    }

    /// Details of a row of a recent offer, by its index in the list.
    pub fn resolve(&self, offer: u64, row: usize) -> Option<Details> {
        let offer = self.shared.offers.get(offer)?;
        let mut details = offer.details(row).unwrap_or_default();
        details.evidence = offer.evidence(row, self.shared.now());
        Some(details)
    }

    /// Why a word stands where it does at a byte of this snapshot, or why the first rows do. Waits
    /// for nobody.
    pub fn why(&self, document: &Document, offset: usize, word: Option<&str>) -> Why {
        let settings = self.shared.settings.load();
        why::explain(document, &settings, offset, word, self.shared.now())
    }

    /// Stops observing and learning in this process, or goes on with it; lists go on all the while.
    pub fn pause(&self, pause: bool) {
        self.tell(Message::Pause(pause));
    }

    /// What this process has open and how it is doing, once it has done all that it was told.
    /// `None` where that takes longer than some seconds.
    pub fn running(&self) -> Option<Running> {
        let (reply, told) = channel();
        self.tell(Message::Report(reply));
        told.recv_timeout(Duration::from_secs(5)).ok()
    }

    /// Keeps how the proxy round another server fares, with the projects that are open.
    pub fn wrapped(&self, slip: Slip) {
        self.tell(Message::Wrapped(slip));
    }

    /// Where what is learned is kept.
    pub fn data(&self) -> &Path {
        &self.shared.data
    }

    /// Unix milliseconds.
    pub fn now(&self) -> u64 {
        self.shared.now()
    }

    /// The editor ran the command of a row: it was accepted.
    pub fn accepted(&self, offer: u64, row: usize) {
        self.tell(Message::Accepted(offer, row, self.shared.now()));
    }

    /// How many errors a document has, as its editor counts them.
    pub fn diagnosed(&self, uri: &str, errors: u32) {
        self.tell(Message::Diagnosed(uri.to_owned(), errors));
    }

    /// What became of the last lists of a document's project, or of all projects; the newest last.
    /// Waits for the learner, not for its lessons.
    pub fn episodes(&self, uri: Option<&str>, most: usize) -> Vec<Episode> {
        let (reply, told) = channel();
        let uri = uri.map(str::to_owned);
        self.tell(Message::Episodes(uri, most, reply));
        told.recv_timeout(Duration::from_secs(10))
            .unwrap_or_default()
    }

    /// Returns when everything told so far is learned and in the journal.
    pub fn flush(&self) {
        let (reply, done) = channel();
        self.tell(Message::Flush(reply));
        let _ = done.recv_timeout(Duration::from_secs(60));
    }

    /// Flushes and lets go of the store; takes 80 ms at most.
    pub fn stop(&self) {
        let (reply, done) = channel();
        self.tell(Message::Stop(reply));
        let _ = done.recv_timeout(Duration::from_millis(80));
    }
}

/// A path without links, as far as it is there: a new file has a project too.
fn canonical(path: &Path) -> PathBuf {
    let found = path
        .ancestors()
        .find_map(|p| Some((p, p.canonicalize().ok()?)));
    let Some((above, real)) = found else {
        return path.to_owned();
    };
    match path.strip_prefix(above) {
        Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
        _ => real,
    }
}

impl Shared {
    /// The project of a path without links.
    fn project_of(&self, path: Option<&Path>) -> Arc<Project> {
        let Some(path) = path else {
            return self.loose.clone();
        };
        let folders = self.folders.load();
        let inner = folders
            .iter()
            .filter(|f| path.starts_with(f))
            .max_by_key(|f| f.as_os_str().len());
        inner
            .and_then(|f| self.projects.get(f).map(|p| p.clone()))
            .unwrap_or_else(|| self.loose.clone())
    }

    fn fault(&self, what: String) {
        (self.notify)(Notice::Fault(what));
    }

    fn remark(&self, what: String) {
        (self.notify)(Notice::Remark(what));
    }

    fn now(&self) -> u64 {
        (self.clock)()
    }

    fn next_offer(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}
