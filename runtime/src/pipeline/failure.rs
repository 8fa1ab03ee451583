//! A message that did not lead to patches: what the page is told of it, and what the log is.
//! The two meet in a reference: the visitor sees it, and the log's line begins with it.

use crate::error::{Error, Kind, logged};
use crate::panic::Panic;
use crate::pipeline::Trace;
use crate::protocol::{self, ErrorFrame};
use crate::secret;

/// Why a message was not answered with patches.
pub(super) struct Failure {
    code: &'static str,
    outcome: &'static str,
    message: String,
    field: Option<String>,
    /// What the log is told, and the visitor is not.
    pub(super) log: Option<String>,
}

impl Failure {
    pub(super) fn new(
        code: &'static str,
        outcome: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            outcome,
            message: message.into(),
            field: None,
            log: None,
        }
    }

    pub(super) fn internal(outcome: &'static str, log: String) -> Self {
        Self {
            log: Some(log),
            ..Self::new("internal", outcome, "Something went wrong")
        }
    }

    pub(super) fn panicked(panic: &Panic) -> Self {
        Self::internal("panic", format!("panicked: {}", panic.message()))
    }

    pub(super) fn too_long() -> Self {
        Self {
            log: Some("took too long and was stopped".to_owned()),
            ..Self::new("timeout", "timeout", "This took too long and was stopped")
        }
    }

    /// The message was sent before, and what came of it is not known any more; it is not run twice.
    pub(super) fn repeated() -> Self {
        let text = "this was sent before, and its answer is not kept any more";
        Self::new("repeated", "repeated", text)
    }

    /// The page has gone in the middle of a streamed answer: nobody reads this.
    pub(super) fn left() -> Self {
        Self::new("left", "left", "the page has gone")
    }

    /// A streamed answer was ended before its end, since the application ends.
    pub(super) fn stopped() -> Self {
        Self::new("stopped", "stopped", "The server restarts")
    }

    /// The error frame, and the log's line where the visitor is not told all.
    pub(super) fn tell(&self, trace: &mut Trace) -> String {
        trace.outcome = self.outcome;
        if let Some(log) = &self.log {
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
            code: self.code,
            message: &self.message,
            reference: trace.error_reference.as_deref(),
            field: self.field.as_deref(),
        };
        protocol::error(&body, trace.reference)
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

/// What ties an error that a visitor saw to the log.
pub(crate) fn reference() -> String {
    secret::random_hex::<4>().unwrap_or_else(|_| "unknown".to_owned())
}
