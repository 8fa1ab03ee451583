//! Every limit, from the side of one who goes beyond it.
//! Raw bytes where a library would refuse to send them.

use std::time::{Duration, Instant};

use liveview::{Limits, Patch};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::Message;

use crate::browser::{PATIENCE, Server, close_code, frame, until};

const TEXT: u8 = 0x81;

fn message_of(length: usize) -> String {
    let around = r#"{"function":"nothing","form":{"a":""},"ref":1}"#.len();
    format!(
        r#"{{"function":"nothing","form":{{"a":"{}"}},"ref":1}}"#,
        "x".repeat(length - around)
    )
}

#[tokio::test]
async fn a_message_of_64_kib_is_taken_and_one_byte_more_is_not() {
    let server = Server::start().await;
    let mut page = server.open().await;
    page.send_text(message_of(64 * 1024)).await;
    assert_eq!(page.next().await, json!({ "ref": 1 }));
    page.send_text(message_of(64 * 1024 + 1)).await;
    assert_eq!(page.closed().await, 1009);
}

#[tokio::test]
async fn a_header_that_claims_the_earth_is_refused_at_once() {
    let server = Server::start().await;
    let mut stream = server.visit().await.upgrade_raw().await;
    let mut header = vec![TEXT, 0x80 | 127];
    header.extend((i64::MAX as u64).to_be_bytes());
    header.extend([0; 4]);
    stream.write_all(&header).await.unwrap();
    assert_eq!(close_code(&mut stream).await, 1009);
}

#[tokio::test]
async fn fragments_do_not_get_around_the_limit() {
    let server = Server::start().await;
    let mut stream = server.visit().await.upgrade_raw().await;
    let part = vec![b'x'; 30 * 1024];
    let _ = stream.write_all(&frame(0x01, &part)).await;
    for _ in 0..4 {
        let _ = stream.write_all(&frame(0x00, &part)).await;
    }
    assert_eq!(close_code(&mut stream).await, 1009);
}

#[tokio::test]
async fn frames_against_the_protocol_are_named() {
    let masked_with_rsv = { frame(0xc1, b"{}") };
    let table: [(&str, Vec<u8>, u16); 7] = [
        ("not masked", vec![TEXT, 2, b'{', b'}'], 1002),
        ("a reserved bit", masked_with_rsv, 1002),
        ("a reserved opcode", frame(0x83, b""), 1002),
        ("a long ping", frame(0x89, &[0; 126]), 1002),
        ("a fragmented ping", frame(0x09, b""), 1002),
        ("a continuation of nothing", frame(0x80, b"x"), 1002),
        ("not UTF-8", frame(TEXT, &[0xc0, 0xaf]), 1007),
    ];
    let server = Server::start().await;
    for (what, bytes, code) in table {
        let mut stream = server.visit().await.upgrade_raw().await;
        stream.write_all(&bytes).await.unwrap();
        assert_eq!(close_code(&mut stream).await, code, "{what}");
    }
}

