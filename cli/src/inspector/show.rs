//! Rows and connections in the words of the page: what a line of the table says.
//!
//! Pure; templates only arrange what stands here.

use std::time::{Duration, SystemTime};

use serde::Serialize;

use super::clock::{age, span, time_of_day};
use super::frame::Operation;
use super::row::{BuildRecord, Call, Connection, Kind, Problem, Push, Row, SocketEvent};
use crate::build::size;

/// A line of the table.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Line {
    pub(crate) id: u64,
    time: String,
    /// What it is, which also names its colours: `call push hello refresh error open close build …`.
    kind: &'static str,
    name: String,
    /// What it does to the page, the first few.
    targets: Vec<Target>,
    /// How many more there are.
    more: usize,
    /// Beside the targets: the files of an edit, the path of a page.
    note: String,
    /// `search.rs:9`, in `src/handlers`.
    place: String,
    handler: String,
    render: String,
    /// `fast`, `slow` or `very-slow`.
    pace: &'static str,
    size: String,
    outcome: String,
    /// Names the colour of the outcome: `good bad mild waiting`.
    tone: &'static str,
    selected: bool,
}

/// A target and what happens to it.
#[derive(Debug, Serialize)]
struct Target {
    swap: String,
    target: String,
}

/// Targets in a line; a frame can have hundreds.
const TARGETS: usize = 2;

impl Line {
    /// The line of `row`; `path` is that of its connection's page.
    pub(crate) fn of(row: &Row, path: &str, selected: bool) -> Self {
        let line = Self {
            id: row.id,
            time: time_of_day(row.at),
            selected,
            ..Self::default()
        };
        match &row.kind {
            Kind::Call(call) => line.call(call),
            Kind::Push(push) => line.push(push, path),
            Kind::Socket(event) => line.socket(event, path),
            Kind::Build(build) => line.build(build),
            Kind::Problem(problem) => line.problem(problem),
        }
    }

    fn call(mut self, call: &Call) -> Self {
        self.kind = "call";
        self.name = if call.function.is_empty() {
            "unreadable message".to_owned()
        } else {
            call.function.clone()
        };
        let mut bytes = call.message.bytes;
        if let Some(answer) = &call.answer {
            bytes += answer.frame.bytes;
            self.targets(&answer.operations);
        }
        self.size = size(bytes as u64);
        self.outcome = call.outcome.word().to_owned();
        self.tone = tone(
            call.outcome.is_waiting(),
            call.outcome.is_failure(),
            self.outcome == "ok",
        );
        match &call.trace {
            Some(trace) => {
                let (handler, render) = (
                    Duration::from_micros(trace.handler_us),
                    Duration::from_micros(trace.render_us),
                );
                self.handler = span(handler);
                if !render.is_zero() {
                    self.render = span(render);
                }
                self.pace = pace(handler + render);
                self.place = short_place(trace.file.as_deref(), trace.line);
            }
            // Until the application has told, the time until the answer came has to do.
            None => {
                self.handler = call
                    .answer
                    .as_ref()
                    .map(|answer| span(answer.after))
                    .unwrap_or_default()
            }
        }
        self
    }

    fn push(mut self, push: &Push, path: &str) -> Self {
        self.kind = push.word;
        self.name = format!("→ {}", if path.is_empty() { "…" } else { path });
        self.tone = if push.word == "error" { "bad" } else { "" };
        self.size = size(push.frame.bytes as u64);
        self.targets(&push.operations);
        self
    }

    fn socket(mut self, event: &SocketEvent, path: &str) -> Self {
        path.clone_into(&mut self.note);
        (self.kind, self.name) = match event {
            SocketEvent::Opened => ("open", "connected".to_owned()),
            SocketEvent::Closed(_) => ("close", "closed".to_owned()),
        };
        if let SocketEvent::Closed(Some(code)) = event {
            self.outcome = code.to_string();
            self.tone = if matches!(code, 1000 | 1001 | 1005 | 1012) {
                ""
            } else {
                "mild"
            };
        }
        self
    }

