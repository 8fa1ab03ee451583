//! What comes from a page: a message to handle, nothing to handle, or the end.

use axum::extract::ws::{CloseCode, Message, Utf8Bytes, close_code};

use super::turns::Turn;
use super::write::confirmed;
use crate::bucket::Verdict;
use crate::connection::Connection;
use crate::protocol::{self, close};

/// What came.
pub(super) enum Taken {
    Turn(Turn),
    /// It needs no turn, or was refused; the outbox knows what is said to it.
    Nothing,
    /// The page has closed the socket.
    Closed,
    /// The socket is of no more use.
    Broken,
}

pub(super) fn take(
    message: Option<Result<Message, axum::Error>>,
    connection: &Connection,
    verdict: Verdict,
) -> Taken {
    let refused = |code, reason| {
        connection.outbox.close(code, reason);
        Taken::Nothing
    };
    let message = match message {
        None => return Taken::Broken,
        Some(Err(error)) => {
            return misbehaved(&error)
                .map_or(Taken::Broken, |(code, reason)| refused(code, reason));
        }
        Some(Ok(message)) => message,
    };
    if verdict == Verdict::Abuse {
        return refused(close::REFUSED, "too many messages");
    }
    match message {
        Message::Text(text) if text.len() > connection.shared.limits.message_bytes => {
            refused(close::TOO_BIG, "message too big")
        }
        Message::Text(text) if verdict == Verdict::TooMany => {
            connection.shared.metrics.limited();
            Taken::Turn(Turn::Refusal(reference_of(&text)))
        }
        Message::Text(text) => Taken::Turn(Turn::Message(text)),
        // It is no message either way, and is told so by whoever reads messages.
        Message::Binary(_) => Taken::Turn(Turn::Message(Utf8Bytes::default())),
        Message::Ping(_) => Taken::Nothing,
        Message::Pong(payload) => {
            if let Some(seq) = confirmed(&payload) {
                connection.outbox.confirm(seq);
            }
            Taken::Nothing
        }
        Message::Close(frame) => {
            if frame.is_some_and(|frame| frame.code == GOING_AWAY) {
                // The document has gone for good; only a script's own close leaves one that may come back.
                connection.outbox.close(close::NORMAL, "");
            }
            Taken::Closed
        }
    }
}

const GOING_AWAY: CloseCode = close_code::AWAY;

fn reference_of(text: &str) -> Option<u64> {
    protocol::decode(text).map_or_else(|bad| bad.reference, |message| message.reference)
}

/// The close code for what the transport would not take, if it is the page's fault. Its errors
/// come through axum as text; the tests send raw bytes for each kind, and would notice other
/// words.
fn misbehaved(error: &axum::Error) -> Option<(u16, &'static str)> {
    let text = error.to_string();
    if text.contains("Space limit") {
        Some((close::TOO_BIG, "message too big"))
    } else if text.contains("UTF-8") {
        Some((close::NOT_TEXT, "not UTF-8"))
    } else if text.contains("protocol error") && !text.contains("closing handshake") {
        Some((close::PROTOCOL, "protocol error"))
    } else {
        None
    }
}
