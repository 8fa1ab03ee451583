//! What is sent to a dev server through the browser of the person who runs it, as raw bytes, so that no library mends
//! it on the way. The probe app tells what reached it: nothing may, but what its own routes allow.
//! A table an attack: long as a whole, each short.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Dev, Reply, probe};

/// No other origin is allowed to use it, and no browser guesses its type.
#[track_caller]
fn is_closed_to_others(reply: &Reply, what: &str) {
    assert!(
        !reply.head.contains("access-control-"),
        "{what}: {}",
        reply.head
    );
    assert_eq!(
        reply.header("cross-origin-resource-policy"),
        Some("same-origin"),
        "{what}: {}",
        reply.head
    );
    assert_eq!(
        reply.header("x-content-type-options"),
        Some("nosniff"),
        "{what}: {}",
        reply.head
    );
}

#[test]
fn a_foreign_host_is_refused_on_every_route() {
    let dev = Dev::of_probe();
    let port = dev.port;
    let long = "a".repeat(60 * 1024);
    let hosts: Vec<(String, &[u16])> = vec![
        ("evil.test".into(), &[403]),
        (format!("evil.test:{port}"), &[403]),
        ("".into(), &[400]),
        (format!("localhost.evil.test:{port}"), &[403]),
        (format!("127.0.0.1.evil.test:{port}"), &[403]),
        (format!("localhost@evil.test:{port}"), &[400, 403]),
        ("[::1".into(), &[400, 403]),
        (format!("0.0.0.0:{port}"), &[403]),
        (format!("localhost:{}", port ^ 1), &[403]),
        (long, &[400, 403, 431]),
        ("a".repeat(200 * 1024), &[400, 403, 431]),
    ];
    for (host, allowed) in &hosts {
        let shown = &host[..host.len().min(40)];
        for target in ["/", "/__liveview/page.js"] {
            let reply = dev.request_as(&format!("GET {target}"), &[&format!("Host: {host}")]);
            assert!(
                allowed.contains(&reply.status),
                "{target} as {shown:?}: {reply:?}"
            );
            assert!(
                !reply.body.contains("evil"),
                "{target} as {shown:?}: {reply:?}"
            );
        }
        let token = dev.page_token();
        let origin = format!("Origin: {}", dev.origin());
        let reply = dev.handshake(
            &format!("/__liveview/ws?token={token}"),
            &[&format!("Host: {host}"), &origin],
        );
        assert!(
            allowed.contains(&reply.status),
            "a socket as {shown:?}: {reply:?}"
        );
        let reply = dev.handshake(
            "/ws/liveview/room/?v=1",
            &[&format!("Host: {host}"), &origin],
        );
        assert!(
            allowed.contains(&reply.status),
            "the app's socket as {shown:?}: {reply:?}"
        );
    }
    let ours = format!("Host: localhost:{port}");
    assert_eq!(dev.request_as("GET /", &[]).status, 400, "no Host");
    assert_eq!(
        dev.request_as("GET /", &[&ours, &ours]).status,
        400,
        "two Hosts"
    );
    let mut bytes = b"GET / HTTP/1.1\r\nHost: local\xffhost\r\n\r\n".to_vec();
    assert_eq!(dev.raw(&bytes).status, 400, "not text");
    bytes.truncate(0);
    assert_eq!(
        dev.request_as("GET http://evil.test/", &[&ours]).status,
        400,
        "absolute form"
    );
    assert_eq!(dev.seen("GET / "), 0, "the app saw none of it");
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(
            dev.request_as("GET /", &[&format!("Host: {host}:{port}")])
                .status,
            200,
            "{host}"
        );
    }
}

