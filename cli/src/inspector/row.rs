//! What the inspector remembers: one row per interaction, push, connection event, build or problem.
//!
//! Rows hold the text of their frames and a short summary of them; the rest is decoded again when
//! somebody looks, so that ten thousand rows stay small.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::frame::Operation;

/// Which way a frame went through the dev server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Sent by the browser.
    FromPage,
    /// Sent by the application.
    ToPage,
}

/// What the proxy knows of a socket when it opens.
#[derive(Debug, Clone, Default)]
pub struct ConnectionInfo {
    /// The page id of the socket's query: 32 hex digits, the same over reconnects.
    pub page: String,
    /// The signed room in the socket's path.
    pub room: String,
    /// The page's path as the visitor sees it; empty when it is not known yet.
    pub path: String,
    /// The topics that the page hears; empty when they are not known yet.
    pub topics: Vec<String>,
}

/// What the application says of one message that it handled.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Trace {
    /// The page id that sent the message.
    pub page: String,
    /// Its room.
    pub room: String,
    /// The number of the message within its page.
    #[serde(rename = "ref")]
    pub reference_number: Option<u64>,
    /// The function that the message named.
    pub function: String,
    /// Where the handler stands in the project's source.
    pub file: Option<String>,
    /// The line of the handler in `file`.
    pub line: Option<u32>,
    /// Microseconds in middleware and handler.
    pub handler_us: u64,
    /// Microseconds in rendering what it returned.
    pub render_us: u64,
    /// Bytes of the answer.
    pub bytes: u64,
    /// `ok user invalid unknown internal panic timeout refused bad`.
    pub outcome: String,
    /// The reference that the log and the visitor's error share.
    pub reference: Option<String>,
}

/// What one edit led to: a compiled build, or a template or asset sent without one.
#[derive(Debug, Clone, Default)]
pub struct BuildRecord {
    /// What was done about the edit.
    pub kind: BuildKind,
    /// The edited files, relative to the project.
    pub changed: Vec<String>,
    /// Time in the compiler; zero when nothing was compiled.
    pub compile: Duration,
    /// Time from the end of the compilation, or from the edit, until pages showed it.
    pub live: Duration,
    /// Pages that were brought up to date.
    pub pages: u64,
    /// The first error when it failed.
    pub failed: Option<String>,
}

/// What an edit needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BuildKind {
    /// A compilation and a swap of the process.
    #[default]
    Rust,
    /// Templates rendered again over open sockets.
    Template,
    /// A stylesheet loaded anew.
    Css,
    /// Another asset swapped in place.
    Asset,
}

impl BuildKind {
    /// The word shown in the row.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Rust => "build",
            Self::Template => "template",
            Self::Css => "css",
            Self::Asset => "asset",
        }
    }
}

/// An error, a panic or a failed build, as the application or the dev server reports it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// The same while the same thing is wrong.
    pub id: String,
    /// `rustc template panic handler page app css cargo`.
    pub kind: String,
    /// What is wrong, in one line or a few.
    pub message: String,
    /// The source it is about.
    pub file: Option<String>,
    /// The line in `file`.
    pub line: Option<u32>,
    /// The column in that line.
    pub column: Option<u32>,
    /// The lines around it.
    pub excerpt: Option<String>,
    /// The handler that ran.
    pub function: Option<String>,
    /// Frames of the project's own code, innermost first.
    pub frames: Vec<String>,
}

/// How an interaction ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// No answer yet.
    Waiting,
    /// Answered.
    Ok,
    /// `Error::user`: told to the visitor.
    User,
    /// A form or data value did not fit.
    Invalid,
    /// No handler of that name.
    Unknown,
    /// The handler failed; the visitor saw a reference.
    Internal,
    /// The handler panicked.
    Panic,
    /// The handler took too long.
    Timeout,
    /// Middleware or a limit refused it.
    Refused,
    /// The message could not be read.
    Bad,
    /// The socket closed before an answer.
    Lost,
}

