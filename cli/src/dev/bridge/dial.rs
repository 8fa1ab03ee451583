//! Connecting to the app as a page did: the same target, cookies and origin, each time another run of it serves.

use std::net::IpAddr;
use std::time::Duration;

use hyper::Request;
use hyper::http::uri::PathAndQuery;
use hyper::http::{HeaderMap, header};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;

use crate::dev::gate::{Gate, Pass};
use crate::dev::headers;
use crate::dev::socket::{self, AppSocket};
use crate::inspector::ConnectionInfo;

/// The app's frames are its own affair; this is for what would fill our memory.
const TO_PAGE_LIMIT: usize = 64 * 1024 * 1024;

/// How to connect to the app as this page.
#[derive(Debug, Clone)]
pub(super) struct Dial {
    pub(super) target: PathAndQuery,
    pub(super) headers: HeaderMap,
}

impl Dial {
    pub(super) async fn connect(&self, pass: &Pass) -> Result<AppSocket, Error> {
        // The handshake wants a whole URL, and sends no more of it than the path: the host is in the headers.
        let target = format!("ws://app{}", self.target);
        let mut request = Request::builder().uri(target).body(())?;
        *request.headers_mut() = self.headers.clone();
        let headers = request.headers_mut();
        headers.insert(header::SEC_WEBSOCKET_KEY, generate_key().parse()?);
        let (app, _) = socket::connect(&pass.route, request, TO_PAGE_LIMIT).await?;
        Ok(app)
    }

    /// Connects to the run that serves, as soon as it is another than this one.
    pub(super) async fn again(self, gate: Gate, before: u64) -> Option<(AppSocket, u64)> {
        // An app that closed a socket by itself and lives on is asked again after a moment.
        let _ = timeout(Duration::from_secs(2), gate.left(before)).await;
        loop {
            gate.opened().await;
            let Some(pass) = gate.try_enter() else {
                continue;
            };
            let generation = pass.route.generation;
            match self.connect(&pass).await {
                Ok(app) => return Some((app, generation)),
                Err(Error::Http(_)) => return None,
                Err(_) => {
                    drop(pass);
                    let _ = timeout(Duration::from_millis(200), gate.left(generation)).await;
                }
            }
        }
    }

    pub(super) fn info(&self) -> ConnectionInfo {
        let room = self
            .target
            .path()
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let pairs = self.target.query().unwrap_or_default().split('&');
        let page = pairs
            .filter_map(|pair| pair.strip_prefix("page="))
            .next()
            .unwrap_or_default();
        ConnectionInfo {
            page: page.to_owned(),
            room: room.to_owned(),
            ..ConnectionInfo::default()
        }
    }
}

/// The browser's headers, as a handshake of our own.
pub(super) fn for_handshake(from: &HeaderMap, peer: IpAddr) -> HeaderMap {
    let mut headers = from.clone();
    headers::strip_hop_by_hop(&mut headers);
    headers::for_app(&mut headers, peer);
    // Compression and subprotocols are agreed on each side of the bridge by itself.
    for name in [
        header::SEC_WEBSOCKET_EXTENSIONS,
        header::SEC_WEBSOCKET_PROTOCOL,
        header::CONTENT_LENGTH,
    ] {
        headers.remove(name);
    }
    headers.insert(
        header::CONNECTION,
        header::HeaderValue::from_static("Upgrade"),
    );
    headers.insert(
        header::UPGRADE,
        header::HeaderValue::from_static("websocket"),
    );
    headers.insert(
        header::SEC_WEBSOCKET_VERSION,
        header::HeaderValue::from_static("13"),
    );
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_and_the_page_are_in_the_target() {
        let target = PathAndQuery::from_static("/ws/liveview/room.token/?v=1&page=0123");
        let info = Dial {
            target,
            headers: HeaderMap::new(),
        }
        .info();
        assert_eq!(
            (info.room.as_str(), info.page.as_str()),
            ("room.token", "0123")
        );
    }
}