#[test]
fn a_socket_needs_our_origin_and_the_pages_token() {
    let dev = Dev::of_probe();
    let (port, token) = (dev.port, dev.page_token());
    let (ours, host) = (dev.origin(), format!("Host: localhost:{port}"));
    let with = |path: &str, origins: &[&str]| {
        let mut lines = vec![host.clone()];
        lines.extend(origins.iter().map(|origin| format!("Origin: {origin}")));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        dev.handshake(path, &lines)
    };
    let own = format!("/__liveview/ws?token={token}");
    for path in [own.as_str(), "/ws/liveview/room/?v=1", "/their/socket"] {
        for origins in [
            &["https://evil.test"][..],
            &["null"],
            &["garbage://["],
            &[&ours, &ours],
            &["http://203.0.113.9:4400"],
            &["http://[2001:db8::1]:4400"],
            &["http://localhost:9999"],
            &["http://localhost.evil.test"],
            &["http://127.0.0.1.evil.test"],
            &[&format!("https://localhost:{port}")],
            &[],
        ] {
            let reply = with(path, origins);
            assert_eq!(reply.status, 403, "{path} from {origins:?}: {reply:?}");
        }
    }
    for wrong in [
        "".into(),
        "?token=".into(),
        format!("?token={}", "0".repeat(token.len())),
        format!("?token={token}0"),
    ] {
        let reply = with(&format!("/__liveview/ws{wrong}"), &[&ours]);
        assert_eq!(reply.status, 403, "{wrong}");
    }
    let reply = dev.handshake(
        "/__liveview/ws",
        &[
            &host,
            &format!("Origin: {ours}"),
            "Sec-WebSocket-Protocol: vite-ping",
        ],
    );
    assert_eq!(reply.status, 403);
    let sockets = dev
        .printed()
        .lines()
        .filter(|line| line.contains("saw GET /ws") || line.contains("saw GET /their"))
        .count();
    assert_eq!(sockets, 0, "the app saw none of it");
    assert!(!dev.printed().contains(&token), "the token is in no log");
}

#[test]
fn other_sites_can_link_here_and_load_nothing() {
    let dev = Dev::of_probe();
    let reply = dev.request("GET /assets/app.js", &["Origin: https://evil.test"]);
    is_closed_to_others(&reply, "a script asked for with CORS");
    let preflight = [
        "Origin: https://evil.test",
        "Access-Control-Request-Method: PUT",
    ];
    assert_eq!(
        dev.request("OPTIONS /assets/app.js", &preflight).status,
        403
    );
    let script = [
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: no-cors",
        "Sec-Fetch-Dest: script",
    ];
    assert_eq!(dev.request("GET /assets/app.js", &script).status, 403);
    assert_eq!(dev.request("GET /__liveview/page.js", &script).status, 403);
    let frame = [
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: iframe",
    ];
    assert_eq!(dev.request("GET /", &frame).status, 403);
    let link = [
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Dest: document",
    ];
    assert_eq!(dev.request("GET /", &link).status, 200);
    for target in [
        "/",
        "/assets/app.js",
        "/__liveview/page.js",
        "/__liveview/nothing",
    ] {
        is_closed_to_others(&dev.request(&format!("GET {target}"), &[]), target);
    }
    for target in [
        "/__liveview/page.js",
        "/__liveview/inspector",
        "/__liveview/nothing",
    ] {
        let reply = dev.request(&format!("GET {target}"), &[]);
        assert_eq!(
            reply.header("x-frame-options"),
            Some("deny"),
            "{target}: {}",
            reply.head
        );
        assert!(
            reply.head.contains("frame-ancestors 'none'"),
            "{target}: {}",
            reply.head
        );
    }
}

