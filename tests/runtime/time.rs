//! Time under a test's control: what falls due does so when the test says, whether time is paused
//! or runs.

use std::time::{Duration, Instant};

use liveview::Limits;
use liveview::testing::TestApp;

use crate::site;

#[tokio::test]
async fn a_deadline_passes_when_the_test_says_so() {
    let started = Instant::now();
    let (app, state) = site::app(Limits::default());
    let app = TestApp::new(app).await;
    let mut client = app.connect("/").await;
    let later = async {
        crate::browser::until("the handler waits", || state.notes.all() == ["waiting"]).await;
        app.advance(Duration::from_secs(29)).await;
        app.advance(Duration::from_secs(2)).await;
    };
    let (answer, ()) = tokio::join!(client.send("wait").into_future(), later);
    answer.expect_error("timeout");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test(start_paused = true)]
async fn paused_time_goes_on_as_far_as_it_is_told() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let before = tokio::time::Instant::now();
    app.advance(Duration::from_secs(90)).await;
    assert_eq!(before.elapsed(), Duration::from_secs(90));
}
