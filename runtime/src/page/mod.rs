//! Pages: ordinary axum handlers that return a template and its data. `layer` is around them all,
//! and renders them, since only it knows the visitor's session; `context` is what a template can
//! ask of it, and `failure` is what is shown instead.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use minijinja::value::Value;

mod context;
mod failure;
mod layer;

pub(crate) use context::{PageContext, with_page};
pub(crate) use layer::layer;

/// A page: a template and its data.
///
/// ```
/// use liveview::prelude::*;
///
/// async fn home() -> Page {
///     Page::new("home.html", context! { title => "Welcome" })
/// }
/// # let _ = home;
/// ```
///
/// A page that can fail returns `Result<Page>`: what [`Error::user`](crate::Error::user) says is
/// shown with the status 400, a refusal with 403, and anything else as a reference with 500.
#[derive(Clone, Debug)]
#[must_use = "a page is shown only when it is returned"]
pub struct Page {
    name: String,
    data: Value,
}

impl Page {
    /// The page of a template.
    pub fn new(name: impl Into<String>, data: impl Into<Value>) -> Self {
        Self {
            name: name.into(),
            data: data.into(),
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = StatusCode::OK.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