    fn build(mut self, build: &BuildRecord) -> Self {
        self.kind = "build";
        self.name = build.kind.word().to_owned();
        self.note = files(&build.changed);
        if !build.compile.is_zero() {
            self.handler = span(build.compile);
        }
        self.render = span(build.live);
        self.pace = "fast";
        (self.outcome, self.tone) = match &build.failed {
            Some(_) => ("failed".to_owned(), "bad"),
            None => ("live".to_owned(), "good"),
        };
        if build.failed.is_some() {
            self.render.clear();
        }
        self
    }

    fn problem(mut self, problem: &Problem) -> Self {
        self.kind = "problem";
        self.name = if problem.kind.is_empty() {
            "problem".to_owned()
        } else {
            problem.kind.clone()
        };
        problem
            .message
            .lines()
            .next()
            .unwrap_or_default()
            .clone_into(&mut self.note);
        self.place = short_place(problem.file.as_deref(), problem.line);
        (self.outcome, self.tone) = ("problem".to_owned(), "bad");
        self
    }

    fn targets(&mut self, operations: &[Operation]) {
        let shown =
            operations
                .iter()
                .take(TARGETS)
                .map(|operation| match operation.effects.first() {
                    Some((name, value)) if operation.target.is_empty() => Target {
                        swap: name.clone(),
                        target: value.clone(),
                    },
                    _ => Target {
                        swap: operation.swap.clone(),
                        target: operation.target.clone(),
                    },
                });
        self.targets = shown.collect();
        self.more = operations.len().saturating_sub(TARGETS);
    }
}

fn tone(waiting: bool, failure: bool, ok: bool) -> &'static str {
    match (waiting, failure, ok) {
        (true, ..) => "waiting",
        (_, true, _) => "bad",
        (.., true) => "good",
        _ => "mild",
    }
}

fn pace(time: Duration) -> &'static str {
    match time.as_millis() {
        0..50 => "fast",
        50..500 => "slow",
        _ => "very-slow",
    }
}

/// `search.rs:9`: in a table, what all handlers have in common says nothing.
fn short_place(file: Option<&str>, line: Option<u32>) -> String {
    place(
        file.map(|file| file.strip_prefix("src/handlers/").unwrap_or(file)),
        line,
    )
}

/// `src/handlers/search.rs:9`
pub(crate) fn place(file: Option<&str>, line: Option<u32>) -> String {
    match (file, line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (file, _) => file.unwrap_or_default().to_owned(),
    }
}

fn files(changed: &[String]) -> String {
    match changed {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

/// An entry of the list of connections.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Page {
    id: u64,
    path: String,
    /// The first digits of the page id: enough to tell pages apart.
    short: String,
    topics: Vec<String>,
    open: bool,
    age: String,
    messages_in: u64,
    messages_out: u64,
    bytes: String,
    /// Whether only its rows are shown.
    chosen: bool,
}

impl Page {
    /// The entry of `connection` at the moment `now`.
    pub(crate) fn of(connection: &Connection, now: SystemTime, chosen: Option<u64>) -> Self {
        let info = &connection.info;
        let until = connection.closed.unwrap_or(now);
        let since = until.duration_since(connection.opened).unwrap_or_default();
        Self {
            id: connection.id,
            path: if info.path.is_empty() {
                "…".to_owned()
            } else {
                info.path.clone()
            },
            short: info.page.chars().take(6).collect(),
            topics: info.topics.clone(),
            open: connection.closed.is_none(),
            age: age(since),
            messages_in: connection.messages_in,
            messages_out: connection.messages_out,
            bytes: size(connection.bytes_in + connection.bytes_out),
            chosen: chosen == Some(connection.id),
        }
    }
}

#[cfg(test)]
#[path = "show_tests.rs"]
mod tests;
