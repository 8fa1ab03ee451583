//! What waits to be written to one socket. Anyone may push; one writer takes. It is bounded: a
//! reader that is too slow ends its own connection and costs nobody else anything.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use crate::limits::Limits;
use crate::protocol::close;

/// What the writer does next.
pub(crate) enum Outgoing {
    Frame(Utf8Bytes),
    Ping,
    /// The last thing: the close code and its reason.
    Close(u16, &'static str),
}

/// The frames that the page will never see because another was pushed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Lost {
    /// A newer one stands in their place.
    pub(crate) replaced: u64,
    /// Too much waited, and the connection is to be closed.
    pub(crate) dropped: u64,
}

#[derive(Default)]
struct State {
    frames: VecDeque<Utf8Bytes>,
    bytes: usize,
    ping: bool,
    close: Option<(u16, &'static str)>,
    /// The number of the last frame, counted from the one that the hello names.
    sent: u64,
}

/// The queue of one connection.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    ready: Notify,
    closing: Notify,
    /// Told of every frame that was taken and of the close: a streamed answer waits for both.
    moved: Notify,
}

impl Outbox {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way, so what a poisoned lock holds is sound.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a frame in. When too much waits already, the connection is to be closed instead.
    pub(crate) fn push(&self, frame: Utf8Bytes, limits: &Limits) -> Lost {
        let mut state = self.state();
        if state.close.is_some() {
            return Lost::default();
        }
        let mut lost = Lost::default();
        let length = frame.len();
        let full = state.frames.len() >= limits.queue_frames
            || (!state.frames.is_empty() && state.bytes + length > limits.queue_bytes);
        if full {
            lost.dropped = state.frames.len() as u64 + 1;
            state.frames = VecDeque::new();
            state.bytes = 0;
            state.close = Some((close::TOO_SLOW, "too slow"));
            self.closing.notify_one();
            self.moved.notify_one();
        } else {
            state.bytes += length;
            state.sent += 1;
            state.frames.push_back(frame);
        }
        drop(state);
        self.ready.notify_one();
        lost
    }

    /// Puts the first frame in, which numbers those after it from `seq`.
    pub(crate) fn hello(&self, frame: Utf8Bytes, seq: u64) {
        let mut state = self.state();
        state.bytes += frame.len();
        state.sent = seq;
        state.frames.push_back(frame);
        drop(state);
        self.ready.notify_one();
    }

    pub(crate) fn ping(&self) {
        self.state().ping = true;
        self.ready.notify_one();
    }

    /// Closes the connection once what waits is written. The first reason counts.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        self.state().close.get_or_insert((code, reason));
        self.closing.notify_one();
        self.moved.notify_one();
        self.ready.notify_one();
    }

    /// The frames that wait to be written.
    #[cfg(feature = "metrics")]
    pub(crate) fn waiting(&self) -> usize {
        self.state().frames.len()
    }

    /// Whether a close was asked for.
    pub(crate) fn is_closing(&self) -> bool {
        self.state().close.is_some()
    }

    /// The number of the last frame that was taken in.
    #[cfg(debug_assertions)]
    pub(crate) fn sent(&self) -> u64 {
        self.state().sent
    }

    /// The next thing to write, if something waits.
    pub(crate) fn take(&self) -> Option<Outgoing> {
        let mut state = self.state();
        if let Some(frame) = state.frames.pop_front() {
            state.bytes -= frame.len();
            self.moved.notify_one();
            if state.frames.is_empty() {
                // Idle connections are many; an empty queue holds no memory.
                state.frames = VecDeque::new();
            }
            return Some(Outgoing::Frame(frame));
        }
        if let Some((code, reason)) = state.close {
            return Some(Outgoing::Close(code, reason));
        }
        std::mem::take(&mut state.ping).then_some(Outgoing::Ping)
    }

    /// Waits until half of the queue is free, or a close was asked for. One at a time may wait.
    pub(crate) async fn half_free(&self, limits: &Limits) {
        let is_free = |state: &State| {
            state.close.is_some()
                || (state.frames.len() <= limits.queue_frames / 2
                    && state.bytes <= limits.queue_bytes / 2)
        };
        while !is_free(&self.state()) {
            self.moved.notified().await;
        }
    }

    /// Waits until the queue takes nothing more. One at a time may wait.
    pub(crate) async fn gone(&self) {
        while !self.is_closing() {
            self.moved.notified().await;
        }
    }

    /// Waits until a close is asked for.
    pub(crate) async fn closing(&self) {
        self.closing.notified().await;
    }

    /// Waits until something may have come.
    pub(crate) async fn ready(&self) {
        self.ready.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            queue_frames: 3,
            queue_bytes: 10,
            ..Limits::default()
        }
    }

    fn closed_with(outbox: &Outbox) -> Option<u16> {
        match outbox.take() {
            Some(Outgoing::Close(code, _)) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn too_many_frames_close_it() {
        let outbox = Outbox::default();
        for _ in 0..3 {
            outbox.push("a".into(), &limits());
        }
        assert!(!outbox.is_closing());
        outbox.push("a".into(), &limits());
        assert_eq!(closed_with(&outbox), Some(close::TOO_SLOW));
    }

    #[test]
    fn too_many_bytes_close_it() {
        let outbox = Outbox::default();
        outbox.push("12345678".into(), &limits());
        outbox.push("123".into(), &limits());
        assert_eq!(closed_with(&outbox), Some(close::TOO_SLOW));
    }

    #[test]
    fn what_is_taken_makes_room() {
        let outbox = Outbox::default();
        for _ in 0..100 {
            outbox.push("12345678".into(), &limits());
            assert!(matches!(outbox.take(), Some(Outgoing::Frame(_))));
        }
        assert!(outbox.take().is_none());
    }

    #[test]
    fn a_close_waits_for_what_was_queued() {
        let outbox = Outbox::default();
        outbox.push("a".into(), &limits());
        outbox.close(close::RESTART, "restart");
        outbox.push("b".into(), &limits());
        assert!(matches!(outbox.take(), Some(Outgoing::Frame(frame)) if frame.as_str() == "a"));
        assert_eq!(closed_with(&outbox), Some(close::RESTART));
    }
}
