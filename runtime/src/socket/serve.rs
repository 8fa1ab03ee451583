//! The one task of a connection. It drives the page's socket; when that is lost it waits for another, and what was taken
//! before is handled meanwhile. A socket that comes finds this task by its page, or begins one.

use std::pin::{Pin, pin};
use std::sync::Arc;

use axum::extract::ws::WebSocket;
use tracing::Instrument;

use super::drive::{Left, attached};
use super::turns::{Turn, Turns};
use crate::app::Shared;
use crate::connection::{Connection, Visitor};
use crate::protocol::close;
use crate::pubsub::Membership;
use crate::seats::Seat;

/// What a page says of where it was: nothing when it is new.
#[derive(Default)]
pub(crate) struct Bookmark {
    /// The number of the last frame that it has seen.
    pub(crate) seen: Option<u64>,
    /// The newest token for its topics.
    pub(crate) resume: String,
}

/// A socket that has come, and what the page said with it.
pub(crate) struct Arrival {
    pub(super) socket: WebSocket,
    pub(super) seat: Seat,
    pub(super) bookmark: Bookmark,
}

/// Brings a socket to its page's connection, or to a new one, and runs that to its end.
pub(super) async fn come(shared: Arc<Shared>, visitor: Visitor, mut arrival: Box<Arrival>) {
    let (connection, asked) = loop {
        match enter(&shared, &visitor, &arrival.bookmark) {
            Ok(entered) => break entered,
            Err(known) => match known.knock(arrival) {
                Ok(()) => return,
                Err(refused) => {
                    known.end();
                    arrival = refused;
                }
            },
        }
    };
    serve(connection, asked, arrival).await;
}

/// A connection that has begun, and the topics that its page has to ask for again.
type Begun = (Arc<Connection>, Vec<Membership>);

/// Makes a page known that is new here, and greets it. The connection of one that is known is given back as it is.
pub(crate) fn enter(
    shared: &Arc<Shared>,
    visitor: &Visitor,
    bookmark: &Bookmark,
) -> Result<Begun, Arc<Connection>> {
    let connection = Arc::new(Connection::new(Arc::clone(shared), visitor.clone()));
    connection.shared.topics.enter(&connection)?;
    #[cfg(debug_assertions)]
    if let Some(dev) = &connection.shared.dev
        && let Some(adopted) = dev.take_adopted(&connection, bookmark.seen)
    {
        connection.take_over(adopted.seq);
        dev.opened(&connection, Some(adopted));
        return Ok((connection, Vec::new()));
    }
    if bookmark.seen.is_some() {
        connection.shared.metrics.returned(false);
    }
    let asked = connection.begin(&bookmark.resume);
    #[cfg(debug_assertions)]
    if let Some(dev) = &connection.shared.dev {
        dev.opened(&connection, None);
    }
    Ok((connection, asked))
}

/// Undoes what has to be undone when the connection ends, however it ends.
struct Entered<'a>(&'a Arc<Connection>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// Runs a connection from its first socket to its end, in a span that those of its messages stand in.
///
/// Not an `async fn`, which would hold its arguments beside the future that they went into.
fn serve(
    connection: Arc<Connection>,
    asked: Vec<Membership>,
    arrival: Box<Arrival>,
) -> impl Future<Output = ()> + Send + use<> {
    let span = tracing::debug_span!("connection", id = connection.id, room = %connection.room);
    run(connection, asked, arrival).instrument(span)
}

async fn run(connection: Arc<Connection>, asked: Vec<Membership>, mut arrival: Box<Arrival>) {
    let _entered = Entered(&connection);
    let mut turns = Turns::new(&connection);
    for membership in asked {
        turns.take(Turn::Topic(membership.topic));
    }
    let late = loop {
        if arrival.seat.has_ended() {
            let reason = "the session has ended";
            connection.outbox.close(close::REFUSED, reason);
        }
        let next = match attached(arrival, &connection, &mut turns).await {
            Left::Closed => None,
            Left::Lost => away(&connection, &mut turns).await,
            Left::Replaced(next) => Some(next),
        };
        match next {
            Some(next)
                if next
                    .bookmark
                    .seen
                    .is_some_and(|seen| connection.resume(seen)) =>
            {
                arrival = next
            }
            Some(next) => {
                connection.end();
                break Some(next);
            }
            None => break connection.end(),
        }
    };
    if let Some(late) = late {
        begin_anew(&connection, late);
    }
    turns.finish().await;
}

/// Waits for a page that has lost its socket, while what it sent is handled and what it is sent is collected.
async fn away(connection: &Arc<Connection>, turns: &mut Turns) -> Option<Box<Arrival>> {
    let shared = &connection.shared;
    if shared.limits.replay_age.is_zero() {
        return None;
    }
    connection.set_attached(false);
    let _place = shared.away.keep(connection, &shared.limits)?;
    let mut deadline = pin!(tokio::time::sleep(shared.limits.replay_age));
    let mut release = pin!(shared.release.cancelled());
    loop {
        if let Some(arrival) = connection.arrival() {
            connection.set_attached(true);
            return Some(arrival);
        }
        if connection.outbox.is_closing() {
            return None;
        }
        tokio::select! {
            () = turns.run() => {}
            () = connection.outbox.called() => {}
            () = &mut release => return None,
            () = &mut deadline => return None,
        }
    }
}

/// Gives a socket that cannot go on where its page was a connection and a task of its own.
fn begin_anew(connection: &Connection, arrival: Box<Arrival>) {
    let shared = Arc::clone(&connection.shared);
    let visitor = Visitor {
        page: connection.page.clone(),
        room: connection.room.clone(),
        session: Arc::clone(&connection.session),
    };
    // Boxed, or this task's type would contain itself.
    let coming: Pin<Box<dyn Future<Output = ()> + Send>> =
        Box::pin(come(Arc::clone(&shared), visitor, arrival));
    shared.tasks.spawn(coming);
}
