//! How much later messages come for going through us, and how often a list went on as it was for want of
//! time.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::engine::Slip;

/// The last so many are kept.
const KEPT: usize = 4096;

/// The last times of one kind, in microseconds.
#[derive(Default)]
struct Times(Mutex<(Vec<u32>, usize)>);

impl Times {
    fn add(&self, time: Duration) {
        let micros = u32::try_from(time.as_micros()).unwrap_or(u32::MAX);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (times, next) = &mut *kept;
        match times.len() < KEPT {
            true => times.push(micros),
            false => times[*next % KEPT] = micros,
        }
        *next += 1;
    }

    fn json(&self) -> Value {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut times = kept.0.clone();
        drop(kept);
        times.sort_unstable();
        let at = |share: f64| {
            let last = times.len().saturating_sub(1) as f64;
            times.get((last * share).round() as usize).copied()
        };
        json!({ "count": times.len(), "p50": at(0.5), "p99": at(0.99), "max": times.last() })
    }
}

/// See the module.
#[derive(Default)]
pub(super) struct Counters {
    /// Requests of the editor: from when they came to when the server has them.
    requests: Times,
    /// Lists: from the last byte of the server's to the last of ours.
    lists: Times,
    ranked: AtomicU64,
    unchanged: AtomicU64,
    failed_open: AtomicU64,
    /// What the server said, in bytes.
    bytes: AtomicU64,
}

impl Counters {
    /// A request went on.
    pub(super) fn forwarded(&self, came: Instant) {
        self.requests.add(came.elapsed());
    }

    /// A list went on.
    pub(super) fn listed(&self, came: Instant) {
        self.lists.add(came.elapsed());
    }

    /// What became of a list.
    pub(super) fn count(&self, fate: Fate) {
        let counter = match fate {
            Fate::Ranked => &self.ranked,
            Fate::Unchanged => &self.unchanged,
            Fate::FailedOpen => &self.failed_open,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// For a slip that stays when the proxy is gone; times in microseconds.
    pub(super) fn slip(&self, program: &str, now: u64) -> Slip {
        let told = self.json();
        let count = |name: &str| told[name].as_u64().unwrap_or_default();
        let time = |at: &str| told["list_us"][at].as_u64().unwrap_or_default();
        Slip::default()
            .with("server", program)
            .with("at", now)
            .with("ranked", count("ranked"))
            .with("unchanged", count("unchanged"))
            .with("failed_open", count("failed_open"))
            .with("list_us_p50", time("p50"))
            .with("list_us_p99", time("p99"))
    }

    /// So many bytes came from the server.
    pub(super) fn came(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// How many bytes did.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How many lists went on.
    pub(super) fn lists(&self) -> u64 {
        let fates = [&self.ranked, &self.unchanged, &self.failed_open];
        fates.map(|fate| fate.load(Ordering::Relaxed)).iter().sum()
    }

    /// As `status` tells it; times in microseconds.
    pub(super) fn json(&self) -> Value {
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        json!({
            "ranked": of(&self.ranked),
            "unchanged": of(&self.unchanged),
            "failed_open": of(&self.failed_open),
            "request_us": self.requests.json(),
            "list_us": self.lists.json(),
        })
    }
}

/// What became of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fate {
    /// It went on in the learned order.
    Ranked,
    /// It was to stay as it was.
    Unchanged,
    /// It went on as it was for want of time, or by a fault of ours.
    FailedOpen,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_by_their_shares() {
        let times = Times::default();
        assert_eq!(
            times.json(),
            json!({ "count": 0, "p50": null, "p99": null, "max": null })
        );
        (0..=KEPT as u64).for_each(|n| times.add(Duration::from_micros(n)));
        let told = times.json();
        assert_eq!((&told["count"], &told["max"]), (&json!(KEPT), &json!(KEPT)));
        assert_eq!(told["p50"], json!(2049), "the oldest went");
    }
}
