//! What the server keeps of an attack: nothing. It runs in a process of its own, whose memory is
//! looked at before and after.

use std::net::SocketAddr;

use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::browser::{Visit, frame};
use crate::child::Process;
use crate::raw::{CONTINUATION, FIN, Raw, TEXT};

/// What the allocator may keep for itself beside what is used.
const SLACK: u64 = 2 * 1024 * 1024;

/// Runs an attack until the server has everything that it keeps anyway, and then as often again.
async fn grows_by(attack: impl AsyncFn(SocketAddr, usize)) -> u64 {
    let (process, address, _log) = Process::serve(0);
    for round in 0..10 {
        attack(address, round).await;
    }
    let before = process.resident();
    for round in 10..20 {
        attack(address, round).await;
    }
    process.resident().saturating_sub(before)
}

#[tokio::test]
async fn names_that_no_function_has_are_not_kept() {
    let grown = grows_by(async |address, round| {
        let mut raw = Raw::of(&Visit::of(address).await).await;
        for number in 0..190 {
            let name = format!("{}{round}-{number}", "n".repeat(10_000));
            raw.ask(&json!({ "function": name }).to_string()).await;
        }
    })
    .await;
    // 19 MB of names were sent in the second half.
    assert!(grown < SLACK, "{grown} bytes more");
}

#[tokio::test]
async fn messages_that_are_too_big_are_not_kept() {
    let text = "x".repeat(64 * 1024 + 1);
    let grown = grows_by(async |address, _| {
        for _ in 0..20 {
            let mut raw = Raw::of(&Visit::of(address).await).await;
            raw.send(FIN | TEXT, text.as_bytes()).await;
            assert_eq!(raw.closed().await, 1009);
        }
    })
    .await;
    assert!(grown < SLACK, "{grown} bytes more");
}

#[tokio::test]
async fn a_length_is_not_believed_before_its_bytes_are_there() {
    let grown = grows_by(async |address, _| {
        for length in [100_000, 1 << 20, 1 << 30, 1 << 62, u64::MAX >> 1] {
            let mut stream = Visit::of(address).await.upgrade_raw().await;
            let mut header = vec![FIN | TEXT, 0x80 | 127];
            header.extend(u64::to_be_bytes(length));
            header.extend([0; 4]);
            stream.write_all(&header).await.unwrap();
        }
    })
    .await;
    assert!(grown < SLACK, "{grown} bytes more");
}

#[tokio::test]
async fn fragments_that_never_end_are_bounded() {
    let grown = grows_by(async |address, _| {
        let mut raw = Raw::of(&Visit::of(address).await).await;
        raw.send(TEXT, b"").await;
        let empty = frame(CONTINUATION, b"").repeat(10_000);
        raw.bytes(&empty).await;
        let part = vec![b'x'; 16 * 1024];
        for _ in 0..16 {
            raw.send(CONTINUATION, &part).await;
        }
        assert_eq!(raw.closed().await, 1009);
    })
    .await;
    assert!(grown < SLACK, "{grown} bytes more");
}

/// An hour of visitors, in short: they come, join, speak, lose their sockets, come back and go.
#[tokio::test]
async fn visitors_who_come_and_go_leave_nothing() {
    let grown = grows_by(async |address, _| {
        for _ in 0..10 {
            let visit = Visit::of(address).await;
            let mut page = visit.connect().await.unwrap();
            page.next().await;
            page.call("join", json!({ "name": "chat" })).await;
            page.call("spawns", json!({})).await;
            for _ in 0..3 {
                for _ in 0..20 {
                    page.call("say", json!({ "name": "x".repeat(1000) })).await;
                }
                let (seen, sent) = (page.seen, page.sent());
                drop(page);
                let hello;
                (page, hello) = visit.return_with(seen).await;
                assert_eq!(hello["resumed"], true);
                page.go_on_from(sent);
            }
            page.leave().await;
        }
    })
    .await;
    // Each half sent 12 MB, and as much again to those who came back.
    assert!(grown < SLACK, "{grown} bytes more");
}
