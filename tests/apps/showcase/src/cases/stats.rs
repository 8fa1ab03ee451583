//! Case 4: content that updates by itself. The server sends it to every page, as often as it likes;
//! nobody asks for it.

use std::sync::Once;
use std::time::Duration;

use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;
use liveview::{Html, Topics};

use crate::AppState;

/// The case's own period is 2 s; a test has no reason to wait for it.
const PERIOD: Duration = Duration::from_millis(500);

/// The page starts the task, so that the pages of other tests are not sent what they do not show.
pub fn page() -> MethodRouter<AppState> {
    static STARTED: Once = Once::new();
    get(async |State(app): State<AppState>| {
        STARTED.call_once(|| drop(tokio::spawn(poll_stats(app.topics.clone()))));
        Page::new(
            "cases/stats.html",
            context! { stats => active_users(&app.topics) },
        )
    })
}

async fn poll_stats(topics: Topics) {
    let mut period = tokio::time::interval(PERIOD);
    loop {
        period.tick().await;
        topics.broadcast(Patch::inner("#stats").html(active_users(&topics)));
    }
}

fn active_users(topics: &Topics) -> Html {
    Html::trusted(format!("<p>Active users: {}</p>", topics.connected()))
}
