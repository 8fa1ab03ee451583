//! What happened, in order: connections, and a ring of rows in which messages meet their answers.
//!
//! Pure: times come in as arguments. [`super::Recorder`] puts a lock and a clock around it.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

use serde_json::Value;

use super::connections::Connections;
use super::frame;
use super::mask::mask;
use super::row::{
    Answer, BuildKind, BuildRecord, Call, Connection, ConnectionInfo, Direction, Kind, Outcome,
    Problem, Push, Raw, Row, SocketEvent, Trace,
};

/// Text of frames kept altogether; the oldest rows go first when it is more.
const TEXT_LIMIT: usize = 64 * 1024 * 1024;
/// Messages that may wait for their answer; more means that nobody answers.
const WAITING_LIMIT: usize = 10_000;

/// Everything that the inspector knows.
#[derive(Debug)]
pub(crate) struct Record {
    capacity: usize,
    rows: VecDeque<Arc<Row>>,
    text: usize,
    next: u64,
    cleared: u64,
    version: u64,
    connections: Connections,
    /// Rows whose answer or trace has not come, by page and message number.
    waiting: HashMap<(String, u64), u64>,
    problems: Vec<Problem>,
}

impl Record {
    /// An empty record of at most `capacity` rows.
    pub(crate) fn new(capacity: usize) -> Self {
        Self {
            capacity: capacity.max(1),
            rows: VecDeque::new(),
            text: 0,
            next: 1,
            cleared: 0,
            version: 0,
            connections: Connections::default(),
            waiting: HashMap::new(),
            problems: Vec::new(),
        }
    }

    /// Rises with every change.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// How often it was cleared.
    pub(crate) fn cleared(&self) -> u64 {
        self.cleared
    }

    /// All rows, oldest first.
    pub(crate) fn rows(&self) -> &VecDeque<Arc<Row>> {
        &self.rows
    }

    /// Open connections and those that closed lately, oldest first.
    pub(crate) fn connections(&self) -> impl Iterator<Item = &Connection> {
        self.connections.iter()
    }

    /// What is wrong now.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// A socket opened.
    pub(crate) fn opened(&mut self, at: SystemTime, id: u64, info: ConnectionInfo) {
        self.connections.opened(at, id, info);
        self.push(at, Some(id), Kind::Socket(SocketEvent::Opened));
    }

    /// The application told a page's path or topics. It may do so before the socket is open here.
    pub(crate) fn page(&mut self, page: &str, path: Option<&str>, topics: Option<Vec<String>>) {
        self.connections.told(page, path, topics);
        self.version += 1;
    }

    /// A socket closed.
    pub(crate) fn closed(&mut self, at: SystemTime, id: u64, code: Option<u16>) {
        let Some(page) = self.connections.closed(at, id) else {
            return;
        };
        let waiting = self.waiting.extract_if(|(waiting, _), _| *waiting == page);
        let lost: Vec<u64> = waiting.map(|(_, row)| row).collect();
        for row in lost {
            self.change(row, |row| match &mut row.kind {
                Kind::Call(call) if call.outcome == Outcome::Waiting => {
                    call.outcome = Outcome::Lost
                }
                _ => {}
            });
        }
        self.push(at, Some(id), Kind::Socket(SocketEvent::Closed(code)));
    }

    /// A frame went through.
    pub(crate) fn frame(&mut self, at: SystemTime, id: u64, direction: Direction, text: &str) {
        let mut parsed = serde_json::from_str(text).unwrap_or(Value::Null);
        match direction {
            Direction::FromPage => self.message(at, id, text, &mut parsed),
            Direction::ToPage => self.answer(at, id, text, &parsed),
        }
    }

    fn message(&mut self, at: SystemTime, id: u64, text: &str, parsed: &mut Value) {
        let raw = Raw::new(&mask(text, parsed), text.len());
        let message = frame::message(parsed).unwrap_or_default();
        let page = self.connections.message(id, text.len(), &message.url);
        let call = Call {
            function: message.function,
            reference_number: message.reference_number,
            message: raw,
            answer: None,
            trace: None,
            outcome: Outcome::Waiting,
        };
        let row = self.push(at, Some(id), Kind::Call(call));
        if let Some(number) = message.reference_number {
            if self.waiting.len() >= WAITING_LIMIT {
                self.waiting.clear();
            }
            self.waiting.insert((page, number), row);
        }
    }

