//! Ten thousand connections for many rounds: idle, called, sent to, with one that does not read
//! and some that come and go. It fails when memory or tasks grow, or when a frame is missing.

use std::time::{Duration, Instant};

use crate::client::{Request, Socket, visits};
use crate::crowd::Crowd;
use crate::server::{Kind, Server};
use crate::table::{Table, say};
use crate::{Result, idle, machine, slow};

const PAGES: usize = 10_000;
const ROUNDS: usize = 20;
/// Rounds that memory may grow in: what waits for a pong is kept, and the first pings come meanwhile.
const SETTLING: usize = 3;
/// Connections that come, call, and go again in each round.
const VISITORS: usize = 200;
/// Messages of each of them.
const CALLS: usize = 20;
/// Frames of one burst, and how many of them a page may have run: its burst, and the rate of the
/// seconds that it took.
const BURST: usize = 5_000;

pub(crate) async fn run() -> Result<()> {
    let mut table = Table::default();
    flat().await?;
    burst().await?;
    idle::run(&mut table, PAGES, 1).await?;
    slow::run(&mut table, PAGES, 5).await?;
    table.print()
}

/// Load, round by round: what the first rounds took is all that the last one has.
async fn flat() -> Result<()> {
    let server = Server::start(Kind::Usual)?;
    let pages = machine::sockets(PAGES + VISITORS + 10) - VISITORS - 10;
    let mut crowd = Crowd::new(&server, pages).await?;
    let (mut settled, mut slowest) = ((0.0, 0), 0.0_f64);
    let started = Instant::now();
    for round in 1..=ROUNDS {
        for visit in visits(&server, VISITORS).await? {
            let mut socket = Socket::open(&server, &visit).await?;
            let mut greet = Request::new("greet");
            for _ in 0..CALLS {
                socket.call(&mut greet).await?;
            }
            socket.leave().await?;
        }
        slowest = crowd.shout().await?.into_iter().fold(slowest, f64::max);
        gone(&server, pages + 1).await?;
        let (tasks, _) = server.counts().await?;
        let memory = server.resident()? / 1024.0 / 1024.0;
        say(&format!("round {round}: {memory:.1} MB, {tasks} tasks"));
        if round == SETTLING {
            settled = (memory, tasks);
        }
        if round > SETTLING && (memory > settled.0 * 1.05 || tasks > settled.1 + 10) {
            return Err(format!(
                "round {round} has {memory:.1} MB and {tasks} tasks; round {SETTLING} had {:.1} MB and {}",
                settled.0, settled.1
            )
            .into());
        }
    }
    say(&format!(
        "{pages} pages, {ROUNDS} rounds in {:.0} s: flat; the slowest broadcast had reached all in {slowest:.0} ms",
        started.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Waits until those that left are forgotten.
async fn gone(server: &Server, left: usize) -> Result<()> {
    let patience = Instant::now() + Duration::from_secs(30);
    while server.counts().await?.1 != left {
        if Instant::now() > patience {
            return Err("connections that have ended are still counted".into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Thousands of messages at once: few run, the others are refused, and the socket is closed.
async fn burst() -> Result<()> {
    let server = Server::start(Kind::Usual)?;
    let visits = visits(&server, 1).await?;
    let mut socket = Socket::open(&server, &visits[0]).await?;
    let mut request = Request::new("greet");
    let frames: Vec<u8> = (0..BURST).flat_map(|_| request.next().to_vec()).collect();
    let started = Instant::now();
    // The server may close before it has read them all.
    let _ = socket.send(&frames).await;
    let (mut run, mut refused) = (0_usize, 0_usize);
    let end = loop {
        match socket.next().await {
            Ok(text) if text.windows(8).any(|part| part == b"too_many") => refused += 1,
            Ok(_) => run += 1,
            Err(error) => break error,
        }
    };
    let allowed = 200.0 + 100.0 * (started.elapsed().as_secs_f64() + 1.0);
    say(&format!(
        "{BURST} messages at once: {run} run, {refused} refused, then {end}"
    ));
    if run as f64 > allowed {
        return Err(format!("{run} were run, and {allowed:.0} are allowed").into());
    }
    Ok(())
}
