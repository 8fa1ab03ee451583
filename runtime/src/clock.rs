//! The time of day, for what carries a date: rooms, tokens, sessions. What is counted within the
//! process (deadlines, heartbeats) is on tokio's clock. A test moves both at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// What the application takes for the time of day: the system's, and what a test has added to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: Arc<AtomicU64>,
}

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        SystemTime::now() + Duration::from_millis(self.ahead_ms.load(Ordering::Relaxed))
    }

    /// Goes ahead of the system's time, by whole milliseconds.
    pub(crate) fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.fetch_add(by, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_holder_is_ahead_by_the_same() {
        let clock = Clock::default();
        let other = clock.clone();
        let hour = Duration::from_secs(3600);
        clock.advance(hour);
        assert!(other.now() >= SystemTime::now() + hour - Duration::from_secs(1));
        assert!(other.now() < SystemTime::now() + 2 * hour);
    }
}
