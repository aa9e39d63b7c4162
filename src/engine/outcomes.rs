//! What became of the lists that were shown: the end of each as an episode, and what follows from it for
//! evidence and weights. Only what a person did to a single word is an outcome; what a tool wrote is none.

use std::{path::PathBuf, sync::Arc};

use super::{
    learner::Learner,
    lesson::Learned,
    offers::Offer,
    open::Open,
    project::Project,
    record::{apply, taken_back, unsaid},
    taken::{Fate, Taken, episode, known},
};
use crate::{
    model::EVIDENCE,
    observe::{Shown, best_row, last, word_at},
    privacy,
    store::{End, Episode, Episodes, Event, Outcome, ROWS},
    text::Sym,
};

/// So long a list is on screen before it is refused, in milliseconds.
const LOOKED_AT: u64 = 1000;
/// So long nothing was written when a row that was taken is learned on its line.
const REST: u64 = 2000;
/// Rows of a list that are refused with it.
const READ: usize = 5;
/// How a row that was taken ended.
enum Verdict {
    /// It may still change.
    Wait,
    /// It is watched no longer, and stays as it is known.
    Leave,
    Undone,
    /// Changed to this word, if it may be kept.
    Edited(Option<String>),
}

impl Learner {
    /// Draws the conclusions of a lesson. A file that is being closed has no later.
    pub fn conclude(&mut self, uri: &Arc<str>, words: &[Learned], now: u64, closing: bool) {
        let Some(mut open) = self.open.remove(uri) else {
            return;
        };
        open.attach(words);
        self.judge(&mut open, now, closing);
        if self.learning() {
            self.end_lists(&mut open, words, now, closing);
        }
        open.shown
            .retain(|s| words.iter().all(|w| w.at != s.anchor));
        if closing {
            self.put_away(&mut open);
        }
        self.open.insert(uri.clone(), open);
    }

    /// A row that was surely taken is learned though its line isn't left, once nothing was written for a
    /// while: a kill would take it along.
    pub fn learn_taken(&mut self) {
        let now = self.shared.now();
        let mut uris = Vec::new();
        for (uri, open) in &mut self.open {
            if open.has_taken(now, REST) {
                open.rest();
                uris.push(uri.clone());
            }
        }
        uris.iter().for_each(|uri| self.settle(uri, now, false));
    }

    /// What was taken and doesn't stand any more.
    pub fn judge(&mut self, open: &mut Open, now: u64, closing: bool) {
        for mut taken in std::mem::take(&mut open.taken) {
            match verdict(open, &taken, now, closing) {
                Verdict::Wait => open.taken.push(taken),
                Verdict::Leave => self.leave(open, taken, now),
                Verdict::Undone => {
                    taken.episode.word = None;
                    self.take_back(open, taken, End::Undone, now);
                }
                Verdict::Edited(word) => {
                    taken.episode.word = word;
                    self.take_back(open, taken, End::Edited, now);
                }
            }
        }
    }

    /// What went with its line, or by a tool, was taken and never told otherwise.
    fn leave(&mut self, open: &mut Open, mut taken: Taken, now: u64) {
        if !taken.sure || taken.episode.end != End::Open {
            return;
        }
        open.shown.retain(|s| s.anchor != taken.mark.at);
        taken.episode.end = End::Accepted;
        taken.episode.word = taken.word;
        self.finish(open, taken.episode, Vec::new(), now);
    }

    /// A row was taken in vain: its lesson is retracted, and it counts against the word here.
    fn take_back(&mut self, open: &mut Open, mut taken: Taken, end: End, now: u64) {
        open.shown.retain(|s| s.anchor != taken.mark.at);
        let project = open.now.project.clone();
        taken.episode.end = end;
        if let Some(d) = &mut taken.episode.diagnostics {
            d.after = open.errors();
        }
        let mut events = taken_back(&taken);
        if let Some(learned) = &taken.learned {
            learned.uncount(&open.now.counts);
            if learned.shared {
                self.take_back_for_user(&events, now);
            }
            self.lessons.retract(&project, taken.offer);
        }
        if let Some(counts) = project.counts.load().as_ref() {
            events.iter().for_each(|e| apply(counts, e, true, true));
        }
        events.push(Event::Episode(Box::new(taken.episode.clone())));
        self.note_episode(&project, taken.episode);
        self.write_down(&project, &events, now);
    }

