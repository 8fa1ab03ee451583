//! How many sockets each session has open.
//! A seat is taken when a socket opens and given back when it is dropped, however it ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The sockets of every session.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<Box<str>, usize>>>);

impl Sessions {
    fn counts(&self) -> MutexGuard<'_, HashMap<Box<str>, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat, if the session has one left. It is free again when it is dropped.
    pub(crate) fn sit(&self, session: &str, most: usize) -> Option<Seat> {
        let mut counts = self.counts();
        match counts.get_mut(session) {
            Some(count) if *count >= most => return None,
            Some(count) => *count += 1,
            None if most == 0 => return None,
            None => {
                counts.insert(session.into(), 1);
            }
        }
        Some(Seat {
            sessions: self.clone(),
            session: session.into(),
        })
    }
}

/// One open socket of a session.
pub(crate) struct Seat {
    sessions: Sessions,
    session: Box<str>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.sessions.counts();
        if let Some(count) = counts.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_and_given_back() {
        let sessions = Sessions::default();
        let (first, second) = (sessions.sit("ada", 2), sessions.sit("ada", 2));
        assert!(first.is_some() && second.is_some());
        assert!(sessions.sit("ada", 2).is_none());
        assert!(sessions.sit("bob", 2).is_some());
        drop(first);
        assert!(sessions.sit("ada", 2).is_some());
        drop(second);
        assert!(sessions.counts().is_empty());
    }
}
