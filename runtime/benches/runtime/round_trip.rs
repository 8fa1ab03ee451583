//! CPU of the server for a message and its answer: fifty connections, each sending its next
//! message when it has the answer to the one before. The contenders take turns, round by round,
//! so that what else the machine does meets all of them.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::Result;
use crate::client::{Request, Socket, visits};
use crate::server::{Kind, Server};
use crate::table::{Table, median, promise, ratio};

const CONNECTIONS: usize = 50;
const ROUNDS: usize = 15;
/// Messages of each connection in a round, and of one whose answers are long.
const MESSAGES: u32 = 300;
const LONG: u32 = 30;

/// A handler, or plain axum's echo of a message to it.
struct Contender<'a> {
    server: &'a Server,
    function: &'static str,
    messages: u32,
    sockets: Vec<(Socket, Request)>,
    /// Microseconds of CPU for each round trip, by round.
    costs: Vec<f64>,
}

impl<'a> Contender<'a> {
    async fn new(server: &'a Server, function: &'static str) -> Result<Self> {
        let mut sockets = Vec::new();
        for visit in visits(server, CONNECTIONS).await? {
            sockets.push((Socket::open(server, &visit).await?, Request::new(function)));
        }
        Ok(Self {
            server,
            function,
            messages: if function.starts_with("table") {
                LONG
            } else {
                MESSAGES
            },
            sockets,
            costs: Vec::new(),
        })
    }

    async fn round(&mut self) -> Result<()> {
        let (before, messages) = (self.server.cpu()?, self.messages);
        let mut pages = JoinSet::new();
        for (mut socket, mut request) in self.sockets.drain(..) {
            pages.spawn_local(async move {
                for _ in 0..messages {
                    let called = socket.call(&mut request).await;
                    called.map_err(|error| error.to_string())?;
                }
                Ok::<_, String>((socket, request))
            });
        }
        while let Some(page) = pages.join_next().await {
            self.sockets.push(page??);
        }
        let used: Duration = self.server.cpu()?.saturating_sub(before);
        let trips = u32::try_from(CONNECTIONS)? * messages;
        self.costs.push(used.as_secs_f64() * 1e6 / f64::from(trips));
        Ok(())
    }
}

pub(crate) async fn run(table: &mut Table) -> Result<()> {
    let (plain, ours) = (Server::start(Kind::Plain)?, Server::start(Kind::Unlimited)?);
    let mut echo = Contender::new(&plain, "greet").await?;
    let mut handlers = Vec::new();
    for function in ["constant", "greet", "table", "table_by_hand"] {
        handlers.push(Contender::new(&ours, function).await?);
    }
    for round in 0..=ROUNDS {
        echo.round().await?;
        for handler in &mut handlers {
            handler.round().await?;
        }
        if round == 0 {
            // The first time round, everything is still cold.
            echo.costs.clear();
            handlers
                .iter_mut()
                .for_each(|handler| handler.costs.clear());
        }
    }
    let [constant, greet, rows, by_hand] = handlers.as_slice() else {
        return Err("a handler is missing".into());
    };
    let micros = |costs: &[f64]| format!("{:.2} µs", median(costs));
    for (handler, what) in [
        (constant, "CPU of a round trip, a constant answer"),
        (greet, "CPU of a round trip, a template rendered"),
    ] {
        let times = ratio(&handler.costs, &echo.costs);
        let promised = match handler.function {
            "greet" => promise("≤ 1.4 ×", times <= 1.4),
            _ => String::new(),
        };
        let (plain, ours) = (micros(&echo.costs), micros(&handler.costs));
        table.row(what, &plain, &ours, &format!("{times:.2} ×"), &promised);
    }
    let differences = |of: &[f64], to: &[f64]| -> Vec<f64> {
        of.iter().zip(to).map(|(of, to)| of - to).collect()
    };
    let one = differences(&greet.costs, &constant.costs);
    table.row("of it for the template", "", &micros(&one), "", "");
    let many = differences(&rows.costs, &by_hand.costs);
    let beside = format!("{:.2} µs a row", median(&many) / 100.0);
    let what = "template of 100 rows, more than by hand";
    table.row(what, "", &micros(&many), &beside, "");
    Ok(())
}
