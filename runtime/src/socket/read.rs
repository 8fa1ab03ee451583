//! What comes from a page: a message to handle, nothing to handle, or the end.

use axum::extract::ws::{Message, Utf8Bytes};

use super::drive::Ended;
use crate::bucket::Verdict;
use crate::live::Connection;
use crate::protocol::{self, ErrorFrame, close};

/// What arrived: a message to handle, nothing to handle, or the end.
pub(super) fn take(
    message: Option<Result<Message, axum::Error>>,
    connection: &Connection,
    verdict: Verdict,
) -> Result<Option<Utf8Bytes>, Ended> {
    let refused = |code, reason| {
        connection.outbox.close(code, reason);
        Err(Ended::Closing)
    };
    let message = match message {
        None => return Err(Ended::Gone),
        Some(Err(error)) => {
            return misbehaved(&error)
                .map_or(Err(Ended::Gone), |(code, reason)| refused(code, reason));
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
            refuse(
                connection,
                "too_many",
                "too many messages at once",
                reference_of(&text),
            );
            Ok(None)
        }
        Message::Text(text) => Ok(Some(text)),
        Message::Binary(_) => {
            refuse(connection, "bad_message", "not a JSON object", None);
            Ok(None)
        }
        Message::Ping(_) | Message::Pong(_) => Ok(None),
        Message::Close(_) => Err(Ended::Gone),
    }
}

fn reference_of(text: &str) -> Option<u64> {
    protocol::decode(text).map_or_else(|bad| bad.reference, |message| message.reference)
}

fn refuse(connection: &Connection, code: &'static str, message: &str, reference: Option<u64>) {
    let body = ErrorFrame {
        code,
        message,
        reference: None,
        field: None,
    };
    connection.push(protocol::error(&body, reference).into());
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
