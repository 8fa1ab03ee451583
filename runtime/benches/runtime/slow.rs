//! One page that does not read, among many that do: what the others notice of it, and what it
//! costs in memory.

use crate::client::{Request, Socket, visits};
use crate::crowd::Crowd;
use crate::server::{Kind, Server};
use crate::table::{Table, promise, quantile};
use crate::{Result, machine};

/// Turns without the slow page, and as many with it.
const ROUNDS: usize = 6;
/// Long answers that fill the system's own buffers, and less than the longest queue.
const FILL: usize = 10;
/// Long answers that are more than the longest queue.
const FLOOD: usize = 100;
/// What a page that does not read may cost: its queue, its write buffer, a frame on its way.
const BOUND: f64 = 4.0 * 1024.0 * 1024.0;

/// A page that asks for so many long answers, and reads none.
async fn deaf(server: &Server, answers: usize) -> Result<Socket> {
    let visits = visits(server, 1).await?;
    let mut socket = Socket::open_narrow(server, &visits[0]).await?;
    let mut fill = Request::new("fill");
    for _ in 0..answers {
        socket.send(fill.next()).await?;
    }
    Ok(socket)
}

/// Measures with so many readers, and so many broadcasts a round.
pub(crate) async fn run(table: &mut Table, wanted: usize, broadcasts: usize) -> Result<()> {
    let server = Server::start(Kind::Narrow)?;
    let readers = machine::sockets(wanted + 10) - 10;
    let mut crowd = Crowd::new(&server, readers).await?;
    crowd.shout().await?;
    let (mut alone, mut beside) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for _ in 0..broadcasts {
            alone.extend(crowd.shout().await?);
        }
        let _slow = deaf(&server, FILL).await?;
        for _ in 0..broadcasts {
            beside.extend(crowd.shout().await?);
        }
    }
    for (what, part) in [("half", 0.5), ("99 of 100", 0.99)] {
        let (without, with) = (quantile(&alone, part), quantile(&beside, part));
        table.row(
            &format!("one slow reader among {readers}: {what} have a broadcast after"),
            &format!("{without:.2} ms (without it)"),
            &format!("{with:.2} ms"),
            &format!("{:.2} ×", with / without),
            &promise("unchanged", with <= without * 1.25),
        );
    }
    flooded(&server, &mut crowd, table).await
}

/// What is kept for a page that asks for more than it reads, without end.
async fn flooded(server: &Server, crowd: &mut Crowd, table: &mut Table) -> Result<()> {
    let before = server.resident()?;
    let _slow = deaf(server, FLOOD).await?;
    // One connection's messages are answered in order, and so is what comes after them.
    for _ in 0..10 {
        crowd.shout().await?;
    }
    let grown = server.peak()? - before;
    table.row(
        "memory of a reader that is much too slow, at most",
        "",
        &format!("{:.2} MB", grown / 1024.0 / 1024.0),
        "",
        &promise("≤ 4 MB", grown <= BOUND),
    );
    Ok(())
}
