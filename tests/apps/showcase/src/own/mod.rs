//! What Django LiveView has not: connections that lose nothing, progress, sessions in handlers, and
//! what an attack meets.

mod injection;
mod interactions;
mod members;
mod news;
mod progress;
mod slow;
mod tally;

use liveview::axum::Router;

use crate::AppState;
use crate::pages::plain;

pub use members::members_only;
pub use news::News;

pub fn routes() -> Router<AppState> {
    Router::new()
        .merge(members::routes())
        .route("/clobbered", plain("own/clobbered.html"))
        .route("/injection", injection::page())
        .route("/interactions", plain("own/interactions.html"))
        .route("/news", news::page())
        .route("/news/post/{from}/{to}", news::post())
        .route("/progress", plain("own/progress.html"))
        .route("/slow", plain("own/slow.html"))
}
