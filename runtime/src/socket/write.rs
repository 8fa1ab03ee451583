//! Writes what waits in the outbox, until a close has been written or the page cannot be written to.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::time::Instant;

use super::closing;
use crate::connection::Connection;
use crate::outbox::Outgoing;

/// How far the writing is.
#[derive(Default)]
pub(super) struct Writer {
    /// Something was handed to the socket and may not have been sent.
    is_flushing: bool,
    is_closed: bool,
    /// Since when something waits and nothing could be written.
    stuck_since: Option<Instant>,
}

impl Writer {
    /// Writes what waits. It is done when nothing can be written any more.
    pub(super) fn poll(
        &mut self,
        socket: &mut WebSocket,
        connection: &Connection,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        let Poll::Ready(written) = self.poll_all(socket, connection, context) else {
            self.stuck_since.get_or_insert_with(Instant::now);
            return Poll::Pending;
        };
        self.stuck_since = None;
        match written {
            Ok(()) if !self.is_closed => Poll::Pending,
            Ok(()) | Err(_) => Poll::Ready(()),
        }
    }

    /// Since when nothing could be written, if something waits.
    pub(super) fn stuck_since(&self) -> Option<Instant> {
        self.stuck_since
    }

    fn poll_all(
        &mut self,
        socket: &mut WebSocket,
        connection: &Connection,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), axum::Error>> {
        while !self.is_closed {
            ready!(socket.poll_ready_unpin(context))?;
            self.stuck_since = None;
            let message = match connection.outgoing() {
                None => break,
                Some(Outgoing::Frame(text)) => Message::Text(text),
                Some(Outgoing::Ping(sent)) => ping(sent),
                Some(Outgoing::Close(code, reason)) => {
                    self.is_closed = true;
                    closing(code, reason)
                }
            };
            self.is_flushing = true;
            socket.start_send_unpin(message)?;
        }
        if self.is_flushing {
            ready!(socket.poll_flush_unpin(context))?;
            self.is_flushing = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Writes to the end.
    pub(super) async fn finish(&mut self, socket: &mut WebSocket, connection: &Connection) {
        poll_fn(|context| self.poll(socket, connection, context)).await;
    }
}

/// A ping that says how far the page was sent frames. Its pong says that they arrived.
fn ping(sent: u64) -> Message {
    Message::Ping(sent.to_be_bytes().to_vec().into())
}

/// The number that a pong confirms, if it answers a ping of ours.
pub(super) fn confirmed(pong: &[u8]) -> Option<u64> {
    pong.try_into().map(u64::from_be_bytes).ok()
}
