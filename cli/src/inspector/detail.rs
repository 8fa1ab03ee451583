//! Everything about one row: its frames decoded and raw, its times, its handler.
//!
//! Pure; decoded again from the text that was kept, when somebody looks.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::clock::{span, time_of_day};
use super::frame::{self, Operation};
use super::pretty::pretty;
use super::row::{BuildRecord, Call, Connection, Kind, Problem, Push, Raw, Row, SocketEvent};
use super::show::place;
use crate::build::size;

/// Most text of one kind in the details; more than anybody reads, and little enough to lay out.
const TEXT: usize = 64 * 1024;
/// Markup up to this length is unfolded at once.
const UNFOLDED: usize = 2000;

/// What the panel shows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Detail {
    id: u64,
    title: String,
    /// Names and values, one line each.
    facts: Vec<(&'static str, String)>,
    /// The form's fields, in order.
    form: Vec<(String, String)>,
    /// The element's data.
    data: Vec<(String, String)>,
    operations: Vec<Shown>,
    /// Blocks of text: an error, an excerpt, frames.
    blocks: Vec<(&'static str, String)>,
    /// Raw frames: a caption and the JSON.
    raw: Vec<(String, String)>,
}

/// An operation and what it puts there.
#[derive(Debug, Serialize)]
struct Shown {
    swap: String,
    target: String,
    size: String,
    effects: Vec<(String, String)>,
    html: String,
    unfolded: bool,
}

impl Detail {
    /// The details of `row`, which belongs to `connection`.
    pub(crate) fn of(row: &Row, connection: Option<&Connection>) -> Self {
        let mut detail = Self {
            id: row.id,
            ..Self::default()
        };
        detail.fact("at", time_of_day(row.at));
        if let Some(connection) = connection {
            detail.fact("page", connection.info.path.clone());
        }
        match &row.kind {
            Kind::Call(call) => detail.call(call),
            Kind::Push(push) => detail.push(push),
            Kind::Socket(event) => detail.socket(event, connection),
            Kind::Build(build) => detail.build(build),
            Kind::Problem(problem) => detail.problem(problem),
        }
        detail
    }

    fn fact(&mut self, name: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push((name, value));
        }
    }

    fn call(&mut self, call: &Call) {
        self.title = if call.function.is_empty() {
            "unreadable message".to_owned()
        } else {
            call.function.clone()
        };
        self.fact("outcome", call.outcome.word());
        if let Some(trace) = &call.trace {
            self.fact("handler", place(trace.file.as_deref(), trace.line));
            self.fact(
                "handler time",
                span(Duration::from_micros(trace.handler_us)),
            );
            self.fact("render time", span(Duration::from_micros(trace.render_us)));
            self.fact("reference", trace.reference.clone().unwrap_or_default());
        }
        let message = serde_json::from_str(&call.message.text)
            .ok()
            .as_ref()
            .and_then(frame::message)
            .unwrap_or_default();
        self.fact("url", message.url);
        self.fact(
            "ref",
            call.reference_number
                .map(|number| number.to_string())
                .unwrap_or_default(),
        );
        (self.form, self.data) = (fields(&message.form), fields(&message.data));
        if let Some(answer) = &call.answer {
            self.fact("answered after", span(answer.after));
            self.frame(&answer.operations, &answer.frame);
        }
        self.raw("from the page", &call.message);
        if let Some(answer) = &call.answer {
            self.raw("to the page", &answer.frame);
        }
    }

    fn push(&mut self, push: &Push) {
        push.word.clone_into(&mut self.title);
        self.frame(&push.operations, &push.frame);
        self.raw("to the page", &push.frame);
    }

    /// Operations with their markup, or without it when the frame was too long to be kept whole.
    fn frame(&mut self, operations: &[Operation], raw: &Raw) {
        let value: Value = serde_json::from_str(&raw.text).unwrap_or_default();
        let mut markup: Vec<&str> = Vec::new();
        match value.get("ops").and_then(Value::as_array) {
            Some(list) => markup.extend(
                list.iter()
                    .filter(|value| frame::is_operation(value))
                    .map(html_of),
            ),
            None => markup.push(html_of(&value)),
        }
        for (index, operation) in operations.iter().enumerate() {
            let html = markup.get(index).copied().unwrap_or_default();
            self.operations.push(Shown {
                swap: operation.swap.clone(),
                target: operation.target.clone(),
                size: if operation.target.is_empty() {
                    String::new()
                } else {
                    size(operation.bytes as u64)
                },
                effects: operation.effects.clone(),
                unfolded: html.len() <= UNFOLDED,
                html: cut(html),
            });
        }
        if let Some((code, message)) = frame::frame(&value).and_then(|frame| frame.error) {
            self.blocks.push(("error", format!("{code}: {message}")));
        }
    }

    fn raw(&mut self, way: &str, raw: &Raw) {
        let note = if raw.is_cut() {
            ", the beginning is kept"
        } else {
            ""
        };
        self.raw.push((
            format!("{way}, {}{note}", size(raw.bytes as u64)),
            cut(&pretty(&raw.text)),
        ));
    }

    fn socket(&mut self, event: &SocketEvent, connection: Option<&Connection>) {
        match event {
            SocketEvent::Opened => "connected".clone_into(&mut self.title),
            SocketEvent::Closed(code) => {
                "closed".clone_into(&mut self.title);
                self.fact("close code", code.map(meaning).unwrap_or_default());
            }
        }
        if let Some(connection) = connection {
            self.fact("page id", connection.info.page.clone());
            self.fact("room", short(&connection.info.room));
            self.fact("topics", connection.info.topics.join(", "));
        }
    }

    fn build(&mut self, build: &BuildRecord) {
        build.kind.word().clone_into(&mut self.title);
        self.fact("changed", build.changed.join("\n"));
        if !build.compile.is_zero() {
            self.fact("compiled in", span(build.compile));
        }
        match &build.failed {
            Some(message) => self.blocks.push(("failed", cut(message))),
            None => {
                self.fact("live after", span(build.live));
                self.fact("pages", build.pages.to_string());
            }
        }
    }

    fn problem(&mut self, problem: &Problem) {
        problem.kind.clone_into(&mut self.title);
        self.fact("place", place(problem.file.as_deref(), problem.line));
        self.fact("handler", problem.function.clone().unwrap_or_default());
        self.blocks.push(("message", cut(&problem.message)));
        if let Some(excerpt) = &problem.excerpt {
            self.blocks.push(("source", cut(excerpt)));
        }
        if !problem.frames.is_empty() {
            self.blocks
                .push(("frames", cut(&problem.frames.join("\n"))));
        }
    }
}

