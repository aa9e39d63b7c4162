//! An open document, as far as it is learned: what was written in it, which lists were shown, which of
//! their rows were taken. Follows changes; neither counts nor keeps anything.

mod disk;
mod foreign;
mod grown;

use std::{collections::VecDeque, sync::Arc};

use rustc_hash::FxHashSet;
use xxhash_rust::xxh3::xxh3_64;

use disk::Disk;
pub use foreign::{Foreign, Mine};
use grown::Grown;

use super::{
    Document,
    offers::Offer,
    taken::{self, Fate, Taken},
};
use crate::{
    observe::{
        History, Mark, Origin, Run, Shown, Written, chosen, is_tools, moved, pieces, word_at,
    },
    privacy::is_generated,
    store::By,
    syntax::Source,
    text::{Edit, Sym, Token},
};

/// Lists that wait for their words; a word has one for each letter.
const SHOWN: usize = 128;
/// Earlier texts that an undo may bring back.
const STATES: usize = 128;
/// Rows that were taken and are watched.
const TAKEN: usize = 256;

/// See the module.
pub struct Open {
    pub now: Document,
    /// Names of the tokens that are learned; 0 for those left out, which may come again.
    pub learned: Vec<Sym>,
    /// What stood in it when it was opened, and what was learned in it: all that a save may count.
    pub names: FxHashSet<Sym>,
    pub shown: VecDeque<Shown>,
    pub written: Written,
    /// Rows that were taken.
    pub taken: Vec<Taken>,
    /// What other tools wrote, until the user commits it.
    pub foreign: Vec<Foreign>,
    /// Its project's rules let it be learned from.
    pub may_teach: bool,
    /// Errors in it, where the editor tells.
    pub diagnostics: Option<u32>,
    /// The editor says by a command which row was taken.
    tells: bool,
    pub(super) offers: VecDeque<Arc<Offer>>,
    /// Its text in tokens: all that following a key takes, so that the learner keeps up with them.
    lexed: Source,
    line: usize,
    /// Where the last change ended.
    cursor: usize,
    history: History,
    run: Run,
    /// The changes until the last lesson of a document that rests.
    rested: u64,
    /// When the last change was made.
    written_at: u64,
    /// The changes so far.
    changes: u64,
    /// Hashes of earlier texts, each with the number of the change that followed it.
    states: VecDeque<(u64, u64)>,
    /// What its file holds.
    disk: Disk,
    grown: Grown,
}

fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

impl Open {
    /// One that was just opened.
    pub fn new(document: Document, may_teach: bool, tells: bool) -> Open {
        let source = document.source();
        let learned: Vec<Sym> = source.tokens().iter().map(|t| t.sym).collect();
        Open {
            names: learned.iter().copied().collect(),
            learned,
            shown: VecDeque::new(),
            written: Written::default(),
            taken: Vec::new(),
            foreign: Vec::new(),
            may_teach,
            diagnostics: None,
            tells,
            offers: VecDeque::new(),
            lexed: Source::clone(&source),
            line: usize::MAX,
            cursor: usize::MAX,
            history: History::default(),
            run: Run::default(),
            rested: 0,
            written_at: 0,
            changes: 0,
            states: VecDeque::new(),
            disk: Disk::new(hash(document.text.as_str())),
            grown: Grown::default(),
            now: document,
        }
    }

    /// Whether it is learned from.
    pub fn teaches(&self) -> bool {
        self.may_teach && !is_generated(self.now.text.as_str())
    }

    /// Forgets that words of these names were written or taken.
    pub fn forget(&mut self, is: impl Fn(Sym) -> bool) {
        self.written.forget(self.lexed.tokens(), &is);
        let gone = |word: &str| is(Sym::of(word));
        self.taken.retain(|t| !t.word.as_deref().is_some_and(gone));
        self.foreign.retain(|f| !is(f.name));
    }

    /// Forgets what was written and shown, as if it had always stood there.
    pub fn reset(&mut self) {
        self.written = Written::default();
        self.shown.clear();
        self.taken.clear();
        self.foreign.clear();
        self.grown = Grown::default();
    }

    /// Follows a change; whether it is time for a lesson.
    pub fn change(&mut self, document: Document, edits: &[Edit], now: u64) -> bool {
        self.was_reloaded();
        let text = document.text.clone();
        let whole = edits.is_empty().then(|| self.lexed.edit_to(text.as_str()));
        let edits = whole.as_ref().map_or(edits, std::slice::from_ref);
        let is_on_disk = self.is_on_disk(&document);
        let pasted = is_tools(edits, self.now.text.as_str(), text.as_str(), self.cursor);
        let row = self.line;
        let stays = |e: &Edit| (e.start_place.row, e.new_end_place.row) == (row, row);
        let left = !edits.iter().all(stays);
        let origin = [Origin::Typed, Origin::Pasted][usize::from(pasted)];
        self.follow(document, edits, origin, now);
        if is_on_disk {
            self.disk.doubt(self.changes);
        }
        (pasted || left) && !is_on_disk
    }

