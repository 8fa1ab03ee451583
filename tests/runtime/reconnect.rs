//! A page of a test that loses its connection: what it missed arrives, or it is told that it was
//! not kept. In process and over a real port alike.

use std::time::Duration;

use liveview::Limits;
use liveview::testing::{TestApp, TestClient, TestServer};
use liveview::{Patch, Topics};

use crate::browser::until;
use crate::site;

fn app() -> (liveview::App, Topics) {
    let (app, state) = site::app(Limits::default());
    (app, state.topics)
}

async fn misses_and_hears(mut page: TestClient, topics: &Topics) {
    topics.broadcast(Patch::text("#news").content("before"));
    assert_eq!(page.next_patch().await.html(), "before");
    page.disconnect();
    topics.broadcast(Patch::text("#news").content("first"));
    topics.broadcast(Patch::append("#log").html("<li>second</li>"));
    assert!(page.reconnect().await);
    assert_eq!(page.expect_push("#news").await.html(), "first");
    page.expect_push("#log").await.contains("second");
    let answer = page.send("greet").form([("name", "Ada")]).await;
    answer.expect_patch("#greeting").contains("Ada");
    assert_eq!(page.pushed(), []);
}

#[tokio::test]
async fn what_was_missed_arrives() {
    let (app, topics) = app();
    let page = TestApp::new(app).await.connect("/").await;
    misses_and_hears(page, &topics).await;
}

#[tokio::test]
async fn what_was_missed_arrives_over_a_real_port() {
    let (app, topics) = app();
    let server = TestServer::start(app).await;
    let page = server.connect("/").await;
    misses_and_hears(page, &topics).await;
}

#[tokio::test]
async fn who_is_away_for_too_long_is_not_resumed() {
    let app = TestApp::new(app().0).await;
    let mut page = app.connect("/").await;
    page.disconnect();
    app.advance(Duration::from_secs(59)).await;
    assert!(page.reconnect().await);
    page.disconnect();
    app.advance(Duration::from_secs(61)).await;
    assert!(!page.reconnect().await);
    let answer = page.send("greet").form([("name", "Ada")]).await;
    answer.expect_patch("#greeting").contains("Ada");
}

#[tokio::test]
async fn who_is_away_is_forgotten_with_the_session_or_with_the_page() {
    for ends_with_the_session in [true, false] {
        let (app, state) = site::app(Limits::default());
        let app = TestApp::new(app).await;
        let mut page = app.connect("/").await;
        page.send("spawns").await;
        page.disconnect();
        assert!(state.notes.all().is_empty());
        if ends_with_the_session {
            app.session_insert("user", "ada").await;
        } else {
            drop(page);
        }
        let what = "what was spawned on the connection has ended";
        until(what, || state.notes.all() == ["ended"]).await;
    }
}

#[tokio::test]
#[should_panic = "`greet` was not answered; the connection was closed with 1006 (the test has cut it)"]
async fn a_page_that_is_away_sends_nothing() {
    let mut page = TestApp::new(app().0).await.connect("/").await;
    page.disconnect();
    page.send("greet").await;
}
