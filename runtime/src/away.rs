//! Pages that have lost their socket and are expected back. Each keeps its topics and collects what it is sent, so there
//! may only be so many of them: of one session the oldest goes, and when there are too many in all no more are kept.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connection::Connection;
use crate::limits::Limits;
use crate::protocol::close;

/// The pages of every session that are away.
#[derive(Clone, Default)]
pub(crate) struct Away(Arc<Mutex<Pages>>);

#[derive(Default)]
struct Pages {
    of_session: HashMap<Arc<str>, VecDeque<Arc<Connection>>>,
    count: usize,
}

impl Away {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a page's place until the guard is dropped, if there is one.
    pub(crate) fn keep(&self, connection: &Arc<Connection>, limits: &Limits) -> Option<Place> {
        let mut pages = self.pages();
        if pages.count >= limits.pages_away {
            return None;
        }
        pages.count += 1;
        let own = pages
            .of_session
            .entry(Arc::clone(&connection.session))
            .or_default();
        own.push_back(Arc::clone(connection));
        if own.len() > limits.pages_away_per_session
            && let Some(oldest) = own.front()
        {
            // It leaves by itself, once it hears of it.
            oldest.outbox.close(close::NORMAL, "");
        }
        Some(Place {
            away: self.clone(),
            connection: Arc::clone(connection),
        })
    }
}

/// The place of a page that is away.
pub(crate) struct Place {
    away: Away,
    connection: Arc<Connection>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut pages = self.away.pages();
        pages.count -= 1;
        if let Some(own) = pages.of_session.get_mut(&self.connection.session) {
            own.retain(|connection| connection.id != self.connection.id);
            if own.is_empty() {
                pages.of_session.remove(&self.connection.session);
            }
        }
    }
}
