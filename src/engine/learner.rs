//! The learner's thread: the only writer of tables, weights and journals. Takes messages in the
//! order in which they were told; between them it indexes, a file at a time.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    time::Duration,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Document, Shared, faults::Faults, indexing::Indexing, keep::Scope, lesson::Lessons,
    live::Running, offers::Offer, pause::Pauses, project::Project, share::Held, teaching,
    unread::too_deep,
};
use crate::{
    observe::{History, Origin, Shown, Written, chosen, is_paste, moved},
    privacy::is_generated,
    syntax::Source,
    text::{Edit, Sym, Token},
};

/// What the engine tells its learner.
pub enum Message {
    Folders(Vec<PathBuf>),
    Configured,
    Opened(Document),
    Changed(Document, Vec<Edit>),
    Saved(Arc<str>),
    Closed(Arc<str>),
    Files(Vec<PathBuf>),
    Offered(Arc<str>, Arc<Offer>),
    Accepted(u64, usize),
    Pause(bool),
    Report(Sender<Running>),
    Flush(Sender<()>),
    Stop(Sender<()>),
}

/// How often the learner looks after its stores when nothing else happens.
const TICK: Duration = Duration::from_millis(250);
/// Lists that wait for their words; a word has one for each letter.
const SHOWN: usize = 128;

/// An open document, as far as it is learned.
pub struct Open {
    pub now: Document,
    /// Names of the tokens that are learned; 0 for those left out, which may come again.
    pub learned: Vec<Sym>,
    /// What stood in it when it was opened, and what was learned in it: all that a save may count.
    pub names: FxHashSet<Sym>,
    pub shown: VecDeque<Shown>,
    pub written: Written,
    /// Its text in tokens: all that following a key takes, so that the learner keeps up with them.
    lexed: Source,
    line: usize,
    history: History,
    /// Its project's rules let it be learned from.
    pub may_teach: bool,
}

/// The thread's state.
pub struct Learner {
    pub shared: Arc<Shared>,
    pub scopes: FxHashMap<PathBuf, Scope>,
    pub user: Option<Scope>,
    pub open: FxHashMap<Arc<str>, Open>,
    pub lessons: Lessons,
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
            indexing: Indexing::default(),
            faults: Faults::default(),
            held: Vec::new(),
            pauses: Pauses::default(),
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
        let wait = if self.indexing.is_idle() {
            TICK
        } else {
            Duration::ZERO
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
        self.look_after();
    }

