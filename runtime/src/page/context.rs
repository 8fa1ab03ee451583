//! What the template of a page can ask about the visit that it is rendered for.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Object, Value, merge_maps};

use crate::app::Shared;
use crate::error::Error;
use crate::extract::Room;
use crate::guard::csrf;
use crate::room;

/// One rendering of a page, and what its template asked for.
pub(crate) struct PageContext {
    shared: Arc<Shared>,
    session: String,
    nonce: Option<String>,
    made: Mutex<Option<(Room, String)>>,
    /// Something in the page is bound to the session.
    is_bound: AtomicBool,
    /// Something in the page is for this load alone.
    has_nonce: AtomicBool,
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

    /// A page for a session. One that is sent as a document has a nonce; a page that is rendered
    /// again for a document that is there keeps the document's.
    pub(crate) fn new(shared: &Arc<Shared>, session: String, nonce: Option<String>) -> Self {
        Self {
            shared: Arc::clone(shared),
            session,
            nonce,
            made: Mutex::new(None),
            is_bound: AtomicBool::new(false),
            has_nonce: AtomicBool::new(false),
        }
    }

    /// The token of the page's room; one page has one room.
    pub(crate) fn room(&self) -> Result<String, minijinja::Error> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, token)) = &*made {
            return Ok(token.clone());
        }
        let minted = room::mint(&self.shared.secret, &self.session, self.shared.clock.now());
        let (room, token) = minted.map_err(|error| failed(&error))?;
        *made = Some((room, token.clone()));
        self.is_bound.store(true, Ordering::Relaxed);
        Ok(token)
    }

    /// A token for a form of the page.
    pub(crate) fn csrf_token(&self) -> Result<String, minijinja::Error> {
        self.is_bound.store(true, Ordering::Relaxed);
        csrf::mint(&self.shared, &self.session).map_err(|error| failed(&error))
    }

    /// The nonce of the page's scripts; empty where a document is there already.
    pub(crate) fn nonce(&self) -> &str {
        self.has_nonce.store(true, Ordering::Relaxed);
        self.nonce.as_deref().unwrap_or_default()
    }

    /// The scripts of a page, with its nonce where it has a policy.
    pub(crate) fn headers(&self) -> String {
        match self.shared.guard.has_policy() {
            true => with_nonce(&self.shared.headers, self.nonce()),
            false => self.shared.headers.clone(),
        }
    }

    /// The room, if the template has one: the dev server wants to know.
    #[cfg(debug_assertions)]
    pub(crate) fn made(&self) -> Option<Room> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.as_ref().map(|(room, _)| room.clone())
    }

    /// The session, if something in the page is bound to it.
    pub(super) fn bound_to(&self) -> Option<&str> {
        self.is_bound
            .load(Ordering::Relaxed)
            .then_some(&*self.session)
    }

    pub(super) fn has_nonce(&self) -> bool {
        self.has_nonce.load(Ordering::Relaxed)
    }
}

/// What `liveview_headers()` writes, for a page of this nonce.
pub(super) fn with_nonce(headers: &str, nonce: &str) -> String {
    if nonce.is_empty() {
        return headers.to_owned();
    }
    headers.replace("<script ", &format!("<script nonce=\"{nonce}\" "))
}

fn failed(error: &Error) -> minijinja::Error {
    minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, error.to_string())
}

/// The data of a page with what its functions need beside it.
pub(crate) fn with_page(data: &Value, page: &Arc<PageContext>) -> Value {
    let own = Value::from_pairs([(PageContext::KEY, Value::from_dyn_object(Arc::clone(page)))]);
    if data.is_undefined() || data.is_none() {
        return own;
    }
    merge_maps([data.clone(), own])
}
