//! One message to a thousand pages: the time until all have it, and the server's CPU, against a
//! plain axum server that relays bytes as many through tokio's broadcast channel.

use crate::Result;
use crate::crowd::Crowd;
use crate::server::{Kind, Server};
use crate::table::{Table, median, promise, ratio};

const PAGES: usize = 1_000;
const ROUNDS: usize = 15;
/// Broadcasts of a round.
const TIMES: u32 = 10;

#[derive(Default)]
struct Figures {
    /// Milliseconds of each broadcast, by round: until the last page has it, and of CPU.
    until_all: Vec<f64>,
    cpu: Vec<f64>,
}

async fn round(server: &Server, crowd: &mut Crowd, figures: &mut Figures) -> Result<()> {
    let mut until_all = Vec::new();
    let before = server.cpu()?;
    for _ in 0..TIMES {
        until_all.push(crowd.shout().await?.into_iter().fold(0.0, f64::max));
    }
    let used = server.cpu()?.saturating_sub(before);
    figures.until_all.push(median(&until_all));
    figures
        .cpu
        .push(used.as_secs_f64() * 1e3 / f64::from(TIMES));
    Ok(())
}

pub(crate) async fn run(table: &mut Table) -> Result<()> {
    let (plain, ours) = (Server::start(Kind::Plain)?, Server::start(Kind::Unlimited)?);
    let mut relayed = (Crowd::new(&plain, PAGES).await?, Figures::default());
    let mut sent = (Crowd::new(&ours, PAGES).await?, Figures::default());
    for round_number in 0..=ROUNDS {
        round(&plain, &mut relayed.0, &mut relayed.1).await?;
        round(&ours, &mut sent.0, &mut sent.1).await?;
        if round_number == 0 {
            (relayed.1, sent.1) = Default::default();
        }
    }
    let (relayed, sent) = (relayed.1, sent.1);
    for (what, plain, ours) in [
        ("CPU", &relayed.cpu, &sent.cpu),
        (
            "time until all have it",
            &relayed.until_all,
            &sent.until_all,
        ),
    ] {
        let times = ratio(ours, plain);
        table.row(
            &format!("broadcast to {PAGES}, {what}"),
            &format!("{:.2} ms", median(plain)),
            &format!("{:.2} ms", median(ours)),
            &format!("{times:.2} ×"),
            &promise("≤ 1.5 ×", times <= 1.5),
        );
    }
    Ok(())
}
