//! The connection: what a handler holds of it (`Live`), and what the runtime does (`Connection`).
//! It is made when a socket opens, and reaches the page by the socket's `outbox`.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio_util::sync::CancellationToken;

use crate::app::Shared;
use crate::extract::Room;
use crate::metrics::Place;
use crate::outbox::Outbox;
use crate::patch::Patch;
use crate::protocol::close;
use crate::pubsub::Topic;
use crate::reply::IntoPatches;

/// The connection to one page: it sends without being asked, and joins and leaves topics.
///
/// It may be kept and used after the handler has returned; when the page has gone, sending does
/// nothing.
#[derive(Clone)]
pub struct Live {
    connection: Arc<Connection>,
    lang: Arc<str>,
}

impl Live {
    pub(crate) fn new(connection: Arc<Connection>, lang: Option<&str>) -> Self {
        let lang = connection.lang(lang);
        Self { connection, lang }
    }

    /// Sends to this page, in front of what the handler returns. A template that fails is logged.
    pub fn send(&self, patches: impl IntoPatches) {
        self.connection
            .shared
            .topics
            .send_to(&self.connection, patches);
    }

    /// The topic of that name, to send to all who have joined it.
    #[must_use]
    pub fn topic(&self, name: &str) -> Topic {
        self.connection.shared.topics.topic(name)
    }

    /// Sends to every page of the application, this one too.
    pub fn broadcast(&self, patches: impl IntoPatches) {
        self.connection.shared.topics.broadcast(patches);
    }

    /// Joins a topic. Joining twice is joining once.
    pub fn subscribe(&self, topic: &str) {
        self.connection.shared.topics.join(&self.connection, topic);
    }

    /// Leaves a topic.
    pub fn unsubscribe(&self, topic: &str) {
        self.connection.shared.topics.leave(&self.connection, topic);
    }

    /// Runs something beside the handler. It is stopped when the connection ends.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let ended = self
            .connection
            .ended
            .get_or_init(CancellationToken::new)
            .clone();
        if self.connection.outbox.is_closing() {
            return;
        }
        let shared = Arc::clone(&self.connection.shared);
        self.connection.shared.tasks.spawn(async move {
            tokio::select! {
                () = ended.cancelled() => {}
                () = shared.release.cancelled() => {}
                caught = crate::panic::catch(task) => {
                    if let Err(panic) = caught {
                        shared.metrics.panicked(Place::Task);
                        let told = crate::error::logged(panic.message());
                        tracing::error!("a task of a connection panicked: {told}");
                        #[cfg(debug_assertions)]
                        if let Some(dev) = &shared.dev {
                            dev.panicked_at("task", "of a connection", &panic);
                        }
                    }
                }
            }
        });
    }

    /// Ends the connection. The page does not come back by itself.
    pub fn close(&self) {
        self.connection.outbox.close(close::NORMAL, "");
    }

    /// The room of the page.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.connection.room
    }

    /// The language of the page, from `<html lang>`; `en` when it has none.
    #[must_use]
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The page's own number: 32 hexadecimal digits, new for each document that is loaded.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.connection.page
    }

    pub(crate) fn connection(&self) -> &Arc<Connection> {
        &self.connection
    }

    pub(crate) fn lang_shared(&self) -> Arc<str> {
        Arc::clone(&self.lang)
    }
}

/// One open socket, from the runtime's side.
pub(crate) struct Connection {
    pub(crate) id: u64,
    pub(crate) page: Box<str>,
    pub(crate) room: Room,
    /// The session's name, which the room is bound to.
    pub(crate) session: Arc<str>,
    pub(crate) outbox: Outbox,
    pub(crate) shared: Arc<Shared>,
    /// The topics it has joined, for when it ends.
    pub(crate) joined: Mutex<Vec<Arc<str>>>,
    lang: Mutex<Arc<str>>,
    ended: OnceLock<CancellationToken>,
    /// What is on the page's screen, kept while a dev server listens.
    #[cfg(debug_assertions)]
    pub(crate) screen: Option<Mutex<crate::dev::Screen>>,
}

impl Connection {
    pub(crate) fn new(shared: Arc<Shared>, page: Box<str>, room: Room, session: Arc<str>) -> Self {
        Self {
            id: shared.next_connection(),
            page,
            outbox: Outbox::default(),
            joined: Mutex::default(),
            lang: Mutex::new(Arc::clone(&shared.default_lang)),
            ended: OnceLock::new(),
            #[cfg(debug_assertions)]
            screen: shared
                .dev
                .as_ref()
                .map(|dev| Mutex::new(dev.screen_of(&room))),
            room,
            session,
            shared,
        }
    }

    /// Queues what was rendered already.
    pub(crate) fn push(&self, frame: Utf8Bytes) {
        let lost = self.outbox.push(frame, &self.shared.limits);
        self.shared.metrics.lost(lost);
    }

    /// Queues the final answer to the message of that `ref`.
    pub(crate) fn answer(&self, frame: Utf8Bytes, _reference: Option<u64>) {
        self.push(frame);
    }

    /// Queues patches and the frame that they were rendered to.
    pub(crate) fn deliver(&self, frame: Utf8Bytes, patches: &[Patch]) {
        self.record(patches);
        self.push(frame);
    }

    #[cfg(debug_assertions)]
    pub(crate) fn record(&self, patches: &[Patch]) {
        if let Some(screen) = &self.screen {
            screen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .record(patches);
        }
    }

    #[cfg(not(debug_assertions))]
    #[expect(
        clippy::unused_self,
        reason = "there is no dev server to keep a record for"
    )]
    pub(crate) fn record(&self, _patches: &[Patch]) {}

    pub(crate) fn joined(&self) -> MutexGuard<'_, Vec<Arc<str>>> {
        self.joined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stops what was spawned on the connection.
    pub(crate) fn end(&self) {
        self.outbox.close(close::NORMAL, "");
        self.ended.get_or_init(CancellationToken::new).cancel();
    }

    /// The language that a message names, shared with the message before where it is the same.
    /// One that is no language tag is passed over.
    fn lang(&self, named: Option<&str>) -> Arc<str> {
        let mut known = self.lang.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(named) = named.filter(|named| is_language_tag(named) && **named != **known) {
            *known = named.into();
        }
        Arc::clone(&known)
    }
}

fn is_language_tag(text: &str) -> bool {
    text.len() <= 35 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
}
