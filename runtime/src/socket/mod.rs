//! The socket: the only folder that names axum's WebSocket. `admit` lets a page in or refuses it; `serve` is the one task
//! of its connection, from the first socket to the last. In it `drive` reads and writes one socket, `turns` has messages
//! handled one after the other, `read` takes in what comes and `write` sends what waits.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocketUpgrade};
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::routing::get;

use self::admit::{Asked, admit};
use crate::app::Shared;

mod admit;
mod drive;
mod read;
mod serve;
mod turns;
mod write;

pub(crate) use serve::{Arrival, Bookmark, enter};

/// Time to write what is left and the close frame, once a connection is ending.
const FAREWELL: Duration = Duration::from_secs(2);

pub(crate) fn routes(shared: &Arc<Shared>) -> Router {
    let path = format!("{}/ws/liveview/{{room}}/", shared.mount);
    let shared = Arc::clone(shared);
    Router::new().route(
        &path,
        get(
            move |Path(room): Path<String>,
                  Query(asked): Query<Asked>,
                  headers: HeaderMap,
                  upgrade: WebSocketUpgrade| {
                admit(shared, room, asked, headers, upgrade)
            },
        ),
    )
}

fn closing(code: u16, reason: &'static str) -> Message {
    Message::Close(Some(CloseFrame {
        code,
        reason: Utf8Bytes::from_static(reason),
    }))
}
