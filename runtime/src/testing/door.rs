//! Where a page of a test connects: with its room and its number, at first and when it comes back.

use std::sync::Arc;

use super::link::Link;
use super::{TestApp, TestPage, wire};
use crate::connection::Visitor;
use crate::socket::{self, Bookmark};
use crate::{protocol, room, secret};

pub(super) struct Door {
    app: TestApp,
    path: String,
    /// What opens the page's room.
    token: String,
    /// What this document is known by.
    number: String,
}

impl Door {
    /// The door of a page that was loaded. Fails for one that has no room.
    pub(super) fn of(page: &TestPage) -> Self {
        let path = page.path.clone();
        let Some(token) = page.root("data-room") else {
            panic!(
                "{path} has no room: its template needs `<html data-room=\"{{{{ liveview_room() }}}}\">`"
            );
        };
        Self {
            app: page.visitor.clone(),
            token: token.to_owned(),
            number: secret::random_hex::<16>().unwrap_or_default(),
            path,
        }
    }

    /// Connects as the page's script does, which names the last frame that the page has `seen`
    /// when it comes back.
    pub(super) async fn open(&self, seen: Option<u64>) -> Link {
        let Some(address) = self.app.address else {
            return self.enter(seen);
        };
        let mut place = format!(
            "{}/ws/liveview/{}/?v={}&page={}",
            self.app.app.shared.mount,
            self.token,
            protocol::VERSION,
            self.number
        );
        if let Some(seen) = seen {
            place.push_str(&format!("&seen={seen}"));
        }
        Link::Socket(wire::open(address, &place, self.app.cookie()).await)
    }

    /// Enters the page's room, as the socket does when it has let it in.
    fn enter(&self, seen: Option<u64>) -> Link {
        let shared = Arc::clone(&self.app.app.shared);
        let session = self.app.session().unwrap_or_default();
        let age = shared.limits.room_age;
        let now = shared.clock.now();
        let Some(room) = room::open(&shared.secret, &session, &self.token, now, age) else {
            panic!(
                "the room of {} is not one that this application signed for this visitor, or not any more",
                self.path
            );
        };
        let visitor = Visitor {
            page: self.number.as_str().into(),
            room,
            session: session.into(),
        };
        let bookmark = Bookmark {
            seen,
            ..Bookmark::default()
        };
        loop {
            match socket::enter(&shared, &visitor, &bookmark) {
                Ok((connection, _)) => return Link::Direct(connection),
                Err(known) => drop(known.end()),
            }
        }
    }
}
