//! Topics that a page names itself: asked of the application each time, and denied unless it says yes. The two reserved
//! functions are handlers like others, so that deadlines, limits and middleware hold for them too.

use std::pin::Pin;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::By;
use super::joined::is_name;
use crate::error::{Error, Result, logged};
use crate::event::Event;
use crate::extract::Room;
use crate::handler::Handler;
use crate::protocol::{Message, close};
use crate::reply::{IntoPatches, Reply};
use crate::session::Session;

const JOIN: &str = "liveview:join";
const LEAVE: &str = "liveview:leave";
/// After so many refusals a page is guessing, and is let go.
const MOST_REFUSALS: u8 = 20;

type Answering = Pin<Box<dyn Future<Output = Result<bool>> + Send>>;

/// What an application says to a topic that a page names, bound to its state.
pub(crate) type Authorize = Box<dyn Fn(TopicRequest) -> Answering + Send + Sync>;

/// A page that asks to hear a topic. [`Builder::authorize_topic`](crate::Builder::authorize_topic) takes what decides.
#[derive(Clone)]
pub struct TopicRequest {
    topic: Arc<str>,
    event: Event,
}

impl TopicRequest {
    /// The name that the page gave: at most 256 bytes, no control characters, and never a room.
    #[must_use]
    pub fn topic(&self) -> &str {
        &self.topic
    }

    /// The visitor's session.
    ///
    /// # Errors
    ///
    /// As [`Event::session`].
    pub async fn session(&self) -> Result<Session> {
        self.event.session().await
    }

    /// The page's room.
    #[must_use]
    pub fn room(&self) -> &Room {
        self.event.live().room()
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> &str {
        self.event.lang()
    }

    /// The message that asks, with what middleware left in it.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }
}

/// The functions with which a page joins and leaves topics.
pub(crate) struct Gate {
    join: Arc<Handler>,
    leave: Arc<Handler>,
}

impl Gate {
    /// Asks this; nobody is let in when there is nothing to ask.
    pub(crate) fn new(authorize: Option<Authorize>) -> Self {
        let authorize = Arc::new(authorize);
        let handler = |name: &str, call| {
            Arc::new(Handler {
                name: name.to_owned(),
                file: String::new(),
                line: 0,
                call,
            })
        };
        Self {
            join: handler(
                JOIN,
                Box::new(move |event| Box::pin(join(Arc::clone(&authorize), event))),
            ),
            leave: handler(
                LEAVE,
                Box::new(|event| Box::pin(std::future::ready(leave(&event)))),
            ),
        }
    }

    /// The reserved function of that name.
    pub(crate) fn get(&self, function: &str) -> Option<&Arc<Handler>> {
        match function {
            JOIN => Some(&self.join),
            LEAVE => Some(&self.leave),
            _ => None,
        }
    }

    /// The message with which a page asks for a topic.
    pub(crate) fn request(topic: &str) -> Message {
        Message {
            function: JOIN.to_owned(),
            data: Map::from_iter([("topic".to_owned(), Value::from(topic))]),
            ..Message::default()
        }
    }
}

fn topic_of(event: &Event) -> Option<&str> {
    let topic = event.data().get("topic").and_then(Value::as_str);
    topic.filter(|topic| is_name(topic))
}

async fn join(authorize: Arc<Option<Authorize>>, event: Event) -> Reply {
    let connection = Arc::clone(event.live().connection());
    if connection.joined().refusals >= MOST_REFUSALS {
        connection.outbox.close(close::REFUSED, "too many refusals");
    }
    let allowed = match (topic_of(&event), &*authorize) {
        (Some(topic), Some(authorize)) => {
            let topic = Arc::from(topic);
            let request = TopicRequest {
                topic,
                event: event.clone(),
            };
            authorize(request).await.unwrap_or_else(|error| {
                let told = logged(&error.to_string());
                tracing::error!("a topic could not be authorised, and is refused: {told}");
                false
            })
        }
        _ => false,
    };
    let topics = &connection.shared.topics;
    match topic_of(&event) {
        Some(topic) if allowed && topics.join(&connection, topic, By::Page) => ().into_patches(),
        _ => {
            let refusals = &mut connection.joined().refusals;
            *refusals = refusals.saturating_add(1);
            // The same words for every reason: nobody learns which topics there are.
            Error::refused("this topic cannot be joined").into()
        }
    }
}

fn leave(event: &Event) -> Reply {
    if let Some(topic) = topic_of(event) {
        let connection = event.live().connection();
        connection.shared.topics.leave(connection, topic, By::Page);
    }
    ().into_patches()
}
