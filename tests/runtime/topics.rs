//! Who hears what.
//! Pages, topics and background work, and that a page that left is forgotten.

use liveview::testing::TestApp;
use liveview::{Limits, Patch};

use crate::site;

#[tokio::test]
async fn a_topic_reaches_its_members_and_nobody_else() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let (mut ada, mut bob, mut eve) = (
        app.connect("/").await,
        app.connect("/").await,
        app.connect("/").await,
    );
    ada.send("join")
        .form([("name", "chat")])
        .await
        .expect_nothing();
    ada.send("join")
        .form([("name", "chat")])
        .await
        .expect_nothing();
    bob.send("join")
        .form([("name", "chat")])
        .await
        .expect_nothing();
    bob.send("say")
        .form([("name", "hello")])
        .await
        .expect_nothing();
    ada.next_patch().await.contains("<b>hello</b>");
    bob.next_patch().await.contains("<b>hello</b>");
    assert_eq!(
        (ada.pushed(), bob.pushed(), eve.pushed()),
        (vec![], vec![], vec![])
    );

    bob.send("leave")
        .form([("name", "chat")])
        .await
        .expect_nothing();
    bob.send("say")
        .form([("name", "again")])
        .await
        .expect_nothing();
    ada.next_patch().await.contains("again");
    assert_eq!(bob.pushed(), []);
}

#[tokio::test]
async fn a_broadcast_reaches_everyone() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let (mut ada, mut bob) = (app.connect("/").await, app.visitor().connect("/").await);
    ada.send("shout").await.expect_nothing();
    assert_eq!(ada.next_patch().await.html(), "hear");
    assert_eq!(bob.next_patch().await.html(), "hear");
}

#[tokio::test]
async fn background_work_reaches_pages() {
    let (app, state) = site::app(Limits::default());
    let app = TestApp::new(app).await;
    state.topics.broadcast(Patch::title("nobody is there"));
    let mut ada = app.connect("/").await;
    ada.send("join")
        .form([("name", "news")])
        .await
        .expect_nothing();
    state
        .topics
        .topic("news")
        .send([Patch::title("one"), Patch::title("two")]);
    assert_eq!(ada.next_patch().await.get("title"), Some(&"one".into()));
    assert_eq!(ada.next_patch().await.get("title"), Some(&"two".into()));
}

#[tokio::test]
async fn who_leaves_is_forgotten() {
    let (app, state) = site::app(Limits::default());
    let app = TestApp::new(app).await;
    let mut ada = app.connect("/").await;
    ada.send("join")
        .form([("name", "chat")])
        .await
        .expect_nothing();
    assert_eq!(
        (
            state.topics.connected(),
            state.topics.topic("chat").members()
        ),
        (1, 1)
    );
    ada.send("spawns").await.expect_nothing();
    ada.next_patch().await;
    drop(ada);
    assert_eq!(
        (
            state.topics.connected(),
            state.topics.topic("chat").members()
        ),
        (0, 0)
    );
    crate::browser::until("the task of the page has ended", || {
        state.notes.all() == ["ended"]
    })
    .await;
}

#[tokio::test]
async fn topics_belong_to_one_application() {
    let (_app, state) = site::app(Limits::default());
    let second = site::builder().topics(state.topics.clone()).build(state);
    assert!(
        second
            .err()
            .unwrap()
            .to_string()
            .contains("another application")
    );
}
