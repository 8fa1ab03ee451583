//! One message, from text to text: decode, middleware, handler, render, encode. No IO, so that a
//! socket and a test run the very same thing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::Utf8Bytes;

use crate::error::{Error, Kind, Result, logged};
use crate::event::Event;
use crate::handler::Handler;
use crate::live::{Connection, Live};
use crate::middleware::Next;
use crate::patch::{Content, Patch};
use crate::protocol::{self, Body, ErrorFrame, Message};
use crate::secret;
use crate::template::Templates;

/// What became of a message, for the log and the dev server.
pub(crate) struct Trace {
    pub(crate) reference: Option<u64>,
    pub(crate) function: Option<String>,
    pub(crate) handler: Option<Arc<Handler>>,
    pub(crate) handler_time: Duration,
    pub(crate) render_time: Duration,
    pub(crate) outcome: &'static str,
    /// The reference under which the log has the error.
    pub(crate) error_reference: Option<String>,
    #[cfg(debug_assertions)]
    pub(crate) patches: Vec<Rendered>,
    pub(crate) bytes: usize,
}

/// What one patch came to.
#[cfg(debug_assertions)]
pub(crate) struct Rendered {
    pub(crate) target: Option<String>,
    pub(crate) swap: &'static str,
    pub(crate) bytes: usize,
}

/// A message that did not lead to patches.
struct Failure {
    code: &'static str,
    outcome: &'static str,
    message: String,
    field: Option<String>,
    /// What the log is told, and the visitor is not.
    log: Option<String>,
}

impl Failure {
    fn new(code: &'static str, outcome: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            outcome,
            message: message.into(),
            field: None,
            log: None,
        }
    }

    fn internal(outcome: &'static str, log: String) -> Self {
        Self {
            log: Some(log),
            ..Self::new("internal", outcome, "Something went wrong")
        }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        match error.kind() {
            Kind::User(message) => Self::new("user", "user", message.as_ref()),
            Kind::Refused(message) => Self::new("refused", "refused", message.as_ref()),
            Kind::Invalid { field, message } => Self {
                field: Some(field.clone()),
                ..Self::new("invalid", "invalid", message.as_str())
            },
            Kind::Internal(_) => Self::internal("internal", error.to_string()),
        }
    }
}

