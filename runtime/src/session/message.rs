//! The session of one message of a socket: loaded when a handler or middleware asks for it, and
//! saved when the handler has ended well.

use std::sync::Arc;

use tokio::sync::OnceCell;

use super::{Ending, Place, Session, name};
use crate::connection::Connection;
use crate::error::{Error, Result};
use crate::event::Event;
use crate::extract::FromEvent;
use crate::reply::Reply;

/// The session of one message, if it was asked for.
#[derive(Clone, Default)]
pub(crate) struct Slot(Arc<OnceCell<Session>>);

impl Slot {
    pub(crate) async fn session(&self, connection: &Connection) -> Result<Session> {
        let loading = self.0.get_or_try_init(|| load(connection));
        loading.await.cloned()
    }

    /// What is to be saved after a handler that ended so, if there is something.
    pub(crate) fn ending(&self, reply: &Reply) -> Option<Ending> {
        let ending = self.0.get()?.end();
        let is_due = ending.has_record && (ending.values.is_changed() || ending.is_ageing);
        (is_due && !reply.is_error()).then_some(ending)
    }
}

impl Ending {
    /// Saves what the handler changed. What cannot be saved is the handler's failure.
    pub(crate) async fn save(self, connection: &Connection, reply: Reply) -> Reply {
        let records = &connection.shared.records;
        match records.merge(&connection.session, &self.values).await {
            Ok(true) => reply,
            Ok(false) => gone(connection).into(),
            Err(error) => error.into(),
        }
    }
}

async fn load(connection: &Connection) -> Result<Session> {
    if !name::has_record(&connection.session) {
        return Ok(Session::new(None, Place::Socket));
    }
    match connection.shared.records.load(&connection.session).await? {
        Some(found) => Ok(Session::new(Some(found), Place::Socket)),
        None => Err(gone(connection)),
    }
}

/// The record is not there any more: another process deleted it, or it has expired.
fn gone(connection: &Connection) -> Error {
    connection.shared.close_session(&connection.session);
    Error::refused("Your session has ended")
}

impl<S: Sync> FromEvent<S> for Session {
    async fn from_event(event: &Event, _state: &S) -> Result<Self> {
        event.session().await
    }
}