    fn answer(&mut self, at: SystemTime, id: u64, text: &str, parsed: &Value) {
        let frame = frame::frame(parsed).unwrap_or(frame::Frame {
            word: "push",
            ..frame::Frame::default()
        });
        let page = self.connections.frame(id, text.len());
        let raw = Raw::new(text, text.len());
        let row = match frame.reference_number {
            Some(number) if !frame.part => self
                .waiting
                .get(&(page.clone(), number))
                .copied()
                .map(|row| (row, number)),
            _ => None,
        };
        let Some((row, number)) = row else {
            self.push(
                at,
                Some(id),
                Kind::Push(Push {
                    word: frame.word,
                    operations: frame.operations,
                    frame: raw,
                }),
            );
            return;
        };
        let kept = raw.text.len();
        let mut done = false;
        let found = self.change(row, |row| {
            let after = at.duration_since(row.at).unwrap_or_default();
            if let Kind::Call(call) = &mut row.kind {
                if call.trace.is_none() {
                    call.outcome = frame.outcome();
                }
                call.answer = Some(Answer {
                    after,
                    operations: frame.operations,
                    frame: raw,
                });
                done = call.trace.is_some();
            }
        });
        if found {
            self.text += kept;
            self.shrink();
        }
        if done || !found {
            self.waiting.remove(&(page, number));
        }
    }

    /// The application told how a message went. It may come before the answer or after it.
    pub(crate) fn trace(&mut self, trace: Trace) {
        let Some(number) = trace.reference_number else {
            return;
        };
        let key = (trace.page.clone(), number);
        let Some(row) = self.waiting.get(&key).copied() else {
            return;
        };
        let mut done = false;
        let found = self.change(row, |row| {
            if let Kind::Call(call) = &mut row.kind {
                call.outcome = Outcome::parse(&trace.outcome);
                call.trace = Some(trace);
                done = call.answer.is_some();
            }
        });
        if done || !found {
            self.waiting.remove(&key);
        }
    }

    /// An edit was answered. What was wrong before it and is compiled, rendered or started anew is mended.
    pub(crate) fn build(&mut self, at: SystemTime, build: BuildRecord) {
        if build.failed.is_none() {
            let compiled = !build.compile.is_zero();
            self.problems.retain(|problem| match build.kind {
                BuildKind::Rust => !compiled && matches!(&*problem.kind, "rustc" | "cargo"),
                BuildKind::Template => problem.kind != "template",
                BuildKind::Css => problem.kind != "css",
                BuildKind::Asset => true,
            });
        }
        self.push(at, None, Kind::Build(build));
    }

    /// Something is wrong. The same problem again replaces the first.
    pub(crate) fn problem(&mut self, at: SystemTime, problem: Problem) {
        match self
            .problems
            .iter_mut()
            .find(|known| known.id == problem.id)
        {
            Some(known) => *known = problem.clone(),
            None => self.problems.push(problem.clone()),
        }
        self.push(at, None, Kind::Problem(problem));
    }

    /// It has been mended.
    pub(crate) fn resolved(&mut self, id: &str) {
        self.problems.retain(|problem| problem.id != id);
        self.version += 1;
    }

    /// Forgets all rows and closed connections.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.cleared += 1;
        self.waiting.clear();
        self.text = 0;
        self.connections.forget_closed();
        self.version += 1;
    }

    fn push(&mut self, at: SystemTime, connection: Option<u64>, kind: Kind) -> u64 {
        let id = self.next;
        self.next += 1;
        self.version += 1;
        let row = Row {
            id,
            at,
            connection,
            changed: self.version,
            kind,
        };
        self.text += row.text();
        self.rows.push_back(Arc::new(row));
        self.shrink();
        id
    }

    fn shrink(&mut self) {
        while self.rows.len() > self.capacity || (self.text > TEXT_LIMIT && self.rows.len() > 1) {
            if let Some(row) = self.rows.pop_front() {
                self.text = self.text.saturating_sub(row.text());
            }
        }
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Row)) -> bool {
        let Some(index) = self.rows.front().and_then(|first| id.checked_sub(first.id)) else {
            return false;
        };
        let Some(row) = usize::try_from(index)
            .ok()
            .and_then(|index| self.rows.get_mut(index))
        else {
            return false;
        };
        self.version += 1;
        let row = Arc::make_mut(row);
        row.changed = self.version;
        change(row);
        true
    }
}

impl Row {
    /// Bytes of frames that this row keeps.
    fn text(&self) -> usize {
        match &self.kind {
            Kind::Call(call) => {
                call.message.text.len()
                    + call
                        .answer
                        .as_ref()
                        .map_or(0, |answer| answer.frame.text.len())
            }
            Kind::Push(push) => push.frame.text.len(),
            _ => 0,
        }
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
