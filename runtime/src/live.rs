//! What a handler holds of the connection to its page: it sends without being asked, joins topics, and runs work beside
//! the handler. The runtime's side of it is `connection`.

use std::future::Future;
use std::sync::Arc;

use crate::connection::Connection;
use crate::extract::Room;
use crate::metrics::Place;
use crate::protocol::close;
use crate::pubsub::{By, Topic};
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

    /// Joins a topic: from now on the page is sent what the topic is sent, until it leaves or is gone for good. Joining
    /// twice is joining once. Nobody is asked whether this page may: that was your code's to decide. Topics that pages
    /// name themselves are decided on by [`Builder::authorize_topic`](crate::Builder::authorize_topic).
    ///
    /// A name has up to 256 bytes and no control characters, and a page joins up to
    /// [`Limits::topics_per_page`](crate::Limits) of them; what is beyond is not joined, and the log says so.
    ///
    /// A page that comes back to another process, as after a restart, is put into the topic again, for up to
    /// [`Limits::resume_age`](crate::Limits) after its last visit and as long as its session lasts.
    pub fn subscribe(&self, topic: &str) {
        let topics = &self.connection.shared.topics;
        if !topics.join(&self.connection, topic, By::Server) && !self.connection.outbox.is_closing()
        {
            let topic = crate::error::logged(topic);
            tracing::warn!(
                "a page did not join `{topic}`: it has too many topics, or that is no name"
            );
        }
    }

    /// Leaves a topic. One that was not joined is left already.
    ///
    /// The page's next token does not name the topic any more. One from before still does, until
    /// [`Limits::resume_age`](crate::Limits) has passed: whom a topic must be kept from is shut out by ending the session.
    pub fn unsubscribe(&self, topic: &str) {
        let topics = &self.connection.shared.topics;
        topics.leave(&self.connection, topic, By::Server);
    }

    /// Runs something beside the handler. It is stopped when the connection ends.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let ended = self.connection.ended();
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
