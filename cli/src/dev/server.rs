//! The public port: takes it, accepts connections, checks each request, and hands it to the dev server's own routes or
//! to the proxy. What every request needs is in `Server`, shared by all connections.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::http::{HeaderValue, StatusCode, header};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::event::Events;
use super::gate::Gate;
use super::guard::{Guard, Refusal};
use super::notify::Notifier;
use super::token::Tokens;
use super::{headers, own, proxy};
use crate::inspector::Recorder;

/// A connection that sends no request for this long is closed.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

/// Request heads are at most this long.
const HEAD_LIMIT: usize = 64 * 1024;

/// Connections at once. A browser has six and a socket a page; the rest are half-open.
const CONNECTIONS: usize = 4096;

/// How many ports are tried when the first is taken.
const PORTS: u16 = 100;

/// What every request needs.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) guard: Guard,
    pub(crate) gate: Gate,
    pub(crate) notifier: Notifier,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) recorder: Recorder,
    pub(crate) events: Events,
    /// The inspector's page, mounted at its place.
    pub(crate) inspector: Option<axum::Router>,
    /// Numbers the sockets for the inspector.
    pub(crate) sockets: AtomicU64,
}

impl Server {
    /// The next socket's number.
    pub(crate) fn next_socket(&self) -> u64 {
        self.sockets.fetch_add(1, Ordering::Relaxed)
    }
}

/// The port that was taken, on every loopback address there is.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) port: u16,
    pub(crate) listeners: Vec<TcpListener>,
}

/// Takes the port, or the next that is free unless only this one will do.
pub(crate) async fn listen(port: u16, strict: bool) -> io::Result<Listening> {
    let last = if strict || port == 0 {
        port
    } else {
        port.saturating_add(PORTS)
    };
    let mut taken = io::Error::from(io::ErrorKind::AddrInUse);
    for port in port..=last {
        match bind(port).await {
            Ok(listening) => return Ok(listening),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken = error,
            Err(error) => return Err(error),
        }
    }
    Err(taken)
}

/// The system may give us 127.0.0.1 while another program has the same port on every address; a browser that says
/// `localhost` could then reach that program. So the port must answer nowhere before it is taken, on IPv6 too.
async fn bind(port: u16) -> io::Result<Listening> {
    let (v4, v6) = (
        IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::from(Ipv6Addr::LOCALHOST),
    );
    for address in [v4, v6] {
        let answers = tokio::time::timeout(
            Duration::from_millis(300),
            TcpStream::connect((address, port)),
        );
        if port != 0 && matches!(answers.await, Ok(Ok(_))) {
            return Err(io::ErrorKind::AddrInUse.into());
        }
    }
    let first = TcpListener::bind((v4, port)).await?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    match TcpListener::bind((v6, port)).await {
        Ok(second) => listeners.push(second),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => return Err(error),
        // There is no IPv6 here.
        Err(_) => {}
    }
    Ok(Listening { port, listeners })
}

/// Accepts connections until the task is ended.
pub(crate) async fn accept(listener: TcpListener, server: Arc<Server>) {
    let permits = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else {
            return;
        };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            // Out of descriptors, or a client that left in the queue: neither is cured by trying at once.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        // The answer to a key press must not wait for more to send.
        let _ = stream.set_nodelay(true);
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            serve(stream, peer, server).await;
            drop(permit);
        });
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, server: Arc<Server>) {
    let service = service_fn(move |request| {
        let server = Arc::clone(&server);
        async move { Ok::<_, Infallible>(answer(server, peer.ip(), request).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // A client that breaks off, or is cut off, is no event.
    let _ = connection.await;
}

async fn answer(server: Arc<Server>, peer: IpAddr, request: Request<Incoming>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if let Err(refusal) = server.guard.admit(&parts) {
        return refused(refusal);
    }
    let path = parts.uri.path();
    if path == own::PREFIX
        || path
            .strip_prefix(own::PREFIX)
            .is_some_and(|rest| rest.starts_with('/'))
    {
        if let Err(refusal) = server.guard.admit_own(&parts) {
            return refused(refusal);
        }
        return own::answer(server, Request::from_parts(parts, body)).await;
    }
    let mut response = proxy::answer(server, peer, Request::from_parts(parts, body)).await;
    headers::for_browser(response.headers_mut());
    response
}

/// A refusal, in words that hold nothing of the request.
pub(crate) fn refused(refusal: Refusal) -> Response<Body> {
    let mut response = text(refusal.status, format!("refused: {refusal}\n"));
    // What follows on this connection is not looked at.
    response
        .headers_mut()
        .insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// A response of plain text.
pub(crate) fn text(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    typed(status, "text/plain; charset=utf-8", text)
}

/// A response of some type, with the headers of the dev server's own.
pub(crate) fn typed(
    status: StatusCode,
    kind: &'static str,
    body: impl Into<Body>,
) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers::for_own(response.headers_mut());
    response
}
