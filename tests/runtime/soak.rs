//! Too long for every time: `tests/run soak`. Many real sockets for many rounds; every answer and every broadcast
//! arrives, and memory that has been used once is used again.

use std::time::Instant;

use liveview::{Limits, Patch};
use serde_json::json;

use crate::browser::Server;

const SOCKETS: usize = 2_000;
const ROUNDS: usize = 20;

/// Resident kilobytes of this process, clients included.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_sockets_hear_every_broadcast_and_memory_stays_flat() {
    let limits = Limits {
        sockets_per_session: SOCKETS,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let visit = server.visit().await;
    let mut sockets = Vec::new();
    for _ in 0..SOCKETS {
        let mut socket = visit.connect().await.unwrap();
        assert!(socket.next().await["hello"].is_object());
        sockets.push(socket);
    }
    let mut after_first = 0;
    let mut slowest = 0;
    for round in 0..ROUNDS {
        let started = Instant::now();
        let text = format!("round {round}");
        server
            .state
            .topics
            .broadcast(Patch::text("#round").content(text.clone()));
        for socket in &mut sockets {
            let frame = socket.next().await;
            assert_eq!(frame["html"], text.as_str());
        }
        slowest = slowest.max(started.elapsed().as_millis());
        for socket in &mut sockets {
            let answer = socket.call("greet", json!({ "name": text })).await;
            assert!(answer["html"].as_str().unwrap().contains(&text), "{answer}");
        }
        if round == 0 {
            after_first = resident();
        }
    }
    let at_the_end = resident();
    println!(
        "{SOCKETS} sockets, {ROUNDS} rounds: slowest broadcast {slowest} ms, {after_first} kB after the first round, {at_the_end} kB after the last"
    );
    assert!(
        at_the_end < after_first + after_first / 10,
        "memory grew from {after_first} kB to {at_the_end} kB"
    );
}
