//! The application under test: pages by path, and connections to them.
//! Requests go through the application's own router, without a socket.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use tower_service::Service;

use super::TestClient;
use crate::app::App;
use crate::{room, secret, socket};

/// Longest page that is read.
const LONGEST: usize = 16 * 1024 * 1024;

/// An application under test, with one visitor: cookies are kept from page to page.
#[derive(Clone)]
pub struct TestApp {
    app: Arc<App>,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
}

/// What a request came to.
#[derive(Debug)]
pub struct TestPage {
    /// The status, such as 200.
    pub status: u16,
    /// The response's headers.
    pub headers: HeaderMap,
    /// The body, as text.
    pub text: String,
}

impl TestApp {
    /// Takes the application. It needs no secret and no port.
    #[expect(
        clippy::unused_async,
        reason = "starting services of an application will wait"
    )]
    pub async fn new(app: App) -> Self {
        Self {
            app: Arc::new(app),
            cookies: Arc::default(),
        }
    }

    /// Another visitor of the same application, without cookies.
    #[must_use]
    pub fn visitor(&self) -> Self {
        Self {
            app: Arc::clone(&self.app),
            cookies: Arc::default(),
        }
    }

    /// The application's topics, to send from outside of a handler.
    #[must_use]
    pub fn topics(&self) -> crate::Topics {
        self.app.topics()
    }

    /// Requests a page.
    pub async fn get(&self, path: &str) -> TestPage {
        self.request(Request::get(path), Body::empty()).await
    }

    /// Posts a form to a page.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> TestPage {
        let encode = |text: &str| {
            let plain =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            let encoded = text.bytes().map(|byte| match byte {
                byte if plain(byte) => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            });
            encoded.collect::<String>()
        };
        let pairs: Vec<_> = form
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.request(request, Body::from(pairs.join("&"))).await
    }

    async fn request(&self, request: axum::http::request::Builder, body: Body) -> TestPage {
        let mut request = match request.header(header::HOST, "test.local").body(body) {
            Ok(request) => request,
            Err(error) => panic!("this is not a request: {error}"),
        };
        request
            .headers_mut()
            .extend(self.cookie().map(|cookie| (header::COOKIE, cookie)));
        let path = request.uri().path().to_owned();
        let Ok(response) = self.app.router().call(request).await;
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = match to_bytes(body, LONGEST).await {
            Ok(bytes) => bytes,
            Err(error) => panic!("the body of {path} could not be read: {error}"),
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        TestPage {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text,
        }
    }

    fn cookie(&self) -> Option<HeaderValue> {
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs: Vec<_> = cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty())
            .then(|| HeaderValue::try_from(pairs.join("; ")).ok())
            .flatten()
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        for line in headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
        {
            if let Some((name, value)) =
                line.split(';').next().and_then(|pair| pair.split_once('='))
            {
                cookies.retain(|(known, _)| known != name);
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    /// Lets time pass: deadlines, heartbeats and intervals by tokio's clock, and the age of rooms,
    /// tokens and sessions by the time of day. What falls due meanwhile falls due at once.
    ///
    /// Time may run or be paused (`start_paused = true`). The test must be on one thread, which is
    /// what `#[tokio::test]` gives it.
    pub async fn advance(&self, by: Duration) {
        self.app.shared.clock.advance(by);
        let frozen = is_frozen();
        if !frozen {
            tokio::time::pause();
        }
        tokio::time::advance(by).await;
        if !frozen {
            tokio::time::resume();
        }
    }

    /// Opens a page and connects to it as its script would: with its room, from its session.
    pub async fn connect(&self, path: &str) -> TestClient {
        let page = self.get(path).await;
        assert!(
            page.status == 200,
            "{path} answers {}, not 200:\n{}",
            page.status,
            page.text
        );
        let Some(token) = page
            .text
            .split("data-room=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
        else {
            panic!(
                "{path} has no room: its template needs `<html data-room=\"{{{{ liveview_room() }}}}\">`"
            );
        };
        let shared = Arc::clone(&self.app.shared);
        let mut headers = HeaderMap::new();
        headers.extend(self.cookie().map(|cookie| (header::COOKIE, cookie)));
        let session = shared.cookie.read(&headers, false).unwrap_or_default();
        let age = shared.limits.room_age;
        let Some(room) = room::open(&shared.secret, &session, token, shared.clock.now(), age)
        else {
            panic!("the room of {path} is not one that this application signed for this visitor");
        };
        let number = secret::random_hex::<16>().unwrap_or_default();
        TestClient::new(socket::enter(shared, number.into(), room, session.into()))
    }
}

/// Whether the test has paused time. Tokio does not say; but paused time stands still.
fn is_frozen() -> bool {
    let (before, real) = (tokio::time::Instant::now(), std::time::Instant::now());
    while real.elapsed().is_zero() {}
    tokio::time::Instant::now() == before
}

impl TestPage {
    /// Fails unless the body contains the text.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        assert!(
            self.text.contains(text),
            "the page does not contain `{text}`:\n{}",
            self.text
        );
        self
    }

    /// Fails unless the status is this.
    #[track_caller]
    pub fn expect_status(&self, status: u16) -> &Self {
        let named = StatusCode::from_u16(status)
            .map_or_else(|_| status.to_string(), |status| status.to_string());
        assert!(
            self.status == status,
            "the status is {}, not {named}:\n{}",
            self.status,
            self.text
        );
        self
    }
}
