//! What pages and handlers share. Every clone is another reference to the same things.

use std::sync::Arc;

use liveview::Topics;

use crate::{chat::Chat, counter::Counter, library::Library};

#[derive(Clone)]
pub struct AppState {
    pub library: Arc<Library>,
    pub chat: Arc<Chat>,
    pub counter: Arc<Counter>,
}

impl AppState {
    pub fn new(topics: Topics) -> Self {
        Self {
            library: Arc::new(Library::new()),
            chat: Arc::new(Chat::new(topics.clone())),
            counter: Arc::new(Counter::new(topics)),
        }
    }
}
