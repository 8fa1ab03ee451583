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
mod tests {
    use super::*;
    use crate::inspector::{BuildKind, ConnectionInfo, Direction, Recorder, Trace};

    fn line(fill: impl FnOnce(&Recorder)) -> Line {
        let recorder = Recorder::new(10);
        recorder.opened(
            1,
            ConnectionInfo {
                page: "p".into(),
                path: "/chat".into(),
                ..ConnectionInfo::default()
            },
        );
        fill(&recorder);
        let snapshot = recorder.snapshot();
        Line::of(snapshot.rows.last().unwrap(), "/chat", false)
    }

    #[test]
    fn a_call_says_what_ran_how_long_and_what_came_of_it() {
        let shown = line(|recorder| {
            recorder.frame(1, Direction::FromPage, r#"{"function":"search","ref":1}"#);
            recorder.frame(1, Direction::ToPage, r##"{"ops":[{"target":"#a","html":"x"},{"target":"#b","remove":true},{"title":"T"}],"ref":1}"##);
            recorder.trace(Trace {
                page: "p".into(),
                reference_number: Some(1),
                file: Some("src/handlers/search.rs".into()),
                line: Some(9),
                handler_us: 61_000,
                render_us: 120,
                outcome: "ok".into(),
                ..Trace::default()
            });
        });
        assert_eq!(
            (
                shown.kind,
                shown.name.as_str(),
                shown.outcome.as_str(),
                shown.tone
            ),
            ("call", "search", "ok", "good")
        );
        assert_eq!(
            (shown.handler.as_str(), shown.render.as_str(), shown.pace),
            ("61.0 ms", "0.12 ms", "slow")
        );
        assert_eq!(shown.place, "search.rs:9");
        let targets: Vec<_> = shown
            .targets
            .iter()
            .map(|target| format!("{} {}", target.swap, target.target))
            .collect();
        assert_eq!(
            (targets, shown.more),
            (vec!["morph #a".to_owned(), "remove #b".to_owned()], 1)
        );
    }

    #[test]
    fn every_kind_of_row_has_a_line() {
        let waiting =
            line(|recorder| recorder.frame(1, Direction::FromPage, r#"{"function":"f","ref":1}"#));
        assert_eq!(
            (waiting.outcome.as_str(), waiting.tone),
            ("waiting", "waiting")
        );
        let bad = line(|recorder| recorder.frame(1, Direction::FromPage, "nonsense"));
        assert_eq!(bad.name, "unreadable message");
        let title = line(|recorder| recorder.frame(1, Direction::ToPage, r#"{"title":"T"}"#));
        assert_eq!(
            (
                title.kind,
                title.targets[0].swap.as_str(),
                title.targets[0].target.as_str()
            ),
            ("push", "title", "T")
        );
        let closed = line(|recorder| recorder.closed(1, 1008));
        assert_eq!(
            (
                closed.kind,
                closed.outcome.as_str(),
                closed.tone,
                closed.note.as_str()
            ),
            ("close", "1008", "mild", "/chat")
        );
        let build = line(|recorder| {
            recorder.build(BuildRecord {
                kind: BuildKind::Rust,
                changed: vec!["src/a.rs".into(), "src/b.rs".into()],
                compile: Duration::from_millis(710),
                live: Duration::from_millis(60),
                ..BuildRecord::default()
            });
        });
        assert_eq!(
            (
                build.note.as_str(),
                build.handler.as_str(),
                build.render.as_str()
            ),
            ("src/a.rs and 1 more", "710 ms", "60.0 ms")
        );
        let failed = line(|recorder| {
            recorder.build(BuildRecord {
                failed: Some("no".into()),
                ..BuildRecord::default()
            })
        });
        assert_eq!((failed.outcome.as_str(), failed.tone), ("failed", "bad"));
        let problem = line(|recorder| {
            recorder.problem(Problem {
                kind: "rustc".into(),
                message: "one\ntwo".into(),
                file: Some("a.rs".into()),
                line: Some(3),
                ..Problem::default()
            });
        });
        assert_eq!(
            (problem.note.as_str(), problem.place.as_str(), problem.tone),
            ("one", "a.rs:3", "bad")
        );
    }
}
