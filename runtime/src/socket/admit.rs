//! Who is let in: pages of this host, with a room that was made for their session. Everyone else is refused before the
//! upgrade, or after it when the page has to be told why.

use std::sync::Arc;

use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::serve::{Arrival, Bookmark, come};
use super::{FAREWELL, closing};
use crate::app::Shared;
use crate::connection::Visitor;
use crate::protocol::{self, close};
use crate::session::{Ended, name};
use crate::{origin, room, secret};

/// Read at once per socket. It is resident for as long as the socket is open, and is filled with
/// zeros before each read: 128 KiB of it cost 137 kB a connection and half the throughput.
const READ_BUFFER: usize = 1024;
/// Gathered before it is written out; a queue of small frames goes in one system call.
const WRITE_BUFFER: usize = 16 * 1024;

#[derive(Deserialize)]
pub(super) struct Asked {
    v: Option<u32>,
    page: Option<String>,
    /// The number of the last frame that the page has seen, when it comes back.
    seen: Option<u64>,
    /// The newest token for its topics.
    #[serde(default)]
    resume: String,
}

/// Lets a socket in, refuses the request, or accepts in order to say why it closes.
pub(super) async fn admit(
    shared: Arc<Shared>,
    token: String,
    asked: Asked,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let tls = shared.is_tls(&headers);
    if !origin::allowed(&headers, &shared.origins, tls) {
        return (StatusCode::FORBIDDEN, "this origin is not allowed").into_response();
    }
    if shared.release.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping").into_response();
    }
    let session = shared.cookie.read(&headers, tls).unwrap_or_default();
    let limits = &shared.limits;
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER + 2 * limits.queue_bytes)
        // Beyond the limit there is room to take the rest in and to close in good order; beyond
        // that the transport itself gives up at the frame's header.
        .max_message_size(limits.message_bytes.saturating_mul(2))
        .max_frame_size(limits.message_bytes.saturating_mul(2));

    let refusal = if asked.v != Some(protocol::VERSION) {
        Err((close::VERSION, "this version is not spoken here"))
    } else {
        let page = asked.page.filter(|page| secret::is_hex(page, 32));
        let room = room::open(
            &shared.secret,
            &session,
            &token,
            shared.clock.now(),
            limits.room_age,
        );
        page.zip(room).ok_or((close::REFUSED, "refused"))
    };
    match refusal {
        Err((code, reason)) => upgrade.on_upgrade(move |socket| turn_away(socket, code, reason)),
        Ok((page, room)) => {
            let Some(seat) = shared.sessions.sit(&session, limits.sockets_per_session) else {
                return (StatusCode::TOO_MANY_REQUESTS, "too many sockets are open")
                    .into_response();
            };
            match shared.records.ended(&session).await {
                Ok(None) => {}
                Ok(Some(ended)) => return forget(&shared, ended, tls, upgrade),
                Err(error) => {
                    tracing::error!("no session could be looked up: {error}");
                    return (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
                }
            }
            let tracked = shared.tasks.token();
            let visitor = Visitor {
                page: page.into(),
                room,
                session: session.into(),
            };
            let bookmark = Bookmark {
                seen: asked.seen,
                resume: asked.resume,
            };
            upgrade.on_upgrade(move |socket| async move {
                let _kept = tracked;
                let arrival = Arrival {
                    socket,
                    seat,
                    bookmark,
                };
                come(shared, visitor, Box::new(arrival)).await;
            })
        }
    }
}

/// Refuses a page whose session has ended, and has the browser forget the session's name: the page
/// loads itself again, and would otherwise be refused again if it does not ask for its session. One that
/// was replaced is let be, since the browser is being told its new name.
fn forget(shared: &Shared, ended: Ended, tls: bool, upgrade: WebSocketUpgrade) -> Response {
    let reason = "the session has ended";
    let mut response = upgrade.on_upgrade(move |socket| turn_away(socket, close::REFUSED, reason));
    if ended == Ended::Replaced {
        return response;
    }
    let cookie =
        name::anonymous().and_then(|name| shared.cookie.write(&name, tls, shared.records.expiry()));
    let headers = response.headers_mut();
    headers.extend(cookie.ok().map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

async fn turn_away(mut socket: WebSocket, code: u16, reason: &'static str) {
    let farewell = async {
        let _ = socket.send(closing(code, reason)).await;
        // The browser answers the close; waiting for it keeps the frame from being lost.
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
}
