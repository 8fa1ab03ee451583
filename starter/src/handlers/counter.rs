//! The buttons of the counter. What they change, the counter itself shows on every page that has
//! arrived there: see `navigate.rs`.

use liveview::prelude::*;

use crate::AppState;

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

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    /// Time is paused: the second passes as soon as everything waits for it.
    #[tokio::test(start_paused = true)]
    async fn counts_on_every_page_until_it_is_stopped() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/counter").await;
        let mut grace = app.connect("/counter").await;
        ada.send("arrive").data([("view", "counter")]).await;
        ada.next_patch().await.contains("Stopped");

        grace.send("counter_start").await;
        ada.next_patch().await.contains("Counting");
        for count in ["1", "2"] {
            assert_eq!(ada.expect_push("#count").await.html(), count);
        }

        grace.send("counter_stop").await;
        ada.next_patch().await.contains("Stopped").contains(">2<");
        grace.send("counter_reset").await;
        ada.next_patch().await.contains(">0<");
    }
}
