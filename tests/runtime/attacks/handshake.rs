//! Requests that are almost an upgrade.

use crate::browser::{PAGE, Server};

#[tokio::test]
async fn an_upgrade_without_what_it_needs_is_refused() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let path = format!("/ws/liveview/{}/?v=1&page={PAGE}", visit.room);
    let address = server.address;
    let good = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    let request = |start: &str, lines: &[&str]| {
        format!(
            "{start}\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {}\r\n{}\r\n\r\n",
            visit.cookie,
            lines.join("\r\n")
        )
    };
    let with = |index: usize, line: &'static str| {
        let mut lines = good.to_vec();
        lines[index] = line;
        lines.retain(|line| !line.is_empty());
        lines
    };
    let get = format!("GET {path} HTTP/1.1");
    let refused = [
        ("no key", request(&get, &with(3, ""))),
        (
            "version 12",
            request(&get, &with(2, "Sec-WebSocket-Version: 12")),
        ),
        ("no version", request(&get, &with(2, ""))),
        ("no upgrade", request(&get, &with(1, ""))),
        ("another upgrade", request(&get, &with(1, "Upgrade: h2c"))),
        ("no connection", request(&get, &with(0, ""))),
        ("a post", request(&format!("POST {path} HTTP/1.1"), &good)),
        (
            "an old request",
            request(&format!("GET {path} HTTP/1.0"), &good),
        ),
        (
            "no host",
            format!(
                "{get}\r\nOrigin: http://{address}\r\n{}\r\n\r\n",
                good.join("\r\n")
            ),
        ),
    ];
    for (what, request) in refused {
        let head = server.head(request).await;
        assert!(
            head.split(' ').nth(1).unwrap().starts_with('4'),
            "{what}: {head}"
        );
    }
    assert_eq!(server.state.topics.connected(), 0);
    assert!(
        server
            .head(request(&get, &good))
            .await
            .starts_with("HTTP/1.1 101")
    );
}
