//! What we are held against: axum's WebSocket with the same buffers, served by the same hyper.
//! `/echo` sends back what comes; `/relay` sends it to everyone who is connected there.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::Request;
use axum::response::Response;
use axum::routing::get;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use liveview::axum;
use tokio::net::TcpListener;
use tokio::sync::broadcast::{self, Sender};
use tower_service::Service;

use crate::Result;

type Everyone = Sender<axum::extract::ws::Utf8Bytes>;

pub(crate) async fn serve(listener: TcpListener) -> Result<()> {
    let (everyone, _) = broadcast::channel(1024);
    let router: Router = Router::new()
        .route(
            "/echo",
            get(async |upgrade| sized(upgrade).on_upgrade(echo)),
        )
        .route("/relay", get(relayed))
        .with_state(everyone);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let router = router.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut router = router.clone();
            async move { router.call(request.map(Body::new)).await }
        });
        tokio::spawn(async move {
            let _ = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(10))
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(stream), service)
                .with_upgrades()
                .await;
        });
    }
}

/// The buffers that the runtime takes.
fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .read_buffer_size(1024)
        .write_buffer_size(16 * 1024)
        .max_write_buffer_size(2 * 1024 * 1024)
        .max_message_size(128 * 1024)
        .max_frame_size(128 * 1024)
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        if let Message::Text(_) = message
            && socket.send(message).await.is_err()
        {
            return;
        }
    }
}

async fn relayed(State(everyone): State<Everyone>, upgrade: WebSocketUpgrade) -> Response {
    sized(upgrade).on_upgrade(|socket| relay(socket, everyone))
}

async fn relay(mut socket: WebSocket, everyone: Everyone) {
    let mut heard = everyone.subscribe();
    loop {
        tokio::select! {
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    let _ = everyone.send(text);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            Ok(text) = heard.recv() => {
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
        }
    }
}