#[test]
fn its_own_routes_serve_two_files_and_nothing_else() {
    let bench = probe();
    bench
        .write("../app-secrets/x.txt", "canary")
        .write("certs/dev.key", "canary")
        .write(".env", "SECRET=canary\n");
    let dev = Dev::start(bench, "dev --port 0");
    dev.prints("ready in");
    for below in [
        "",
        "/",
        "/../../etc/passwd",
        "/../.env",
        "/..%2f..%2f.env",
        "/%2e%2e/.env",
        "/%252e%252e%252f.env",
        "/..%5c.env",
        "/page.js/../../.env",
        "/page.js%00",
        "/.env",
        "/.env?raw",
        "/.env?import&raw??",
        "/src/main.rs",
        "/Cargo.toml",
        "/open?file=src/main.rs",
        "/restart",
        "/clear",
        "/deps/../../../certs/dev.key",
        "/@fs/etc/passwd",
        "/..;/..;/.env",
        "/%c0%ae%c0%ae/.env",
        "//etc/passwd",
        "/assets/../.env",
        "/ws",
        "/inspector",
        "/inspector/",
        "/inspector/assets/../../../.env",
        "/inspector?token=",
    ] {
        for method in ["GET", "POST"] {
            let reply = dev.request(
                &format!("{method} /__liveview{below}"),
                &["Content-Length: 0"],
            );
            assert!(
                [400, 403, 404, 405].contains(&reply.status),
                "{method} {below}: {reply:?}"
            );
            assert!(
                !reply.body.contains("canary") && !reply.body.contains("root:"),
                "{method} {below}: {reply:?}"
            );
        }
    }
    for method in ["TRACE", "DEBUG", "PROPFIND", "OPTIONS", "PUT", "DELETE"] {
        let reply = dev.request(&format!("{method} /__liveview/page.js"), &[]);
        assert_eq!(reply.status, 405, "{method}: {reply:?}");
    }
    assert_eq!(dev.seen("__liveview"), 0, "the app saw none of it");
    assert_eq!(dev.request("GET /__liveview/page.js", &[]).status, 200);
    let token = dev.page_token();
    let inspector = dev.request(&format!("GET /__liveview/inspector?token={token}"), &[]);
    assert_eq!(inspector.status, 403, "a page's token opens no inspector");
}

#[test]
fn the_inspector_opens_once_for_each_address_that_is_printed() {
    let dev = Dev::of_probe();
    let address = dev.prints("inspector  ");
    let path = address
        .split_once(&dev.port.to_string())
        .unwrap()
        .1
        .trim()
        .to_owned();
    let first = dev.request(&format!("GET {path}"), &[]);
    assert_eq!(first.status, 200, "{first:?}");
    let cookie = first.header("set-cookie").unwrap().to_owned();
    for part in [
        format!("liveview_inspector_{}=", dev.port),
        "httponly".into(),
        "samesite=strict".into(),
    ] {
        assert!(cookie.contains(&part), "{cookie}");
    }
    assert_eq!(
        dev.request(&format!("GET {path}"), &[]).status,
        403,
        "the address is good once"
    );
    let pair = cookie.split(';').next().unwrap();
    assert_eq!(
        dev.request("GET /__liveview/inspector", &[&format!("Cookie: {pair}")])
            .status,
        200
    );
    assert_eq!(
        dev.request("GET /__liveview/inspector", &[&format!("Cookie: {pair}0")])
            .status,
        403
    );
    assert_eq!(
        dev.seen("__liveview"),
        0,
        "the app saw neither token nor cookie"
    );
}

#[test]
fn the_proxy_dials_the_app_alone_and_tells_it_the_truth() {
    let dev = Dev::of_probe();
    let host = format!("Host: localhost:{}", dev.port);
    assert_eq!(
        dev.request_as("CONNECT evil.test:443", &[&host]).status,
        405
    );
    assert_eq!(
        dev.request_as(
            "GET http://169.254.169.254/",
            &[&host, "Upgrade: websocket", "Connection: upgrade"]
        )
        .status,
        400
    );
    let claims = [
        "X-Forwarded-Host: evil.test",
        "Forwarded: host=evil.test",
        "X-Forwarded-Proto: https",
        "X-Real-IP: 203.0.113.9",
        "X-LiveView-Internal: 1",
        "Proxy-Connection: evil",
    ];
    assert_eq!(dev.request("GET /claims", &claims).status, 200);
    let line = dev.prints("saw GET /claims");
    for gone in [
        "evil",
        "203.0.113.9",
        "x-liveview",
        "forwarded-proto: https",
        "connection",
    ] {
        assert!(!line.contains(gone), "{gone}: {line}");
    }
    let told = format!("x-forwarded-host: localhost:{}", dev.port);
    assert!(
        line.contains(&told)
            && line.contains("x-forwarded-for: 127.0.0.1")
            && line.contains("x-forwarded-proto: http "),
        "{line}"
    );
    let reply = dev.request_as(
        "GET /hop",
        &[&host, "Connection: close, host, x-private", "X-Private: 1"],
    );
    assert_eq!(reply.status, 200);
    let line = dev.prints("saw GET /hop");
    assert!(
        line.contains("host: localhost") && !line.contains("x-private"),
        "{line}"
    );
}

