//! What the dev server and the application say to each other: an object a line, with one key.
//! `pipe` carries the lines. The other end is the command's, in `cli/src/dev/message.rs`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::problem::Problem;
use super::swap::HandedPage;
use crate::connection::Connection;
use crate::pipeline::Trace;
use crate::session::HandedSession;

/// From the dev server.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FromDev {
    Welcome(Welcome),
    /// These templates were edited.
    Templates {
        id: u64,
        changed: Vec<String>,
    },
    /// Another process takes over: let every page go, and say what is on screen and who is known.
    Handover {
        id: u64,
    },
    /// What was on screen in the process before, and the sessions that it kept in memory.
    Adopt {
        id: u64,
        #[serde(default)]
        pages: Vec<HandedPage>,
        #[serde(default)]
        sessions: Vec<HandedSession>,
    },
}

#[derive(Deserialize)]
pub(super) struct Welcome {
    /// What pages of the application show the dev server.
    pub(super) page_token: String,
}

/// To the dev server.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum ToDev<'a> {
    Ready {
        pid: u32,
        handlers: Vec<Handler<'a>>,
    },
    Trace(Traced<'a>),
    Problem(&'a Problem),
    Resolved {
        id: &'a str,
    },
    Opened {
        page: &'a str,
        room: &'a str,
        path: &'a str,
        topics: Vec<String>,
    },
    Topics {
        page: &'a str,
        topics: &'a [String],
    },
    Closed {
        page: &'a str,
    },
    Refreshed {
        id: u64,
        pages: usize,
        micros: u64,
        problem: Option<&'a Problem>,
    },
    Handed {
        id: u64,
        pages: Vec<HandedPage>,
        sessions: Vec<HandedSession>,
    },
    Adopted {
        id: u64,
        pages: usize,
    },
}

#[derive(Serialize)]
pub(super) struct Handler<'a> {
    pub(super) name: &'a str,
    pub(super) file: &'a str,
    pub(super) line: u32,
}

/// One message, from its arrival to its answer.
#[derive(Serialize)]
pub(super) struct Traced<'a> {
    page: &'a str,
    room: &'a str,
    #[serde(rename = "ref")]
    message: Option<u64>,
    function: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    handler_us: u64,
    render_us: u64,
    bytes: usize,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    patches: Vec<Value>,
}

impl<'a> Traced<'a> {
    pub(super) fn new(connection: &'a Connection, trace: &'a Trace) -> Self {
        // What the runtime answers itself has no place in the project.
        let handler = trace.handler.as_ref().filter(|handler| handler.line > 0);
        let patches = trace.patches.iter().map(|patch| {
            serde_json::json!({ "target": patch.target, "swap": patch.swap, "bytes": patch.bytes })
        });
        Self {
            page: &connection.page,
            room: connection.room.as_str(),
            message: trace.reference,
            function: trace.function().unwrap_or_default(),
            file: handler.map(|handler| handler.file.as_str()),
            line: handler.map(|handler| handler.line),
            handler_us: micros(trace.handler_time),
            render_us: micros(trace.render_time),
            bytes: trace.bytes,
            outcome: trace.outcome,
            reference: trace.error_reference.as_deref(),
            patches: patches.collect(),
        }
    }
}

pub(super) fn micros(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}
