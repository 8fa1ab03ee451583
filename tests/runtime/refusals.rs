//! Who is not let in: other origins, other visitors, rooms that are not theirs.
//! Over real sockets; what a visitor is told is a status before the upgrade, a close code after it.

use std::time::Duration;

use liveview::Limits;
use serde_json::json;

use crate::browser::{PAGE, Server, Socket, Visit};
use crate::raw::{CLOSE, FIN, Raw};

async fn status(server: &Server, visit: &Visit, headers: &str) -> String {
    let answer = server
        .head(format!(
            "GET /ws/liveview/{}/?v=1&page={PAGE} HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {}\r\n{headers}\r\n",
            visit.room, visit.cookie
        ))
        .await;
    answer.split("\r\n").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_pages_of_this_host_open_sockets() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let address = server.address;
    let port = address.port();
    let refused = [
        "Origin: https://evil.test\r\n".to_owned(),
        "Origin: null\r\n".to_owned(),
        "Origin: garbage://[\r\n".to_owned(),
        format!("Origin: http://{address}.evil.test\r\n"),
        format!("Origin: http://evil{address}\r\n"),
        format!("Origin: http://127.0.0.1:{}\r\n", port.wrapping_add(1)),
        format!("Origin: http://localhost:{port}\r\n"),
        format!("Origin: http://{address}\r\nOrigin: http://{address}\r\n"),
        String::new(),
    ];
    for headers in refused {
        let headers = format!("Host: {address}\r\n{headers}");
        assert_eq!(
            status(&server, &visit, &headers).await,
            "HTTP/1.1 403 Forbidden",
            "{headers}"
        );
    }
    assert_eq!(server.state.topics.connected(), 0);
}

#[tokio::test]
async fn only_the_visitor_of_a_page_joins_its_room() {
    let server = Server::start().await;
    let (ada, bob) = (server.visit().await, server.visit().await);
    let flipped = |at: usize| {
        let mut room = ada.room.clone().into_bytes();
        room[at] = if room[at] == b'0' { b'1' } else { b'0' };
        Visit {
            room: String::from_utf8(room).unwrap(),
            ..ada.clone()
        }
    };
    let refused = [
        (
            "another visitor's cookie",
            Visit {
                cookie: bob.cookie.clone(),
                ..ada.clone()
            },
        ),
        (
            "no cookie",
            Visit {
                cookie: "other=1".into(),
                ..ada.clone()
            },
        ),
        ("a bit of the room", flipped(0)),
        ("a bit of the time", flipped(40)),
        ("a bit of the signature", flipped(111)),
        (
            "cut short",
            Visit {
                room: ada.room[..64].into(),
                ..ada.clone()
            },
        ),
        (
            "a guess",
            Visit {
                room: "user-7".into(),
                ..ada.clone()
            },
        ),
        (
            "another folder",
            Visit {
                room: "..%2fadmin".into(),
                ..ada.clone()
            },
        ),
        (
            "every room",
            Visit {
                room: "*".into(),
                ..ada.clone()
            },
        ),
    ];
    for (what, visit) in refused {
        let mut socket = visit.connect().await.unwrap();
        assert_eq!(socket.closed().await, 1008, "{what}");
    }
    assert_eq!(server.state.topics.connected(), 0);
    let mut socket = ada.connect().await.unwrap();
    assert_eq!(socket.next().await["hello"]["version"], 1);
}

#[tokio::test]
async fn a_room_that_has_expired_is_refused() {
    let limits = Limits {
        room_age: Duration::ZERO,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let visit = server.visit().await;
    // Rooms are dated in seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(visit.connect().await.unwrap().closed().await, 1008);
}

#[tokio::test]
async fn another_version_is_told_so() {
    let server = Server::start().await;
    let visit = server.visit().await;
    for query in [
        "v=2&page=0123456789abcdef0123456789abcdef",
        "page=0123456789abcdef0123456789abcdef",
    ] {
        let mut request = visit.request();
        let uri = request.uri().to_string();
        *request.uri_mut() = format!("{}?{query}", uri.split('?').next().unwrap())
            .parse()
            .unwrap();
        assert_eq!(
            Socket::open(request).await.unwrap().closed().await,
            4001,
            "{query}"
        );
    }
    for page in ["", "short", "0123456789ABCDEF0123456789ABCDEF"] {
        let mut request = visit.request();
        let uri = request.uri().to_string();
        *request.uri_mut() = format!("{}?v=1&page={page}", uri.split('?').next().unwrap())
            .parse()
            .unwrap();
        assert_eq!(
            Socket::open(request).await.unwrap().closed().await,
            1008,
            "{page}"
        );
    }
}

#[tokio::test]
async fn requests_that_are_no_upgrades_are_answered() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let path = format!("/ws/liveview/{}/?v=1&page={PAGE}", visit.room);
    assert!(server.get(&path, "").await.starts_with("HTTP/1.1 4"));
    let post = server.raw(format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    ));
    assert!(post.await.starts_with("HTTP/1.1 405"));
    let old = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: eA==\r\n";
    let answer = server
        .head(format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\n{old}\r\n"
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn compression_is_not_agreed_to() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let head = server
        .head(format!(
            "GET /ws/liveview/{}/?v=1&page={PAGE} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             Cookie: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n",
            visit.room,
            visit.cookie,
            address = server.address,
        ))
        .await;
    assert!(
        head.starts_with("HTTP/1.1 101") && !head.to_lowercase().contains("extensions"),
        "{head}"
    );
}

#[tokio::test]
async fn a_page_can_be_closed_by_its_handler() {
    let server = Server::start().await;
    let mut page = server.open().await;
    page.send("closes", json!({})).await;
    assert_eq!(page.closed().await, 1000);
}

#[tokio::test]
async fn a_page_is_heard_out_whoever_closes_it() {
    let server = Server::start().await;
    let mut page = Raw::open(&server).await;
    let message = r#"{"function":"closes_later","ref":1}"#;
    assert_eq!(page.ask(message).await["ref"], 1);
    server.state.gate.0.notify_one();
    assert_eq!(page.closed().await, 1000);
    // A socket that is dropped too early takes the close with it on its way, so the page's own is waited for.
    let early = tokio::time::timeout(Duration::from_millis(300), page.next()).await;
    assert!(early.is_err(), "{early:?}");
    page.send(FIN | CLOSE, &1000_u16.to_be_bytes()).await;
    assert_eq!(page.next().await, None);
}
