//! The visitor's session: what a test puts into it and finds there without a page that does it, and
//! the token that its forms carry.

use axum::http::{HeaderMap, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::TestApp;
use crate::error::Result;
use crate::guard::csrf;
use crate::session::{Session, Visit, name};

impl TestApp {
    /// Sets a value of the visitor's session, as a page would: this signs somebody in without the
    /// sign-in form. A visitor who had no session has one from now on, under a new name, so open
    /// pages of before are closed, as they are at a sign-in.
    ///
    /// ```no_run
    /// # async fn app() -> liveview::Result<liveview::App> { Err(liveview::Error::user("your own")) }
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> liveview::Result<()> {
    /// # let app = liveview::testing::TestApp::new(app().await?).await;
    /// app.session_insert("user_id", 7).await;
    /// let mut page = app.connect("/settings").await;
    /// page.send("settings/save").form([("name", "Ada")]).await.expect_nothing();
    /// # Ok(()) }
    /// ```
    pub async fn session_insert(&self, key: &str, value: impl Serialize) {
        let changed = self.within(|session| session.insert(key, value)).await;
        if let Err(error) = changed {
            panic!("`{key}` could not be put into the session: {error}");
        }
    }

    /// A value of the visitor's session, if there is one. Fails when it is not a `T`.
    pub async fn session_get<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        match self.within(|session| session.get(key)).await {
            Ok(value) => value,
            Err(error) => panic!("the session could not be read: {error}"),
        }
    }

    /// Does something with the session in place of a page, and keeps the cookie that comes of it.
    async fn within<T>(&self, does: impl FnOnce(&Session) -> Result<T>) -> Result<T> {
        let shared = &self.app.shared;
        let visit = Visit::new(shared, self.session());
        let done = does(&visit.session().await?)?;
        let saved = visit.save().await?;
        if let (Some(name), true) = (saved.name, saved.is_news) {
            let cookie = shared.cookie.write(&name, false, shared.records.expiry())?;
            self.cookies
                .keep(&HeaderMap::from_iter([(header::SET_COOKIE, cookie)]));
        }
        Ok(done)
    }

    /// A token for the visitor's session, who gets one if there is none so far.
    pub(super) fn csrf_token(&self) -> String {
        let shared = &self.app.shared;
        let made = self.session().map_or_else(
            || {
                let name = name::anonymous()?;
                let cookie = shared.cookie.write(&name, false, shared.records.expiry())?;
                self.cookies
                    .keep(&[(header::SET_COOKIE, cookie)].into_iter().collect());
                Ok(name)
            },
            Ok,
        );
        match made.and_then(|session| csrf::mint(shared, &session)) {
            Ok(token) => token,
            Err(error) => panic!("no token could be made: {error}"),
        }
    }

    /// The name of the visitor's session.
    pub(super) fn session(&self) -> Option<String> {
        let headers = self.cookie().into_iter().collect();
        self.app.shared.cookie.read(&headers, false)
    }
}
