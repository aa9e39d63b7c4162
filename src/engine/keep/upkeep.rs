//! Looking after one store, now and then: other windows' events, ownership, folding, snapshots.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::{SNAPSHOT, Scope};
use crate::{
    engine::{
        Shared,
        history::PUBLISH,
        overlay::HALF_MINUTE,
        project::Counts,
        record::{apply, see, snapshot},
    },
    store::{Episodes, Event, Loaded},
};

const FOLD: Duration = Duration::from_secs(5);
/// The same where nobody stops typing.
const LATE: Duration = Duration::from_secs(60);
const OWN: Duration = Duration::from_secs(3);

/// What a scope has in memory, as it may be kept.
pub struct Kept<'a> {
    pub counts: Arc<Option<Counts>>,
    pub weights: &'a dyn Fn() -> Vec<f32>,
    pub episodes: Option<&'a mut Episodes>,
    /// Whether files are being read.
    pub is_reading: bool,
    /// Whether what other windows type belongs to this session.
    pub is_live: bool,
}

/// One look; what it returns replaces everything in memory.
pub fn look_after(
    shared: &Shared,
    scope: &mut Scope,
    mut kept: Kept,
    is_quiet: bool,
) -> Option<Loaded> {
    let now = shared.now();
    let counts = Option::as_ref(&kept.counts)?;
    for (_, event) in scope.store.poll(now) {
        apply(counts, &event, kept.is_live, true);
        see(&mut scope.known, &event);
        if let (Event::Episode(episode), Some(episodes)) = (event, &mut kept.episodes) {
            episodes.add(*episode);
        }
    }
    if !scope.store.owner() {
        if scope.asked.elapsed() >= OWN {
            scope.asked = Instant::now();
            return scope.store.try_own(now);
        }
        return None;
    }
    let due = if is_quiet { FOLD } else { LATE };
    if scope.events && scope.folded.elapsed() >= due {
        scope.folded = Instant::now();
        scope.events = scope.waits(now);
        // What was taken may be taken back.
        scope.store.fold_until(now.saturating_sub(HALF_MINUTE), &[]);
        scope.store.keep_weights(&(kept.weights)());
    }
    // Reading a large project would write its tables hundreds of times.
    let is_soon = kept.is_reading && scope.published.elapsed() < PUBLISH;
    let is_due = is_quiet && scope.unsaved >= SNAPSHOT && !is_soon;
    if is_due || scope.store.is_asked() {
        scope.unsaved = 0;
        scope.published = Instant::now();
        let episodes = kept.episodes.as_deref();
        let known = (scope.note, &scope.known);
        let mut notes = scope.notes.clone();
        notes.extend(scope.past.account.note());
        let state = snapshot(counts, (kept.weights)(), known, &notes, episodes);
        scope.store.publish(state, now);
    }
    None
}