#[test]
fn one_request_is_one_request_to_the_app() {
    let dev = Dev::of_probe();
    let host = format!("Host: localhost:{}\r\n", dev.port);
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let bodies = [
        (
            "two lengths",
            format!("Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345{smuggled}"),
        ),
        (
            "a signed length",
            format!("Content-Length: +5\r\n\r\n12345{smuggled}"),
        ),
        (
            "a length and chunks",
            format!("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "chunks and a length",
            format!("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "unknown chunks",
            format!("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "chunks inside",
            format!("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{smuggled}"),
        ),
        (
            "a folded header",
            format!("X-A: 1\r\n Content-Length: 5\r\n\r\n{smuggled}"),
        ),
        (
            "a space before the colon",
            format!("Content-Length : 5\r\n\r\n12345{smuggled}"),
        ),
        (
            "a long chunk extension",
            format!(
                "Transfer-Encoding: chunked\r\n\r\n5;{}\r\n12345\r\n0\r\n\r\n{smuggled}",
                "x".repeat(1 << 20)
            ),
        ),
    ];
    for (what, rest) in bodies {
        let reply = dev.raw(format!("POST /whole HTTP/1.1\r\n{host}{rest}"));
        // A length beside chunks may be ignored when the connection is closed after it (RFC 9112, 6.3).
        let ignored = what.contains("chunks") && reply.header("connection") == Some("close");
        assert!(
            [400, 0].contains(&reply.status) || ignored,
            "{what}: {reply:?}"
        );
    }
    assert_eq!(dev.seen("smuggled"), 0, "{}", dev.printed());
    assert_eq!(dev.request("GET /after", &[]).status, 200);
}

#[test]
fn what_comes_from_outside_cannot_drive_the_terminal() {
    let dev = Dev::of_probe();
    assert_eq!(dev.request("GET /escapes", &[]).status, 200);
    dev.prints("escaped");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        let text = "\u{1b}]0;pwn\u{7}\u{1b}[2J\u{9b}31m\r\nlast line of the console";
        page.send(
            serde_json::json!({ "console": { "level": "\u{1b}[2Jerror", "text": text } })
                .to_string(),
        )
        .await;
        dev.prints("last line of the console");
    });
    let printed = dev.printed();
    assert!(
        !printed.contains(|c: char| c.is_control() && c != '\n'),
        "{printed:?}"
    );
}

#[test]
fn a_page_that_misbehaves_is_closed_and_nothing_is_read_or_written() {
    let dev = Dev::of_probe();
    let before = dev.bench.read("src/main.rs");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut page = dev.page().await;
        page.next_with("state").await;
        for text in [
            r#"{"type":"fetchModule","path":"file:///etc/passwd?raw"}"#.to_owned(),
            r#"{"type":"writeFile","path":"src/main.rs","content":""}"#.into(),
            "[".repeat(60_000),
            "{".into(),
            r#"{"painted":{"id":18446744073709551615}}"#.into(),
        ] {
            page.send(text).await;
        }
        page.send(Message::Binary(vec![1, 2, 3].into())).await;
        assert_eq!(page.closed().await, Some(1003));
        let mut page = dev.page().await;
        page.send("x".repeat(10 << 20)).await;
        assert_eq!(page.closed().await, Some(1009));
    });
    assert_eq!(dev.bench.read("src/main.rs"), before);
    assert_eq!(dev.request("GET /", &[]).status, 200);
}

#[test]
fn idle_connections_do_not_keep_a_page_away() {
    let dev = Dev::of_probe();
    let idle: Vec<_> = (0..700)
        .map(|number| {
            let mut stream = TcpStream::connect(("127.0.0.1", dev.port)).unwrap();
            if number % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nHost: local").unwrap();
            }
            stream
        })
        .collect();
    let begin = Instant::now();
    assert_eq!(dev.request("GET /", &[]).status, 200);
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "{:?}",
        begin.elapsed()
    );
    for mut stream in idle {
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        // Closed, with or without a word; not left open.
        let closed = stream.read_to_end(&mut Vec::new());
        assert!(
            closed.is_ok()
                || closed.is_err_and(|error| error.kind() != std::io::ErrorKind::WouldBlock)
        );
    }
}
