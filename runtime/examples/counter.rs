//! A number that every visitor sees, and any of them can change: `cargo run --example counter`.
//! One page, one handler, and a patch that is broadcast; the templates are part of the file.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use liveview::axum::{Router, routing::get};
use liveview::prelude::*;
use liveview::{Builder, Embedded};

/// What all pages share.
#[derive(Clone, Default)]
pub struct AppState {
    count: Arc<AtomicI64>,
}

const HOME: &str = r#"<!doctype html>
<html lang="en" data-room="{{ liveview_room() }}">
<head><title>Counter</title>{{ liveview_headers() }}</head>
<body data-controller="page">
  <output id="count">{{ count }}</output>
  <button data-action="click->page#run" data-liveview-function="add" data-step="1">More</button>
  <button data-action="click->page#run" data-liveview-function="add" data-step="-1">Less</button>
</body>
</html>"#;

/// What the button says.
#[derive(Deserialize)]
pub struct Add {
    step: i64,
}

/// Counts, and shows everyone.
#[handler]
pub async fn add(Data(add): Data<Add>, State(state): State<AppState>, live: Live) {
    let count = state.count.fetch_add(add.step, Ordering::Relaxed) + add.step;
    live.broadcast(Patch::text("#count").content(count.to_string()));
}

async fn home(State(state): State<AppState>) -> Page {
    Page::new(
        "home.html",
        context! { count => state.count.load(Ordering::Relaxed) },
    )
}

#[liveview::main]
async fn main() -> Result<()> {
    let embedded = Embedded::tables(&[("home.html", HOME)], &[], None);
    let app = Builder::from_embedded(module_path!(), "counter", embedded)
        .pages(Router::new().route("/", get(home)))
        .build(AppState::default())?;
    liveview::serve(app).await
}
