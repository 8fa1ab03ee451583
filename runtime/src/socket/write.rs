//! Writes what waits in the outbox, until a close has been written or the page cannot be written to.

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use futures_util::stream::SplitSink;

use super::closing;
use crate::live::Connection;
use crate::outbox::Outgoing;

/// Writes what is queued, until a close has been written or the page cannot be written to.
pub(super) async fn write(mut sink: SplitSink<WebSocket, Message>, connection: &Connection) {
    loop {
        while let Some(outgoing) = connection.outbox.take() {
            let (message, last) = match outgoing {
                Outgoing::Frame(text) => (Message::Text(text), false),
                Outgoing::Ping => (Message::Ping(axum::body::Bytes::new()), false),
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
