//! A page of a test that has lost its connection and may come back: what the task of a socket does
//! meanwhile for a real one.

use std::sync::Arc;

use tokio::task::JoinHandle;

use crate::connection::Connection;

/// A connection that waits for its page.
pub(super) struct Absence {
    connection: Arc<Connection>,
    waiting: JoinHandle<()>,
}

impl Absence {
    /// Keeps the connection for as long as the limits say, unless they say not at all.
    pub(super) fn begin(connection: Arc<Connection>) -> Option<Self> {
        let limits = &connection.shared.limits;
        connection.set_attached(false);
        let place = connection.shared.away.keep(&connection, limits);
        let Some(place) = place.filter(|_| !limits.replay_age.is_zero()) else {
            connection.end();
            return None;
        };
        let (kept, age) = (Arc::clone(&connection), limits.replay_age);
        let waiting = tokio::spawn(async move {
            let _place = place;
            let closed = async {
                while !kept.outbox.is_closing() {
                    kept.outbox.called().await;
                }
            };
            let _ = tokio::time::timeout(age, closed).await;
            kept.end();
        });
        Some(Self {
            connection,
            waiting,
        })
    }

    /// The connection again, if it is still there and can be sent all that the page has not seen.
    pub(super) fn end(self, seen: u64) -> Option<Arc<Connection>> {
        self.waiting.abort();
        if !self.connection.resume(seen) {
            self.connection.end();
            return None;
        }
        self.connection.set_attached(true);
        Some(self.connection)
    }

    /// Lets the connection go at once.
    pub(super) fn give_up(&self) {
        self.waiting.abort();
        self.connection.end();
    }
}
