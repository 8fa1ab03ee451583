//! The messages of one page, handled one after the other and each to its end, whatever becomes of the socket that brought
//! them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::extract::ws::Utf8Bytes;

use crate::bucket::Bucket;
use crate::connection::Connection;
use crate::outbox::Seen;
use crate::pipeline;
use crate::protocol::{self, ErrorFrame};
use crate::pubsub::Gate;

/// Messages of one page that may wait for the handler before them; then nothing more is read.
const WAITING: usize = 32;

/// What has its turn.
pub(super) enum Turn {
    Message(Utf8Bytes),
    /// One message too many, by its `ref`. It is refused in its turn, since the `ref`s of a page grow.
    Refusal(Option<u64>),
    /// A topic that the page had named before it came here. It is asked for again, and nothing is said about it.
    Topic(Arc<str>),
}

impl Turn {
    fn len(&self) -> usize {
        match self {
            Self::Message(text) => text.len(),
            Self::Refusal(_) | Self::Topic(_) => 0,
        }
    }

    async fn run(self, connection: Arc<Connection>) {
        match self {
            Self::Message(text) => pipeline::answer(&connection, &text).await,
            Self::Refusal(reference) => {
                if connection.recall(reference) != Seen::Answered {
                    let body = ErrorFrame {
                        code: "too_many",
                        message: "too many messages at once",
                        reference: None,
                        field: None,
                    };
                    connection.answer(protocol::error(&body, reference).into(), reference);
                }
            }
            Self::Topic(topic) => {
                pipeline::unanswered(&connection, Gate::request(&topic)).await;
            }
        }
    }
}

type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What one page has asked for and was not answered yet.
pub(super) struct Turns {
    connection: Arc<Connection>,
    waiting: VecDeque<Turn>,
    bytes: usize,
    running: Option<Running>,
    pub(super) bucket: Bucket,
}

impl Turns {
    pub(super) fn new(connection: &Arc<Connection>) -> Self {
        Self {
            connection: Arc::clone(connection),
            waiting: VecDeque::new(),
            bytes: 0,
            running: None,
            bucket: Bucket::new(&connection.shared.limits),
        }
    }

    /// Whether more may be read.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.len() < WAITING && self.bytes < 4 * self.connection.shared.limits.message_bytes
    }

    pub(super) fn is_idle(&self) -> bool {
        self.running.is_none() && self.waiting.is_empty()
    }

    pub(super) fn take(&mut self, turn: Turn) {
        if self.is_idle() {
            self.begin(turn);
        } else {
            self.bytes += turn.len();
            self.waiting.push_back(turn);
        }
    }

    fn begin(&mut self, turn: Turn) {
        self.connection.set_busy(true);
        self.running = Some(Box::pin(turn.run(Arc::clone(&self.connection))));
    }

    /// Goes on with the message whose turn it is, and is done when one is; never when there is none.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(running) = &mut self.running else {
            return Poll::Pending;
        };
        ready!(running.as_mut().poll(context));
        self.running = None;
        self.connection.set_busy(false);
        match self.waiting.pop_front() {
            Some(turn) => {
                self.bytes -= turn.len();
                self.begin(turn);
            }
            // Idle connections are many; an empty queue holds no memory.
            None => self.waiting = VecDeque::new(),
        }
        Poll::Ready(())
    }

    pub(super) async fn run(&mut self) {
        poll_fn(|context| self.poll(context)).await;
    }

    /// Handles all that was taken.
    pub(super) async fn finish(&mut self) {
        while !self.is_idle() {
            self.run().await;
        }
    }
}