impl Outcome {
    /// Reads the `outcome` of a trace or the `code` of an error frame.
    pub(crate) fn parse(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "user" => Self::User,
            "invalid" => Self::Invalid,
            "unknown" | "unknown_function" => Self::Unknown,
            "panic" => Self::Panic,
            "timeout" => Self::Timeout,
            "refused" | "too_many" => Self::Refused,
            "bad" | "bad_message" => Self::Bad,
            _ => Self::Internal,
        }
    }

    /// The word shown in the row, which also names its colour.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Ok => "ok",
            Self::User => "user",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
            Self::Internal => "internal",
            Self::Panic => "panic",
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Bad => "bad",
            Self::Lost => "lost",
        }
    }

    /// Whether somebody should look at it.
    pub(crate) fn is_failure(self) -> bool {
        !matches!(self, Self::Waiting | Self::Ok | Self::User | Self::Invalid)
    }
}

/// The text of a frame, masked, and cut when it is very long.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    /// The text that was kept.
    pub(crate) text: Arc<str>,
    /// The length that went over the wire.
    pub(crate) bytes: usize,
}

impl Raw {
    /// Longest text kept of one frame. Longer ones keep their beginning.
    pub(crate) const LIMIT: usize = 256 * 1024;

    /// Keeps `text`, which was `bytes` long on the wire.
    pub(crate) fn new(text: &str, bytes: usize) -> Self {
        let mut end = text.len().min(Self::LIMIT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            text: text[..end].into(),
            bytes,
        }
    }

    /// Whether the end of the text was dropped.
    pub(crate) fn is_cut(&self) -> bool {
        self.bytes > Self::LIMIT
    }
}

/// One line of the inspector.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Rises by one with each row.
    pub(crate) id: u64,
    /// When it began.
    pub(crate) at: SystemTime,
    /// The connection that it belongs to.
    pub(crate) connection: Option<u64>,
    /// The record's version when this row last changed.
    pub(crate) changed: u64,
    /// What happened.
    pub(crate) kind: Kind,
}

/// What a row is about.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A message of the browser, and what came of it.
    Call(Call),
    /// A frame that answers no message.
    Push(Push),
    /// A socket that opened or closed.
    Socket(SocketEvent),
    /// An edit and what it led to.
    Build(BuildRecord),
    /// Something went wrong.
    Problem(Problem),
}

/// A message, its answer and the handler between them.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// The function that the message names; empty when it could not be read.
    pub(crate) function: String,
    /// The message's number in its page.
    pub(crate) reference_number: Option<u64>,
    /// What the browser sent.
    pub(crate) message: Raw,
    /// What came back.
    pub(crate) answer: Option<Answer>,
    /// What the application said of it.
    pub(crate) trace: Option<Trace>,
    /// How it ended.
    pub(crate) outcome: Outcome,
}

/// The final frame of an interaction.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// Time between the message and this frame, at the dev server.
    pub(crate) after: Duration,
    /// What it does to the page.
    pub(crate) operations: Vec<Operation>,
    /// The frame itself.
    pub(crate) frame: Raw,
}

/// A frame that the application sent by itself.
#[derive(Debug, Clone)]
pub(crate) struct Push {
    /// `push`, `part`, `hello`, `refresh`, `resume` or `error`.
    pub(crate) word: &'static str,
    /// What it does to the page.
    pub(crate) operations: Vec<Operation>,
    /// The frame itself.
    pub(crate) frame: Raw,
}

/// A socket's beginning or end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SocketEvent {
    /// A page connected.
    Opened,
    /// It left, with this close code.
    Closed(Option<u16>),
}

/// A page's socket, open or lately closed.
#[derive(Debug, Clone)]
pub(crate) struct Connection {
    /// The proxy's number for it.
    pub(crate) id: u64,
    /// What is known of the page.
    pub(crate) info: ConnectionInfo,
    /// When it opened.
    pub(crate) opened: SystemTime,
    /// When it closed.
    pub(crate) closed: Option<SystemTime>,
    /// Messages from the browser.
    pub(crate) messages_in: u64,
    /// Frames to the browser.
    pub(crate) messages_out: u64,
    /// Bytes from the browser.
    pub(crate) bytes_in: u64,
    /// Bytes to the browser.
    pub(crate) bytes_out: u64,
}