    fn take(&mut self, message: Message) {
        match message {
            Message::Folders(folders) => self.move_to(folders),
            Message::Configured => self.configured(),
            Message::Opened(document) => self.opened(document),
            Message::Changed(document, edits) => self.changed(document, &edits),
            Message::Saved(uri) => {
                self.look_at_rules();
                self.settle(&uri);
                self.saved(&uri);
            }
            Message::Closed(uri) => {
                self.settle(&uri);
                self.open.remove(&uri);
                self.release_unused();
            }
            Message::Files(paths) => self.files_changed(paths),
            Message::Offered(uri, offer) => self.offered(&uri, &offer),
            Message::Accepted(offer, row) => self.accepted(offer, row),
            Message::Pause(pause) => self.pause(pause),
            Message::Report(reply) => drop(reply.send(self.running())),
            Message::Flush(done) => {
                self.settle_all();
                while !self.indexing.is_idle() {
                    self.guarded(Learner::background);
                }
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
            self.open_project(&folder);
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
        self.keep_to_themselves();
        self.keep_held();
        let learns = self.shared.settings.load().learning;
        if std::mem::replace(&mut self.learns, learns) == learns {
            return;
        }
        // What was written until now was so under other settings.
        for open in self.open.values_mut() {
            open.written = Written::default();
        }
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
        let may_teach = teaching::may_teach(&document);
        if may_teach && !is_generated(document.text.as_str()) {
            self.lessons.file(&document, may);
        }
        let source = document.source();
        let learned: Vec<Sym> = source.tokens().iter().map(|t| t.sym).collect();
        let names = learned.iter().copied().collect();
        let line = usize::MAX;
        let open = Open {
            now: document,
            learned,
            names,
            shown: VecDeque::new(),
            written: Written::default(),
            line,
            history: History::default(),
            lexed: Source::clone(&source),
            may_teach,
        };
        self.tell_of(&open.now);
        self.open.insert(open.now.uri.clone(), open);
    }

    fn tell_of(&self, document: &Document) {
        if document.source().is_too_deep() {
            self.shared.remark(too_deep(&document.uri));
        }
    }

    fn changed(&mut self, document: Document, edits: &[Edit]) {
        let uri = document.uri.clone();
        let Some(open) = self.open.get_mut(&uri) else {
            return;
        };
        let whole = edits
            .is_empty()
            .then(|| open.lexed.edit_to(document.text.as_str()));
        let edits = whole.as_ref().map_or(edits, std::slice::from_ref);
        let pasted = edits.iter().any(|e| is_paste(e, document.text.as_str()));
        let row = open.line;
        let stays = |e: &Edit| (e.start_place.row, e.new_end_place.row) == (row, row);
        let left = !edits.iter().all(stays);
        let origin = [Origin::Typed, Origin::Pasted][usize::from(pasted)];
        open.follow(document, edits, origin);
        if pasted || left {
            self.settle(&uri);
        }
    }

    fn offered(&mut self, uri: &Arc<str>, offer: &Offer) {
        let Some(open) = self.open.get_mut(uri) else {
            return;
        };
        let anchor = open.history.bring(offer.anchor, offer.version);
        let (typed, seen) = (offer.typed, offer.version == open.now.version);
        open.shown
            .retain(|s| s.anchor != anchor || s.typed < typed || (s.typed > typed && !seen));
        if open.shown.len() >= SHOWN {
            open.shown.pop_front();
        }
        let rows = offer.rows.clone();
        open.shown.push_back(Shown {
            offer: offer.id,
            anchor,
            typed,
            seen,
            rows,
            accepted: None,
        });
    }

    fn accepted(&mut self, offer: u64, row: usize) {
        let shown = self
            .open
            .values_mut()
            .flat_map(|o| &mut o.shown)
            .find(|s| s.offer == offer);
        match shown {
            Some(shown) if row < shown.rows.len() => shown.accepted = Some(row),
            _ => tracing::debug!(offer, row, "accepted, but no longer known"),
        }
    }

    /// The workspace's folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// Learns what is new in all documents.
    pub fn settle_all(&mut self) {
        let uris: Vec<Arc<str>> = self.open.keys().cloned().collect();
        for uri in uris {
            self.settle(&uri);
        }
    }

    /// Learns what is new in a document.
    fn settle(&mut self, uri: &Arc<str>) {
        self.begin_anew();
        self.look_at_marks();
        if self.passes_over(uri) {
            return self.pass_over(uri);
        }
        let Some(mut open) = self.open.remove(uri) else {
            return;
        };
        let teaches = open.may_teach && !is_generated(open.now.text.as_str());
        let learning = self.shared.settings.load().learning && teaches;
        let words = self.lessons.settle(&mut open, learning);
        self.tell_of(&open.now);
        self.open.insert(uri.clone(), open);
        if teaches && !words.is_empty() {
            self.keep(uri, words);
        }
    }

    /// The project of an open document.
    pub fn project_of(&self, uri: &str) -> Option<Arc<Project>> {
        self.open.get(uri).map(|o| o.now.project.clone())
    }
}

impl Open {
    /// Follows a change that led to this document.
    fn follow(&mut self, document: Document, edits: &[Edit], origin: Origin) {
        self.history.push(document.version, edits);
        let lexed = self.lexed.relexed(document.text.clone());
        self.written.follow(&self.lexed, &lexed, edits, origin);
        self.lexed = lexed;
        self.now = document;
        for (i, edit) in edits.iter().enumerate() {
            self.accept(edit, &edits[i + 1..]);
        }
        if let Some(last) = edits.last() {
            self.line = last.new_end_place.row;
        }
    }

    /// Moves the shown lists with an edit, and finds those of which it took a row.
    fn accept(&mut self, edit: &Edit, later: &[Edit]) {
        for shown in &mut self.shown {
            shown.anchor = moved(shown.anchor, edit);
            let now = later.iter().fold(shown.anchor, moved);
            let word = word_at(self.now.text.as_str(), now);
            if let Some(row) = shown.accepts(edit, word) {
                shown.accepted = Some(row);
            }
        }
    }

    /// A typed word at the cursor is half a word, for all we know, unless it was taken from a list.
    pub fn may_change(&self, token: &Token, origin: Origin) -> bool {
        origin == Origin::Typed
            && self.written.is_at(token)
            && chosen(&self.shown, token.start as usize, token.sym).is_none()
    }
}

/// The identifier that begins at a byte.
pub fn word_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or("");
    let end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    &rest[..end]
}