/// Answers one message: the answer is queued on the connection, behind what the handler sent.
pub(crate) async fn answer(connection: &Arc<Connection>, text: &str) {
    let mut trace = Trace {
        reference: None,
        function: None,
        handler: None,
        handler_time: Duration::ZERO,
        render_time: Duration::ZERO,
        outcome: "ok",
        error_reference: None,
        #[cfg(debug_assertions)]
        patches: Vec::new(),
        bytes: 0,
    };
    let outcome = run(connection, text, &mut trace).await;
    let frame = match outcome {
        Ok((frame, patches)) => {
            connection.record(&patches);
            frame
        }
        Err(failure) => refuse(&mut trace, &failure),
    };
    trace.bytes = frame.len();
    connection.answer(Utf8Bytes::from(frame), trace.reference);
    tracing::debug!(
        function = trace.function.as_deref(),
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

async fn run(
    connection: &Arc<Connection>,
    text: &str,
    trace: &mut Trace,
) -> std::result::Result<(String, Vec<Patch>), Failure> {
    let message = match protocol::decode(text) {
        Ok(message) => message,
        Err(bad) => {
            trace.reference = bad.reference;
            return Err(Failure::new("bad_message", "bad", bad.message));
        }
    };
    trace.reference = message.reference;
    trace.function = Some(message.function.clone());
    let shared = &connection.shared;
    let Some(handler) = shared.registry.get(&message.function) else {
        return Err(Failure::new(
            "unknown_function",
            "unknown",
            "there is no such function",
        ));
    };
    trace.handler = Some(Arc::clone(handler));

    let started = Instant::now();
    let reply = call(connection, handler, message).await;
    trace.handler_time = started.elapsed();
    let patches = reply?;

    let rendering = Instant::now();
    let frame = encode_traced(&shared.templates, &patches, trace);
    trace.render_time = rendering.elapsed();
    let frame = frame.map_err(|error| Failure::from(&error))?;
    if frame.len() > shared.limits.queue_bytes {
        let limit = shared.limits.queue_bytes;
        let log = format!(
            "the answer is {} bytes long, and the limit is {limit}",
            frame.len()
        );
        return Err(Failure::internal("internal", log));
    }
    Ok((frame, patches))
}

async fn call(
    connection: &Arc<Connection>,
    handler: &Arc<Handler>,
    message: Message,
) -> std::result::Result<Vec<Patch>, Failure> {
    let shared = &connection.shared;
    #[cfg(debug_assertions)]
    let shown = shared.dev.as_ref().map(|_| message.clone());
    let live = Live::new(Arc::clone(connection), message.lang.as_deref());
    let event = Event::new(message, live);
    let next = Next::new(Arc::clone(&shared.layers), Arc::clone(handler));
    // Middleware begins to run when it is called, and a call that is stopped may panic as it is
    // dropped, so both are inside.
    let deadline = shared.limits.message_deadline;
    let calling = async move { tokio::time::timeout(deadline, next.call(event)).await };
    let failure = match crate::panic::catch(calling).await {
        Ok(Ok(reply)) => match reply.result {
            Ok(patches) => {
                #[cfg(debug_assertions)]
                if let Some(dev) = &shared.dev {
                    dev.worked("handler", &handler.name);
                }
                return Ok(patches);
            }
            Err(error) => Failure::from(&error),
        },
        Err(panic) => {
            #[cfg(debug_assertions)]
            if let Some(dev) = &shared.dev {
                dev.panicked(&panic, handler, shown.as_ref());
            }
            return Err(Failure::internal(
                "panic",
                format!("panicked: {}", panic.message()),
            ));
        }
        Ok(Err(_)) => {
            let message = "This took too long and was stopped";
            Failure {
                log: Some("took too long and was stopped".to_owned()),
                ..Failure::new("timeout", "timeout", message)
            }
        }
    };
    #[cfg(debug_assertions)]
    if let (Some(dev), Some(log)) = (&shared.dev, &failure.log) {
        dev.handler_failed(log, handler, shown.as_ref());
    }
    Err(failure)
}

/// The error frame, and the log's line where the visitor is not told all.
fn refuse(trace: &mut Trace, failure: &Failure) -> String {
    trace.outcome = failure.outcome;
    if let Some(log) = &failure.log {
        let reference = reference();
        let (name, file, line) = match &trace.handler {
            Some(handler) => (handler.name.as_str(), handler.file.as_str(), handler.line),
            None => ("?", "?", 0),
        };
        tracing::error!(
            "handler {name} ({file}:{line}) failed, reference {reference}: {}",
            logged(log)
        );
        trace.error_reference = Some(reference);
    }
    let body = ErrorFrame {
        code: failure.code,
        message: &failure.message,
        reference: trace.error_reference.as_deref(),
        field: failure.field.as_deref(),
    };
    protocol::error(&body, trace.reference)
}

/// What ties an error that a visitor saw to the log.
pub(crate) fn reference() -> String {
    secret::random_hex::<4>().unwrap_or_else(|_| "unknown".to_owned())
}

/// Renders patches and writes them as one frame.
pub(crate) fn encode(
    templates: &Templates,
    patches: &[Patch],
    reference: Option<u64>,
) -> Result<String> {
    let bodies = patches
        .iter()
        .map(|patch| encode_one(templates, patch))
        .collect::<Result<Vec<_>>>()?;
    Ok(protocol::ops(&bodies, reference))
}

fn encode_traced(templates: &Templates, patches: &[Patch], trace: &mut Trace) -> Result<String> {
    let mut bodies = Vec::with_capacity(patches.len());
    for patch in patches {
        let body = encode_one(templates, patch)?;
        #[cfg(debug_assertions)]
        trace.patches.push(Rendered {
            target: patch.target.as_deref().map(str::to_owned),
            swap: patch.swap.name(),
            bytes: body.len(),
        });
        bodies.push(body);
    }
    Ok(protocol::ops(&bodies, trace.reference))
}

/// Renders one patch and writes it as a JSON object.
pub(crate) fn encode_one(templates: &Templates, patch: &Patch) -> Result<String> {
    Ok(match &patch.content {
        Content::None => Body::new(patch, None).encode(),
        Content::Ready(ready) => Body::new(patch, Some(ready)).encode(),
        Content::Template { name, data } => {
            let html = templates.render(name, data)?;
            Body::new(patch, Some(&html)).encode()
        }
    })
}
