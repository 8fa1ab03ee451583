//! What was written to a page and may not have arrived. Frames are numbered by counting them as they are written; each
//! is kept until the page is known to have it, so that a socket that comes back is sent what the one before lost.

use std::collections::VecDeque;

use axum::extract::ws::Utf8Bytes;

use super::Frame;
use crate::limits::Limits;

/// The frames behind the last one that the page is known to have.
pub(super) struct Ring {
    frames: VecDeque<Frame>,
    bytes: usize,
    /// The number of the last frame that was ever written.
    last: u64,
    /// The number of the frame that this socket is sent next: not beyond `last` until it has caught up.
    next: u64,
}

impl Default for Ring {
    fn default() -> Self {
        Self::after(0)
    }
}

impl Ring {
    /// Counts on from a number that a page was left at.
    pub(super) fn after(seq: u64) -> Self {
        Self {
            frames: VecDeque::new(),
            bytes: 0,
            last: seq,
            next: seq + 1,
        }
    }

    /// The bytes that it keeps.
    pub(super) fn held(&self) -> usize {
        self.bytes + self.frames.len() * size_of::<Frame>()
    }

    /// The number of the frame in front.
    fn first(&self) -> u64 {
        self.last + 1 - self.frames.len() as u64
    }

    /// The number of the last frame that this socket was sent.
    pub(super) fn sent(&self) -> u64 {
        self.next - 1
    }

    /// What this socket has to be sent again, if it has not caught up.
    pub(super) fn again(&mut self) -> Option<Utf8Bytes> {
        let behind = usize::try_from(self.next - self.first()).ok()?;
        let frame = self.frames.get(behind)?;
        self.next += 1;
        Some(frame.text.clone())
    }

    /// Numbers a frame that is being written, and keeps it while there is room. Says whether that made the ring half
    /// full, which is the time to ask how far the page is.
    pub(super) fn write(&mut self, frame: Frame, limits: &Limits) -> bool {
        let half = |ring: &Self| {
            ring.frames.len() > limits.replay_frames / 2 || ring.bytes > limits.replay_bytes / 2
        };
        let before = half(self);
        self.last += 1;
        self.next = self.last + 1;
        self.bytes += frame.text.len();
        self.frames.push_back(frame);
        while self.frames.len() > limits.replay_frames || self.bytes > limits.replay_bytes {
            self.drop_first();
        }
        half(self) && !before
    }

    /// The page has everything up to this number. One that this socket was never sent says nothing.
    pub(super) fn confirm(&mut self, seq: u64) {
        if seq < self.next {
            while !self.frames.is_empty() && self.first() <= seq {
                self.drop_first();
            }
        }
    }

    /// Goes back to the number that a page has seen, if everything behind it is still here.
    pub(super) fn rewind(&mut self, seen: u64) -> bool {
        if seen > self.last || seen + 1 < self.first() {
            return false;
        }
        self.next = seen + 1;
        self.confirm(seen);
        true
    }

    /// The final answer to a message, if it is still here.
    pub(super) fn answer(&self, reference: u64) -> Option<&Frame> {
        let is_it = |frame: &&Frame| frame.reference == Some(reference);
        self.frames.iter().rev().find(is_it)
    }

    fn drop_first(&mut self) {
        if let Some(frame) = self.frames.pop_front() {
            self.bytes -= frame.text.len();
        }
        if self.frames.is_empty() {
            // Idle connections are many; an empty ring holds no memory.
            self.frames = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            replay_frames: 4,
            replay_bytes: 10,
            ..Limits::default()
        }
    }

    fn ring_of(texts: &[&str]) -> Ring {
        let mut ring = Ring::default();
        for text in texts {
            ring.write(Frame::new((*text).into()), &limits());
        }
        ring
    }

    fn rest(ring: &mut Ring) -> String {
        std::iter::from_fn(|| ring.again())
            .map(|text| text.to_string())
            .collect()
    }

    #[test]
    fn a_page_is_sent_what_it_has_not_seen() {
        for (seen, expected) in [
            (0, Some("abcd")),
            (2, Some("cd")),
            (4, Some("")),
            (5, None),
            (u64::MAX, None),
        ] {
            let mut ring = ring_of(&["a", "b", "c", "d"]);
            let resumed = ring.rewind(seen).then(|| rest(&mut ring));
            assert_eq!(resumed.as_deref(), expected, "{seen}");
        }
    }

    #[test]
    fn it_can_go_back_more_than_once() {
        let mut ring = ring_of(&["a", "b", "c"]);
        assert!(ring.rewind(1));
        assert_eq!(ring.again().as_deref(), Some("b"));
        assert_eq!(ring.sent(), 2);
        assert!(ring.rewind(1));
        assert_eq!(rest(&mut ring), "bc");
        ring.write(Frame::new("d".into()), &limits());
        assert!(ring.rewind(2));
        assert_eq!(rest(&mut ring), "cd");
        assert!(!ring.rewind(1), "what was seen has gone");
    }

    #[test]
    fn what_is_confirmed_is_gone() {
        let mut ring = ring_of(&["a", "b", "c"]);
        ring.confirm(2);
        assert!(!ring.rewind(1));
        assert!(ring.rewind(2));
        ring.confirm(3);
        assert_eq!(ring.frames.len(), 1, "`c` was not sent to this socket yet");
        assert_eq!(rest(&mut ring), "c");
        ring.confirm(3);
        assert_eq!((ring.frames.capacity(), ring.bytes), (0, 0));
        assert!(ring.rewind(3));
    }

    #[test]
    fn it_is_bounded_in_frames_and_bytes() {
        let mut ring = ring_of(&["a", "b", "c", "d", "e"]);
        assert!(!ring.rewind(0));
        assert!(ring.rewind(1));
        let mut ring = ring_of(&["1234", "1234", "1234"]);
        assert!(!ring.rewind(0));
        assert!(ring.rewind(1));
        let mut ring = ring_of(&["longer than it may be"]);
        assert!(!ring.rewind(0));
        assert!(ring.rewind(1));
    }

    #[test]
    fn it_says_once_that_it_is_half_full() {
        let mut ring = Ring::default();
        let said: Vec<_> = (0..5)
            .map(|_| ring.write(Frame::new("a".into()), &limits()))
            .collect();
        assert_eq!(said, [false, false, true, false, false]);
    }
}
