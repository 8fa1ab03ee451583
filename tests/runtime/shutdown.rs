//! How it ends: handlers are let end, pages are told to come back, the process goes.
//! In a process of its own, `child`, where a signal is what ends it.

use std::io::BufReader;
use std::time::Duration;

use serde_json::json;

use crate::browser::{PATIENCE, Server, Visit};
use crate::child::{Process, address_in};

#[tokio::test]
async fn pages_are_told_to_come_back() {
    let server = Server::start().await;
    let (mut idle, mut busy) = (server.open().await, server.open().await);
    let reference = busy.send("wait", json!({})).await;
    assert_eq!(busy.next().await["html"], "waiting");
    server.stop();
    assert_eq!(idle.closed().await, 1012);
    server.state.gate.0.notify_one();
    let answer = busy.next().await;
    assert_eq!(
        (&answer["ref"], &answer["html"]),
        (&json!(reference), &json!("done"))
    );
    assert_eq!(busy.closed().await, 1012);
    let refused = tokio::net::TcpStream::connect(server.address).await;
    assert!(refused.is_err(), "it still listens");
}

#[tokio::test]
async fn a_stream_ends_after_the_part_it_is_at() {
    let server = Server::start().await;
    let (mut reader, mut waiting) = (server.open().await, server.open().await);
    // One has its next part at once and forever, the other waits for something that does not come.
    let without_end = reader.send("steps_without_end", json!({})).await;
    let silent = waiting.send("step_and_wait", json!({})).await;
    assert_eq!(waiting.next().await["part"], true);
    assert_eq!(reader.next().await["part"], true);
    server.stop();
    for (page, reference) in [(&mut reader, without_end), (&mut waiting, silent)] {
        let last = loop {
            let frame = page.next().await;
            if frame["part"] != true {
                break frame;
            }
        };
        let error = json!({ "code": "stopped", "message": "The server restarts" });
        assert_eq!(last, json!({ "ref": reference, "error": error }));
        assert_eq!(page.closed().await, 1012);
    }
}

#[tokio::test]
async fn a_signal_ends_the_process_in_good_order() {
    for signal in ["-TERM", "-INT"] {
        let mut process = Process::start(&[("PORT", "0")], None);
        let mut log = BufReader::new(process.stderr());
        let (lines, address) = address_in(&mut log);
        let greet = lines
            .iter()
            .find(|line| line.contains("✓ handler greet"))
            .unwrap();
        assert!(
            greet.contains("tests/runtime/handlers.rs:") || greet.contains("runtime/handlers.rs:"),
            "{greet}"
        );
        let mut page = Visit::of(address).await.connect().await.unwrap();
        assert_eq!(page.next().await["hello"]["version"], 1);
        process.signal(signal);
        assert_eq!(page.closed().await, 1012);
        assert_eq!(
            process.ended(Duration::from_secs(10)).await.code(),
            Some(0),
            "{signal}"
        );
    }
}

#[tokio::test]
async fn a_start_that_fails_says_why() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let table: [(&[(&str, &str)], &str); 4] = [
        (&[("PORT", &port)], "failed to listen on 127.0.0.1:"),
        (&[("PORT", "many")], "`PORT` is `many`, which is no port"),
        (
            &[("HOST", "nowhere")],
            "`HOST` is `nowhere`, which is no address",
        ),
        (
            &[("LIVEVIEW_SECRET", "short")],
            "the secret is 5 characters long and needs 32",
        ),
    ];
    for (variables, expected) in table {
        let mut process = Process::start(variables, None);
        let mut log = String::new();
        std::io::Read::read_to_string(&mut process.stderr(), &mut log).unwrap();
        assert!(log.contains(expected), "{log}");
        assert_eq!(process.ended(PATIENCE).await.code(), Some(1));
    }
}
