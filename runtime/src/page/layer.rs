//! The layer around the application's pages: it refuses forged requests, hands the session in and
//! saves it, renders what the page returned, and sets the headers that every page has.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::failure::Failed;
use super::{Page, PageContext, with_page};
use crate::app::Shared;
use crate::error::Result;
use crate::guard::csrf;
use crate::metrics::Place;
use crate::secret;
use crate::session::{Saved, Visit, name};

/// One request, as far as the layer needs it afterwards.
struct Asked {
    tls: bool,
    visit: Visit,
    /// 128 random bits that the page's scripts are known by.
    nonce: String,
    #[cfg(debug_assertions)]
    path: String,
}

/// Runs a page.
pub(crate) async fn layer(shared: Arc<Shared>, request: Request, next: Next) -> Response {
    let Ok(nonce) = secret::random_hex::<16>() else {
        return shared.failed("no random numbers", "");
    };
    let tls = shared.is_tls(request.headers());
    let session = shared.cookie.read(request.headers(), tls);
    let asked = Asked {
        tls,
        visit: Visit::new(&shared, session.clone()),
        nonce,
        #[cfg(debug_assertions)]
        path: request
            .uri()
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
    };
    let response = match csrf::check(&shared, session.as_deref(), tls, request).await {
        Ok(request) => run(&shared, request, next, &asked).await,
        Err(refusal) => shared.refuse(&refusal, &asked.nonce),
    };
    let mut response = match finish(&shared, response, &asked).await {
        Ok(response) => response,
        Err(error) => shared.failed(&error.to_string(), &asked.nonce),
    };
    let protected = shared
        .guard
        .protect(response.headers_mut(), &asked.nonce, tls);
    match protected {
        Ok(()) => response,
        Err(error) => shared.failed(&format!("a header is not one: {error}"), &asked.nonce),
    }
}

async fn run(shared: &Shared, mut request: Request, next: Next, asked: &Asked) -> Response {
    request.extensions_mut().insert(asked.visit.clone());
    match crate::panic::catch(next.run(request)).await {
        Ok(response) => {
            #[cfg(debug_assertions)]
            if let Some(dev) = &shared.dev {
                dev.worked("page", &asked.path);
            }
            response
        }
        Err(panic) => {
            #[cfg(debug_assertions)]
            if let Some(dev) = &shared.dev {
                dev.panicked_at("page", &asked.path, &panic);
            }
            shared.metrics.panicked(Place::Page);
            let log = format!("a page panicked: {}", panic.message());
            shared.failed(&log, &asked.nonce)
        }
    }
}

/// Saves the session, and shows what there is to show, with the session's name as it is then.
async fn finish(shared: &Arc<Shared>, mut response: Response, asked: &Asked) -> Result<Response> {
    if let Some(Failed(error)) = response.extensions_mut().remove::<Failed>() {
        response = shared.show(response.status(), &error, &asked.nonce);
    }
    let mut saved = match response.status().is_server_error() {
        true => asked.visit.discard(),
        false => asked.visit.save().await?,
    };
    if let Some(page) = response.extensions_mut().remove::<Page>() {
        let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
        headers.remove(header::CONTENT_TYPE);
        headers.remove(header::CONTENT_LENGTH);
        response = match shared.render_page(&page, asked, &mut saved, &mut headers) {
            Ok(html) => (status, headers, Html(html)).into_response(),
            Err(error) => {
                let log = format!("page {} failed: {error}", page.name);
                shared.failed(&log, &asked.nonce)
            }
        };
    }
    let headers = response.headers_mut();
    if let Some(name) = saved.name.filter(|_| saved.is_news) {
        let expiry = shared.records.expiry();
        headers.append(
            header::SET_COOKIE,
            shared.cookie.write(&name, asked.tls, expiry)?,
        );
    }
    if saved.is_news || asked.visit.is_personal() {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    Ok(response)
}

/// A room, a form's token and a nonce are for this visitor and this load alone. A page that says
/// itself that it is private stays so: browsers keep one that may not be stored out of their
/// back-forward cache.
fn keep_from_caches(headers: &mut HeaderMap) {
    let is_private =
        |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("private"));
    if !headers.get(header::CACHE_CONTROL).is_some_and(is_private) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

impl Shared {
    fn render_page(
        self: &Arc<Self>,
        page: &Page,
        asked: &Asked,
        saved: &mut Saved,
        headers: &mut HeaderMap,
    ) -> Result<String> {
        let session = saved.name.clone().map_or_else(name::anonymous, Ok)?;
        let nonce = Some(asked.nonce.clone());
        let context = Arc::new(PageContext::new(self, session, nonce));
        let html = self
            .templates
            .render(&page.name, &with_page(&page.data, &context))?;
        if context.has_nonce() || context.bound_to().is_some() {
            keep_from_caches(headers);
        }
        if let Some(session) = context.bound_to().filter(|_| saved.name.is_none()) {
            *saved = Saved {
                name: Some(session.to_owned()),
                is_news: true,
            };
        }
        #[cfg(debug_assertions)]
        if let (Some(dev), Some(room), Some(session)) =
            (&self.dev, context.made(), context.bound_to())
        {
            dev.page_rendered(&room, session, &asked.path, &page.name, &page.data);
        }
        Ok(html)
    }
}
