//! How many messages a page may send: so many a second, and some more at once.
//! One for each socket, asked before a message is decoded.

use tokio::time::Instant;

use crate::limits::Limits;

/// What is to become of a message.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fine,
    TooMany,
    /// It goes on and on: the connection is closed.
    Abuse,
}

/// The messages that a page may still send.
pub(crate) struct Bucket {
    left: f32,
    filled: Instant,
    rate: f32,
    burst: f32,
}

impl Bucket {
    #[expect(clippy::cast_precision_loss, reason = "limits are small numbers")]
    pub(crate) fn new(limits: &Limits) -> Self {
        let burst = limits.message_burst as f32;
        Self {
            left: burst,
            filled: Instant::now(),
            rate: limits.messages_per_second as f32,
            burst,
        }
    }

    pub(crate) fn take(&mut self, now: Instant) -> Verdict {
        let passed = now.saturating_duration_since(self.filled).as_secs_f32();
        self.filled = now;
        self.left = (self.left + passed * self.rate).min(self.burst) - 1.0;
        if self.left >= 0.0 {
            Verdict::Fine
        } else if self.left > -self.burst {
            Verdict::TooMany
        } else {
            Verdict::Abuse
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_then_the_rate_then_the_end() {
        let limits = Limits {
            messages_per_second: 10,
            message_burst: 5,
            ..Limits::default()
        };
        let mut bucket = Bucket::new(&limits);
        let start = bucket.filled;
        for _ in 0..5 {
            assert_eq!(bucket.take(start), Verdict::Fine);
        }
        assert_eq!(bucket.take(start), Verdict::TooMany);
        let later = start + Duration::from_millis(250);
        assert_eq!(bucket.take(later), Verdict::Fine);
        for _ in 0..5 {
            assert_eq!(bucket.take(later), Verdict::TooMany);
        }
        assert_eq!(bucket.take(later), Verdict::Abuse);
    }
}
