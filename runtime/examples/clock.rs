//! The server speaks first: each page joins a topic, and a task beside the application tells all
//! of them the time. `cargo run --example clock`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use liveview::axum::{Router, routing::get};
use liveview::prelude::*;
use liveview::{Builder, Embedded, Topics};

/// Nothing is kept but the time.
#[derive(Clone)]
pub struct AppState;

const HOME: &str = r#"<!doctype html>
<html lang="en" data-room="{{ liveview_room() }}">
<head><title>Clock</title>{{ liveview_headers() }}</head>
<body data-controller="page">
  <time id="clock" data-liveview-init="watch">…</time>
</body>
</html>"#;

/// Joins the page to the clock. It runs again when a page comes back, and joins once all the same.
#[handler]
pub async fn watch(live: Live) {
    live.subscribe("clock");
}

async fn tick(topics: Topics) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    loop {
        seconds.tick().await;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let time = format!(
            "{:02}:{:02}:{:02}",
            now / 3600 % 24,
            now / 60 % 60,
            now % 60
        );
        topics
            .topic("clock")
            .send(Patch::text("#clock").content(time));
    }
}

#[liveview::main]
async fn main() -> Result<()> {
    let topics = Topics::new();
    tokio::spawn(tick(topics.clone()));
    let embedded = Embedded::tables(&[("home.html", HOME)], &[], None);
    let app = Builder::from_embedded(module_path!(), "clock", embedded)
        .topics(topics)
        .pages(Router::new().route("/", get(async || Page::new("home.html", context! {}))))
        .build(AppState)?;
    liveview::serve(app).await
}
