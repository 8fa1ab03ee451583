//! What one page is to be sent. Anyone may push; one writer takes. What was not written yet waits in a queue, which is
//! bounded: a reader that is too slow ends its own connection and costs nobody else anything. What was written stays in
//! the `ring` until the page is known to have it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use self::ring::Ring;
use self::signal::Signal;
use crate::away::Charge;
use crate::limits::Limits;
use crate::protocol::close;
use axum::extract::ws::Utf8Bytes;

mod overwrite;
mod ring;
mod signal;

pub(crate) use overwrite::overwrites;

/// From so many waiting frames on, a newer one takes the place of those that it would overwrite. A page that reads as
/// fast as it is sent to sees every step.
const COALESCE_FROM: usize = 16;

/// One frame, and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) text: Utf8Bytes,
    /// The message that it is the final answer to.
    reference: Option<u64>,
    /// What it overwrites, as a number: a later frame of the same number makes it needless.
    replaces: Option<u64>,
}

impl Frame {
    pub(crate) fn new(text: Utf8Bytes) -> Self {
        Self {
            text,
            reference: None,
            replaces: None,
        }
    }

    /// The final answer to a message; a message without a `ref` cannot ask for it again.
    pub(crate) fn answering(text: Utf8Bytes, reference: Option<u64>) -> Self {
        Self {
            reference,
            ..Self::new(text)
        }
    }

    /// A frame that a later one of the same number may take the place of.
    pub(crate) fn replacing(text: Utf8Bytes, replaces: Option<u64>) -> Self {
        Self {
            replaces,
            ..Self::new(text)
        }
    }
}

/// What the writer does next.
#[derive(Debug, PartialEq)]
pub(crate) enum Outgoing {
    Frame(Utf8Bytes),
    /// A ping that carries the number of the last frame before it; its pong confirms that frame.
    Ping(u64),
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

/// What is to become of a message, by its `ref`.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    /// It is new: run it.
    Never,
    /// It was run, and its answer is on its way again.
    Answered,
    /// It was run, or was passed over, and nobody knows any more what came of it.
    Forgotten,
}

#[derive(Default)]
struct State {
    /// The first frame of a socket. It has no number.
    hello: Option<Utf8Bytes>,
    queue: VecDeque<Frame>,
    bytes: usize,
    ring: Ring,
    ping: bool,
    close: Option<(u16, &'static str)>,
    /// The highest `ref` that was taken, and one more.
    next_reference: u64,
    /// Counts what is held here while the page is away.
    charge: Option<Charge>,
}

/// The frames of one connection.
#[derive(Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    ready: Signal,
    called: Signal,
    /// Told of every frame that was taken and of the close: a streamed answer waits for both.
    moved: Signal,
}

impl Outbox {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way, so what a poisoned lock holds is sound.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a frame in. When too much waits already, the connection is to be closed instead.
    pub(crate) fn push(&self, frame: Frame, limits: &Limits) -> Lost {
        let mut lost = Lost::default();
        let mut state = self.state();
        if state.close.is_some() {
            return lost;
        }
        if state.queue.len() >= COALESCE_FROM && frame.replaces.is_some() {
            lost.replaced = state.forget(frame.replaces);
        }
        let length = frame.text.len();
        let full = state.queue.len() >= limits.queue_frames
            || (!state.queue.is_empty() && state.bytes + length > limits.queue_bytes);
        if full {
            lost.dropped = state.queue.len() as u64 + 1;
            state.queue = VecDeque::new();
            state.bytes = 0;
            state.close = Some((close::TOO_SLOW, "too slow"));
            self.called.raise();
            self.moved.raise();
        } else {
            state.bytes += length;
            state.queue.push_back(frame);
        }
        state.count();
        drop(state);
        self.ready.raise();
        lost
    }

    /// Begins with a hello, which numbers the frames after it from `seq`.
    pub(crate) fn begin(&self, hello: Utf8Bytes, seq: u64) {
        let mut state = self.state();
        state.hello = Some(hello);
        state.ring = Ring::after(seq);
        drop(state);
        self.ready.raise();
    }

    /// Goes on with a page on another socket: with a hello, then what it has not seen, then what waits. Says whether
    /// that is possible.
    pub(crate) fn resume(&self, hello: Utf8Bytes, seen: u64) -> bool {
        let mut state = self.state();
        if state.close.is_some() || !state.ring.rewind(seen) {
            return false;
        }
        state.hello = Some(hello);
        state.ping = false;
        drop(state);
        self.ready.raise();
        true
    }

    pub(crate) fn ping(&self) {
        self.state().ping = true;
        self.ready.raise();
    }

    /// The page has everything up to this number.
    pub(crate) fn confirm(&self, seq: u64) {
        self.state().ring.confirm(seq);
    }

    /// What is known of a message that came. One that was answered is answered again from memory.
    pub(crate) fn recall(&self, reference: u64, limits: &Limits) -> Seen {
        let mut state = self.state();
        if reference >= state.next_reference {
            state.next_reference = reference + 1;
            return Seen::Never;
        }
        if state.waits_to_answer(reference) {
            return Seen::Answered;
        }
        let Some(answer) = state.ring.answer(reference).cloned() else {
            return Seen::Forgotten;
        };
        drop(state);
        self.push(answer, limits);
        Seen::Answered
    }