    /// Half words were no words: as if they had never been learned.
    pub fn take_back_grown(&mut self, open: &mut Open, now: u64) {
        let project = open.now.project.clone();
        for learned in open.take_grown() {
            learned.uncount(&open.now.counts);
            let events = unsaid(&learned);
            if learned.shared {
                self.take_back_for_user(&events, now);
            }
            if let Some(counts) = project.counts.load().as_ref() {
                events.iter().for_each(|e| apply(counts, e, true, true));
            }
            self.write_down(&project, &events, now);
        }
    }

    /// Lists whose word was left.
    fn end_lists(&mut self, open: &mut Open, words: &[Learned], now: u64, closing: bool) {
        let mut anchors: Vec<usize> = open.shown.iter().map(|s| s.anchor).collect();
        anchors.sort_unstable();
        anchors.dedup();
        for at in anchors {
            let word = word_at(open.now.text.as_str(), at).to_owned();
            let learned = words.iter().find(|w| w.at == at);
            let waits = open.written.is_between(at, at + word.len())
                || open.written.covers(at, at + word.len());
            if waits && learned.is_none() && !closing {
                continue;
            }
            let mut events = Vec::new();
            let taken = open.taken.iter_mut().find(|t| t.mark.at == at);
            let found = match taken.filter(|t| t.fate == Fate::Stands) {
                Some(taken) => {
                    taken.sure = true;
                    taken.episode.end = End::Accepted;
                    taken.episode.word = taken.word.clone();
                    Some(taken.episode.clone())
                }
                None => ended(open, at, &word, now, &mut events),
            };
            open.shown.retain(|s| s.anchor != at);
            let Some(mut episode) = found else { continue };
            let own = learned.map(|w| w.word.clone());
            episode.word = own.or(episode.word).or_else(|| admitted(open, at));
            self.finish(open, episode, events, now);
        }
    }

    /// Writes an episode down, with what follows from it.
    fn finish(&mut self, open: &mut Open, mut episode: Episode, mut events: Vec<Event>, now: u64) {
        let errors = open.errors();
        if let Some(d) = &mut episode.diagnostics {
            d.after = errors;
        }
        let same = |t: &&mut Taken| t.episode.id == episode.id;
        if let Some(taken) = open.taken.iter_mut().find(same) {
            taken.episode = episode.clone();
        }
        let project = open.now.project.clone();
        if let Some(counts) = project.counts.load().as_ref() {
            events.iter().for_each(|e| apply(counts, e, true, true));
        }
        events.push(Event::Episode(Box::new(episode.clone())));
        self.note_episode(&project, episode);
        self.write_down(&project, &events, now);
    }

    /// Keeps an episode for those who ask.
    pub fn note_episode(&mut self, project: &Project, episode: Episode) {
        let ring = self.episodes.entry(project.folder.clone()).or_default();
        ring.add(episode);
    }

    /// The last episodes of a document's project, or of all projects; the newest last. Lists that are
    /// still open are among them.
    pub fn told_episodes(&mut self, uri: Option<&str>, most: usize) -> Vec<Episode> {
        let project = uri.and_then(|u| self.project_of(u));
        if uri.is_some() && project.is_none() {
            return Vec::new();
        }
        let is_asked = |folder: &Option<PathBuf>| {
            let project = project.as_ref();
            project.is_none_or(|p| p.folder == *folder)
        };
        let kept = self.episodes.iter().filter(|(f, _)| is_asked(f));
        let mut all: Episodes = kept.flat_map(|(_, e)| e.last(most).cloned()).collect();
        for open in self.open.values() {
            if is_asked(&open.now.project.folder) {
                open.unended().for_each(|e| all.add(e));
            }
        }
        all.last(most).cloned().collect()
    }
}

/// What became of a row that was taken.
fn verdict(open: &Open, taken: &Taken, now: u64, closing: bool) -> Verdict {
    let mark = taken.mark;
    let text = open.now.text.as_str();
    let near = open.written.is_between(mark.at, mark.at + mark.length);
    match taken.fate {
        Fate::Stands => Verdict::Wait,
        // What an editor only tried.
        Fate::Broken if !taken.sure && (!near || closing) => Verdict::Leave,
        Fate::Broken if near && !closing => Verdict::Wait,
        Fate::Lost => Verdict::Leave,
        Fate::Undone => Verdict::Undone,
        Fate::Broken => {
            let word = word_at(text, mark.at);
            match taken.is_less(word) {
                true if taken.is_young(now) => Verdict::Undone,
                true => Verdict::Leave,
                false => Verdict::Edited(admitted(open, mark.at)),
            }
        }
    }
}

