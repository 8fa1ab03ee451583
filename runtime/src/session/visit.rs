//! The session of one request of a page: the page layer puts a `Visit` into the request, a page that
//! takes `Session` has it loaded, and the layer saves it and learns which cookie to set.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tokio::sync::OnceCell;

use super::{Ended, Ending, Fate, Place, Session, name};
use crate::app::Shared;
use crate::error::{Error, Result};

/// One request, as far as its session goes.
#[derive(Clone)]
pub(crate) struct Visit {
    shared: Arc<Shared>,
    /// What the cookie says.
    name: Option<Arc<str>>,
    session: Arc<OnceCell<Session>>,
}

/// The session after a page has ended.
#[derive(Default)]
pub(crate) struct Saved {
    /// Its name; none when the visitor has no session, and needs none so far.
    pub(crate) name: Option<String>,
    /// Whether the browser is to be told.
    pub(crate) is_news: bool,
}

impl Visit {
    pub(crate) fn new(shared: &Arc<Shared>, name: Option<String>) -> Self {
        Self {
            shared: Arc::clone(shared),
            name: name.map(Arc::from),
            session: Arc::default(),
        }
    }

    pub(crate) async fn session(&self) -> Result<Session> {
        let loading = self.session.get_or_try_init(|| async {
            let found = match &self.name {
                Some(name) => self.shared.records.load(name).await?,
                None => None,
            };
            Ok(Session::new(found, Place::Page))
        });
        loading.await.cloned()
    }

    /// Whether the page asked for the session: what it shows is then this visitor's alone.
    pub(crate) fn is_personal(&self) -> bool {
        self.session.initialized()
    }

    /// The session as it was, for a page that failed: nothing of it is saved.
    pub(crate) fn discard(&self) -> Saved {
        if let Some(session) = self.session.get() {
            session.end();
        }
        self.unchanged()
    }

    fn unchanged(&self) -> Saved {
        Saved {
            name: self.name.as_deref().map(str::to_owned),
            is_news: false,
        }
    }

    /// Saves what the page changed.
    pub(crate) async fn save(&self) -> Result<Saved> {
        let Some(session) = self.session.get() else {
            return Ok(self.unchanged());
        };
        let ending = session.end();
        let records = &self.shared.records;
        let old = self.name.as_deref().filter(|_| ending.has_record);
        let kept = match (ending.fate, old) {
            (Fate::Kept, Some(_)) if !ending.values.is_changed() && !ending.is_ageing => {
                return Ok(self.unchanged());
            }
            (Fate::Kept, Some(old)) => {
                let is_there = records.merge(old, &ending.values).await?;
                is_there.then(|| old.to_owned())
            }
            (Fate::Renamed, Some(old)) => match records.rename(old, &ending.values).await? {
                Some(renamed) => Some(renamed),
                None => self.begin(&ending).await?,
            },
            (Fate::Deleted, Some(old)) => match self.begin(&ending).await? {
                Some(begun) => {
                    records.replace(old).await?;
                    Some(begun)
                }
                None => {
                    records.delete(old).await?;
                    None
                }
            },
            // A page that was on its way while its visitor signed in: what it would keep is worth
            // less than the sign-in.
            (Fate::Kept, None) if self.is_replaced().await? => return Ok(self.unchanged()),
            // A visitor who has no record keeps the name there is until there is something to
            // keep: rooms and forms of other pages are bound to it.
            (Fate::Kept, None) if !ending.values.has_new() => return Ok(self.without_record()),
            (_, None) => self.begin(&ending).await?,
        };
        if kept.is_none() && self.is_replaced().await? {
            return Ok(self.unchanged());
        }
        let name = match kept {
            Some(name) => name,
            None => name::anonymous()?,
        };
        if let Some(old) = self.name.as_deref().filter(|old| **old != *name) {
            self.shared.close_session(old);
        }
        Ok(Saved {
            name: Some(name),
            is_news: true,
        })
    }

    /// A record for what was inserted, if something was. Its name is new, so that nobody can have
    /// given it to the visitor beforehand.
    async fn begin(&self, ending: &Ending) -> Result<Option<String>> {
        if !ending.values.has_new() {
            return Ok(None);
        }
        self.shared.records.create(&ending.values).await.map(Some)
    }

    /// Whether the browser is being told another name than the one that it sent.
    async fn is_replaced(&self) -> Result<bool> {
        match &self.name {
            Some(name) => Ok(self.shared.records.ended(name).await? == Some(Ended::Replaced)),
            None => Ok(false),
        }
    }

    /// A name whose record has gone opens no room, so the visitor is given another when one is
    /// needed.
    fn without_record(&self) -> Saved {
        let mut saved = self.unchanged();
        saved.name = saved.name.filter(|name| !name::has_record(name));
        saved
    }
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        match parts.extensions.get::<Visit>() {
            Some(visit) => visit.session().await,
            None => Err(Error::internal(
                "`Session` is for the pages of `Builder::pages`, and for handlers",
            )),
        }
    }
}
