//! The ledger in memory: what is known of each word at each site, by the journals as they stand.
//! For those who ask why; the path from a key to a list never looks here.
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::{
    State,
    event::{self, Event, Evidence, Row},
};
use crate::text::Sym;

/// Evidence by site and word. One thread adds, any may ask.
#[derive(Default)]
pub struct Ledger(RwLock<FxHashMap<Row, Evidence>>);

impl Ledger {
    /// The ledger of what was loaded.
    pub fn of(state: &State) -> Ledger {
        let ledger = Ledger::default();
        ledger.replace(&state.ledger);
        ledger
    }

    /// What is known of a word at a site.
    pub fn get(&self, site: u64, word: Sym) -> Option<Evidence> {
        let rows = self.0.read().unwrap_or_else(PoisonError::into_inner);
        rows.get(&(site, word)).copied()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// True before the first.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts these rows in the place of all.
    pub(super) fn replace(&self, rows: &[(u64, Sym, Evidence)]) {
        let rows = rows.iter().map(|(site, word, e)| ((*site, *word), *e));
        let rows = rows.collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = rows;
    }

    /// Adds what an event says.
    pub(super) fn add(&self, event: &Event, time: u64) {
        if let Some((row, evidence, _)) = event::evidence(event, time) {
            let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
            rows.entry(row).or_default().add(evidence);
        }
    }
}

#[cfg(test)]
mod tests;