/// The beginning of a room's token: enough to tell rooms apart, and of no use to anybody else.
fn short(token: &str) -> String {
    const KEPT: usize = 16;
    match token.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &token[..end]),
        None => token.to_owned(),
    }
}

fn html_of(operation: &Value) -> &str {
    operation
        .get("html")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Names and values of an object, nested names written out: `address.city`.
fn fields(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(String::new(), value, &mut found);
    found
}

fn collect(name: String, value: &Value, found: &mut Vec<(String, String)>) {
    /// Lines of a table; whoever sends more is better read raw.
    const FIELDS: usize = 200;
    let inside = |part: &str| {
        if name.is_empty() {
            part.to_owned()
        } else {
            format!("{name}.{part}")
        }
    };
    match value {
        _ if found.len() >= FIELDS => {}
        Value::Object(object) => object
            .iter()
            .for_each(|(part, value)| collect(inside(part), value, found)),
        Value::Array(list)
            if list
                .iter()
                .any(|value| value.is_object() || value.is_array()) =>
        {
            list.iter()
                .enumerate()
                .for_each(|(index, value)| collect(inside(&index.to_string()), value, found));
        }
        Value::Null if name.is_empty() => {}
        Value::String(text) => found.push((name, cut(text))),
        other => found.push((name, cut(&other.to_string()))),
    }
}

fn cut(text: &str) -> String {
    let mut end = text.len().min(TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut kept = text[..end].to_owned();
    if end < text.len() {
        kept.push_str(&format!("\n… {} more", size((text.len() - end) as u64)));
    }
    kept
}

fn meaning(code: u16) -> String {
    let words = match code {
        1000 => "done",
        1001 => "the page went away",
        1005 | 1006 => "no reason given",
        1008 => "refused; the page loads itself again",
        1009 => "a message was too big",
        1012 => "the server restarts; the page returns",
        1013 => "the page read too slowly",
        4001 => "protocol version not spoken",
        _ => return code.to_string(),
    };
    format!("{code}, {words}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspector::{ConnectionInfo, Direction, Recorder};

    fn detail(fill: impl FnOnce(&Recorder)) -> Detail {
        let recorder = Recorder::new(10);
        recorder.opened(
            1,
            ConnectionInfo {
                path: "/chat".into(),
                ..ConnectionInfo::default()
            },
        );
        fill(&recorder);
        let snapshot = recorder.snapshot();
        Detail::of(snapshot.rows.last().unwrap(), snapshot.connections.first())
    }

    #[test]
    fn frames_are_shown_decoded_and_raw_both_ways() {
        let shown = detail(|recorder| {
            recorder.frame(1, Direction::FromPage, r#"{"function":"save","form":{"a":{"city":"Oslo"},"tags":["x","y"]},"data":{"id":"7"},"ref":1,"url":"/x"}"#);
            recorder.frame(1, Direction::ToPage, r##"{"ops":[{"nothing":1},{"title":"T"},{"target":"#a","html":"<b>1</b>"}],"ref":1}"##);
        });
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            shown.form,
            [pair("a.city", "Oslo"), pair("tags", r#"["x","y"]"#)]
        );
        assert_eq!(shown.data, [pair("id", "7")]);
        let operations: Vec<_> = shown
            .operations
            .iter()
            .map(|shown| (shown.target.as_str(), shown.html.as_str()))
            .collect();
        assert_eq!(
            operations,
            [("", ""), ("#a", "<b>1</b>")],
            "markup stands beside its own operation"
        );
        assert_eq!(shown.raw.len(), 2);
        assert!(
            shown.raw[0]
                .1
                .starts_with("{\n  \"function\": \"save\",\n  \"form\""),
            "{}",
            shown.raw[0].1
        );
    }

    #[test]
    fn long_text_is_cut_and_says_so() {
        let shown = detail(|recorder| {
            recorder.frame(
                1,
                Direction::ToPage,
                &format!(r##"{{"target":"#a","html":"{}"}}"##, "é".repeat(300_000)),
            );
        });
        assert!(
            shown.raw[0].0.contains("the beginning is kept"),
            "{}",
            shown.raw[0].0
        );
        assert!(shown.raw[0].1.len() < TEXT + 100);
        assert_eq!(
            shown.operations[0].size, "600.0 kB",
            "the summary is of the whole frame"
        );
    }

    #[test]
    fn an_error_frame_shows_its_code() {
        let shown = detail(|recorder| {
            recorder.frame(1, Direction::FromPage, r#"{"function":"save","ref":1}"#);
            recorder.frame(
                1,
                Direction::ToPage,
                r#"{"ref":1,"error":{"code":"invalid","message":"not a number"}}"#,
            );
        });
        assert_eq!(
            shown.blocks,
            [("error", "invalid: not a number".to_owned())]
        );
        assert!(shown.facts.contains(&("outcome", "invalid".to_owned())));
    }
}
