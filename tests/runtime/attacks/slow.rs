//! Who sends a byte now and then: has ten seconds for the head of a request, and costs others
//! nothing meanwhile.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::browser::Visit;
use crate::child::Process;

const SLOW: usize = 500;
/// The limit of a request's head, and what a machine that is busy with other things may add.
const CLOSED_AFTER: Duration = Duration::from_secs(10 + 8);

/// Sends a byte every five seconds, and says how long the server listened.
async fn dribble(address: SocketAddr) -> Duration {
    let started = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reads, mut writes) = stream.split();
    let writing = async {
        for byte in b"GET / HTTP/1.1\r\nX: ".iter().cycle() {
            let _ = writes.write_u8(*byte).await;
            tokio::time::sleep(Duration::from_secs(5)).await;
        }
    };
    let mut answer = Vec::new();
    tokio::select! {
        _ = reads.read_to_end(&mut answer) => started.elapsed(),
        () = writing => unreachable!("it goes on and on"),
        () = tokio::time::sleep(CLOSED_AFTER) => started.elapsed(),
    }
}

/// Loads a page again and again; the time that 99 of 100 loads are within.
async fn p99(address: SocketAddr) -> Duration {
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = Instant::now();
        Visit::of(address).await;
        times.push(started.elapsed());
    }
    times.sort();
    times[197]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_slow_heads_are_closed_and_delay_nobody() {
    let (_process, address, _log) = Process::serve(0);
    let before = p99(address).await;
    let slow = tokio::spawn(join_all((0..SLOW).map(|_| dribble(address))));
    let meanwhile = p99(address).await;
    assert!(!slow.is_finished());
    // The machine may be busy with other tests, which the first measurement knows of.
    let bound = Duration::from_millis(50).max(before * 5);
    assert!(
        meanwhile < bound,
        "{meanwhile:?} with {SLOW} slow sockets, {before:?} without"
    );
    let closed = slow.await.unwrap();
    let longest = closed.iter().max().unwrap();
    assert!(*longest < CLOSED_AFTER, "one was open for {longest:?}");
}
