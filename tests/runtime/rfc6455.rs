//! The protocol of sockets, frame by frame, in the groups of the Autobahn suite: lengths, pings,
//! reserved bits and opcodes, fragments, UTF-8, closes.

use serde_json::{Value, json};

use crate::browser::Server;
use crate::raw::{BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, Raw, TEXT};

/// Frames by their first byte and what they carry.
type Frames<'a> = &'a [(u8, &'a [u8])];

/// A message whose name is repeated back.
fn echo(name: &str) -> String {
    json!({ "function": "echo", "form": { "name": name }, "ref": 1 }).to_string()
}

fn echoed(name: &str) -> Value {
    json!({ "target": "#echo", "html": name, "swap": "text", "ref": 1 })
}

/// Sends bytes on a socket of its own, and says how it is closed.
async fn closed(server: &Server, frames: Frames<'_>) -> u16 {
    let mut raw = Raw::open(server).await;
    for (first, payload) in frames {
        raw.send(*first, payload).await;
    }
    raw.closed().await
}

#[tokio::test]
async fn lengths_of_every_kind_arrive() {
    let server = Server::start().await;
    let around = echo("").len();
    for length in [around, 125, 126, 127, 128, 65_535, 65_536] {
        let name = "x".repeat(length - around);
        let mut raw = Raw::open(&server).await;
        assert_eq!(raw.ask(&echo(&name)).await, echoed(&name), "{length}");
    }
}

#[tokio::test]
async fn a_frame_in_single_bytes_and_with_a_mask() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    let (text, mask) = (echo("ä€😀"), [0x37, 0xfa, 0x21, 0x3d]);
    let mut bytes = vec![FIN | TEXT, 0x80 | u8::try_from(text.len()).unwrap()];
    bytes.extend(mask);
    let masked = text
        .bytes()
        .zip(mask.iter().cycle())
        .map(|(byte, mask)| byte ^ mask);
    bytes.extend(masked);
    for byte in bytes {
        raw.bytes(&[byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(raw.json().await, echoed("ä€😀"));
}

#[tokio::test]
async fn pings_are_answered_with_what_they_carry() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    for payload in [&b""[..], b"payload", &[0xff; 125]] {
        raw.send(FIN | PING, payload).await;
        let pong = raw.next().await.unwrap();
        assert_eq!((pong.first, &pong.payload[..]), (FIN | PONG, payload));
    }
    raw.send(FIN | PONG, b"nobody asked").await;
    assert!(raw.is_alive().await);
}

#[tokio::test]
async fn reserved_bits_and_opcodes_are_refused() {
    let server = Server::start().await;
    for bit in [0x40, 0x20, 0x10] {
        for opcode in [TEXT, PING, CLOSE] {
            let code = closed(&server, &[(FIN | bit | opcode, b"")]).await;
            assert_eq!(code, 1002, "bit {bit:#x} of {opcode:#x}");
        }
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
        let code = closed(&server, &[(FIN | opcode, b"x")]).await;
        assert_eq!(code, 1002, "opcode {opcode:#x}");
    }
}

#[tokio::test]
async fn a_message_in_many_fragments_with_pings_between() {
    let server = Server::start().await;
    let text = echo("ä€😀");
    // Of every length, so that characters are cut in two, too.
    for length in 1..=text.len() {
        let mut raw = Raw::open(&server).await;
        let pieces: Vec<_> = text.as_bytes().chunks(length).collect();
        for (index, piece) in pieces.iter().enumerate() {
            let opcode = if index == 0 { TEXT } else { CONTINUATION };
            let fin = if index + 1 == pieces.len() { FIN } else { 0 };
            raw.send(fin | opcode, piece).await;
            if fin == 0 && index < 3 {
                raw.send(CONTINUATION, b"").await;
                raw.send(FIN | PING, b"between").await;
                assert_eq!(raw.next().await.unwrap().first, FIN | PONG);
            }
        }
        assert_eq!(raw.json().await, echoed("ä€😀"), "{length}");
    }
}

#[tokio::test]
async fn fragments_out_of_order_are_refused() {
    let server = Server::start().await;
    let table: [(&str, Frames<'_>); 6] = [
        ("a continuation of nothing", &[(CONTINUATION, b"x")]),
        ("the last of nothing", &[(FIN | CONTINUATION, b"x")]),
        ("a text within a text", &[(TEXT, b"x"), (FIN | TEXT, b"x")]),
        ("a beginning within a text", &[(TEXT, b"x"), (TEXT, b"x")]),
        ("a fragmented ping", &[(PING, b"x")]),
        ("a fragmented close", &[(CLOSE, b"")]),
    ];
    for (what, frames) in table {
        assert_eq!(closed(&server, frames).await, 1002, "{what}");
    }
    let mut raw = Raw::open(&server).await;
    raw.send(TEXT, echo("a").as_bytes()).await;
    raw.send(FIN | CONTINUATION, b"").await;
    assert_eq!(raw.json().await, echoed("a"));
    raw.send(FIN | CONTINUATION, b"after the end").await;
    assert_eq!(raw.closed().await, 1002);
}

#[tokio::test]
async fn what_is_no_utf_8_is_refused() {
    let server = Server::start().await;
    let wrong: [(&str, &[u8]); 8] = [
        ("a continuation byte", b"\x80"),
        ("an overlong slash", b"\xc0\xaf"),
        ("an overlong null", b"\xe0\x80\x80"),
        ("a lone surrogate", b"\xed\xa0\x80"),
        ("two surrogates", b"\xed\xa0\x80\xed\xb0\x80"),
        ("beyond the last character", b"\xf4\x90\x80\x80"),
        ("a byte that never is", b"\xff"),
        ("cut short", b"\xf0\x9f\x98"),
    ];
    for (what, bytes) in wrong {
        assert_eq!(
            closed(&server, &[(FIN | TEXT, bytes)]).await,
            1007,
            "{what}"
        );
        let mut fragments = vec![(TEXT, &b"good"[..])];
        fragments.extend(bytes.chunks(1).map(|byte| (CONTINUATION, byte)));
        fragments.push((FIN | CONTINUATION, b""));
        assert_eq!(
            closed(&server, &fragments).await,
            1007,
            "{what}, in fragments"
        );
    }
}

#[tokio::test]
async fn a_binary_message_is_answered_with_an_error() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    raw.send(BINARY, b"\xff").await;
    raw.send(FIN | CONTINUATION, b"\xfe").await;
    assert_eq!(raw.json().await["error"]["code"], "bad_message");
    assert!(raw.is_alive().await);
}

#[tokio::test]
async fn closes_are_returned_or_refused_by_their_code() {
    let server = Server::start().await;
    let close = |code: u16, reason: &[u8]| [&code.to_be_bytes(), reason].concat();
    for code in [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
    ] {
        let returned = closed(&server, &[(FIN | CLOSE, &close(code, b"bye"))]).await;
        assert_eq!(returned, code);
    }
    for code in [
        0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535,
    ] {
        let refused = closed(&server, &[(FIN | CLOSE, &close(code, b""))]).await;
        assert_eq!(refused, 1002, "{code}");
    }
    assert_eq!(closed(&server, &[(FIN | CLOSE, b"")]).await, 1005);
    assert_eq!(closed(&server, &[(FIN | CLOSE, b"\x03")]).await, 1002);
    assert_eq!(
        closed(&server, &[(FIN | CLOSE, &close(1000, &[b'x'; 123]))]).await,
        1000
    );
    assert_eq!(
        closed(&server, &[(FIN | CLOSE, &close(1000, &[b'x'; 124]))]).await,
        1002
    );
    let bad_reason = closed(&server, &[(FIN | CLOSE, &close(1000, b"\xc0\xaf"))]).await;
    assert!(matches!(bad_reason, 1002 | 1007), "{bad_reason}");
}

#[tokio::test]
async fn nothing_is_taken_after_a_close() {
    let server = Server::start().await;
    let mut raw = Raw::open(&server).await;
    raw.send(FIN | CLOSE, &1000_u16.to_be_bytes()).await;
    raw.send(FIN | TEXT, echo("late").as_bytes()).await;
    raw.send(FIN | PING, b"late").await;
    assert_eq!(raw.closed().await, 1000);
    assert_eq!(raw.next().await, None);
    assert!(server.state.notes.all().is_empty());
}
