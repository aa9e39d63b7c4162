//! What a tool or a paste wrote into open documents, and the user hasn't committed: the lines, and the names
//! that nobody knew before, so that a line is known again once a formatter went over it or its file has
//! another name. It is in the journal, so that no process takes it for the user's.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::Scope;
use crate::{
    engine::{
        lesson::{line_hash, lines, lines_at},
        open::Mine,
        record::{WAITING, see},
    },
    history::{AtHead, at_head},
    store::Event,
    syntax::Source,
    text::Text,
};

/// No more waits.
const MOST: usize = 1 << 16;

/// What was committed of a file.
pub enum Committed {
    /// Its lines and names.
    Holds(FxHashSet<u32>),
    /// There is no repository that tells.
    Unknown,
}

impl Committed {
    /// Of a file as it stands in the commit that is checked out.
    pub fn of(path: &Path) -> Committed {
        match at_head(path) {
            AtHead::Unknown => Committed::Unknown,
            AtHead::Absent => Committed::Holds(FxHashSet::default()),
            AtHead::Text(text) => {
                let source = Source::new(std::sync::Arc::new(Text::new(text)));
                let names = source.tokens().iter().map(|t| t.sym.0);
                Committed::Holds(lines(&source).into_iter().chain(names).collect())
            }
        }
    }

    /// Nothing tells what was committed.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Committed::Unknown)
    }

    /// Whether a line, by its hash, or a name was committed; any, where nothing tells.
    pub fn has(&self, what: u32) -> bool {
        match self {
            Committed::Holds(all) => all.contains(&what),
            Committed::Unknown => true,
        }
    }
}

impl Scope {
    fn waiting(&self) -> FxHashSet<u32> {
        self.known.get(&WAITING).cloned().unwrap_or_default()
    }

    /// From now on this waits, and nothing else.
    fn wait_for(&mut self, all: FxHashSet<u32>, now: u64) {
        if self.waiting() == all || all.len() > MOST {
            return;
        }
        let mut events = vec![Event::Unseen { project: WAITING }];
        if !all.is_empty() {
            let (project, names) = (WAITING, all.into_iter().collect());
            events.push(Event::Seen { project, names });
        }
        events.iter().for_each(|e| see(&mut self.known, e));
        self.append(&events, now);
    }

    /// More of other tools' lines and names waits.
    pub fn wait(&mut self, more: impl IntoIterator<Item = u32>, now: u64) {
        let mut all = self.waiting();
        all.extend(more);
        self.wait_for(all, now);
    }

    /// Nothing waits any more.
    pub fn release(&mut self, now: u64) {
        self.wait_for(FxHashSet::default(), now);
    }

    /// The lines of a file that wait, but for those that are `known`: lines that it had already say nothing
    /// new. What was committed of it since is let go.
    pub fn waits_in(
        &mut self,
        path: &Path,
        source: &Source,
        (known, mine): (&FxHashSet<u32>, Option<&Mine>),
        now: u64,
    ) -> FxHashSet<u32> {
        let foreign = mine.map(|mine| lines_at(source, &mine.foreign));
        let mut all = self.waiting();
        let mut waits = waiting(source, &all);
        if !waits.is_empty()
            && let Committed::Holds(held) = Committed::of(path)
        {
            all.retain(|what| !held.contains(what));
            waits = waiting(source, &all);
            self.wait_for(all, now);
        }
        waits.extend(foreign.into_iter().flatten());
        waits.retain(|line| !known.contains(line));
        match waits.is_empty() {
            true => self.pending.remove(path),
            false => self.pending.insert(path.to_owned()),
        };
        waits
    }

    /// Files in which something waits.
    pub fn pending(&self) -> Vec<PathBuf> {
        self.pending.iter().cloned().collect()
    }
}

/// The lines of a text that are among these, or hold a name that is.
pub fn waiting(source: &Source, all: &FxHashSet<u32>) -> FxHashSet<u32> {
    if all.is_empty() {
        return FxHashSet::default();
    }
    let found = source.tokens().chunk_by(|a, b| a.line == b.line);
    let found = found.map(|line| (line_hash(line), line));
    let is_it = |hash: u32, line: &[crate::text::Token]| {
        all.contains(&hash) || line.iter().any(|t| all.contains(&t.sym.0))
    };
    found
        .filter(|(hash, line)| is_it(*hash, line))
        .map(|(hash, _)| hash)
        .collect()
}