    /// Follows a change that led to this document.
    fn follow(&mut self, document: Document, edits: &[Edit], origin: Origin, now: u64) {
        self.history.push(document.version, edits);
        self.shown.iter_mut().for_each(|s| s.leave(now));
        if self.states.len() >= STATES {
            self.states.pop_front();
        }
        self.changes += 1;
        self.written_at = now;
        let before = hash(self.now.text.as_str());
        self.states.push_back((self.changes, before));
        let lexed = self.lexed.relexed(document.text.clone());
        self.written.follow(&self.lexed, &lexed, edits, origin);
        let was = std::mem::replace(&mut self.lexed, lexed);
        self.now = document;
        self.follow_words(&was, edits, origin);
        self.find_undone(edits, now);
        self.accept(edits, now);
        if origin == Origin::Pasted {
            self.drop_shown(edits);
        }
        if let Some(last) = edits.last() {
            self.line = last.new_end_place.row;
            self.cursor = last.new_end;
        }
    }

    /// A word that is watched goes where the edits take it.
    fn follow_words(&mut self, was: &Source, edits: &[Edit], origin: Origin) {
        let (was, is) = (was.as_str(), self.now.text.as_str());
        for taken in &mut self.taken {
            let stood = taken.fate == Fate::Stands;
            let end = taken.mark.at + word_at(was, taken.mark.at).len();
            taken.follow(was, is, edits);
            // Whoever writes on behind a word has chosen it, and doesn't browse any more.
            let goes_on = |e: &Edit| e.start == end && e.new_end > end;
            taken.sure |= stood && taken.fate == Fate::Stands && edits.iter().all(goes_on);
            // What a tool wrote in its stead says nothing of it.
            if stood && taken.fate == Fate::Broken && origin == Origin::Pasted {
                taken.fate = Fate::Lost;
            }
        }
        match origin {
            Origin::Typed => self.grown.follow(is, edits),
            Origin::Pasted => self.grown = Grown::default(),
        }
        self.foreign.retain_mut(|f| {
            edits.iter().for_each(|e| _ = f.mark.follow(e));
            Sym::of(f.mark.look(is)) == f.name
        });
    }

    /// A text that stood there before a row was taken: the row was undone, if it went in one piece.
    fn find_undone(&mut self, edits: &[Edit], now: u64) {
        if self.taken.iter().all(|t| t.fate == Fate::Stands) {
            return;
        }
        let text = hash(self.now.text.as_str());
        let known = self.states.iter().find(|(_, state)| *state == text);
        let Some(&(first, _)) = known else { return };
        let removed = |e: &Edit| e.old_end - e.start;
        let most = edits.iter().map(removed).max().unwrap_or(0);
        let all: usize = edits.iter().map(removed).sum();
        for taken in &mut self.taken {
            // Single letters go too when an editor takes back what it only tried.
            let removed = if taken.sure { all } else { most };
            if taken.fate != Fate::Stands && first <= taken.change && removed > 1 {
                taken.undo(now);
            }
        }
    }

    /// Moves the shown lists with the edits, and finds those of which they took a row.
    fn accept(&mut self, edits: &[Edit], now: u64) {
        let text = self.now.text.clone();
        let pieces = pieces(edits);
        let mut rest = edits;
        for (piece, count) in &pieces {
            let (own, later) = rest.split_at(*count);
            rest = later;
            own.iter().for_each(|edit| self.move_shown(edit));
            let run = match pieces.len() {
                1 => self.run_of(piece),
                _ => None,
            };
            // The newest list of a word first: it was taken from that.
            for i in (0..self.shown.len()).rev() {
                let shown = &self.shown[i];
                let at = later.iter().fold(shown.anchor, moved);
                let word = word_at(text.as_str(), at);
                let row = shown.accepts(piece, word);
                let row = row.or_else(|| shown.accepts(run.as_ref()?, word));
                if let Some(row) = row {
                    let end = later.iter().fold(piece.new_end, moved);
                    self.shown[i].accepted = Some(row);
                    self.written.claim(at, at + word.len());
                    self.take(i, at, row, (By::Text, end), now);
                }
            }
        }
    }

    /// A list whose place was deleted with what stands before and behind it has no outcome.
    fn move_shown(&mut self, edit: &Edit) {
        let is_gone = |s: &Shown| edit.start < s.anchor && edit.old_end > s.anchor;
        self.shown.retain(|s| !is_gone(s));
        for shown in &mut self.shown {
            shown.anchor = moved(shown.anchor, edit);
        }
    }

    /// Letters that came in several messages.
    fn run_of(&mut self, piece: &Edit) -> Option<Edit> {
        let written = self.now.text.as_str().get(piece.start..piece.new_end)?;
        let is_word = written.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_word {
            self.run.end();
            return None;
        }
        self.run.follow(piece, written.chars().count())
    }