#[tokio::test]
async fn pings_count_too() {
    let limits = Limits {
        messages_per_second: 1,
        message_burst: 50,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut page = server.open().await;
    for _ in 0..200 {
        page.send_message(Message::Pong(Vec::new().into())).await;
    }
    assert_eq!(page.closed().await, 1008);
}

#[tokio::test]
async fn bad_messages_are_answered_and_the_socket_stays() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let deep = "[".repeat(60_000);
    for text in [
        "",
        "hello",
        "[]",
        "{}",
        r#"{"function":["f"]}"#,
        r#"{"function":"f","form":1}"#,
        &deep,
    ] {
        page.send_text(text).await;
        assert_eq!(
            page.next().await["error"]["code"],
            "bad_message",
            "{:.40}",
            text
        );
    }
    page.send_message(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(page.next().await["error"]["code"], "bad_message");
    let nobody = page.send("nobody", json!({})).await;
    let answer = page.next().await;
    assert_eq!(
        (&answer["ref"], &answer["error"]["code"]),
        (&json!(nobody), &json!("unknown_function"))
    );
    assert_eq!(page.call("nothing", json!({})).await["error"], json!(null));
}

#[tokio::test]
async fn too_many_messages_are_refused_and_then_the_socket_is_closed() {
    let limits = Limits {
        messages_per_second: 1,
        message_burst: 10,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut page = server.open().await;
    for _ in 0..15 {
        page.send("nothing", json!({})).await;
    }
    let mut answers = Vec::new();
    for _ in 0..15 {
        answers.push(page.next().await);
    }
    let refused: Vec<_> = answers
        .iter()
        .filter(|answer| answer["error"]["code"] == "too_many")
        .collect();
    assert_eq!(refused.len(), 5, "{answers:?}");
    assert_eq!(refused[0]["ref"], 11);
    for _ in 0..10 {
        page.send("nothing", json!({})).await;
    }
    assert_eq!(page.closed().await, 1008);
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_let_go_and_others_do_not_notice() {
    let server = Server::start().await;
    let mut quick = server.open().await;
    // Its queue is full once the system's own buffers are.
    let mut slow = server.visit().await.upgrade_raw().await;
    until("both are there", || server.state.topics.connected() == 2).await;
    let text = "x".repeat(64 * 1024);
    let mut sent = 0;
    while server.state.topics.connected() == 2 {
        server
            .state
            .topics
            .broadcast(Patch::text("#x").content(text.clone()));
        sent += 1;
        assert_eq!(
            quick.next().await["html"].as_str().map(str::len),
            Some(text.len())
        );
        assert!(sent < 2000, "128 MB wait for a reader that does not read");
    }
    let mut rest = Vec::new();
    let _ = tokio::time::timeout(PATIENCE, slow.read_to_end(&mut rest))
        .await
        .expect("it is still open");
    assert_eq!(
        quick.call("echo", json!({ "name": "well" })).await["html"],
        "well"
    );
}

#[tokio::test]
async fn a_slow_reader_learns_why_when_it_reads_again() {
    let limits = Limits {
        queue_frames: 4,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut page = server.open().await;
    for _ in 0..50 {
        server
            .state
            .topics
            .broadcast(Patch::text("#x").content("x"));
    }
    assert_eq!(page.closed().await, 1013);
}

#[tokio::test]
async fn a_request_head_has_ten_seconds() {
    let limits = Limits {
        header_timeout: Duration::from_millis(300),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let started = Instant::now();
    let mut dribbling = TcpStream::connect(server.address).await.unwrap();
    let (mut reads, mut writes) = dribbling.split();
    let dribble = async {
        for byte in b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
            .iter()
            .cycle()
        {
            if writes.write_u8(*byte).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let mut answer = Vec::new();
    let closed = async {
        let _ = reads.read_to_end(&mut answer).await;
    };
    tokio::select! {
        () = dribble => {}
        () = closed => {}
        () = tokio::time::sleep(PATIENCE) => panic!("it is still open"),
    }
    assert!(started.elapsed() >= limits_default_is_ten_seconds() / 40);
    let mut silent = TcpStream::connect(server.address).await.unwrap();
    let ended = tokio::time::timeout(PATIENCE, silent.read_to_end(&mut Vec::new())).await;
    assert!(ended.is_ok(), "a silent connection is still open");
}

fn limits_default_is_ten_seconds() -> Duration {
    let timeout = Limits::default().header_timeout;
    assert_eq!(timeout, Duration::from_secs(10));
    timeout
}

#[tokio::test]
async fn a_head_that_is_too_long_is_refused() {
    let server = Server::start().await;
    let answer = server
        .raw(format!(
            "GET / HTTP/1.1\r\nHost: x\r\nX-Long: {}\r\n\r\n",
            "x".repeat(1 << 20)
        ))
        .await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer:.100}"
    );
    let answer = server.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
        "{answer:.100}"
    );
}

#[tokio::test]
async fn a_silent_socket_is_pinged_and_then_given_up() {
    let limits = Limits {
        heartbeat: Duration::from_millis(100),
        dead_after: Duration::from_millis(350),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    // It reads nothing, so it answers no ping.
    let mut silent = server.visit().await.upgrade_raw().await;
    // It answers pings, as every browser does, and says nothing else.
    let mut quiet = server.open().await;
    assert!(matches!(quiet.receive().await, Message::Ping(_)));
    let mut rest = Vec::new();
    tokio::select! {
        _ = silent.read_to_end(&mut rest) => {}
        _ = async { loop { quiet.receive().await; } } => {}
        () = tokio::time::sleep(PATIENCE) => panic!("it is still open"),
    }
    assert!(
        rest.windows(2).any(|bytes| bytes == [0x89, 8]),
        "it was never pinged"
    );
    until("only the quiet one is left", || {
        server.state.topics.connected() == 1
    })
    .await;
    assert_eq!(
        quiet.call("echo", json!({ "name": "here" })).await["html"],
        "here"
    );
}

#[tokio::test]
async fn a_session_has_so_many_sockets() {
    let limits = Limits {
        sockets_per_session: 2,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let visit = server.visit().await;
    let (first, _second) = (
        visit.connect().await.unwrap(),
        visit.another().connect().await.unwrap(),
    );
    let refused = visit.another().connect().await.err().unwrap().to_string();
    assert!(refused.contains("429"), "{refused}");
    server.open().await;
    first.close().await;
    let mut again = visit.another().connect().await;
    while again.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        again = visit.another().connect().await;
    }
}

#[tokio::test]
async fn a_page_that_floods_itself_is_let_go() {
    let server = Server::start().await;
    let mut stream = server.visit().await.upgrade_raw().await;
    let message = json!({ "function": "flood", "ref": 1 }).to_string();
    stream
        .write_all(&frame(TEXT, message.as_bytes()))
        .await
        .unwrap();
    until("it is let go", || server.state.topics.connected() == 0).await;
}

#[tokio::test]
async fn a_reader_that_stops_is_sent_the_newest_and_others_do_not_notice() {
    // It answers no pings either; that is not what is tested here.
    let limits = Limits {
        dead_after: Duration::from_secs(3600),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut quick = server.open().await;
    let mut slow = server.open().await;
    let filler = "x".repeat(2 * 1024);
    let update = |number: usize| Patch::text("#x").content(format!("{number} {filler}"));
    let mut slowest = Duration::ZERO;
    // Twenty megabytes: no buffer of the system and no queue of ours takes all of them.
    for number in 0..10_000 {
        let sent = Instant::now();
        server.state.topics.broadcast(update(number));
        while !starts_with(&quick.next().await, number) {}
        slowest = slowest.max(sent.elapsed());
    }
    assert_eq!(server.state.topics.connected(), 2, "it was not let go");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");

    let mut seen = 0;
    let mut last = slow.next().await;
    while !starts_with(&last, 9_999) {
        seen += 1;
        last = slow.next().await;
    }
    assert!(
        seen < 9_500,
        "it was sent every step, and was not slow at all"
    );
    let answer = slow.call("echo", json!({ "name": "well" })).await;
    assert_eq!(answer["html"], "well");
}

fn starts_with(frame: &serde_json::Value, number: usize) -> bool {
    let html = frame["html"].as_str();
    html.and_then(|html| html.split(' ').next()) == Some(&number.to_string())
}
