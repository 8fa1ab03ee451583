//! How a test's page reaches the application: by the pipeline that sockets use, on a connection
//! with a queue of its own, or over a real socket. And how it does not, for a while.

use std::pin::pin;
use std::sync::Arc;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::absence::Absence;
use crate::connection::Connection;
use crate::outbox::Outgoing;
use crate::pipeline;

pub(super) enum Link {
    Direct(Arc<Connection>),
    Socket(Box<WebSocketStream<TcpStream>>),
    /// The test has cut it; what is kept for the page, where this is not up to a socket's task.
    Lost(Option<Absence>),
}

/// What has come, and whether it was the last.
#[derive(Default)]
pub(super) struct Inbox {
    pub(super) frames: Vec<Value>,
    /// The number of the last frame, counted from the one that the hello named.
    pub(super) seq: u64,
    /// Whether the last hello went on where the page was.
    pub(super) resumed: Option<bool>,
    pub(super) closed: Option<(u16, String)>,
}

impl Inbox {
    fn frame(&mut self, text: &str) {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return;
        };
        if let Some(hello) = frame.get("hello") {
            self.seq = hello.get("seq").and_then(Value::as_u64).unwrap_or_default();
            self.resumed = hello.get("resumed").and_then(Value::as_bool);
        } else {
            self.seq += 1;
            self.frames.push(frame);
        }
    }

    /// Takes a message of the socket in. Says whether there may be more.
    fn message<E>(&mut self, message: Option<Result<Message, E>>) -> bool {
        match message {
            Some(Ok(Message::Text(text))) => self.frame(text.as_str()),
            Some(Ok(Message::Close(close))) => {
                self.closed = Some(close.map_or((1005, String::new()), |close| {
                    (close.code.into(), close.reason.as_str().to_owned())
                }));
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => {
                self.closed.get_or_insert((1006, "it broke".to_owned()));
            }
        }
        self.closed.is_none()
    }
}

impl Link {
    /// Sends a message. What the handler pushes meanwhile is taken in.
    pub(super) async fn send(&mut self, text: String, inbox: &mut Inbox) {
        match self {
            Self::Direct(connection) => {
                let connection = Arc::clone(connection);
                let mut answering = pin!(pipeline::answer(&connection, &text));
                loop {
                    tokio::select! {
                        () = &mut answering => break,
                        () = connection.outbox.ready() => self.collect(inbox),
                    }
                }
                self.collect(inbox);
            }
            Self::Socket(socket) => {
                if socket.send(Message::text(text)).await.is_err() {
                    inbox.closed.get_or_insert((1006, "it broke".to_owned()));
                }
            }
            Self::Lost(_) => {}
        }
    }

    /// Takes in what has come so far.
    pub(super) fn collect(&mut self, inbox: &mut Inbox) {
        match self {
            Self::Direct(connection) => loop {
                match connection.outgoing() {
                    Some(Outgoing::Frame(frame)) => inbox.frame(frame.as_str()),
                    Some(Outgoing::Ping(_)) => {}
                    Some(Outgoing::Close(code, reason)) => {
                        inbox.closed = Some((code, reason.to_owned()));
                        break;
                    }
                    None => break,
                }
            },
            Self::Socket(socket) => {
                while let Some(message) = socket.next().now_or_never() {
                    if !inbox.message(message) {
                        break;
                    }
                }
            }
            Self::Lost(_) => {}
        }
    }

    /// Waits until something has come, and takes it in.
    pub(super) async fn wait(&mut self, inbox: &mut Inbox) {
        match self {
            Self::Direct(connection) => connection.outbox.ready().await,
            Self::Socket(socket) => {
                let message = socket.next().await;
                inbox.message(message);
            }
            Self::Lost(_) => std::future::pending().await,
        }
        if inbox.closed.is_none() {
            self.collect(inbox);
        }
    }

    /// Cuts it, as a network does: the server is not told.
    pub(super) fn cut(&mut self) {
        *self = Self::Lost(match self {
            Self::Direct(connection) => Absence::begin(Arc::clone(connection)),
            Self::Socket(_) | Self::Lost(_) => None,
        });
    }

    /// Ends it for good.
    pub(super) fn end(&mut self) {
        match self {
            Self::Direct(connection) => {
                connection.end();
            }
            Self::Lost(Some(absence)) => absence.give_up(),
            Self::Socket(_) | Self::Lost(None) => {}
        }
    }
}
