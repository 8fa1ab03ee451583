//! The pages that are served over HTTP.

use liveview::{
    axum::{Router, routing::get},
    prelude::*,
};

use crate::{AppState, TITLE};

pub fn routes() -> Router<AppState> {
    Router::new().route("/", get(home))
}

async fn home() -> Page {
    Page::new("home.html", context! { title => TITLE })
}
