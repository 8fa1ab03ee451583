//! One socket, from its first frame to its last: what comes is read, what waits is written, and messages have their
//! turns beside it. The three share what they wait for, so they are polled in one place.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt;
use tokio::time::{Instant, timeout};

use super::read::{Taken, take};
use super::serve::Arrival;
use super::turns::Turns;
use super::write::Writer;
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

/// What a socket waits for.
enum Event {
    /// A message has had its turn.
    Answered,
    Came(Option<Result<Message, axum::Error>>),
    /// Nothing more can be written.
    Unwritable,
    /// Something waits to be written, a close was asked for, or another socket has come.
    Called,
    Released,
    Alarm,
}

/// Drives one socket of a connection, as long as it has that one.
pub(super) async fn attached(
    mut arrival: Box<Arrival>,
    connection: &Arc<Connection>,
    turns: &mut Turns,
) -> Left {
    let _open = connection.shared.metrics.opened();
    let socket = &mut arrival.socket;
    let mut writer = Writer::default();
    let left = drive(socket, &mut writer, connection, turns).await;
    match left {
        Left::Closed => {
            let farewell = async {
                writer.finish(socket, connection).await;
                heard_out(socket).await;
            };
            let _ = timeout(FAREWELL, farewell).await;
        }
        Left::Replaced(_) => {
            connection.shared.tasks.spawn(dismiss(arrival.socket));
        }
        Left::Lost => {}
    }
    left
}

/// Closes a socket whose page has a newer one, so that it does not come back for it.
async fn dismiss(mut socket: WebSocket) {
    let farewell = async {
        let reason = "another socket of this page has come";
        let _ = socket.send(closing(close::NORMAL, reason)).await;
        heard_out(&mut socket).await;
    };
    let _ = timeout(FAREWELL, farewell).await;
}

/// Reads on to the page's own close. A socket that is dropped with something unread takes our close frame with it.
async fn heard_out(socket: &mut WebSocket) {
    while let Some(Ok(_)) = socket.recv().await {}
}

async fn drive(
    socket: &mut WebSocket,
    writer: &mut Writer,
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
    let mut closing = false;

    loop {
        closing |= connection.outbox.is_closing();
        if closing && turns.is_idle() {
            // What was taken is answered; a reason that was given before counts.
            connection.outbox.close(close::RESTART, "restart");
            return Left::Closed;
        }
        let reading = !closing && turns.has_room();
        // Not a `select!`: what is rare stands at the end, and is looked at once each time that the task is woken.
        let event = poll_fn(|context| {
            connection.outbox.hush();
            if turns.poll(context).is_ready() {
                return Poll::Ready(Event::Answered);
            }
            if writer.poll(socket, connection, context).is_ready() {
                return Poll::Ready(Event::Unwritable);
            }
            if reading && let Poll::Ready(message) = socket.poll_next_unpin(context) {
                return Poll::Ready(Event::Came(message));
            }
            if connection.outbox.poll(context).is_ready() {
                return Poll::Ready(Event::Called);
            }
            if !closing && release.as_mut().poll(context).is_ready() {
                return Poll::Ready(Event::Released);
            }
            alarm.as_mut().poll(context).map(|()| Event::Alarm)
        });
        match event.await {
            Event::Answered => {}
            // The close was written, though a message still has its turn.
            Event::Unwritable if connection.outbox.is_closing() => return Left::Closed,
            Event::Unwritable => return Left::Lost,
            Event::Called => {
                if let Some(arrival) = connection.arrival() {
                    return Left::Replaced(arrival);
                }
            }
            Event::Released => closing = true,
            Event::Came(message) => {
                heard = Instant::now();
                match take(message, connection, turns.bucket.take(heard)) {
                    Taken::Turn(turn) => turns.take(turn),
                    Taken::Nothing => {}
                    Taken::Closed => {
                        // The answer to the page's own close goes out with the next read.
                        let _ = timeout(FAREWELL, socket.recv()).await;
                        return Left::Lost;
                    }
                    Taken::Broken => return Left::Lost,
                }
            }
            Event::Alarm => {
                let now = Instant::now();
                if !reading {
                    // Nobody listened, so nobody can say that it was silent.
                    heard = now;
                }
                let moved = writer.stuck_since().unwrap_or(now);
                let dead = heard.min(moved) + limits.dead_after;
                if now >= dead {
                    return Left::Lost;
                }
                if now >= next_ping {
                    next_ping = now + limits.heartbeat;
                    connection.outbox.ping();
                }
                let next = next_ping.min(dead);
                alarm
                    .as_mut()
                    .reset(next.max(now + Duration::from_millis(1)));
            }
        }
    }
}
