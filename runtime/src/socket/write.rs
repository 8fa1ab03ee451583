//! Writes what waits in the outbox, until a close has been written or the page cannot be written to.

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;

use super::closing;
use crate::connection::Connection;
use crate::outbox::Outgoing;

/// Writes what waits, and what comes to wait.
pub(super) async fn write(sink: &mut SplitSink<WebSocket, Message>, connection: &Connection) {
    loop {
        while let Some(outgoing) = connection.outgoing() {
            let (message, last) = match outgoing {
                Outgoing::Frame(text) => (Message::Text(text), false),
                Outgoing::Ping(sent) => (ping(sent), false),
                Outgoing::Close(code, reason) => (closing(code, reason), true),
            };
            if sink.feed(message).await.is_err() {
                return;
            }
            if last {
                let _ = sink.flush().await;
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
        connection.outbox.ready().await;
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
