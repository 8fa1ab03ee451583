//! The buttons of the counter. What they change, the counter itself shows to everybody who watches.

use liveview::prelude::*;

use crate::AppState;

/// Watches the counter. Pages call it when the counter comes up, and again after a lost connection.
#[handler]
pub async fn counter_join(State(app): State<AppState>, live: Live) {
    app.counter.join(&live);
}

#[handler]
pub async fn counter_start(State(app): State<AppState>) {
    app.counter.start();
}

#[handler]
pub async fn counter_stop(State(app): State<AppState>) {
    app.counter.stop();
}

#[handler]
pub async fn counter_reset(State(app): State<AppState>) {
    app.counter.reset();
}
