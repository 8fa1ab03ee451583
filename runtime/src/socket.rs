//! The socket: the only file that names axum's WebSocket. It lets a page in or refuses it, and
//! then runs one task for it, in which reading, handling and writing go on side by side. The three
//! share what they wait for, so they stand in one file, though it is a long one.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::time::Instant;

use crate::app::Shared;
use crate::bucket::{Bucket, Verdict};
use crate::extract::Room;
use crate::live::Connection;
use crate::outbox::Outgoing;
use crate::protocol::{self, ErrorFrame, Hello, close};
use crate::{origin, pipeline, room, secret};

/// Read at once per socket. It is resident for as long as the socket is open, and is filled with
/// zeros before each read: 128 KiB of it cost 137 kB a connection and half the throughput.
const READ_BUFFER: usize = 1024;
/// Gathered before it is written out; a queue of small frames goes in one system call.
const WRITE_BUFFER: usize = 16 * 1024;
/// Messages of one page that may wait for the handler before them; then nothing more is read.
const WAITING: usize = 32;
/// Time to write what is left and the close frame, once a connection is ending.
const FAREWELL: Duration = Duration::from_secs(2);

#[derive(Deserialize)]
struct Asked {
    v: Option<u32>,
    page: Option<String>,
}

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
                std::future::ready(admit(shared, &room, asked, &headers, upgrade))
            },
        ),
    )
}

/// Lets a socket in, refuses the request, or accepts in order to say why it closes.
fn admit(
    shared: Arc<Shared>,
    token: &str,
    asked: Asked,
    headers: &HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let tls = shared.is_tls(headers);
    if !origin::allowed(headers, &shared.origins, tls) {
        return (StatusCode::FORBIDDEN, "this origin is not allowed").into_response();
    }
    if shared.release.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping").into_response();
    }
    let session = shared.cookie.read(headers, tls).unwrap_or_default();
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
            token,
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
            let tracked = shared.tasks.token();
            upgrade.on_upgrade(move |socket| async move {
                let _kept = tracked;
                let connection = enter(shared, page.into(), room, session.into());
                if seat.has_ended() {
                    connection
                        .outbox
                        .close(close::REFUSED, "the session has ended");
                }
                serve(socket, connection).await;
            })
        }
    }
}

