//! Memory of a connection on which nothing happens: what becomes resident in the server's process
//! when so many are opened, and when each has sent a message and had its answer.

use crate::client::{Request, Socket, visits};
use crate::server::{Kind, Server};
use crate::table::{Table, median, promise};
use crate::{Result, machine};

/// Kilobytes for each connection: after the hello, and after one message.
async fn measure(kind: Kind, count: usize) -> Result<[f64; 2]> {
    let server = Server::start(kind)?;
    // What the first connections of a process cost is not what a connection costs.
    for visit in visits(&server, 50).await? {
        let mut socket = Socket::open(&server, &visit).await?;
        socket.call(&mut Request::new("greet")).await?;
    }
    let visits = visits(&server, count).await?;
    let before = server.resident()?;
    let each = |now: f64| (now - before) / 1024.0 / visits.len() as f64;
    let mut sockets = Vec::with_capacity(count);
    for visit in &visits {
        sockets.push(Socket::open(&server, visit).await?);
    }
    let opened = each(server.resident()?);
    for socket in &mut sockets {
        socket.call(&mut Request::new("greet")).await?;
    }
    Ok([opened, each(server.resident()?)])
}

pub(crate) async fn run(table: &mut Table, wanted: usize, rounds: usize) -> Result<()> {
    let count = machine::sockets(wanted);
    let mut figures = [const { Vec::new() }; 4];
    for _ in 0..rounds {
        let plain = measure(Kind::Plain, count).await?;
        let ours = measure(Kind::Unlimited, count).await?;
        for (series, figure) in figures.iter_mut().zip([plain, ours].concat()) {
            series.push(figure);
        }
    }
    let [plain_new, plain_used, ours_new, ours_used] = figures.map(|series| median(&series));
    for (when, plain, ours) in [
        ("when it is open", plain_new, ours_new),
        ("after one message", plain_used, ours_used),
    ] {
        table.row(
            &format!("memory of one of {count} idle connections, {when}"),
            &format!("{plain:.1} kB"),
            &format!("{ours:.1} kB"),
            &format!("{:+.1} kB", ours - plain),
            &promise(
                "≤ plain + 3 kB, ≤ 6 kB in all",
                ours <= plain + 3.0 && ours <= 6.0,
            ),
        );
    }
    Ok(())
}
