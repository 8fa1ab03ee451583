//! The front page, and the short way to a page that needs no data.
//! Pages that have some are with their handlers, by topic.

use liveview::axum::Router;
use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;

pub fn routes() -> Router<AppState> {
    Router::new().route("/", plain("home.html"))
}

/// A page of a template without data.
pub fn plain(template: &'static str) -> MethodRouter<AppState> {
    get(async move || Page::new(template, context! {}))
}
