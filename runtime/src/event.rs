//! One message of a page, as middleware and extractors see it: decoded, and with the connection
//! that it came over.

use std::sync::Arc;

use axum::http::Extensions;
use serde_json::{Map, Value};

use crate::error::Result;
use crate::live::Live;
use crate::protocol::Message;
use crate::session::{Session, Slot};

/// One message of a page.
#[derive(Clone)]
pub struct Event {
    message: Arc<Message>,
    lang: Arc<str>,
    live: Live,
    session: Slot,
    extensions: Extensions,
}

impl Event {
    pub(crate) fn new(message: Message, live: Live) -> Self {
        let lang = live.lang_shared();
        Self {
            message: Arc::new(message),
            lang,
            live,
            session: Slot::default(),
            extensions: Extensions::new(),
        }
    }

    /// The name of the handler that is called.
    #[must_use]
    pub fn function(&self) -> &str {
        &self.message.function
    }

    /// The fields of the form, as they came.
    #[must_use]
    pub fn form(&self) -> &Map<String, Value> {
        &self.message.form
    }

    /// The `data-` attributes of the element, as they came.
    #[must_use]
    pub fn data(&self) -> &Map<String, Value> {
        &self.message.data
    }

    /// The language of the page.
    #[must_use]
    pub fn lang(&self) -> &str {
        &self.lang
    }

    /// The address that the page showed: a path, as the page says. Do not trust it.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.message.url.as_deref()
    }

    /// The connection.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// The visitor's session, for middleware; a handler takes [`Session`] as an argument. It is
    /// loaded once for the message, and saved after the handler.
    ///
    /// # Errors
    ///
    /// A store that fails, and a session that has ended since the page was loaded; its pages are
    /// then closed.
    pub async fn session(&self) -> Result<Session> {
        self.session.session(self.live.connection()).await
    }

    /// What middleware left here for the handler.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Leaves something for the handler, which takes it with `Extension<T>`.
    pub fn extensions_mut(&mut self) -> &mut Extensions {
        &mut self.extensions
    }

    pub(crate) fn session_slot(&self) -> Slot {
        self.session.clone()
    }

    pub(crate) fn lang_shared(&self) -> Arc<str> {
        Arc::clone(&self.lang)
    }
}
