//! How many sockets each session has open, and whether the session has ended meanwhile.
//! A seat is taken when a socket opens and given back when it is dropped, however it ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The sockets of one session.
#[derive(Default)]
struct Taken {
    count: usize,
    ended: bool,
}

/// The sockets of every session.
#[derive(Clone, Default)]
pub(crate) struct Sessions(Arc<Mutex<HashMap<Box<str>, Taken>>>);

impl Sessions {
    fn taken(&self) -> MutexGuard<'_, HashMap<Box<str>, Taken>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a seat, if the session has one left. It is free again when it is dropped.
    pub(crate) fn sit(&self, session: &str, most: usize) -> Option<Seat> {
        let mut all = self.taken();
        match all.get_mut(session) {
            Some(taken) if taken.count >= most => return None,
            Some(taken) => taken.count += 1,
            None if most == 0 => return None,
            None => {
                let first = Taken {
                    count: 1,
                    ended: false,
                };
                all.insert(session.into(), first);
            }
        }
        Some(Seat {
            sessions: self.clone(),
            session: session.into(),
        })
    }

    /// Marks the seats that are taken: sockets that are still opening look at theirs.
    pub(crate) fn end(&self, session: &str) {
        if let Some(taken) = self.taken().get_mut(session) {
            taken.ended = true;
        }
    }
}

/// One open socket of a session.
pub(crate) struct Seat {
    sessions: Sessions,
    session: Box<str>,
}

impl Seat {
    /// Whether the session has ended since the seat was taken.
    pub(crate) fn has_ended(&self) -> bool {
        let all = self.sessions.taken();
        all.get(&self.session).is_some_and(|taken| taken.ended)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.sessions.taken();
        if let Some(taken) = all.get_mut(&self.session) {
            taken.count -= 1;
            if taken.count == 0 {
                all.remove(&self.session);
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
        assert!(sessions.taken().is_empty());
    }

    #[test]
    fn only_the_seats_of_the_session_have_ended() {
        let sessions = Sessions::default();
        let (ada, bob) = (sessions.sit("ada", 2), sessions.sit("bob", 2));
        sessions.end("ada");
        sessions.end("nobody");
        assert!(ada.is_some_and(|seat| seat.has_ended()));
        assert!(bob.is_some_and(|seat| !seat.has_ended()));
        assert!(sessions.taken().is_empty());
    }
}