    /// Takes note of a row that was taken from a list.
    fn take(&mut self, shown: usize, at: usize, row: usize, (by, end): (By, usize), now: u64) {
        let list = &self.shown[shown];
        let Some(offer) = self.offers.iter().find(|o| o.id == list.offer) else {
            return;
        };
        let same = |t: &&mut Taken| t.mark.at == at && t.name == list.rows[row];
        if let Some(known) = self.taken.iter_mut().find(same) {
            known.by(by);
            known.mark.end = known.mark.end.max(end);
            return;
        }
        let other = |t: &Taken| t.mark.at != at && t.offer != list.offer;
        self.taken.retain(|t| t.sure || other(t));
        let text = self.now.text.as_str();
        let mark = Mark::new(at, word_at(text, at).len(), end);
        let place = taken::Place {
            mark,
            change: self.changes,
            at: now,
        };
        let mut taken = Taken::new(&self.now.project, list, offer, row, by, place);
        taken.sure |= !self.tells;
        if self.taken.len() >= TAKEN {
            self.taken.remove(0);
        }
        self.taken.push(taken);
    }

    /// Whether a row that was surely taken stands unlearned, and nothing was written for so long.
    pub fn has_taken(&self, now: u64, rest: u64) -> bool {
        let waits = |t: &Taken| t.sure && t.fate == Fate::Stands && t.learned.is_none();
        let rests = now.saturating_sub(self.written_at) >= rest;
        rests && self.rested != self.changes && self.taken.iter().any(waits)
    }

    /// There was a lesson for want of changes: until the next one there is none.
    pub fn rest(&mut self) {
        self.rested = self.changes;
    }

    /// A list was shown.
    pub fn offered(&mut self, offer: &Arc<Offer>) {
        let anchor = self.history.bring(offer.anchor, offer.version);
        let (typed, seen) = (offer.typed, offer.version == self.now.version);
        self.run.end();
        let mut shown = self.shown.iter().filter(|_| seen);
        let same = shown.find(|s| s.is_again(anchor, typed, offer.since));
        let since = same.map_or(offer.since, |s| s.since);
        self.shown.iter_mut().for_each(|s| s.leave(offer.since));
        let first = self.shown.iter().find(|s| s.anchor == anchor);
        let first = first.map(|s| (s.begun, s.errors));
        let (begun, errors) = first.unwrap_or_else(|| (offer.since, self.errors()));
        for taken in &mut self.taken {
            taken.sure |= taken.mark.at != anchor && taken.fate == Fate::Stands;
        }
        self.shown
            .retain(|s| s.anchor != anchor || s.typed < typed || (s.typed > typed && !seen));
        if self.shown.len() >= SHOWN {
            self.shown.pop_front();
        }
        self.shown.push_back(Shown {
            offer: offer.id,
            anchor,
            typed,
            seen,
            begun,
            errors,
            since,
            until: None,
            rows: offer.rows.clone(),
            accepted: None,
        });
        self.offers.push_back(offer.clone());
        if self.offers.len() > SHOWN {
            self.offers.pop_front();
        }
    }

    /// The editor ran a row's command; whether its list is known here.
    pub fn accepted(&mut self, offer: u64, row: usize, now: u64) -> bool {
        if let Some(taken) = self.taken.iter_mut().find(|t| t.is_row(offer, row)) {
            taken.by(By::Command);
        }
        let is = |s: &Shown| s.offer == offer && row < s.rows.len();
        let Some(i) = self.shown.iter().position(is) else {
            return self.taken.iter().any(|t| t.is_row(offer, row));
        };
        let at = self.shown[i].anchor;
        self.shown[i].accepted = Some(row);
        self.take(i, at, row, (By::Command, at), now);
        true
    }

    /// The offer of a list.
    pub fn offer(&self, id: u64) -> Option<&Arc<Offer>> {
        self.offers.iter().find(|o| o.id == id)
    }

    /// Lists that a paste or a tool wrote over have no outcome.
    fn drop_shown(&mut self, edits: &[Edit]) {
        let over = |s: &Shown| {
            (0..edits.len()).any(|i| {
                let now = |at: usize| edits[i + 1..].iter().fold(at, moved);
                (now(edits[i].start)..=now(edits[i].new_end)).contains(&s.anchor)
            })
        };
        self.shown.retain(|s| s.accepted.is_some() || !over(s));
    }

    /// Errors in it now: what the editor says, else what the tree shows.
    pub fn errors(&self) -> u32 {
        self.diagnostics
            .unwrap_or_else(|| self.now.source().errors())
    }

    /// A typed word at the cursor is half a word, for all we know, unless it was taken from a list.
    pub fn may_change(&self, token: &Token, origin: Origin) -> bool {
        origin == Origin::Typed
            && self.written.is_at(token)
            && chosen(&self.shown, token.start as usize, token.sym).is_none()
    }
}
