//! The handle that the proxy holds: puts a clock and a lock around the record, and tells readers
//! that something changed.
//!
//! The lock is held for the decoding of one frame at most; readers copy pointers and let go.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::sync::watch;

use super::record::Record;
use super::row::{BuildRecord, Connection, ConnectionInfo, Direction, Problem, Row, Trace};

/// Records what goes through the dev server. Clones share one record.
#[derive(Debug, Clone)]
pub struct Recorder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    record: Mutex<Record>,
    /// Holds the record's version; the inspector's pages wait on it.
    version: watch::Sender<u64>,
}

impl Recorder {
    /// Rows that are kept unless told otherwise.
    pub const CAPACITY: usize = 10_000;

    /// An empty record of at most `capacity` rows.
    pub fn new(capacity: usize) -> Self {
        let record = Mutex::new(Record::new(capacity));
        Self {
            shared: Arc::new(Shared {
                record,
                version: watch::Sender::new(0),
            }),
        }
    }

    /// A browser's socket opened. `connection` is the proxy's number for it.
    pub fn opened(&self, connection: u64, info: ConnectionInfo) {
        self.change(|record, at| record.opened(at, connection, info));
    }

    /// The application told the path of a page, or its topics.
    pub fn page(&self, page: &str, path: Option<&str>, topics: Option<Vec<String>>) {
        self.change(|record, _| record.page(page, path, topics));
    }

    /// A browser's socket closed, with this code if it said one.
    pub fn closed(&self, connection: u64, code: impl Into<Option<u16>>) {
        let code = code.into();
        self.change(|record, at| record.closed(at, connection, code));
    }

    /// A text frame went through, in either direction.
    pub fn frame(&self, connection: u64, direction: Direction, text: &str) {
        self.change(|record, at| record.frame(at, connection, direction, text));
    }

    /// The application told how it handled a message.
    pub fn trace(&self, trace: Trace) {
        self.change(|record, _| record.trace(trace));
    }

    /// An edit was answered, by a build or without one.
    pub fn build(&self, build: BuildRecord) {
        self.change(|record, at| record.build(at, build));
    }

    /// Something went wrong; the same `id` again replaces what was known of it.
    pub fn problem(&self, problem: Problem) {
        self.change(|record, at| record.problem(at, problem));
    }

    /// The problem of that `id` is gone.
    pub fn resolved(&self, id: &str) {
        self.change(|record, _| record.resolved(id));
    }

    /// Forgets all rows.
    pub fn clear(&self) {
        self.change(|record, _| record.clear());
    }

    /// What is known now, to be looked through without the lock.
    pub(crate) fn snapshot(&self) -> Snapshot {
        let record = self.lock();
        Snapshot {
            version: record.version(),
            cleared: record.cleared(),
            rows: record.rows().iter().cloned().collect(),
            connections: record.connections().cloned().collect(),
            problems: record.problems().len(),
        }
    }

    /// Changes whenever the record does.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.shared.version.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut Record, SystemTime)) {
        let mut record = self.lock();
        change(&mut record, SystemTime::now());
        let version = record.version();
        drop(record);
        self.shared.version.send_replace(version);
    }

    fn lock(&self) -> MutexGuard<'_, Record> {
        self.shared
            .record
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The record at one moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The record's version then.
    pub(crate) version: u64,
    /// How often it was cleared before.
    pub(crate) cleared: u64,
    /// All rows, oldest first.
    pub(crate) rows: Vec<Arc<Row>>,
    /// Connections, oldest first.
    pub(crate) connections: Vec<Connection>,
    /// How many problems there are now.
    pub(crate) problems: usize,
}
