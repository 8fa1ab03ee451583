//! One socket, from its first frame to its last: what comes is read, what waits is written, and messages have their
//! turns beside it. The three share what they wait for, so they stand in one `select!`.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocket;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, timeout};

use super::read::{Taken, take};
use super::serve::Arrival;
use super::turns::Turns;
use super::write::write;
use super::{FAREWELL, closing};
use crate::connection::Connection;
use crate::protocol::close;

/// How a connection loses its socket.
pub(super) enum Left {
    /// We closed it.
    Closed,
    /// It broke, or the page closed it; the page may come back.
    Lost,
    /// The page has another one.
    Replaced(Box<Arrival>),
}

/// Drives one socket of a connection, as long as it has that one.
pub(super) async fn attached(
    arrival: Box<Arrival>,
    connection: &Arc<Connection>,
    turns: &mut Turns,
) -> Left {
    let Arrival {
        socket,
        seat: _seat,
        ..
    } = *arrival;
    let _open = connection.shared.metrics.opened();
    let (mut sink, mut stream) = socket.split();
    let left = {
        let mut writer = pin!(write(&mut sink, connection));
        let left = drive(&mut stream, writer.as_mut(), connection, turns).await;
        if matches!(left, Left::Closed) {
            let farewell = async {
                writer.await;
                heard_out(&mut stream).await;
            };
            let _ = timeout(FAREWELL, farewell).await;
        }
        left
    };
    if matches!(left, Left::Replaced(_)) {
        connection.shared.tasks.spawn(dismiss(sink, stream));
    }
    left
}

/// Closes a socket whose page has a newer one, so that it does not come back for it.
async fn dismiss(
    mut sink: SplitSink<WebSocket, axum::extract::ws::Message>,
    mut stream: SplitStream<WebSocket>,
) {
    let farewell = async {
        let reason = "another socket of this page has come";
        let _ = sink.send(closing(close::NORMAL, reason)).await;
        heard_out(&mut stream).await;
    };
    let _ = timeout(FAREWELL, farewell).await;
}

/// Reads on to the page's own close. A socket that is dropped with something unread takes our close frame with it.
async fn heard_out(stream: &mut SplitStream<WebSocket>) {
    while let Some(Ok(_)) = stream.next().await {}
}

async fn drive(
    stream: &mut SplitStream<WebSocket>,
    mut writer: Pin<&mut impl Future<Output = ()>>,
    connection: &Arc<Connection>,
    turns: &mut Turns,
) -> Left {
    let limits = &connection.shared.limits;
    let mut heard = Instant::now();
    let mut next_ping = heard + limits.heartbeat;
    let mut alarm = pin!(tokio::time::sleep_until(
        next_ping.min(heard + limits.dead_after)
    ));
    let mut release = pin!(connection.shared.release.cancelled());
    let mut called = pin!(connection.outbox.called());
    let mut closing = false;

    loop {
        closing |= connection.outbox.is_closing();
        if closing && turns.is_idle() {
            // What was taken is answered; a reason that was given before counts.
            connection.outbox.close(close::RESTART, "restart");
            return Left::Closed;
        }
        let reading = !closing && turns.has_room();
        tokio::select! {
            biased;
            () = turns.run() => {}
            () = writer.as_mut() => return Left::Lost,
            () = &mut called => {
                called.set(connection.outbox.called());
                if let Some(arrival) = connection.arrival() {
                    return Left::Replaced(arrival);
                }
            }
            () = &mut release, if !closing => closing = true,
            message = stream.next(), if reading => {
                heard = Instant::now();
                match take(message, connection, turns.bucket.take(heard)) {
                    Taken::Turn(turn) => turns.take(turn),
                    Taken::Nothing => {}
                    Taken::Closed => {
                        // The answer to the page's own close goes out with the next read.
                        let _ = timeout(FAREWELL, stream.next()).await;
                        return Left::Lost;
                    }
                    Taken::Broken => return Left::Lost,
                }
            }
            () = &mut alarm => {
                let now = Instant::now();
                if !reading {
                    // Nobody listened, so nobody can say that it was silent.
                    heard = now;
                }
                if now >= heard + limits.dead_after {
                    return Left::Lost;
                }
                if now >= next_ping {
                    next_ping = now + limits.heartbeat;
                    connection.outbox.ping();
                }
                let next = next_ping.min(heard + limits.dead_after);
                alarm.as_mut().reset(next.max(now + Duration::from_millis(1)));
            }
        }
    }
}
