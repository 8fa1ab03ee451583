//! One message, from text to text: decode, middleware, handler, render, encode. No IO, so that a
//! socket and a test run the very same thing. What fails on the way becomes a `Failure`, and
//! `encode` writes the frames.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;

use futures_util::StreamExt;
use tracing::{Instrument, Span, field};

use crate::app::Shared;
use crate::connection::Connection;
use crate::event::Event;
use crate::handler::Handler;
use crate::live::Live;
use crate::metrics::Place;
use crate::middleware::Next;
use crate::outbox::{Frame, Seen};
use crate::patch::Patch;
use crate::protocol::{self, Message};
use crate::reply::{IntoPatches, Parts, Reply};

mod encode;
mod failure;

/// The part of a stream that is under way when pages are to go has this long to end.
const LAST_PART: Duration = Duration::from_secs(1);

pub(crate) use encode::encode;
#[cfg(debug_assertions)]
pub(crate) use encode::{Rendered, encode_one};
use failure::Failure;
pub(crate) use failure::reference;

/// What became of a message, for the log and the dev server.
pub(crate) struct Trace {
    pub(crate) reference: Option<u64>,
    pub(crate) handler: Option<Arc<Handler>>,
    /// The name that was asked for, where no handler has it.
    unknown: Option<String>,
    pub(crate) handler_time: Duration,
    pub(crate) render_time: Duration,
    pub(crate) outcome: &'static str,
    /// The reference under which the log has the error.
    pub(crate) error_reference: Option<String>,
    /// What was sent in answer, parts included.
    pub(crate) bytes: usize,
    #[cfg(debug_assertions)]
    pub(crate) patches: Vec<Rendered>,
    /// The message, kept while a dev server would show it beside a failure.
    #[cfg(debug_assertions)]
    shown: Option<Message>,
}

impl Trace {
    fn new() -> Self {
        Self {
            reference: None,
            handler: None,
            unknown: None,
            handler_time: Duration::ZERO,
            render_time: Duration::ZERO,
            outcome: "ok",
            error_reference: None,
            bytes: 0,
            #[cfg(debug_assertions)]
            patches: Vec::new(),
            #[cfg(debug_assertions)]
            shown: None,
        }
    }

    /// The function that the message names, whether there is one or not.
    #[cfg(debug_assertions)]
    pub(crate) fn function(&self) -> Option<&str> {
        let known = self.handler.as_ref().map(|handler| handler.name.as_str());
        known.or(self.unknown.as_deref())
    }
}

/// Answers one message: the answer is queued on the connection, behind what the handler sent.
///
/// What is logged meanwhile stands in a span, which costs nothing while nobody listens to it.
pub(crate) async fn answer(connection: &Arc<Connection>, text: &str) {
    let span = tracing::debug_span!(
        "message",
        handler = field::Empty,
        room = %connection.room,
        "ref" = field::Empty,
    );
    // In one expression: what is named first and moved then, the future would hold twice.
    answer_in(connection, text, &span)
        .instrument(span.clone())
        .await;
}

/// Runs a message that the page did not send now, and says nothing of it but to the log.
pub(crate) async fn unanswered(connection: &Arc<Connection>, message: Message) {
    let (mut trace, span) = (Trace::new(), Span::none());
    let running = handle(connection, message, &mut trace, &span);
    let failure = match crate::panic::catch(running).await {
        Ok(Ok(_)) => return,
        Ok(Err(failure)) => failure,
        Err(panic) => Failure::panicked(&panic),
    };
    failure.tell(&mut trace);
}

async fn answer_in(connection: &Arc<Connection>, text: &str, span: &Span) {
    let mut trace = Trace::new();
    let outcome = match crate::panic::catch(run(connection, text, &mut trace, span)).await {
        Ok(outcome) => outcome,
        Err(panic) => {
            #[cfg(debug_assertions)]
            if let (Some(dev), Some(handler)) = (&connection.shared.dev, &trace.handler) {
                dev.panicked(&panic, handler, trace.shown.as_ref());
            }
            connection.shared.metrics.panicked(Place::Handler);
            Err(Failure::panicked(&panic))
        }
    };
    let frame = match outcome {
        Ok(None) => return,
        Ok(Some(frame)) => frame,
        Err(failure) => failure.tell(&mut trace),
    };
    trace.bytes += frame.len();
    connection.answer(Utf8Bytes::from(frame), trace.reference);
    connection.shared.metrics.answered(&trace);
    tracing::debug!(
        outcome = trace.outcome,
        handler_us = trace.handler_time.as_micros(),
        render_us = trace.render_time.as_micros(),
        bytes = trace.bytes,
        "handled"
    );
    #[cfg(debug_assertions)]
    if let Some(dev) = &connection.shared.dev {
        dev.trace(connection, &trace);
    }
}

