//! One socket, driven to its end: messages are read and answered one after the other, while what waits is written
//! beside them.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::StreamExt;
use futures_util::stream::SplitStream;
use tokio::time::Instant;

use super::FAREWELL;
use super::read::take;
use crate::bucket::Bucket;
use crate::live::Connection;
use crate::pipeline;
use crate::protocol::close;

/// Messages of one page that may wait for the handler before them; then nothing more is read.
const WAITING: usize = 32;

/// How a connection comes to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// We close it; the outbox knows why.
    Closing,
    /// The page has gone, or cannot be written to.
    Gone,
}

type Running<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Reads messages and has them answered, one after the other, while pushes go out beside it.
/// What was taken is handled to its end, also when the page has gone meanwhile.
pub(super) async fn drive(
    stream: SplitStream<WebSocket>,
    mut writer: Pin<&mut Option<impl Future<Output = ()>>>,
    connection: &Arc<Connection>,
) -> Ended {
    let limits = &connection.shared.limits;
    let mut stream = Some(stream);
    let mut waiting: VecDeque<Utf8Bytes> = VecDeque::new();
    let mut waiting_bytes = 0;
    let mut running: Option<Running<'_>> = None;
    let mut bucket = Bucket::new(limits);
    let mut heard = Instant::now();
    let mut next_ping = heard + limits.heartbeat;
    let mut alarm = pin!(tokio::time::sleep_until(
        next_ping.min(heard + limits.dead_after)
    ));
    let mut release = pin!(connection.shared.release.cancelled());
    let mut closing = pin!(connection.outbox.closing());
    let mut ended: Option<Ended> = None;

    loop {
        if running.is_none() {
            match (waiting.pop_front(), ended) {
                (Some(text), _) => {
                    waiting_bytes -= text.len();
                    running = Some(Box::pin(async move {
                        pipeline::answer(connection, &text).await;
                    }));
                }
                (None, Some(Ended::Closing)) => {
                    // What was taken is answered; a reason that was given before counts.
                    connection.outbox.close(close::RESTART, "restart");
                    return Ended::Closing;
                }
                (None, Some(Ended::Gone)) => return Ended::Gone,
                // Idle connections are many; an empty queue holds no memory.
                (None, None) => waiting = VecDeque::new(),
            }
        }
        let reading =
            ended.is_none() && waiting.len() < WAITING && waiting_bytes < 4 * limits.message_bytes;
        tokio::select! {
            biased;
            () = async { if let Some(running) = &mut running { running.await } }, if running.is_some() => {
                running = None;
            }
            () = finished(writer.as_mut()), if ended != Some(Ended::Gone) => ended = Some(Ended::Gone),
            () = &mut closing, if ended.is_none() => ended = Some(Ended::Closing),
            () = &mut release, if ended.is_none() => ended = Some(Ended::Closing),
            message = next(&mut stream), if reading => {
                heard = Instant::now();
                match take(message, connection, bucket.take(heard)) {
                    Ok(Some(text)) => {
                        waiting_bytes += text.len();
                        waiting.push_back(text);
                    }
                    Ok(None) => {}
                    Err(Ended::Closing) => ended = Some(Ended::Closing),
                    Err(Ended::Gone) => {
                        // The answer to the page's own close goes out with the next read.
                        let _ = tokio::time::timeout(FAREWELL, next(&mut stream)).await;
                        ended = Some(Ended::Gone);
                    }
                }
            }
            () = &mut alarm => {
                let now = Instant::now();
                if !reading {
                    // Nobody listened, so nobody can say that it was silent.
                    heard = now;
                }
                if now >= heard + limits.dead_after {
                    ended = Some(Ended::Gone);
                }
                if now >= next_ping {
                    next_ping = now + limits.heartbeat;
                    connection.outbox.ping();
                }
                let next = next_ping.min(heard + limits.dead_after);
                alarm.as_mut().reset(next.max(now + Duration::from_millis(1)));
            }
        }
        if ended == Some(Ended::Gone) {
            // Nobody reads what is still sent, and the socket itself is not needed any more.
            connection.outbox.close(close::NORMAL, "");
            stream = None;
            writer.set(None);
        }
    }
}

/// The end of a future, if it is still there.
pub(super) async fn finished(future: Pin<&mut Option<impl Future<Output = ()>>>) {
    match future.as_pin_mut() {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// What comes next from a socket that is still there.
async fn next(stream: &mut Option<SplitStream<WebSocket>>) -> Option<Result<Message, axum::Error>> {
    match stream {
        Some(stream) => stream.next().await,
        None => None,
    }
}
