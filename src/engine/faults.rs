//! What ails the stores, told to the user: one message for what befalls all of them at once.

use rustc_hash::FxHashSet;

use super::{Shared, learner::Learner};
use crate::store::{Ailment, Fault};

/// What the user heard of.
#[derive(Default)]
pub struct Faults {
    told: FxHashSet<Ailment>,
    /// What was told, the first ones.
    all: Vec<String>,
}

/// So many are kept.
const KEPT: usize = 20;

impl Faults {
    /// What was told, the first ones.
    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// Tells what one store met in one message. A disk that takes nothing and a newer version ail
    /// every store that is opened: those are told of the first alone.
    pub fn tell(&mut self, faults: Vec<Fault>, shared: &Shared) {
        let mut is_news = |fault: &Fault| match fault.ailment() {
            Ailment::Damage => true,
            ailment => self.told.insert(ailment),
        };
        let news: Vec<String> = faults
            .iter()
            .filter(|fault| is_news(fault))
            .map(Fault::to_string)
            .collect();
        let room = KEPT.saturating_sub(self.all.len());
        self.all.extend(news.iter().take(room).cloned());
        if !news.is_empty() {
            shared.fault(news.join("; "));
        }
    }
}

impl Learner {
    /// Tells what one store met.
    pub fn tell(&mut self, faults: Vec<Fault>) {
        self.faults.tell(faults, &self.shared);
    }
}
