//! The headers of every response: pages, assets, refusals and what there is not. Those of pages
//! alone are the page layer's.

use axum::http::{HeaderValue, header};
use axum::response::Response;

/// Sets them, except where the application has set its own.
pub(crate) async fn complete(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    headers
        .entry(header::REFERRER_POLICY)
        .or_insert(HeaderValue::from_static("strict-origin-when-cross-origin"));
    response
}
