//! Topics: a name, the pages that have joined it, and a way to send to all of them at once. This
//! is the engine in memory, for one process; a patch is rendered and encoded once, and every
//! queue shares the bytes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use self::joined::is_name;

use crate::connection::Connection;
use crate::error::{Error, Result, logged};
use crate::extract::Room;
use crate::outbox::{Frame, overwrites};
use crate::patch::Patch;
use crate::protocol::Answers;
use crate::reply::IntoPatches;
use crate::template::Templates;

mod authorize;
mod joined;

pub use authorize::TopicRequest;
pub(crate) use authorize::{Authorize, Gate};
pub(crate) use joined::{By, Joined, Membership};

/// The topics of an application. It is cheap to clone; keep one in the state, hand the same to
/// [`Builder::topics`](crate::Builder::topics), and background work can send from anywhere.
///
/// ```
/// use liveview::Topics;
/// use liveview::prelude::*;
///
/// let topics = Topics::new();
/// topics.topic("chat").send(Patch::append("#messages").html("<li>Hello</li>"));
/// topics.broadcast(Patch::title("Hello, everyone"));
/// ```
#[derive(Clone, Default)]
pub struct Topics {
    hub: Arc<Hub>,
}

#[derive(Default)]
struct Hub {
    members: Mutex<Members>,
    /// What renders, once an application has taken these topics, and its longest frame.
    application: OnceLock<(Arc<Templates>, usize)>,
}

type Connections = HashMap<u64, Arc<Connection>>;

#[derive(Default)]
struct Members {
    all: Connections,
    topics: HashMap<Arc<str>, Connections>,
}

/// The topic of a room, which no other topic can be named like.
fn room_topic(room: &Room) -> String {
    format!("\u{0}room:{room}")
}

/// The topic of a session's pages, for when the session ends.
fn session_topic(session: &str) -> String {
    format!("\u{0}session:{session}")
}

impl Topics {
    /// Topics that nobody has joined.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The topic of that name.
    #[must_use]
    pub fn topic(&self, name: &str) -> Topic {
        Topic {
            topics: self.clone(),
            name: name.to_owned(),
        }
    }

    /// The one page of a room.
    #[must_use]
    pub fn room(&self, room: &Room) -> Topic {
        Topic {
            topics: self.clone(),
            name: room_topic(room),
        }
    }

    /// Sends to every page of the application. A template that fails is logged.
    pub fn broadcast(&self, patches: impl IntoPatches) {
        self.publish(patches, |members| Some(&members.all));
    }

    /// The number of pages that are connected. One that has lost its socket and is expected back is not counted,
    /// though what is sent meanwhile is kept for it.
    #[must_use]
    pub fn connected(&self) -> usize {
        attached(&self.members().all)
    }

