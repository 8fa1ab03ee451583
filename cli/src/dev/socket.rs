//! WebSockets on both sides of the dev server: the browser's, taken over from an HTTP request, and ours to the app.
//! `bridge` joins the two; this is how each of them comes to be.

use std::future::Future;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::http::{HeaderValue, Method, StatusCode, header};
use hyper::upgrade::Upgraded;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::UnixStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{CapacityError, Error};
use tokio_tungstenite::tungstenite::handshake::client::Response as Handshake;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};

use super::gate::Route;
use super::server::text;

/// A browser's socket.
pub(crate) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// Our socket to the app.
pub(crate) type AppSocket = WebSocketStream<UnixStream>;

/// What may wait to be written to a reader that is slow, before it is given up.
const WRITE_BUFFER: usize = 4 * 1024 * 1024;

/// How long a socket that is closed from here may take to be closed from there.
const FAREWELL: std::time::Duration = std::time::Duration::from_secs(2);

fn config(message_limit: usize) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(4 * 1024)
        .max_message_size(Some(message_limit))
        .max_frame_size(Some(message_limit))
        .max_write_buffer_size(WRITE_BUFFER)
}

/// Makes a socket of a browser's request, and runs `then` with it.
pub(crate) fn upgrade<F>(
    mut request: Request<Incoming>,
    limit: usize,
    then: impl FnOnce(Socket) -> F + Send + 'static,
) -> Response<Body>
where
    F: Future<Output = ()> + Send,
{
    let Some(accept) = accept_key(&request) else {
        return text(StatusCode::BAD_REQUEST, "this is no WebSocket handshake\n");
    };
    let upgraded = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        // A client that left before it was answered needs no socket.
        if let Ok(upgraded) = upgraded.await {
            then(
                WebSocketStream::from_raw_socket(
                    TokioIo::new(upgraded),
                    Role::Server,
                    Some(config(limit)),
                )
                .await,
            )
            .await;
        }
    });
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    response
        .headers_mut()
        .insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    response
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    response
}

fn accept_key(request: &Request<Incoming>) -> Option<HeaderValue> {
    let headers = request.headers();
    let is = |name, expected: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| {
                value
                    .split(',')
                    .any(|part| part.trim().eq_ignore_ascii_case(expected))
            })
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    let handshake = request.method() == Method::GET
        && request.version() == hyper::Version::HTTP_11
        && is(header::CONNECTION, "upgrade")
        && is(header::UPGRADE, "websocket")
        && is(header::SEC_WEBSOCKET_VERSION, "13")
        && key.len() == 24;
    handshake.then(|| HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok())?
}

/// Connects to the app as the browser would have: the same target, cookies and origin.
pub(crate) async fn connect(
    route: &Route,
    request: Request<()>,
    limit: usize,
) -> Result<(AppSocket, Handshake), Error> {
    let stream = UnixStream::connect(route.socket.as_path())
        .await
        .map_err(Error::Io)?;
    tokio_tungstenite::client_async_with_config(request, stream, Some(config(limit))).await
}

/// The close code that says what was wrong with what came.
pub(crate) fn code_for(error: &Error) -> u16 {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. }) => 1009,
        Error::Utf8(_) => 1007,
        _ => 1002,
    }
}

/// Closes a socket, and takes in for a moment what is still on its way: closing on unread bytes would reset the
/// connection, and the other side would not hear the code.
pub(crate) async fn close<S>(mut socket: WebSocketStream<S>, code: u16, reason: &'static str)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let frame = CloseFrame {
        code: CloseCode::from(code),
        reason: reason.into(),
    };
    let farewell = async {
        // Whether it heard is its own affair.
        let _ = socket.close(Some(frame)).await;
        let mut unread = vec![0; 16 * 1024];
        while socket
            .get_mut()
            .read(&mut unread)
            .await
            .is_ok_and(|read| read > 0)
        {}
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
}
