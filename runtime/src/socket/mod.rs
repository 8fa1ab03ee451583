//! The socket: the only folder that names axum's WebSocket. `admit` lets a page in or refuses it; then one task runs
//! for it, in which `drive` has messages handled one after the other, while `read` takes in what comes and `write`
//! sends what waits.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::routing::get;
use futures_util::StreamExt;
use tracing::Instrument;

use crate::app::Shared;
use crate::extract::Room;
use crate::live::Connection;
use crate::protocol::{self, Hello};

mod admit;
mod drive;
mod read;
mod write;

use admit::{Asked, admit};

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

/// Everything that has to be undone when the connection ends, however it ends.
struct Entered(Arc<Connection>);

impl Drop for Entered {
    fn drop(&mut self) {
        self.0.shared.topics.exit(&self.0);
        self.0.end();
        #[cfg(debug_assertions)]
        if let Some(dev) = &self.0.shared.dev {
            dev.closed(&self.0.page);
        }
    }
}

/// Runs one connection to its end, in a span that those of its messages stand in.
async fn serve(socket: WebSocket, connection: Arc<Connection>) {
    let span = tracing::debug_span!("connection", id = connection.id, room = %connection.room);
    run(socket, connection).instrument(span).await;
}

async fn run(socket: WebSocket, connection: Arc<Connection>) {
    let _open = connection.shared.metrics.opened();
    let _entered = Entered(Arc::clone(&connection));
    let (sink, stream) = socket.split();
    let mut writer = pin!(Some(write::write(sink, &connection)));
    if let drive::Ended::Closing = drive::drive(stream, writer.as_mut(), &connection).await {
        let _ = tokio::time::timeout(FAREWELL, drive::finished(writer)).await;
    }
}

/// Makes the connection known, and queues the hello.
pub(crate) fn enter(
    shared: Arc<Shared>,
    page: Box<str>,
    room: Room,
    session: Arc<str>,
) -> Arc<Connection> {
    #[cfg(debug_assertions)]
    let adopted = shared
        .dev
        .as_ref()
        .and_then(|dev| dev.take_adopted(&page, &room));
    let connection = Arc::new(Connection::new(Arc::clone(&shared), page, room, session));
    #[cfg(debug_assertions)]
    let (seq, resumed) = adopted
        .as_ref()
        .map_or((0, false), |adopted| (adopted.seq, true));
    #[cfg(not(debug_assertions))]
    let (seq, resumed) = (0, false);
    let hello = Hello {
        version: protocol::VERSION,
        instance: &shared.instance,
        seq,
        resumed,
        resume: "",
    };
    connection.outbox.hello(hello.encode().into(), seq);
    shared.topics.enter(&connection);
    #[cfg(debug_assertions)]
    if let Some(dev) = &shared.dev {
        dev.opened(&connection, adopted);
    }
    connection
}
