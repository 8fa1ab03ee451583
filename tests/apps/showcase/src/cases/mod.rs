//! The cases of the comparison of htmx with Django LiveView, less the one with an upload: each file
//! is a case, its page the case's markup, its handler the case's handler in Rust.

mod chat;
mod click;
mod form;
mod navigation;
mod search;
mod stats;

use liveview::axum::Router;

use crate::AppState;
use crate::pages::plain;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/cases/click", plain("cases/click.html"))
        .route("/cases/form", plain("cases/form.html"))
        .route("/cases/search", search::page())
        .route("/cases/stats", stats::page())
        .route("/cases/navigation", plain("cases/navigation.html"))
        .route("/cases/about", plain("cases/about_page.html"))
        .route("/cases/chat", plain("cases/chat.html"))
}
