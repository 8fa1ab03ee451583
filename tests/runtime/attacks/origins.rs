//! Who may open a socket, when the host is a name and the connection is encrypted.

use crate::AppState;
use crate::browser::{PAGE, Server};
use crate::site;

/// The status of an upgrade that says it comes from a page of this origin.
async fn status(server: &Server, host: &str, origin: &str) -> String {
    let head = server
        .head(format!(
            "GET /ws/liveview/x/?v=1&page={PAGE} HTTP/1.1\r\nHost: {host}\r\nX-Forwarded-Proto: https\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n\r\n"
        ))
        .await;
    head.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn an_origin_that_looks_like_ours_is_not_ours() {
    let state = AppState::default();
    let app = site::builder()
        .trust_forwarded_proto()
        .allow_origin("https://partner.test")
        .allow_origin("https://*.app.test")
        .build(state.clone());
    let server = Server::of(app.unwrap(), state).await;
    let refused = [
        "https://app.test.evil.test",
        "https://evilapp.test",
        "https://evil-app.test",
        "https://sub.app.test",
        "http://app.test",
        "https://app.test:444",
        "https://app.test:443",
        "https://user@app.test",
        "https://app.test@evil.test",
        "https://app.test/",
        "https://app.test%00.evil.test",
        "HTTPS://APP.TEST",
        "https://[::1]@app.test",
        "https://partner.test.evil.test",
        "http://partner.test",
        "ws://app.test",
        "file://",
        "//app.test",
    ];
    for origin in refused {
        assert_eq!(status(&server, "app.test", origin).await, "403", "{origin}");
    }
    for origin in ["https://app.test", "https://partner.test"] {
        assert_eq!(status(&server, "app.test", origin).await, "101", "{origin}");
    }
}