async fn turn_away(mut socket: WebSocket, code: u16, reason: &'static str) {
    let farewell = async {
        let _ = socket.send(closing(code, reason)).await;
        // The browser answers the close; waiting for it keeps the frame from being lost.
        while let Some(Ok(_)) = socket.recv().await {}
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
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

/// Runs one connection to its end.
async fn serve(socket: WebSocket, connection: Arc<Connection>) {
    let _entered = Entered(Arc::clone(&connection));
    let (sink, stream) = socket.split();
    let mut writer = pin!(Some(write(sink, &connection)));
    if let Ended::Closing = drive(stream, writer.as_mut(), &connection).await {
        let _ = tokio::time::timeout(FAREWELL, finished(writer)).await;
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

/// Writes what is queued, until a close has been written or the page cannot be written to.
async fn write(mut sink: SplitSink<WebSocket, Message>, connection: &Connection) {
    loop {
        while let Some(outgoing) = connection.outbox.take() {
            let (message, last) = match outgoing {
                Outgoing::Frame(text) => (Message::Text(text), false),
                Outgoing::Ping => (Message::Ping(axum::body::Bytes::new()), false),
                Outgoing::Close(code, reason) => (closing(code, reason), true),
            };
            if sink.feed(message).await.is_err() {
                return;
            }
            if last {
                let _ = sink.flush().await;
                return;
            }
        }
        if sink.flush().await.is_err() {
            return;
        }
        connection.outbox.ready().await;
    }
}

/// How a connection comes to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// We close it; the outbox knows why.
    Closing,
    /// The page has gone, or cannot be written to.
    Gone,
}

type Running<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Reads messages and has them answered, one after the other, while pushes go out beside it.
/// What was taken is handled to its end, also when the page has gone meanwhile.
async fn drive(
    stream: SplitStream<WebSocket>,
    mut writer: Pin<&mut Option<impl Future<Output = ()>>>,
    connection: &Arc<Connection>,
) -> Ended {
    let limits = &connection.shared.limits;
    let mut stream = Some(stream);
    let mut waiting: VecDeque<Utf8Bytes> = VecDeque::new();
    let mut waiting_bytes = 0;
    let mut running: Option<Running<'_>> = None;
    let mut bucket = Bucket::new(limits);
    let mut heard = Instant::now();
    let mut next_ping = heard + limits.heartbeat;
    let mut alarm = pin!(tokio::time::sleep_until(
        next_ping.min(heard + limits.dead_after)
    ));
    let mut release = pin!(connection.shared.release.cancelled());
    let mut closing = pin!(connection.outbox.closing());
    let mut ended: Option<Ended> = None;

    loop {
        if running.is_none() {
            match (waiting.pop_front(), ended) {
                (Some(text), _) => {
                    waiting_bytes -= text.len();
                    running = Some(Box::pin(async move {
                        pipeline::answer(connection, &text).await;
                    }));
                }
                (None, Some(Ended::Closing)) => {
                    // What was taken is answered; a reason that was given before counts.
                    connection.outbox.close(close::RESTART, "restart");
                    return Ended::Closing;
                }
                (None, Some(Ended::Gone)) => return Ended::Gone,
                // Idle connections are many; an empty queue holds no memory.
                (None, None) => waiting = VecDeque::new(),
            }
        }
        let reading =
            ended.is_none() && waiting.len() < WAITING && waiting_bytes < 4 * limits.message_bytes;
        tokio::select! {
            biased;
            () = async { if let Some(running) = &mut running { running.await } }, if running.is_some() => {
                running = None;
            }
            () = finished(writer.as_mut()), if ended != Some(Ended::Gone) => ended = Some(Ended::Gone),
            () = &mut closing, if ended.is_none() => ended = Some(Ended::Closing),
            () = &mut release, if ended.is_none() => ended = Some(Ended::Closing),
            message = next(&mut stream), if reading => {
                heard = Instant::now();
                match take(message, connection, bucket.take(heard)) {
                    Ok(Some(text)) => {
                        waiting_bytes += text.len();
                        waiting.push_back(text);
                    }
                    Ok(None) => {}
                    Err(Ended::Closing) => ended = Some(Ended::Closing),
                    Err(Ended::Gone) => {
                        // The answer to the page's own close goes out with the next read.
                        let _ = tokio::time::timeout(FAREWELL, next(&mut stream)).await;
                        ended = Some(Ended::Gone);
                    }
                }
            }
            () = &mut alarm => {
                let now = Instant::now();
                if !reading {
                    // Nobody listened, so nobody can say that it was silent.
                    heard = now;
                }
                if now >= heard + limits.dead_after {
                    ended = Some(Ended::Gone);
                }
                if now >= next_ping {
                    next_ping = now + limits.heartbeat;
                    connection.outbox.ping();
                }
                let next = next_ping.min(heard + limits.dead_after);
                alarm.as_mut().reset(next.max(now + Duration::from_millis(1)));
            }
        }
        if ended == Some(Ended::Gone) {
            // Nobody reads what is still sent, and the socket itself is not needed any more.
            connection.outbox.close(close::NORMAL, "");
            stream = None;
            writer.set(None);
        }
    }
}

/// The end of a future, if it is still there.
async fn finished(future: Pin<&mut Option<impl Future<Output = ()>>>) {
    match future.as_pin_mut() {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// What comes next from a socket that is still there.
async fn next(stream: &mut Option<SplitStream<WebSocket>>) -> Option<Result<Message, axum::Error>> {
    match stream {
        Some(stream) => stream.next().await,
        None => None,
    }
}

/// What arrived: a message to handle, nothing to handle, or the end.
fn take(
    message: Option<Result<Message, axum::Error>>,
    connection: &Connection,
    verdict: Verdict,
) -> Result<Option<Utf8Bytes>, Ended> {
    let refused = |code, reason| {
        connection.outbox.close(code, reason);
        Err(Ended::Closing)
    };
    let message = match message {
        None => return Err(Ended::Gone),
        Some(Err(error)) => {
            return misbehaved(&error)
                .map_or(Err(Ended::Gone), |(code, reason)| refused(code, reason));
        }
        Some(Ok(message)) => message,
    };
    if verdict == Verdict::Abuse {
        return refused(close::REFUSED, "too many messages");
    }
    match message {
        Message::Text(text) if text.len() > connection.shared.limits.message_bytes => {
            refused(close::TOO_BIG, "message too big")
        }
        Message::Text(text) if verdict == Verdict::TooMany => {
            refuse(
                connection,
                "too_many",
                "too many messages at once",
                reference_of(&text),
            );
            Ok(None)
        }
        Message::Text(text) => Ok(Some(text)),
        Message::Binary(_) => {
            refuse(connection, "bad_message", "not a JSON object", None);
            Ok(None)
        }
        Message::Ping(_) | Message::Pong(_) => Ok(None),
        Message::Close(_) => Err(Ended::Gone),
    }
}

fn reference_of(text: &str) -> Option<u64> {
    protocol::decode(text).map_or_else(|bad| bad.reference, |message| message.reference)
}

fn refuse(connection: &Connection, code: &'static str, message: &str, reference: Option<u64>) {
    let body = ErrorFrame {
        code,
        message,
        reference: None,
        field: None,
    };
    connection.push(protocol::error(&body, reference).into());
}

/// The close code for what the transport would not take, if it is the page's fault. Its errors
/// come through axum as text; the tests send raw bytes for each kind, and would notice other
/// words.
fn misbehaved(error: &axum::Error) -> Option<(u16, &'static str)> {
    let text = error.to_string();
    if text.contains("Space limit") {
        Some((close::TOO_BIG, "message too big"))
    } else if text.contains("UTF-8") {
        Some((close::NOT_TEXT, "not UTF-8"))
    } else if text.contains("protocol error") && !text.contains("closing handshake") {
        Some((close::PROTOCOL, "protocol error"))
    } else {
        None
    }
}
