//! What is shown in place of a page that could not be made: an error's own text where it is for
//! the visitor, and otherwise a reference to the log.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::app::Shared;
use crate::error::{Error, Kind};

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
    pub(super) fn show(&self, status: StatusCode, error: &Error) -> Response {
        if error.is_user() {
            self.tell(status, &error.to_string(), "")
        } else {
            self.failed(&format!("a page failed: {error}"))
        }
    }

    /// A page that could not be made: the visitor learns a reference, the log learns the rest. A
    /// debug build shows it in the page too.
    pub(super) fn failed(&self, log: &str) -> Response {
        let reference = crate::pipeline::reference();
        tracing::error!("reference {reference}: {}", crate::error::logged(log));
        let mut body = format!("<p>Reference: {reference}</p>");
        if cfg!(debug_assertions) {
            body.push_str(&format!("<pre>{}</pre>", crate::Html::escape(log)));
        }
        self.tell(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Something went wrong",
            &body,
        )
    }

    /// A page of one sentence, and what else there is to say, which is markup.
    pub(super) fn tell(&self, status: StatusCode, sentence: &str, body: &str) -> Response {
        // The dev server's overlay says more, so its script is in the page, too.
        #[cfg(debug_assertions)]
        let scripts = self.dev.as_ref().map_or("", |_| self.headers.as_str());
        #[cfg(not(debug_assertions))]
        let scripts = "";
        let sentence = crate::Html::escape(sentence);
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{sentence}</title>{scripts}\
             </head><body><h1>{sentence}</h1>{body}</body></html>"
        );
        (status, Html(html)).into_response()
    }
}
