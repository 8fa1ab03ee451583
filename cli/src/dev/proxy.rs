//! Requests on their way to the app and back, bodies as streams. One connection to the app's Unix socket a request: it
//! costs 50 µs, and nothing outlives the run of the app that it belongs to. The proxy dials that socket and nothing else.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Bytes, Frame, Incoming, SizeHint};
use hyper::client::conn::http1;
use hyper::http::uri::PathAndQuery;
use hyper::http::{Method, StatusCode, Uri, header};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::io::copy_bidirectional;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::gate::{Pass, Route};
use super::server::{Server, refused, text, typed};
use super::{bridge, guard, headers};

/// How long a request waits for an app that is on its way.
const PATIENCE: Duration = Duration::from_secs(30);

/// How soon the end of a run that no longer answers is noticed.
const NOTICED: Duration = Duration::from_secs(2);

/// A response up to this length is waited for at a swap.
const SHORT: u64 = 1024 * 1024;

/// Shown while there is no app: the progress of the first build, and what is wrong.
const WAITING_PAGE: &str = include_str!("waiting.html");

/// Answers a request by the app, or says why there is none.
pub(crate) async fn answer(
    server: Arc<Server>,
    peer: IpAddr,
    mut request: Request<Incoming>,
) -> Response<Body> {
    let upgrade = guard::is_upgrade(request.headers());
    if upgrade && request.uri().path().contains("/ws/liveview/") {
        return bridge::answer(server, peer, request).await;
    }
    let protocol = request.headers().get(header::UPGRADE).cloned();
    headers::strip_hop_by_hop(request.headers_mut());
    headers::for_app(request.headers_mut(), peer);
    if let Some(protocol) = protocol {
        request.headers_mut().insert(header::UPGRADE, protocol);
        request.headers_mut().insert(
            header::CONNECTION,
            header::HeaderValue::from_static("upgrade"),
        );
    }
    let target = request
        .uri()
        .path_and_query()
        .cloned()
        .unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = Uri::from(target);
    *request.version_mut() = hyper::Version::HTTP_11;

    let wants_page = wants_page(&request);
    let (parts, body) = request.into_parts();
    // What has no body and changes nothing may be asked again, when the app died while it was answering.
    let repeats = (parts.method == Method::GET || parts.method == Method::HEAD)
        && body.is_end_stream()
        && !upgrade;
    let mut body = Some(Body::new(body));
    for _ in 0..3 {
        let Some(pass) = server.gate.enter(PATIENCE).await else {
            break;
        };
        let route = pass.route.clone();
        let Ok(connection) = connect(&route).await else {
            drop(pass);
            // It has just died; the gate hears of it in a moment.
            let _ = timeout(NOTICED, server.gate.left(route.generation)).await;
            continue;
        };
        let Some(body) = body.take().or_else(|| repeats.then(Body::empty)) else {
            break;
        };
        let sent = Request::from_parts(parts.clone(), body);
        match forward(connection, sent, pass, upgrade).await {
            Ok(response) => return response,
            Err(_) if repeats => {
                let _ = timeout(NOTICED, server.gate.left(route.generation)).await;
            }
            Err(error) if error.is_user() => {
                return refused(guard::bad("the body cannot be read"));
            }
            Err(_) => {
                let told = "the app ended while it was answering; whether it had done what was asked is not known\n";
                return text(StatusCode::BAD_GATEWAY, told);
            }
        }
    }
    if wants_page {
        let page = WAITING_PAGE.replace("PAGE-TOKEN", server.tokens.page());
        return typed(
            StatusCode::SERVICE_UNAVAILABLE,
            "text/html; charset=utf-8",
            page,
        );
    }
    text(
        StatusCode::SERVICE_UNAVAILABLE,
        "there is no app to answer this yet\n",
    )
}

fn wants_page(request: &Request<Incoming>) -> bool {
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    request.method() == Method::GET && accept.is_some_and(|accept| accept.contains("text/html"))
}

type Sender = http1::SendRequest<Body>;

async fn connect(route: &Route) -> io::Result<Sender> {
    let stream = UnixStream::connect(route.socket.as_path()).await?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(io::Error::other)?;
    tokio::spawn(async move {
        // How it ended is known from the request.
        let _ = connection.with_upgrades().await;
    });
    Ok(sender)
}

async fn forward(
    mut to: Sender,
    mut request: Request<Body>,
    pass: Pass,
    upgrade: bool,
) -> hyper::Result<Response<Body>> {
    let browser = upgrade.then(|| hyper::upgrade::on(&mut request));
    let mut response = to.send_request(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        let Some(browser) = browser else {
            return Ok(text(
                StatusCode::BAD_GATEWAY,
                "nobody asked for another protocol\n",
            ));
        };
        let app = hyper::upgrade::on(&mut response);
        tokio::spawn(async move {
            if let (Ok(browser), Ok(app)) = (browser.await, app.await) {
                // Either side may leave.
                let _ =
                    copy_bidirectional(&mut TokioIo::new(browser), &mut TokioIo::new(app)).await;
            }
        });
        return Ok(response.map(|body| Body::new(body.map_err(axum::Error::new))));
    }
    headers::strip_hop_by_hop(response.headers_mut());
    Ok(response.map(|body| Body::new(Answer::new(body, pass))))
}

/// A response's body. A short one belongs to the answer that a swap waits for; a long one may be a stream without end,
/// which the old app goes on with until it is told to end.
struct Answer {
    body: Incoming,
    pass: Option<Pass>,
}

impl Answer {
    fn new(body: Incoming, pass: Pass) -> Self {
        let short = body
            .size_hint()
            .exact()
            .is_some_and(|length| length <= SHORT);
        let pass = (short && !body.is_end_stream()).then_some(pass);
        Self { body, pass }
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<hyper::Result<Frame<Bytes>>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if frame.is_none() || self.body.is_end_stream() {
            self.pass = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
