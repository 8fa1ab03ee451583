//! One chat that everybody is in: the last messages, kept in memory, and the topic that carries new
//! ones to every page that has joined.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use liveview::{Topics, prelude::*};

pub const TOPIC: &str = "chat";

/// How many messages are kept, here and on the pages.
const KEPT: usize = 50;

#[derive(Clone, Debug, Serialize)]
pub struct Message {
    pub id: u64,
    pub author: String,
    pub text: String,
    /// Which of the six colours the author's mark has: the same name always has the same one.
    pub hue: u32,
}

pub struct Chat {
    topics: Topics,
    messages: Mutex<VecDeque<Message>>,
}

impl Chat {
    pub fn new(topics: Topics) -> Self {
        Self {
            topics,
            messages: Mutex::default(),
        }
    }

    pub fn messages(&self) -> Vec<Message> {
        self.lock().iter().cloned().collect()
    }

    /// Shows the page what has been said, and from here on all that is. Both happen under the lock,
    /// as posting does, so that a page misses nothing and sees nothing twice.
    pub fn join(&self, live: &Live) {
        let messages = self.lock();
        live.subscribe(TOPIC);
        live.send(
            Patch::inner("#messages").template("messages.html", context! { messages => *messages }),
        );
    }

    /// Adds a message, on every page that has joined too, and forgets the oldest when there are many.
    /// Returns the message's name.
    pub fn post(&self, author: &str, text: &str) -> u64 {
        let mut messages = self.lock();
        let message = Message {
            id: next_id(messages.back()),
            author: author.to_owned(),
            text: text.to_owned(),
            hue: hue(author),
        };
        let topic = self.topics.topic(TOPIC);
        if messages.len() == KEPT
            && let Some(oldest) = messages.pop_front()
        {
            topic.send(Patch::remove(format!("#message-{}", oldest.id)));
        }
        topic.send(Patch::append("#messages").template("message.html", context! { message }));
        let id = message.id;
        messages.push_back(message);
        id
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Message>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name for the message that is not given twice, not even after a restart: pages outlive that.
fn next_id(last: Option<&Message>) -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let now = u64::try_from(now.as_micros()).unwrap_or_default();
    last.map_or(now, |last| now.max(last.id + 1))
}

fn hue(author: &str) -> u32 {
    author.chars().map(u32::from).fold(0, u32::wrapping_add) % 6
}
