//! A scope as it was read, as tables: what a server would have in memory after its start, and the way
//! back to what is kept.
use rustc_hash::FxHashSet;

use super::super::{
    anew::Succession,
    keep::noted,
    project::Counts,
    record::{Known, LINES, Notes, SEEN, others, restore, snapshot},
};
use crate::{
    store::{Episodes, Event, Evidence, Loaded, State},
    text::Sym,
};

/// A row of the ledger.
pub type Row = (u64, Sym, Evidence);

/// See the module.
pub struct Baked {
    pub counts: Counts,
    pub rows: Vec<Row>,
    pub weights: Vec<f32>,
    pub known: Known,
    pub notes: Notes,
    pub episodes: Episodes,
    note: &'static str,
    /// Names that are not kept, though the tables were made with them.
    pub erased: FxHashSet<u32>,
}

/// A scope's contents before its tables are made.
pub struct Raw {
    pub state: State,
    pub pending: Vec<(u64, Event)>,
    pub known: Known,
    pub notes: Notes,
    note: &'static str,
}

impl Raw {
    pub fn of(mut loaded: Loaded, is_user: bool) -> Raw {
        let note = if is_user { SEEN } else { LINES };
        let known = noted(&mut loaded, note);
        let Loaded {
            mut state, pending, ..
        } = loaded;
        let mut notes = others(&mut state);
        Succession::take(&mut notes);
        Raw {
            state,
            pending,
            known,
            notes,
            note,
        }
    }

    /// Makes the tables.
    pub fn bake(mut self) -> Baked {
        let (rows, weights) = (self.state.ledger.clone(), self.state.weights.clone());
        let episodes = std::mem::take(&mut self.state.episodes);
        let loaded = Loaded {
            state: self.state,
            pending: self.pending,
            ..Loaded::default()
        };
        Baked {
            counts: restore(loaded),
            rows,
            weights,
            known: self.known,
            notes: self.notes,
            episodes,
            note: self.note,
            erased: FxHashSet::default(),
        }
    }
}

impl Baked {
    /// What is kept of it, as the successor of what there was.
    pub fn state(mut self, succession: Succession) -> State {
        if succession != Succession::Unsaid {
            self.notes.push(succession.note());
        }
        let known = (self.note, &self.known);
        let episodes = Some(&self.episodes);
        let mut state = snapshot(&self.counts, self.weights, known, &self.notes, episodes);
        let erased = self.erased;
        state.words.retain(|w| !erased.contains(&Sym::of(w).0));
        State {
            ledger: self.rows,
            ..state
        }
    }
}
