//! The dev server's own routes, below `/__liveview`: the script and the socket of open pages, and the inspector. There
//! are no others, and none of them takes a path from the wire, writes a file or starts a program.

use std::sync::Arc;

use axum::body::Body;
use futures_util::{SinkExt, StreamExt};
use hyper::body::Incoming;
use hyper::http::{HeaderValue, StatusCode, header};
use hyper::service::Service as _;
use hyper::{Request, Response};
use hyper_util::service::TowerToHyperService;
use serde::Deserialize;
use tokio::sync::broadcast::error::RecvError;
use tokio_tungstenite::tungstenite::Message;

use super::event::Event;
use super::notify::{Notice, Subscription};
use super::server::{Server, refused, text, typed};
use super::socket::{self, Socket};
use super::{guard, headers};

/// Where they are.
pub(crate) const PREFIX: &str = "/__liveview";

/// Where the inspector is.
pub(crate) const INSPECTOR: &str = "/__liveview/inspector";

/// The script of open pages: reload, overlay, stylesheets. Built from `runtime/client/dev`.
const PAGE_SCRIPT: &str = include_str!("../../../runtime/client/dist/liveview-dev.js");

/// Frames of pages are short: a line of their console, the number of what they painted.
const FRAME_LIMIT: usize = 64 * 1024;

/// A console's line is shown up to here.
const CONSOLE_LIMIT: usize = 4 * 1024;

const FORBIDDEN: guard::Refusal = guard::Refusal {
    status: StatusCode::FORBIDDEN,
    reason: "the token is missing or not good for this",
};

/// Answers a request that the guard has admitted.
pub(crate) async fn answer(server: Arc<Server>, request: Request<Incoming>) -> Response<Body> {
    let path = request.uri().path();
    match path.strip_prefix(PREFIX).unwrap_or_default() {
        "/page.js" => typed(
            StatusCode::OK,
            "text/javascript; charset=utf-8",
            PAGE_SCRIPT,
        ),
        "/ws" => page_socket(server, request),
        "/inspector" => inspector(server, request).await,
        below if below.starts_with("/inspector/") => inspector(server, request).await,
        _ => text(StatusCode::NOT_FOUND, "there is nothing here\n"),
    }
}

/// The value of a query parameter; tokens are hex, so that nothing in it is ever escaped.
fn query<'a>(request: &'a Request<Incoming>, name: &str) -> Option<&'a str> {
    let pairs = request.uri().query()?.split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

async fn inspector(server: Arc<Server>, request: Request<Incoming>) -> Response<Body> {
    let Some(router) = server.inspector.clone() else {
        return text(StatusCode::NOT_FOUND, "there is nothing here\n");
    };
    if let Some(token) = query(&request, "token") {
        let Some(cookie) = server.tokens.exchange(token) else {
            return refused(FORBIDDEN);
        };
        // A page of our own asks next: a strict cookie is not sent along where another site's link led here.
        let page = format!(
            "<!doctype html><meta http-equiv=\"refresh\" content=\"0;url={INSPECTOR}\"><title>Inspector</title>"
        );
        let mut response = typed(StatusCode::OK, "text/html; charset=utf-8", page);
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        return response;
    }
    if !server.tokens.has_cookie(request.headers()) {
        let told = "open the inspector with the address that the key `i` prints in the terminal\n";
        return text(StatusCode::FORBIDDEN, told);
    }
    match TowerToHyperService::new(router).call(request).await {
        Ok(mut response) => {
            headers::for_own(response.headers_mut());
            response
        }
        Err(never) => match never {},
    }
}

/// The socket of an open page.
fn page_socket(server: Arc<Server>, request: Request<Incoming>) -> Response<Body> {
    if !query(&request, "token").is_some_and(|token| server.tokens.is_page(token))
        || !guard::is_upgrade(request.headers())
    {
        return refused(FORBIDDEN);
    }
    let subscription = server.notifier.subscribe();
    socket::upgrade(request, FRAME_LIMIT, move |socket| {
        attend(socket, subscription, server)
    })
}

async fn attend(mut page: Socket, mut subscription: Subscription, server: Arc<Server>) {
    let mut frame = Some(subscription.state.borrow_and_update().frame());
    loop {
        if let Some(frame) = frame.take()
            && page.send(Message::text(frame)).await.is_err()
        {
            return;
        }
        tokio::select! {
            changed = subscription.state.changed() => {
                if changed.is_err() {
                    return;
                }
                frame = Some(subscription.state.borrow_and_update().frame());
            }
            notice = subscription.notices.recv() => frame = match notice {
                Ok(notice) => Some(notice.frame()),
                // It missed some; a page that is loaded again shows them all.
                Err(RecvError::Lagged(_)) => Some(Notice::Reload.frame()),
                Err(RecvError::Closed) => return,
            },
            message = page.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    if let Some(event) = read(&text)
                        && server.events.send(event).await.is_err()
                    {
                        return;
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_))) | None => return,
                Some(Ok(_)) => return socket::close(page, 1003, "text only").await,
                Some(Err(error)) => return socket::close(page, socket::code_for(&error), "").await,
            },
        }
    }
}

/// What pages may say: what their console shows, and what they painted. All else is left alone.
fn read(text: &str) -> Option<Event> {
    #[derive(Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum FromPage {
        Console { level: String, text: String },
        Painted { id: u64 },
    }
    Some(match serde_json::from_str(text).ok()? {
        FromPage::Console { level, text } => Event::Console {
            level: level.chars().take(16).collect(),
            text: text.chars().take(CONSOLE_LIMIT).collect(),
        },
        FromPage::Painted { id } => Event::Painted { id },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_two_things() {
        assert!(matches!(
            read(r#"{"painted":{"id":7}}"#),
            Some(Event::Painted { id: 7 })
        ));
        assert!(matches!(
            read(r#"{"console":{"level":"error","text":"x"}}"#),
            Some(Event::Console { .. })
        ));
        let deep = "[".repeat(100_000);
        for other in [
            r#"{"type":"fetchModule","path":"file:///etc/passwd?raw"}"#,
            r#"{"painted":{"id":-1}}"#,
            "{",
            "7",
            &deep,
        ] {
            assert!(read(other).is_none());
        }
    }
}
