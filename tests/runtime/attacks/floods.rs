//! More than anyone needs: messages, pings, topics, sockets. Who does it is let go, and others do
//! not notice.

use futures_util::future::join_all;
use liveview::Limits;
use serde_json::json;

use crate::browser::{Server, Visit, until};
use crate::child::Process;
use crate::raw::{FIN, PING, PONG, Raw, TEXT};

#[tokio::test]
async fn ten_thousand_messages_at_once_close_that_socket_alone() {
    let server = Server::start().await;
    let (mut flooding, mut other) = (Raw::open(&server).await, server.open().await);
    let message = json!({ "function": "nothing" }).to_string();
    for _ in 0..10_000 {
        flooding.send(FIN | TEXT, message.as_bytes()).await;
    }
    assert!(matches!(flooding.closed().await, 1008 | 1013));
    let answer = other.call("echo", json!({ "name": "well" })).await;
    assert_eq!(answer["html"], "well");
    until("the flooding page has gone", || {
        server.state.topics.connected() == 1
    })
    .await;
}

#[tokio::test]
async fn a_hundred_thousand_pings_close_the_socket() {
    for opcode in [PING, PONG] {
        let server = Server::start().await;
        let mut raw = Raw::open(&server).await;
        for _ in 0..100_000 {
            raw.send(FIN | opcode, b"x").await;
        }
        until("it is let go", || server.state.topics.connected() == 0).await;
    }
}

#[tokio::test]
async fn one_session_does_not_take_every_socket() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let pages: Vec<_> = (0..200).map(|_| visit.another()).collect();
    let attempts = join_all(pages.iter().map(Visit::connect)).await;
    let taken = attempts.iter().filter(|attempt| attempt.is_ok()).count();
    assert_eq!(taken, Limits::default().sockets_per_session);
    let refusal = attempts.into_iter().find_map(Result::err).unwrap();
    assert!(refusal.to_string().contains("429"), "{refusal}");
    assert!(server.visit().await.connect().await.is_ok());
}

/// So many pages, of as many visitors as they need.
async fn visits(address: std::net::SocketAddr, pages: usize) -> Vec<Visit> {
    let each = Limits::default().sockets_per_session;
    let visitors = (0..pages.div_ceil(each)).map(|_| Visit::of(address));
    let visitors = join_all(visitors).await;
    let pages = visitors.iter().cycle().take(pages).map(Visit::another);
    pages.collect()
}

#[tokio::test]
async fn a_thousand_come_at_once_and_once_more_after_a_kill() {
    let (process, address, _log) = Process::serve(0);
    let visits = visits(address, 1000).await;
    let sockets = join_all(visits.iter().map(Raw::of)).await;
    assert_eq!(sockets.len(), 1000);
    process.signal("-KILL");
    let codes = join_all(sockets.into_iter().map(async |mut raw| raw.closed().await)).await;
    assert!(codes.iter().all(|code| *code == 1006));
    drop(process);

    // The pages come back to the port and with the rooms that they had.
    let (_process, address, _log) = Process::serve(address.port());
    let mut sockets = join_all(visits.iter().map(Raw::of)).await;
    assert!(Visit::of(address).await.connect().await.is_ok());
    for raw in sockets.iter_mut().step_by(100) {
        assert!(raw.is_alive().await);
    }
}
