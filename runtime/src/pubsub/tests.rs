//! Who is in the topics: the pages of a session, and each page once.

use std::sync::Arc;

use super::*;
use crate::app::Shared;
use crate::{Builder, Embedded};

fn shared() -> Arc<Shared> {
    let embedded = Embedded::tables(&[], &[], None);
    let builder = Builder::from_embedded(module_path!(), "liveview", embedded);
    builder.build(()).unwrap().shared
}

fn connection(shared: &Arc<Shared>, session: &str, page: &str) -> Arc<Connection> {
    let visitor = Visitor {
        page: page.into(),
        room: Room(format!("room of {session}").into()),
        session: session.into(),
    };
    Arc::new(Connection::new(Arc::clone(shared), visitor))
}

#[test]
fn a_session_has_its_own_pages() {
    let shared = shared();
    let topics = &shared.topics;
    let pages = [("ada", "1"), ("ada", "2"), ("bob", "1")];
    let all = pages.map(|(session, page)| connection(&shared, session, page));
    for connection in &all {
        topics.enter(connection);
    }
    let count = |session| topics.of_session(session).len();
    assert_eq!((count("ada"), count("bob"), count("carol")), (2, 1, 0));
    shared.close_session("ada");
    let closing = all.each_ref().map(|one| one.outbox.is_closing());
    assert_eq!(closing, [true, true, false]);
    for connection in &all {
        topics.exit(connection);
    }
    assert!(topics.members().topics.is_empty());
}
