//! Pages that have lost their socket and are expected back. Each keeps its topics and collects what it is sent, so there
//! may only be so many of them, and they may only hold so much. Whoever is new finds a place: of one session the oldest
//! goes, of all sessions the oldest of the one that has most away, and of what is held the page that holds most.

use std::cmp::Reverse;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::connection::Connection;
use crate::limits::Limits;

/// The pages of every session that are away.
#[derive(Clone, Default)]
pub(crate) struct Away {
    pages: Arc<Mutex<Pages>>,
    bytes: Arc<AtomicUsize>,
}

/// A page, and its number among those that have ever gone away.
type Numbered = (u64, Arc<Connection>);

#[derive(Default)]
struct Pages {
    /// Of each session that has any, the oldest first.
    of_session: HashMap<Arc<str>, VecDeque<Numbered>>,
    count: usize,
    gone: u64,
}

impl Away {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a page's place until the guard is dropped, if places are kept at all.
    pub(crate) fn keep(&self, connection: &Arc<Connection>, limits: &Limits) -> Option<Place> {
        if limits.pages_away == 0 || limits.pages_away_per_session == 0 {
            return None;
        }
        let mut pages = self.pages();
        pages.make_place(&connection.session, limits);
        pages.add(connection);
        drop(pages);
        connection.outbox.charge(Charge::to(&self.bytes));
        self.make_room(limits);
        Some(Place {
            away: self.clone(),
            connection: Arc::clone(connection),
        })
    }

    /// Drops the pages that hold most, until all of them together hold no more than they may.
    pub(crate) fn make_room(&self, limits: &Limits) {
        let is_full = || self.bytes.load(Ordering::Relaxed) > limits.away_bytes;
        if !is_full() {
            return;
        }
        let mut pages = self.pages();
        while is_full()
            && let Some(heaviest) = pages.heaviest()
        {
            pages.drop_page(&heaviest);
        }
    }
}

impl Pages {
    fn make_place(&mut self, session: &str, limits: &Limits) {
        let own = self.of_session.get(session);
        let oldest = if own.is_some_and(|own| own.len() >= limits.pages_away_per_session) {
            own
        } else if self.count >= limits.pages_away {
            let age =
                |pages: &VecDeque<Numbered>| Reverse(pages.front().map(|(number, _)| *number));
            let sessions = self.of_session.values();
            sessions.max_by_key(|pages| (pages.len(), age(pages)))
        } else {
            None
        };
        if let Some((_, oldest)) = oldest.and_then(VecDeque::front).cloned() {
            self.drop_page(&oldest);
        }
    }

    fn add(&mut self, connection: &Arc<Connection>) {
        let session = Arc::clone(&connection.session);
        let own = self.of_session.entry(session).or_default();
        own.push_back((self.gone, Arc::clone(connection)));
        self.gone += 1;
        self.count += 1;
    }

    fn heaviest(&self) -> Option<Arc<Connection>> {
        let all = self.of_session.values().flatten();
        let heaviest = all.max_by_key(|(_, connection)| connection.outbox.charged());
        heaviest.map(|(_, connection)| Arc::clone(connection))
    }

    /// Takes a page's place and what it holds. Its task leaves by itself, once it hears of it.
    fn drop_page(&mut self, connection: &Connection) {
        self.remove(connection);
        connection.outbox.abandon();
    }

    fn remove(&mut self, connection: &Connection) {
        let Some(own) = self.of_session.get_mut(&connection.session) else {
            return;
        };
        let before = own.len();
        own.retain(|(_, known)| known.id != connection.id);
        self.count -= before - own.len();
        if own.is_empty() {
            self.of_session.remove(&connection.session);
        }
    }
}

/// The place of a page that is away.
pub(crate) struct Place {
    away: Away,
    connection: Arc<Connection>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.away.pages().remove(&self.connection);
        self.connection.outbox.settle();
    }
}

/// What one page away holds, counted among what all of them hold for as long as it stands.
pub(crate) struct Charge {
    all: Arc<AtomicUsize>,
    own: usize,
}

impl Charge {
    fn to(all: &Arc<AtomicUsize>) -> Self {
        Self {
            all: Arc::clone(all),
            own: 0,
        }
    }

    /// Counts anew.
    pub(crate) fn set(&mut self, bytes: usize) {
        // Never less than the others hold, so that it cannot wrap.
        self.all.fetch_add(bytes, Ordering::Relaxed);
        self.all.fetch_sub(self.own, Ordering::Relaxed);
        self.own = bytes;
    }

    pub(crate) fn bytes(&self) -> usize {
        self.own
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.set(0);
    }
}