    pub(crate) fn attach(&self, templates: Arc<Templates>, longest: usize) -> Result<()> {
        self.hub.application.set((templates, longest)).map_err(|_| {
            Error::internal("these topics belong to another application; give each application its own `Topics`")
        })
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        // Maps are changed by single calls that do not panic half-way.
        self.hub
            .members
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in: it hears broadcasts, its room and the end of its session. When the page has one that is
    /// still kept, that is given back instead.
    pub(crate) fn enter(
        &self,
        connection: &Arc<Connection>,
    ) -> std::result::Result<(), Arc<Connection>> {
        let mut members = self.members();
        let room = room_topic(&connection.room);
        if let Some(known) = members.page(&room, connection) {
            return Err(known);
        }
        members.all.insert(connection.id, Arc::clone(connection));
        members.add(&room, connection);
        members.add(&session_topic(&connection.session), connection);
        Ok(())
    }

    /// Forgets a connection everywhere.
    pub(crate) fn exit(&self, connection: &Connection) {
        let mut members = self.members();
        members.all.remove(&connection.id);
        members.remove(&room_topic(&connection.room), connection.id);
        members.remove(&session_topic(&connection.session), connection.id);
        for membership in connection.joined().clear() {
            members.remove(&membership.topic, connection.id);
        }
    }

    /// Has a page join a topic. Says whether it is in it then: not when it has gone, when the name is none, and when it
    /// has joined too many.
    pub(crate) fn join(&self, connection: &Arc<Connection>, topic: &str, by: By) -> bool {
        let mut members = self.members();
        if !is_name(topic) || !members.all.contains_key(&connection.id) {
            return false;
        }
        let name = members.name(topic);
        let most = connection.shared.limits.topics_per_page;
        if !connection.joined().add(&name, by, most) {
            return false;
        }
        members.add(&name, connection);
        drop(members);
        self.tell(connection);
        connection.outbox.wake();
        true
    }

    /// Has a page leave a topic.
    pub(crate) fn leave(&self, connection: &Connection, topic: &str, by: By) {
        let mut members = self.members();
        if !connection.joined().remove(topic, by) {
            return;
        }
        members.remove(topic, connection.id);
        drop(members);
        self.tell(connection);
        connection.outbox.wake();
    }

    /// The topics that a connection has joined by name.
    #[cfg(debug_assertions)]
    pub(crate) fn named(connection: &Connection) -> Vec<String> {
        let joined = connection.joined();
        joined
            .all()
            .iter()
            .map(|membership| membership.topic.to_string())
            .collect()
    }

    #[cfg(debug_assertions)]
    fn tell(&self, connection: &Connection) {
        if let Some(dev) = &connection.shared.dev {
            dev.topics(&connection.page, &Self::named(connection));
        }
    }

    #[cfg(not(debug_assertions))]
    #[expect(clippy::unused_self, reason = "there is no dev server to tell")]
    fn tell(&self, _connection: &Connection) {}

    /// The connections of a session.
    pub(crate) fn of_session(&self, session: &str) -> Vec<Arc<Connection>> {
        let members = self.members();
        let own = members.topics.get(session_topic(session).as_str());
        own.into_iter().flat_map(HashMap::values).cloned().collect()
    }

    #[cfg(any(debug_assertions, feature = "metrics"))]
    pub(crate) fn all(&self) -> Vec<Arc<Connection>> {
        self.members().all.values().cloned().collect()
    }

    pub(crate) fn send_to(&self, connection: &Arc<Connection>, patches: impl IntoPatches) {
        if let Some((frame, patches)) = self.encode(patches) {
            connection.deliver(frame, &patches);
        }
    }

    fn publish(&self, patches: impl IntoPatches, whom: impl Fn(&Members) -> Option<&Connections>) {
        // Nothing is rendered for nobody.
        if whom(&self.members()).is_none_or(HashMap::is_empty) {
            return;
        }
        let Some((frame, patches)) = self.encode(patches) else {
            return;
        };
        let members = self.members();
        for connection in whom(&members).into_iter().flat_map(HashMap::values) {
            connection.deliver(frame.clone(), &patches);
        }
    }

    fn encode(&self, patches: impl IntoPatches) -> Option<(Frame, Vec<Patch>)> {
        let (templates, longest) = self.hub.application.get()?;
        let encoded = patches.into_patches().into_sendable().and_then(|patches| {
            let frame = crate::pipeline::encode(templates, &patches, Answers::Nothing)?;
            if frame.len() > *longest {
                let message = format!(
                    "a frame is {} bytes long, and the limit is {longest}",
                    frame.len()
                );
                return Err(Error::internal(message));
            }
            let frame = Frame::replacing(frame.into(), overwrites(&patches));
            Ok((frame, patches))
        });
        encoded
            .inspect_err(|error| {
                tracing::error!("nothing was sent: {}", logged(&error.to_string()))
            })
            .ok()
    }
}

impl Members {
    /// The name of a topic, shared with those who have joined it.
    fn name(&self, topic: &str) -> Arc<str> {
        match self.topics.get_key_value(topic) {
            Some((name, _)) => Arc::clone(name),
            None => Arc::from(topic),
        }
    }

    /// The connection that the page of this one has already.
    fn page(&self, room: &str, connection: &Connection) -> Option<Arc<Connection>> {
        let is_it = |known: &&Arc<Connection>| {
            known.page == connection.page && known.session == connection.session
        };
        self.topics.get(room)?.values().find(is_it).cloned()
    }

    fn add(&mut self, topic: &str, connection: &Arc<Connection>) {
        let name = self.name(topic);
        let connections = self.topics.entry(name).or_default();
        connections.insert(connection.id, Arc::clone(connection));
    }

    fn remove(&mut self, topic: &str, connection: u64) {
        if let Some(connections) = self.topics.get_mut(topic) {
            connections.remove(&connection);
            if connections.is_empty() {
                self.topics.remove(topic);
            }
        }
    }
}

/// How many of them have a socket.
fn attached(connections: &Connections) -> usize {
    let attached = connections
        .values()
        .filter(|connection| connection.is_attached());
    attached.count()
}

/// One topic, to send to.
#[derive(Clone)]
pub struct Topic {
    topics: Topics,
    name: String,
}

impl Topic {
    /// Sends to every page that has joined the topic. A template that fails is logged.
    pub fn send(&self, patches: impl IntoPatches) {
        self.topics
            .publish(patches, |members| members.topics.get(self.name.as_str()));
    }

    /// The number of connected pages that have joined. As in [`Topics::connected`], one that is expected back is not
    /// counted.
    #[must_use]
    pub fn members(&self) -> usize {
        self.topics
            .members()
            .topics
            .get(self.name.as_str())
            .map_or(0, attached)
    }
}

#[cfg(test)]
mod tests;
