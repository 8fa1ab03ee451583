//! What the template of a page can ask about the visit that it is rendered for.

use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Object, Value, merge_maps};

use crate::app::Shared;
use crate::extract::Room;
use crate::room;

/// One rendering of a page, and what its template asked for.
pub(crate) struct PageContext {
    shared: Arc<Shared>,
    session: String,
    made: Mutex<Option<(Room, String)>>,
}

impl std::fmt::Debug for PageContext {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the page")
    }
}

impl Object for PageContext {}

impl PageContext {
    /// Where it is found in the data; no name of a template is spelled so by accident.
    pub(crate) const KEY: &'static str = "__liveview_page";

    pub(crate) fn new(shared: &Arc<Shared>, session: String) -> Self {
        Self {
            shared: Arc::clone(shared),
            session,
            made: Mutex::new(None),
        }
    }

    /// The token of the page's room; one page has one room.
    pub(crate) fn room(&self) -> Result<String, minijinja::Error> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, token)) = &*made {
            return Ok(token.clone());
        }
        let minted = room::mint(&self.shared.secret, &self.session, self.shared.clock.now());
        let (room, token) = minted.map_err(|error| {
            minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, error.to_string())
        })?;
        *made = Some((room, token.clone()));
        Ok(token)
    }

    /// The room, if the template has one.
    pub(crate) fn made(&self) -> Option<Room> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.as_ref().map(|(room, _)| room.clone())
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }
}

/// The data of a page with what its functions need beside it.
pub(crate) fn with_page(data: &Value, page: &Arc<PageContext>) -> Value {
    let own = Value::from_pairs([(PageContext::KEY, Value::from_dyn_object(Arc::clone(page)))]);
    if data.is_undefined() || data.is_none() {
        return own;
    }
    merge_maps([data.clone(), own])
}