    /// Closes the connection once what waits is written. The first reason counts.
    pub(crate) fn close(&self, code: u16, reason: &'static str) {
        self.state().close.get_or_insert((code, reason));
        self.called.raise();
        self.moved.raise();
        self.ready.raise();
    }

    /// Counts what is held from now on, unless the end was asked for.
    pub(crate) fn charge(&self, charge: Charge) {
        let mut state = self.state();
        if state.close.is_none() {
            state.charge = Some(charge);
            state.count();
        }
    }

    /// The bytes that are counted.
    pub(crate) fn charged(&self) -> usize {
        self.state().charge.as_ref().map_or(0, Charge::bytes)
    }

    /// Counts no more.
    pub(crate) fn settle(&self) {
        self.state().charge = None;
    }

    /// Closes the connection of a page that is not waited for any more, and lets go of all that was kept for it.
    pub(crate) fn abandon(&self) {
        self.close(close::NORMAL, "");
        let mut state = self.state();
        state.queue = VecDeque::new();
        state.bytes = 0;
        state.ring = Ring::default();
        state.charge = None;
    }

    /// The frames that wait to be written.
    #[cfg(feature = "metrics")]
    pub(crate) fn waiting(&self) -> usize {
        self.state().queue.len()
    }

    /// Whether a close was asked for.
    pub(crate) fn is_closing(&self) -> bool {
        self.state().close.is_some()
    }

    /// The number of the last frame that was written, if nothing waits behind it.
    #[cfg(debug_assertions)]
    pub(crate) fn settled(&self) -> Option<u64> {
        let state = self.state();
        state.queue.is_empty().then(|| state.ring.sent())
    }

    /// A `ref` below this one was taken before.
    #[cfg(debug_assertions)]
    pub(crate) fn next_reference(&self) -> u64 {
        self.state().next_reference
    }

    /// Every `ref` below this one was taken by the process before.
    #[cfg(debug_assertions)]
    pub(crate) fn go_on_from(&self, next_reference: u64) {
        self.state().next_reference = next_reference;
    }

    /// The next thing to write, if something waits.
    pub(crate) fn take(&self, limits: &Limits) -> Option<Outgoing> {
        let mut state = self.state();
        if let Some(hello) = state.hello.take() {
            return Some(Outgoing::Frame(hello));
        }
        if std::mem::take(&mut state.ping) {
            return Some(Outgoing::Ping(state.ring.sent()));
        }
        if let Some(again) = state.ring.again() {
            return Some(Outgoing::Frame(again));
        }
        if let Some(frame) = state.queue.pop_front() {
            state.bytes -= frame.text.len();
            self.moved.raise();
            if state.queue.is_empty() {
                // Idle connections are many; an empty queue holds no memory.
                state.queue = VecDeque::new();
            }
            let text = frame.text.clone();
            state.ping = state.ring.write(frame, limits);
            return Some(Outgoing::Frame(text));
        }
        state
            .close
            .map(|(code, reason)| Outgoing::Close(code, reason))
    }

    /// Waits until half of the queue is free, or a close was asked for. One at a time may wait.
    pub(crate) async fn half_free(&self, limits: &Limits) {
        let is_free = |state: &State| {
            state.close.is_some()
                || (state.queue.len() <= limits.queue_frames / 2
                    && state.bytes <= limits.queue_bytes / 2)
        };
        while !is_free(&self.state()) {
            self.moved.raised().await;
        }
    }

    /// Waits until the queue takes nothing more. One at a time may wait.
    pub(crate) async fn gone(&self) {
        while !self.is_closing() {
            self.moved.raised().await;
        }
    }

    /// Has the writer look for something to write.
    pub(crate) fn wake(&self) {
        self.ready.raise();
    }

    /// Wakes whoever drives the connection.
    pub(crate) fn call(&self) {
        self.called.raise();
    }

    /// Waits until a close is asked for, or another socket has come.
    pub(crate) async fn called(&self) {
        self.called.raised().await;
    }

    /// Waits until something may have come.
    pub(crate) async fn ready(&self) {
        self.ready.raised().await;
    }

    /// Looks for either. The task is woken when something comes.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        match (self.ready.poll(context), self.called.poll(context)) {
            (Poll::Pending, Poll::Pending) => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }

    /// Wakes nobody until it is polled again, for a task that now takes what is ready: the handlers that it runs fill
    /// this outbox.
    pub(crate) fn hush(&self) {
        self.called.hush();
        self.ready.hush();
        self.ready.take();
    }
}

impl State {
    fn count(&mut self) {
        if let Some(charge) = &mut self.charge {
            let frames = self.queue.len() * size_of::<Frame>();
            charge.set(self.bytes + frames + self.ring.held());
        }
    }

    /// Drops what a newer frame overwrites, and says how many that were.
    fn forget(&mut self, replaced: Option<u64>) -> u64 {
        let Self { queue, bytes, .. } = self;
        let before = queue.len();
        queue.retain(|waiting| {
            let stays = waiting.replaces != replaced;
            if !stays {
                *bytes -= waiting.text.len();
            }
            stays
        });
        (before - queue.len()) as u64
    }

    fn waits_to_answer(&self, reference: u64) -> bool {
        self.queue
            .iter()
            .any(|frame| frame.reference == Some(reference))
    }
}

#[cfg(test)]
mod tests;
