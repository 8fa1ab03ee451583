//! Bodies that do not come: a byte now and then, or none after `Expect: 100-continue`. They are
//! answered and closed, and do not keep one that does come from being read.

use std::time::Duration;

use liveview::axum::{Router, body::Bytes, routing::post};
use liveview::{Builder, Embedded, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::browser::{PATIENCE, Server};
use crate::site::AppState;

async fn serve(body_timeout: Duration) -> Server {
    let limits = Limits {
        body_timeout,
        ..Limits::default()
    };
    let pages = Router::new().route("/send", post(async |body: Bytes| body.len().to_string()));
    let state = AppState::default();
    let app = Builder::from_embedded("none", "test-site", Embedded::tables(&[], &[], None))
        .limits(limits)
        .csrf_exempt("/send")
        .pages(pages)
        .build(state.clone());
    Server::of(app.unwrap(), state).await
}

/// Sends a head, then one byte after the other, and reads until the server closes.
async fn dribble(server: &Server, head: &str) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let (mut reads, mut writes) = stream.split();
    writes.write_all(head.as_bytes()).await.unwrap();
    let dribbling = async {
        while writes.write_u8(b'x').await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        std::future::pending().await
    };
    ended(&mut reads, dribbling).await
}

async fn ended(
    reads: &mut (impl AsyncReadExt + Unpin),
    meanwhile: impl Future<Output = ()>,
) -> String {
    let mut answer = Vec::new();
    tokio::select! {
        _ = reads.read_to_end(&mut answer) => {}
        () = meanwhile => {}
        () = tokio::time::sleep(PATIENCE) => panic!("it is still open"),
    }
    String::from_utf8_lossy(&answer).into_owned()
}

const HEAD: &str = "POST /send HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n";

#[tokio::test]
async fn a_body_of_single_bytes_is_given_up() {
    let server = serve(Duration::from_millis(200)).await;
    let answer = dribble(&server, &format!("{HEAD}\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn silence_after_a_promise_is_given_up() {
    let server = serve(Duration::from_millis(200)).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!("{HEAD}Expect: 100-continue\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let answer = ended(&mut stream, std::future::pending()).await;
    assert!(answer.starts_with("HTTP/1.1 100"), "{answer}");
    assert!(answer.contains("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_form_that_is_read_for_its_token_has_the_same_time() {
    let server = serve(Duration::from_millis(200)).await;
    let head = "POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\
                Content-Type: application/x-www-form-urlencoded\r\n\r\n";
    let answer = dribble(&server, head).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test]
async fn a_body_that_comes_steadily_has_more_time() {
    // 128 KiB are worth eight seconds; half a second is what one may be silent for.
    let server = serve(Duration::from_millis(500)).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head =
        "POST /send HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 131072\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..8 {
        stream.write_all(&[b'x'; 16 * 1024]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let answer = ended(&mut stream, std::future::pending()).await;
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("131072"),
        "{answer}"
    );
}

#[test]
fn the_default_is_half_a_minute() {
    assert_eq!(Limits::default().body_timeout, Duration::from_secs(30));
}
