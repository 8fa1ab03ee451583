//! `Lang`, `Room` and `Live`: what the message says about the page that sent it.
//! None of them can fail: every message has a page, and every page a room.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::FromEvent;
use crate::error::Error;
use crate::event::Event;
use crate::live::Live;

/// The language of the page, from `<html lang>`; `en` when it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lang(pub Arc<str>);

/// The room of the page: a topic that this page alone hears. Background work that has kept it
/// reaches the page with `topics.room(&room).send(…)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Room(pub(crate) Arc<str>);

impl<S: Sync> FromEvent<S> for Lang {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        Ok(Self(event.lang_shared()))
    }
}

impl<S: Sync> FromEvent<S> for Room {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        Ok(event.live().room().clone())
    }
}

impl<S: Sync> FromEvent<S> for Live {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        Ok(event.live().clone())
    }
}

impl Deref for Lang {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Room {
    /// The room's name: 32 hexadecimal digits. It is not the token that opens it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
