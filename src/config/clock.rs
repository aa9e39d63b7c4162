//! The only clock. Everything below the protocol is told the time.
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Where a clock that is moved by hand begins, in Unix milliseconds.
const MANUAL_START: u64 = 1_700_000_000_000;

/// Unix milliseconds: the system's, or set by hand under test.
#[derive(Clone)]
pub struct Clock {
    manual: Option<Arc<AtomicU64>>,
}

impl Clock {
    /// The system's clock, or with `HABITUS_CLOCK=manual` one that stands still.
    pub fn from_env() -> Clock {
        let is_manual = std::env::var_os("HABITUS_CLOCK").is_some_and(|value| value == "manual");
        Clock {
            manual: is_manual.then(|| Arc::new(AtomicU64::new(MANUAL_START))),
        }
    }

    /// Now.
    pub fn now(&self) -> u64 {
        match &self.manual {
            Some(now) => now.load(Ordering::Acquire),
            None => system_now(),
        }
    }

    /// Moves a clock that stands still; the system's can't be moved.
    pub fn set(&self, now: u64) {
        if let Some(manual) = &self.manual {
            manual.store(now, Ordering::Release);
        }
    }
}

#[allow(clippy::disallowed_methods)] // its room
fn system_now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}
