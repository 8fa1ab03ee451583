//! What is shown in place of a page that could not be made: an error's own text where it is for
//! the visitor, and otherwise a reference to the log.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

#[cfg(debug_assertions)]
use super::context::with_nonce;
use crate::app::Shared;
use crate::error::{Error, Kind};
use crate::guard::csrf::Refusal;

/// The error of a page, on its way to the layer that shows it.
#[derive(Clone)]
pub(super) struct Failed(pub(super) Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self.kind() {
            Kind::User(_) => StatusCode::BAD_REQUEST,
            Kind::Refused(_) => StatusCode::FORBIDDEN,
            Kind::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Failed(Arc::new(self)));
        response
    }
}

impl Shared {
    /// The page of an error that a page's handler returned.
    pub(super) fn show(&self, status: StatusCode, error: &Error, nonce: &str) -> Response {
        if error.is_user() {
            self.tell(status, &error.to_string(), "", nonce)
        } else {
            self.failed(&format!("a page failed: {error}"), nonce)
        }
    }

    /// The page of a request that is refused; a debug build says how it would not be.
    pub(super) fn refuse(&self, refusal: &Refusal, nonce: &str) -> Response {
        let body = match cfg!(debug_assertions) {
            true => format!("<p>{}</p>", crate::Html::escape(refusal.hint)),
            false => String::new(),
        };
        self.tell(refusal.status, refusal.sentence, &body, nonce)
    }

    /// A page that could not be made: the visitor learns a reference, the log learns the rest. A
    /// debug build shows it in the page too.
    pub(super) fn failed(&self, log: &str, nonce: &str) -> Response {
        let reference = crate::pipeline::reference();
        tracing::error!("reference {reference}: {}", crate::error::logged(log));
        let mut body = format!("<p>Reference: {reference}</p>");
        if cfg!(debug_assertions) {
            body.push_str(&format!("<pre>{}</pre>", crate::Html::escape(log)));
        }
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        self.tell(status, "Something went wrong", &body, nonce)
    }

    /// A page of one sentence, and what else there is to say, which is markup.
    fn tell(&self, status: StatusCode, sentence: &str, body: &str, nonce: &str) -> Response {
        // The dev server's overlay says more, so its script is in the page, too.
        #[cfg(debug_assertions)]
        let scripts = match &self.dev {
            Some(_) => with_nonce(&self.headers, nonce),
            None => String::new(),
        };
        #[cfg(not(debug_assertions))]
        let (scripts, _) = ("", nonce);
        let sentence = crate::Html::escape(sentence);
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{sentence}</title>{scripts}\
             </head><body><h1>{sentence}</h1>{body}</body></html>"
        );
        (status, Html(html)).into_response()
    }
}
