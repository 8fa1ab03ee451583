//! What Django LiveView's documentation shows, chapter by chapter, with its markup as it stands:
//! `data-action`, `data-liveview-*`, `data-data-*`. Only the template language and the handlers are
//! ours.

mod addresses;
mod background;
mod broadcasting;
mod data;
mod errors;
mod events;
mod first;
mod forms;
mod history;
mod keyboard;
mod lists;
mod scripts;
mod start;

use liveview::axum::Router;

use crate::AppState;
use crate::pages::plain;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/guide/first", plain("guide/first.html"))
        .route("/guide/data", plain("guide/data.html"))
        .route("/guide/lists", lists::page())
        .route("/guide/endless", lists::endless_page())
        .route("/guide/addresses", plain("guide/addresses.html"))
        .route("/guide/profile/ada", addresses::profile())
        .route("/guide/forms", plain("guide/forms.html"))
        .route("/guide/events", plain("guide/events.html"))
        .route("/guide/broadcasting", plain("guide/broadcasting.html"))
        .route("/guide/background", plain("guide/background.html"))
        .route("/guide/start", plain("guide/start.html"))
        .route("/guide/keyboard", plain("guide/keyboard.html"))
        .route("/guide/errors", plain("guide/errors.html"))
        .route("/guide/history", plain("guide/history.html"))
        .route("/guide/scripts", plain("guide/scripts.html"))
}
