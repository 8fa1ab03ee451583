//! What a page sent while nothing could be sent on, in order and bounded.

use std::collections::VecDeque;

use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use super::PATIENCE;

/// What a page may have waiting.
const QUEUE_MESSAGES: usize = 1000;
const QUEUE_BYTES: usize = 1024 * 1024;

/// Messages that wait, oldest first.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub(super) messages: VecDeque<(Instant, Message)>,
    bytes: usize,
}

impl Queue {
    pub(super) fn push(&mut self, message: Message) -> bool {
        self.bytes += message.len();
        self.messages.push_back((Instant::now(), message));
        self.messages.len() <= QUEUE_MESSAGES && self.bytes <= QUEUE_BYTES
    }

    pub(super) fn pop(&mut self) -> Option<Message> {
        let (_, message) = self.messages.pop_front()?;
        self.bytes -= message.len();
        Some(message)
    }

    /// When the oldest has waited long enough.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.messages.front().map(|(since, _)| *since + PATIENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_bounded_in_messages_and_bytes() {
        let mut queue = Queue::default();
        assert!((0..QUEUE_MESSAGES).all(|_| queue.push(Message::text("x"))));
        assert!(!queue.push(Message::text("x")));
        let mut queue = Queue::default();
        assert!(!queue.push(Message::text("x".repeat(QUEUE_BYTES + 1))));
        queue.pop();
        assert_eq!(queue.bytes, 0);
    }
}
