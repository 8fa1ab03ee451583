//! Pages: ordinary axum handlers that return a template and its data. The page layer renders
//! them, since only it knows the visitor's session.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use minijinja::value::{Object, Value, merge_maps};

use crate::app::Shared;
use crate::clock::Clock;
use crate::extract::Room;
use crate::secret::Secret;
use crate::{room, session};

/// A page: a template and its data.
///
/// ```
/// use liveview::prelude::*;
///
/// async fn home() -> Page {
///     Page::new("home.html", context! { title => "Welcome" })
/// }
/// # let _ = home;
/// ```
#[derive(Clone, Debug)]
#[must_use = "a page is shown only when it is returned"]
pub struct Page {
    name: String,
    data: Value,
}

impl Page {
    /// The page of a template.
    pub fn new(name: impl Into<String>, data: impl Into<Value>) -> Self {
        Self {
            name: name.into(),
            data: data.into(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What the template of a page can ask about the visit that it is rendered for.
pub(crate) struct PageContext {
    secret: Secret,
    clock: Clock,
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

    pub(crate) fn new(secret: &Secret, clock: &Clock, session: String) -> Self {
        Self {
            secret: secret.clone(),
            clock: clock.clone(),
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
        let (room, token) =
            room::mint(&self.secret, &self.session, self.clock.now()).map_err(|error| {
                minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, error.to_string())
            })?;
        *made = Some((room, token.clone()));
        Ok(token)
    }

    fn made(&self) -> Option<Room> {
        self.made
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(|(room, _)| room.clone())
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

/// One request of a page, as far as rendering needs it.
struct Visit {
    tls: bool,
    session: Option<String>,
    #[cfg(debug_assertions)]
    path: String,
}

/// The layer around the application's pages.
pub(crate) async fn layer(shared: Arc<Shared>, request: Request, next: Next) -> Response {
    let tls = shared.is_tls(request.headers());
    let visit = Visit {
        tls,
        session: shared.cookie.read(request.headers(), tls),
        #[cfg(debug_assertions)]
        path: request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
    };
    let mut response = match crate::panic::catch(next.run(request)).await {
        Ok(response) => {
            #[cfg(debug_assertions)]
            if let Some(dev) = &shared.dev {
                dev.worked("page", &visit.path);
            }
            response
        }
        Err(panic) => {
            #[cfg(debug_assertions)]
            if let Some(dev) = &shared.dev {
                dev.panicked_at("page", &visit.path, &panic);
            }
            shared.failed(&format!("a page panicked: {}", panic.message()))
        }
    };
    if let Some(page) = response.extensions_mut().remove::<Page>() {
        let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
        headers.remove(header::CONTENT_TYPE);
        headers.remove(header::CONTENT_LENGTH);
        response = match shared.render_page(&page, visit, &mut headers) {
            Ok(html) => (status, headers, Html(html)).into_response(),
            Err(error) => shared.failed(&format!("page {} failed: {error}", page.name)),
        };
    }
    let headers = response.headers_mut();
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    let policy = HeaderValue::from_static("strict-origin-when-cross-origin");
    headers.entry(header::REFERRER_POLICY).or_insert(policy);
    response
}

/// The room is for this visitor and this load alone. A page that says itself that it is private
/// stays so: browsers keep one that may not be stored out of their back-forward cache.
fn keep_from_caches(headers: &mut HeaderMap) {
    let is_private =
        |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("private"));
    if !headers.get(header::CACHE_CONTROL).is_some_and(is_private) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

impl Shared {
    fn render_page(
        &self,
        page: &Page,
        visit: Visit,
        headers: &mut HeaderMap,
    ) -> crate::Result<String> {
        let is_new = visit.session.is_none();
        let session = visit.session.map_or_else(session::new, Ok)?;
        let context = Arc::new(PageContext::new(&self.secret, &self.clock, session.clone()));
        let html = self
            .templates
            .render(&page.name, &with_page(&page.data, &context))?;
        let made = context.made();
        if made.is_some() {
            keep_from_caches(headers);
            if is_new {
                headers.append(header::SET_COOKIE, self.cookie.write(&session, visit.tls)?);
            }
        }
        #[cfg(debug_assertions)]
        if let (Some(dev), Some(room)) = (&self.dev, &made) {
            dev.page_rendered(room, &session, &visit.path, &page.name, &page.data);
        }
        Ok(html)
    }

    /// A page that could not be made: the visitor learns a reference, the log learns the rest. A
    /// debug build shows it in the page too.
    fn failed(&self, log: &str) -> Response {
        let reference = crate::pipeline::reference();
        tracing::error!("reference {reference}: {}", crate::error::logged(log));
        #[cfg(debug_assertions)]
        let (scripts, detail) = (
            self.dev.as_ref().map_or("", |_| self.headers.as_str()),
            crate::Html::escape(log).to_string(),
        );
        #[cfg(not(debug_assertions))]
        let (scripts, detail) = ("", "");
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Something went wrong</title>{scripts}\
             </head><body><h1>Something went wrong</h1><p>Reference: {reference}</p><pre>{detail}</pre></body></html>"
        );
        (StatusCode::INTERNAL_SERVER_ERROR, Html(html)).into_response()
    }
}