/// From a message to the last frame of its answer; the parts before it are queued as they come. There is none for a
/// message that was answered before: that answer is on its way.
async fn run(
    connection: &Arc<Connection>,
    text: &str,
    trace: &mut Trace,
    span: &Span,
) -> Result<Option<String>, Failure> {
    let message = protocol::decode(text).map_err(|bad| {
        trace.reference = bad.reference;
        Failure::new("bad_message", "bad", bad.message)
    })?;
    trace.reference = message.reference;
    span.record("ref", message.reference);
    match connection.recall(message.reference) {
        Seen::Never => {}
        Seen::Answered => return Ok(None),
        Seen::Forgotten => return Err(Failure::repeated()),
    }
    handle(connection, message, trace, span).await.map(Some)
}

/// From a message that is to be run to the last frame of its answer.
async fn handle(
    connection: &Arc<Connection>,
    message: Message,
    trace: &mut Trace,
    span: &Span,
) -> Result<String, Failure> {
    let shared = &connection.shared;
    let Some(handler) = shared.handler(&message.function) else {
        trace.unknown = Some(message.function);
        let text = "there is no such function";
        return Err(Failure::new("unknown_function", "unknown", text));
    };
    span.record("handler", &handler.name);
    trace.handler = Some(Arc::clone(handler));
    #[cfg(debug_assertions)]
    if shared.dev.is_some() {
        trace.shown = Some(message.clone());
    }

    let called = pin!(call(connection, handler, message));
    let (mut patches, mut parts) = timed(connection, trace, called).await?;
    while let Some(rest) = parts {
        if !patches.is_empty() {
            let frame = encode::part(connection, &patches, trace)?;
            connection.deliver(Frame::new(frame.into()), &patches);
        }
        // Boxed, as most answers are whole and need no room for it.
        (patches, parts) = Box::pin(following(connection, trace, rest)).await?;
    }
    let frame = encode::last(connection, &patches, trace)?;
    connection.record(&patches);
    Ok(frame)
}

/// Not an `async fn`, which would hold the message, too, for as long as the handler runs.
fn call<'a>(
    connection: &'a Arc<Connection>,
    handler: &Arc<Handler>,
    message: Message,
) -> impl Future<Output = Reply> + use<'a> {
    let live = Live::new(Arc::clone(connection), message.lang.as_deref());
    let event = Event::new(message, live);
    let session = event.session_slot();
    let next = Next::new(Arc::clone(&connection.shared.layers), Arc::clone(handler));
    let handling = next.call(event);
    async move {
        let reply = handling.await;
        match session.ending(&reply) {
            None => reply,
            // Boxed, as most messages change no session and need no room for it.
            Some(ending) => Box::pin(ending.save(connection, reply)).await,
        }
    }
}

/// The next part of a streamed answer, and what follows it. The stream goes no faster than the
/// page reads, and ends when the page has gone or is to go: others wait for that.
async fn following(
    connection: &Connection,
    trace: &mut Trace,
    mut rest: Parts,
) -> Result<(Vec<Patch>, Option<Parts>), Failure> {
    let Shared {
        limits, release, ..
    } = &*connection.shared;
    tokio::select! {
        biased;
        () = release.cancelled() => return Err(Failure::stopped()),
        () = connection.outbox.half_free(limits) => {}
    }
    let next = pin!(async move {
        match rest.next().await {
            Some(reply) => reply.before(rest),
            None => ().into_patches(),
        }
    });
    tokio::select! {
        biased;
        () = connection.outbox.gone() => Err(Failure::left()),
        outcome = timed(connection, trace, next) => outcome,
        () = async {
            release.cancelled().await;
            tokio::time::sleep(LAST_PART).await;
        } => Err(Failure::stopped()),
    }
}

/// Runs a step of the application's own code up to the deadline, and notes the time that it took.
async fn timed(
    connection: &Connection,
    trace: &mut Trace,
    step: Pin<&mut impl Future<Output = Reply>>,
) -> Result<(Vec<Patch>, Option<Parts>), Failure> {
    let started = Instant::now();
    let limit = connection.shared.limits.message_deadline;
    let outcome = match tokio::time::timeout(limit, step).await {
        Ok(Reply { result, parts }) => result
            .map(|patches| (patches, parts))
            .map_err(|error| Failure::from(&error)),
        Err(_) => Err(Failure::too_long()),
    };
    trace.handler_time += started.elapsed();
    #[cfg(debug_assertions)]
    if let (Some(dev), Some(handler)) = (&connection.shared.dev, &trace.handler) {
        match &outcome {
            Ok(_) => dev.worked("handler", &handler.name),
            Err(Failure { log: Some(log), .. }) => {
                dev.handler_failed(log, handler, trace.shown.as_ref());
            }
            Err(_) => {}
        }
    }
    outcome
}
