//! Who is in the topics: the pages of a session, and each page once.

use std::sync::Arc;

use super::*;
use crate::app::Shared;
use crate::connection::Visitor;
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
        assert!(topics.enter(connection).is_ok());
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

#[test]
fn a_page_is_entered_once() {
    let shared = shared();
    let [first, second, other] = ["1", "1", "2"].map(|page| connection(&shared, "ada", page));
    let known = |connection| shared.topics.enter(connection).err().map(|known| known.id);
    assert_eq!(known(&first), None);
    assert_eq!(known(&second), Some(first.id));
    assert_eq!(known(&other), None);
    assert_eq!(shared.topics.all().len(), 2);
    first.end();
    assert_eq!(known(&second), None);
}
