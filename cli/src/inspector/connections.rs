//! The pages' sockets: what is known of each, and how much went through it.
//!
//! The proxy knows a socket when it opens; the application tells a page's path and topics, sometimes
//! before that.

use std::collections::{BTreeMap, VecDeque};
use std::time::SystemTime;

use super::row::{Connection, ConnectionInfo};

/// Closed connections that are still listed.
const CLOSED_LIMIT: usize = 20;
/// Pages that the application may tell of before their socket opens.
const EARLY_LIMIT: usize = 64;

/// Open connections, and those that closed lately.
#[derive(Debug, Default)]
pub(crate) struct Connections {
    known: BTreeMap<u64, Connection>,
    /// What was told of pages whose socket is not open yet.
    early: VecDeque<Told>,
}

/// What the application told of a page.
#[derive(Debug)]
struct Told {
    page: String,
    path: Option<String>,
    topics: Option<Vec<String>>,
}

impl Connections {
    /// All of them, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Connection> {
        self.known.values()
    }

    /// A socket opened.
    pub(crate) fn opened(&mut self, at: SystemTime, id: u64, info: ConnectionInfo) {
        let early = self.early.iter().position(|told| told.page == info.page);
        let connection = Connection {
            id,
            info,
            opened: at,
            closed: None,
            messages_in: 0,
            messages_out: 0,
            bytes_in: 0,
            bytes_out: 0,
        };
        self.known.insert(id, connection);
        if let Some(told) = early.and_then(|index| self.early.remove(index)) {
            self.tell(&told);
        }
    }

    /// The application told a page's path or topics.
    pub(crate) fn told(&mut self, page: &str, path: Option<&str>, topics: Option<Vec<String>>) {
        let (page, path) = (page.to_owned(), path.map(str::to_owned));
        let told = Told { page, path, topics };
        if !self.tell(&told) {
            self.early.retain(|early| early.page != told.page);
            self.early.push_back(told);
            if self.early.len() > EARLY_LIMIT {
                self.early.pop_front();
            }
        }
    }

    /// Adds to what is known of a page; false when none of its sockets is open.
    fn tell(&mut self, told: &Told) -> bool {
        let mut found = false;
        let open = self
            .known
            .values_mut()
            .filter(|connection| connection.closed.is_none());
        for Connection { info, .. } in open.filter(|connection| connection.info.page == told.page) {
            if let Some(path) = told.path.as_ref().filter(|path| !path.is_empty()) {
                info.path.clone_from(path);
            }
            if let Some(topics) = &told.topics {
                info.topics.clone_from(topics);
            }
            found = true;
        }
        found
    }

    /// A socket closed; gives its page.
    pub(crate) fn closed(&mut self, at: SystemTime, id: u64) -> Option<String> {
        let connection = self.known.get_mut(&id)?;
        connection.closed = Some(at);
        let page = connection.info.page.clone();
        let closed = self
            .known
            .values()
            .filter(|connection| connection.closed.is_some());
        let closed: Vec<u64> = closed.map(|connection| connection.id).collect();
        for id in closed
            .iter()
            .take(closed.len().saturating_sub(CLOSED_LIMIT))
        {
            self.known.remove(id);
        }
        Some(page)
    }

    /// Forgets those that have closed.
    pub(crate) fn forget_closed(&mut self) {
        self.known
            .retain(|_, connection| connection.closed.is_none());
    }

    /// Counts a message of the browser, sent from `url`; gives its page.
    pub(crate) fn message(&mut self, id: u64, bytes: usize, url: &str) -> String {
        let Some(connection) = self.known.get_mut(&id) else {
            return String::new();
        };
        connection.messages_in += 1;
        connection.bytes_in += bytes as u64;
        if let Some(path) = path_of(url) {
            path.clone_into(&mut connection.info.path);
        }
        connection.info.page.clone()
    }

    /// Counts a frame of the application; gives its page.
    pub(crate) fn frame(&mut self, id: u64, bytes: usize) -> String {
        let Some(connection) = self.known.get_mut(&id) else {
            return String::new();
        };
        connection.messages_out += 1;
        connection.bytes_out += bytes as u64;
        connection.info.page.clone()
    }
}

/// The path and query of an absolute or relative URL.
fn path_of(url: &str) -> Option<&str> {
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => url,
    };
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(page: &str) -> ConnectionInfo {
        ConnectionInfo {
            page: page.into(),
            ..ConnectionInfo::default()
        }
    }

    #[test]
    fn what_is_told_before_a_socket_opens_is_known_when_it_does() {
        let mut connections = Connections::default();
        (0..100).for_each(|n| connections.told(&format!("other{n}"), Some("/"), None));
        assert_eq!(connections.early.len(), EARLY_LIMIT);
        connections.told("p1", Some("/early"), Some(vec!["chat".into()]));
        connections.opened(SystemTime::UNIX_EPOCH, 1, info("p1"));
        connections.told("p1", Some(""), None);
        let info = &connections.iter().next().unwrap().info;
        assert_eq!(
            (info.path.as_str(), &info.topics[..]),
            ("/early", &["chat".to_owned()][..])
        );
    }

    #[test]
    fn only_the_last_closed_connections_are_listed() {
        let at = SystemTime::UNIX_EPOCH;
        let mut connections = Connections::default();
        (0..50).for_each(|id| connections.opened(at, id, info(&id.to_string())));
        (0..40).for_each(|id| assert_eq!(connections.closed(at, id), Some(id.to_string())));
        let listed: Vec<u64> = connections.iter().map(|connection| connection.id).collect();
        assert_eq!(listed, (20..50).collect::<Vec<_>>());
        connections.forget_closed();
        assert_eq!(connections.iter().count(), 10);
        assert_eq!(connections.closed(at, 7), None);
    }

    #[test]
    fn a_path_is_what_stands_behind_the_host() {
        for (url, path) in [
            ("http://127.0.0.1:4400/find?a=1", Some("/find?a=1")),
            ("https://app.test", Some("/")),
            ("/chat", Some("/chat")),
            ("", None),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }
}
