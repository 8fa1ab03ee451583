//! The session: what is kept of a visitor from page to page. `name` and `cookie` say whose it is,
//! `records`, `store` and `memory` keep it, `values` are what a page or a message has of it, and `visit`
//! and `message` are the ways in and out: loaded when it is asked for, saved at the end.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

mod cookie;
mod memory;
mod message;
pub(crate) mod name;
mod records;
mod store;
mod values;
mod visit;

pub(crate) use cookie::Cookie;
#[cfg(debug_assertions)]
pub(crate) use memory::HandedSession;
pub use memory::MemoryStore;
pub(crate) use message::Slot;
pub(crate) use records::{Ended, Records};
pub(crate) use store::Store;
use values::Values;
pub(crate) use visit::{Saved, Visit};

/// What is kept of a visitor from page to page: an argument of pages and of handlers.
///
/// It is loaded when it is first asked for, and what was changed is saved once the page or the
/// handler has ended well: not when it fails, and not for a response of 500 or more. Only changed
/// keys are written, so that a page and a handler that run at once do not undo each other.
///
/// A visitor of whom nothing is kept has no record, and costs no look at the store. The first
/// [`insert`](Self::insert) of a page makes one, under a name that nobody knew before.
///
/// ```
/// use liveview::prelude::*;
///
/// async fn home(session: Session) -> Result<Page> {
///     let visits = session.get::<u32>("visits")?.unwrap_or(0) + 1;
///     session.insert("visits", visits)?;
///     Ok(Page::new("home.html", context! { visits }))
/// }
///
/// #[handler]
/// async fn forget(session: Session) -> Result<Patch> {
///     session.remove("visits")?;
///     Ok(Patch::text("#visits").content("0"))
/// }
/// # #[derive(Clone)] pub struct AppState;
/// # fn main() { let _ = home; }
/// ```
///
/// A socket cannot set a cookie, so a handler cannot begin, rename or delete a session: there
/// these are errors, and [`Patch::redirect`](crate::Patch::redirect) leads to a page that can.
#[derive(Clone)]
pub struct Session {
    state: Arc<Mutex<State>>,
}

/// Who has the session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Page,
    Socket,
}

/// What becomes of the record.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Fate {
    #[default]
    Kept,
    Renamed,
    Deleted,
}

struct State {
    values: Values,
    place: Place,
    has_record: bool,
    is_ageing: bool,
    fate: Fate,
    /// It was saved, or is not going to be.
    is_over: bool,
}

/// What is to be done with a session once its page or handler has ended.
pub(crate) struct Ending {
    values: Values,
    has_record: bool,
    is_ageing: bool,
    fate: Fate,
}

impl Session {
    fn new(found: Option<records::Found>, place: Place) -> Self {
        let has_record = found.is_some();
        let is_ageing = found.as_ref().is_some_and(|found| found.is_ageing);
        let state = State {
            values: Values::of(found.map(|found| found.data).unwrap_or_default()),
            place,
            has_record,
            is_ageing,
            fate: Fate::Kept,
            is_over: false,
        };
        Self {
            state: Arc::new(Mutex::new(state)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    ///
    /// A value that is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>> {
        let value = self.state().values.get(key).cloned();
        let value = value.map(serde_json::from_value).transpose();
        value.map_err(|error| Error::internal(format!("`{key}` of the session: {error}")))
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    ///
    /// A value that JSON cannot hold; in a handler a visitor who has no record, which only a page
    /// can make; a session that was saved already, because the page or the handler has ended.
    pub fn insert(&self, key: &str, value: impl Serialize) -> Result<()> {
        let value = serde_json::to_value(value)
            .map_err(|error| Error::internal(format!("`{key}` of the session: {error}")))?;
        let mut state = self.changeable()?;
        if state.place == Place::Socket && !state.has_record {
            return Err(only_a_page("begin"));
        }
        state.values.insert(key, value);
        Ok(())
    }

    /// Removes a key.
    ///
    /// # Errors
    ///
    /// A session that was saved already, because the page or the handler has ended.
    pub fn remove(&self, key: &str) -> Result<()> {
        self.changeable()?.values.remove(key);
        Ok(())
    }

    /// Removes every key that the session had when it was loaded, and those that were set since.
    ///
    /// # Errors
    ///
    /// A session that was saved already, because the page or the handler has ended.
    pub fn clear(&self) -> Result<()> {
        self.changeable()?.values.clear();
        Ok(())
    }

    /// Gives the session a new name and keeps its values: whenever a visitor gains rights, above
    /// all at sign-in, so that a name that somebody else knew is worth nothing. Open pages of the
    /// old name are closed and load themselves again.
    ///
    /// # Errors
    ///
    /// In a handler: only a page can. A session that was saved already.
    pub fn cycle_id(&self) -> Result<()> {
        let mut state = self.changeable()?;
        if state.place == Place::Socket {
            return Err(only_a_page("rename"));
        }
        if state.fate == Fate::Kept {
            state.fate = Fate::Renamed;
        }
        Ok(())
    }

    /// Deletes the session: at sign-out. All its open pages are closed within the second, and load
    /// themselves again as those of a stranger. What is inserted afterwards begins a new one.
    ///
    /// # Errors
    ///
    /// In a handler: only a page can. A session that was saved already.
    pub fn delete(&self) -> Result<()> {
        let mut state = self.changeable()?;
        if state.place == Place::Socket {
            return Err(only_a_page("delete"));
        }
        state.fate = Fate::Deleted;
        state.values = Values::default();
        Ok(())
    }

    fn changeable(&self) -> Result<MutexGuard<'_, State>> {
        let state = self.state();
        if state.is_over {
            return Err(Error::internal(
                "the session was saved already: it is changed while the page or the handler runs",
            ));
        }
        Ok(state)
    }

    /// Ends it: what is changed later is an error.
    fn end(&self) -> Ending {
        let mut state = self.state();
        state.is_over = true;
        Ending {
            values: std::mem::take(&mut state.values),
            has_record: state.has_record,
            is_ageing: state.is_ageing,
            fate: state.fate,
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its values are the visitor's.
        f.write_str("Session")
    }
}

fn only_a_page(what: &str) -> Error {
    Error::internal(format!(
        "a handler cannot {what} a session, since a socket sets no cookie\n\nhint: answer with \
         `Patch::redirect` to a page that does"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_socket_changes_only_what_is_there() {
        let nobody = Session::new(None, Place::Socket);
        let error = nobody.insert("user", 1).unwrap_err();
        assert!(error.to_string().contains("Patch::redirect") && !error.is_user());
        for refused in [nobody.cycle_id(), nobody.delete()] {
            assert!(refused.unwrap_err().to_string().contains("Patch::redirect"));
        }
        let found = records::Found {
            data: [("user".to_owned(), 7.into())].into(),
            is_ageing: false,
        };
        let somebody = Session::new(Some(found), Place::Socket);
        somebody.insert("seen", true).unwrap();
        assert_eq!(somebody.get::<u32>("user").unwrap(), Some(7));
        assert_eq!(somebody.get("seen").unwrap(), Some(true));
        assert!(somebody.get::<String>("user").is_err());
        assert_eq!(format!("{somebody:?}"), "Session");
    }

    #[test]
    fn what_comes_too_late_is_an_error() {
        let session = Session::new(None, Place::Page);
        session.insert("a", 1).unwrap();
        assert!(session.end().values.has_new());
        for late in [session.insert("b", 1), session.remove("a"), session.clear()] {
            assert!(late.unwrap_err().to_string().contains("saved already"));
        }
    }
}
