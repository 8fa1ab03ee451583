//! The application under test: pages by path, connections to them, and its time.
//! Requests go through the application's own router, without a socket; for a `TestServer` they go
//! over its port.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Request, header};
use axum::response::Response;
use tower_service::Service;

use super::cookies::Cookies;
use super::{TestClient, TestPage, wire};
use crate::app::App;

/// Longest page that is read.
const LONGEST: usize = 16 * 1024 * 1024;

/// An application under test, with one visitor: cookies are kept from page to page.
#[derive(Clone)]
pub struct TestApp {
    pub(super) app: Arc<App>,
    pub(super) cookies: Cookies,
    /// Where it is served, if it is.
    pub(super) address: Option<SocketAddr>,
}

impl TestApp {
    /// Takes the application. It needs no secret and no port. What goes wrong inside of it is logged
    /// beside a test that fails, unless the test has a log of its own.
    #[expect(
        clippy::unused_async,
        reason = "starting services of an application will wait"
    )]
    pub async fn new(app: App) -> Self {
        show_log();
        Self {
            app: Arc::new(app),
            cookies: Cookies::default(),
            address: None,
        }
    }

    /// Another visitor of the same application, without cookies.
    #[must_use]
    pub fn visitor(&self) -> Self {
        Self {
            cookies: Cookies::default(),
            ..self.clone()
        }
    }

    /// The application's topics, to send from outside of a handler.
    #[must_use]
    pub fn topics(&self) -> crate::Topics {
        self.app.topics()
    }

    /// Requests a page. A redirect is not followed: see [`TestPage::follow`].
    pub async fn get(&self, path: &str) -> TestPage {
        self.request(Request::get(path), Body::empty()).await
    }

    /// Posts a form to a page, with the token that the form's own page has.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> TestPage {
        self.send_form(path, form, Some(self.csrf_token())).await
    }

    /// Posts a form as another site would have it posted: without a token, so that it is refused
    /// unless the path is exempt.
    pub async fn post_without_token(&self, path: &str, form: &[(&str, &str)]) -> TestPage {
        self.send_form(path, form, None).await
    }

    async fn send_form(
        &self,
        path: &str,
        form: &[(&str, &str)],
        token: Option<String>,
    ) -> TestPage {
        let pairs: Vec<_> = form
            .iter()
            .map(|(name, value)| format!("{}={}", wire::encoded(name), wire::encoded(value)))
            .collect();
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = match token {
            Some(token) => request.header("x-csrf-token", token),
            None => request,
        };
        self.request(request, Body::from(pairs.join("&"))).await
    }

    async fn request(&self, request: axum::http::request::Builder, body: Body) -> TestPage {
        let host = self
            .address
            .map_or_else(|| "test.local".to_owned(), |address| address.to_string());
        let mut request = match request.header(header::HOST, host).body(body) {
            Ok(request) => request,
            Err(error) => panic!("this is not a request: {error}"),
        };
        request.headers_mut().extend(self.cookie());
        let path = request.uri().to_string();
        let response: Response = match self.address {
            Some(address) => wire::exchange(address, request).await,
            None => {
                let Ok(response) = self.app.router().call(request).await;
                response
            }
        };
        let (parts, body) = response.into_parts();
        self.cookies.keep(&parts.headers);
        let bytes = match to_bytes(body, LONGEST).await {
            Ok(bytes) => bytes,
            Err(error) => panic!("the body of {path} could not be read: {error}"),
        };
        TestPage {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            path,
            visitor: self.clone(),
        }
    }

    pub(super) fn cookie(&self) -> Option<(header::HeaderName, HeaderValue)> {
        self.cookies.header().map(|cookie| (header::COOKIE, cookie))
    }

    /// Opens a page and connects to it as its script would: with its room, from its session, and
    /// in its language.
    pub async fn connect(&self, path: &str) -> TestClient {
        let page = self.get(path).await;
        page.expect_status(200);
        TestClient::of(&page).await
    }

    /// Lets time pass: deadlines, heartbeats and intervals by tokio's clock, each when it falls
    /// due, and the age of rooms, tokens and sessions by the time of day, which is the later one
    /// from the start. Nothing is waited for.
    ///
    /// Time may run or be paused (`start_paused = true`). The test must be on one thread, which is
    /// what `#[tokio::test]` gives it.
    pub async fn advance(&self, by: Duration) {
        self.app.shared.clock.advance(by);
        let frozen = is_frozen();
        if !frozen {
            tokio::time::pause();
        }
        // Paused time goes on by itself, from timer to timer, when there is nothing else to do.
        tokio::time::sleep(by).await;
        if !frozen {
            tokio::time::resume();
        }
    }
}

/// Whether the test has paused time. Tokio does not say; but paused time stands still.
fn is_frozen() -> bool {
    let (before, real) = (tokio::time::Instant::now(), std::time::Instant::now());
    while real.elapsed().is_zero() {}
    tokio::time::Instant::now() == before
}

/// A visitor is told a reference and no more, and so is a test; the rest is in the log.
fn show_log() {
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_target(false)
        .with_ansi(false)
        .without_time()
        .with_test_writer();
    // Another test of the process may have been first.
    let _ = log.try_init();
}