/// The word at a byte, if it may be kept.
fn admitted(open: &Open, at: usize) -> Option<String> {
    let source = open.now.settled();
    let tokens = source.tokens();
    let found = tokens
        .binary_search_by_key(&at, |t| t.start as usize)
        .ok()?;
    let word = privacy::Gate::new(&source).admit(&tokens[found])?;
    Some(word.to_owned())
}

/// How a list of which nothing was taken ended, with the evidence against its rows.
fn ended(open: &Open, at: usize, word: &str, now: u64, events: &mut Vec<Event>) -> Option<Episode> {
    let (name, length) = (Sym::of(word), word.len());
    let here = |s: &&Shown| s.anchor == at && s.seen;
    let looked_at = |s: &&Shown| s.typed < length && s.dwell(now) >= LOOKED_AT;
    let through = best_row(&open.shown, at, name, length).is_some_and(|row| row < ROWS);
    let refused = open.shown.iter().rev().filter(here).find(looked_at);
    let refused = refused.filter(|_| !word.is_empty());
    let any = || open.shown.iter().filter(here).max_by_key(|s| s.typed);
    let list = refused
        .filter(|_| !through)
        .or_else(|| last(&open.shown, at, length))
        .or_else(any)?;
    let offer = open.offer(list.offer)?;
    let mut episode = episode(&open.now.project, list, offer);
    episode.end = match (through, refused) {
        (true, _) => End::TypedThrough,
        (_, Some(_)) => End::Refused,
        _ => End::Ignored,
    };
    if let Some(list) = refused {
        let rows = unwanted(open, list, offer.site, name).into_iter();
        let words = rows.filter_map(|r| known(&open.now.project, r));
        events.extend(words.map(|word| Event::Outcome {
            site: offer.site,
            word,
            outcome: Outcome::Refused,
        }));
    }
    Some(episode)
}

/// The rows that were looked at in vain. Where the word that was typed stands among them, one that was
/// wanted here before is refused only if it stood above: habits may take turns.
fn unwanted(open: &Open, list: &Shown, site: u64, typed: Sym) -> Vec<Sym> {
    let counts = open.now.project.counts.load();
    let chosen = counts.as_ref().as_ref().map(|c| &c.chosen);
    let was_wanted = |row: Sym| chosen.is_some_and(|c| c.has(EVIDENCE, site, row));
    let end = list.rows.iter().position(|&r| r == typed);
    let rows = list.rows.iter().take(READ).copied().enumerate();
    let rows = rows.filter(|(_, row)| *row != typed);
    let unwanted = |(i, row): &(usize, Sym)| end.is_none_or(|end| *i < end) || !was_wanted(*row);
    rows.filter(unwanted).map(|(_, row)| row).collect()
}

impl Open {
    /// Lessons of rows that were taken.
    fn attach(&mut self, words: &[Learned]) {
        for taken in &mut self.taken {
            let lesson = |w: &&Learned| w.at == taken.mark.at && Sym::of(&w.word) == taken.name;
            if let Some(word) = words.iter().find(lesson) {
                taken.learned = Some(word.clone());
            }
        }
    }

    /// The episode of a row that was taken, if it is written down.
    pub fn ended(&self, offer: u64) -> Vec<Episode> {
        let taken = self.taken.iter().filter(|t| t.offer == offer);
        let ended = taken.filter(|t| t.episode.end != End::Open);
        ended.map(|t| t.episode.clone()).collect()
    }

    /// An editor may ask again for the list that it shows: then a row of the first is that word's row of
    /// the last one at this place, by which it is judged.
    pub fn in_last_list(&self, offer: u64, row: usize) -> Option<(u64, usize)> {
        let first = self.offer(offer)?;
        let place = |o: &Offer| (o.version, o.anchor, o.typed);
        let same = |o: &&Arc<Offer>| place(o) == place(first);
        let last = self.offers.iter().rev().find(same)?;
        let name = first.rows.get(row)?;
        Some((last.id, last.rows.iter().position(|n| n == name)?))
    }

    /// Lists without an end.
    fn unended(&self) -> impl Iterator<Item = Episode> {
        let is_last = |s: &&Shown| {
            let mut others = self.shown.iter();
            s.seen && !others.any(|o| o.anchor == s.anchor && o.seen && o.typed > s.typed)
        };
        let lists = self.shown.iter().filter(is_last);
        lists.filter_map(|s| Some(episode(&self.now.project, s, self.offer(s.offer)?)))
    }
}
