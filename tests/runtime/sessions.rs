//! Sessions, from the first value to the last socket: over HTTP and real sockets, with a store that
//! counts who asks it, and one that two applications share.

mod members;

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use liveview::testing::TestApp;
use serde_json::json;

use self::members::{Browser, Counting, app_of, name, serve};
use crate::browser::until;

#[tokio::test]
async fn a_stranger_costs_the_store_nothing() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut stranger = Browser::new(&server);
    assert_eq!(stranger.user().await, "nobody");
    let mut page = stranger.visit("/").await.connect().await.unwrap();
    assert_eq!(page.call("who", json!({})).await["html"], "nobody");
    assert_eq!(store.asked(), 0);
}

#[tokio::test]
async fn a_visitor_is_known_to_pages_and_handlers() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut ada = Browser::new(&server);
    let answer = ada.post("/sign-in").await.head;
    assert!(
        answer.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age=1209600"),
        "{answer}"
    );
    assert!(answer.contains("cache-control: no-store"), "{answer}");
    assert_eq!(ada.user().await, "ada");
    let mut page = ada.visit("/").await.connect().await.unwrap();
    assert_eq!(page.call("who", json!({})).await["html"], "ada");

    // Who does not ask for the session does not ask the store.
    let asked = store.asked();
    page.call("session_indifferent", json!({})).await;
    assert!(ada.get("/quiet").await.body.contains("quiet"));
    assert_eq!(store.asked(), asked);

    page.call("note", json!({ "key": "n", "value": 7 })).await;
    let note = page
        .call("read_note", json!({ "key": "n", "value": 0 }))
        .await;
    assert_eq!(note["html"], "7");
    assert_eq!(Browser::new(&server).user().await, "nobody");
}

#[tokio::test]
async fn nobody_is_signed_in_under_a_name_that_was_planted() {
    let server = serve(&Counting::default()).await;
    let planted = [
        format!("test_site_session={}", "a".repeat(32)),
        format!("test_site_session=k{}", "a".repeat(32)),
        {
            // A session that the attacker began, with something in it.
            let mut mallory = Browser::new(&server);
            mallory.get("/basket").await;
            assert!(name(&mallory.cookie).starts_with('k'), "{}", mallory.cookie);
            mallory.cookie
        },
    ];
    for cookie in planted {
        let mut ada = Browser::new(&server);
        ada.cookie.clone_from(&cookie);
        ada.sign_in().await;
        assert_ne!(ada.cookie, cookie);
        assert_eq!(ada.user().await, "ada");
        let mut mallory = Browser::new(&server);
        mallory.cookie.clone_from(&cookie);
        assert_eq!(mallory.user().await, "nobody", "{cookie}");
    }
    // Without a sign-in, too, the first value makes a new name.
    let mut bob = Browser::new(&server);
    bob.cookie = format!("test_site_session={}", "b".repeat(32));
    bob.get("/basket").await;
    assert!(!bob.cookie.ends_with(&"b".repeat(32)), "{}", bob.cookie);
}

#[tokio::test]
async fn a_socket_begins_and_renames_nothing() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    let mut page = app.connect("/").await;
    let answer = page.send("note").form([("key", "a"), ("value", "1")]).await;
    answer.expect_error("internal");
    page.send("session_rename").await.expect_error("internal");
}

#[tokio::test]
async fn what_fails_saves_nothing() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut ada = Browser::new(&server);
    assert!(ada.get("/failing").await.head.starts_with("HTTP/1.1 500"));
    assert_eq!(ada.user().await, "nobody");
    ada.sign_in().await;
    let mut page = ada.visit("/").await.connect().await.unwrap();
    let answer = page.call("note_and_fail", json!({})).await;
    assert_eq!(answer["error"]["code"], "user");
    assert_eq!(ada.user().await, "ada");
}

#[tokio::test]
async fn a_page_and_a_socket_do_not_undo_each_other() {
    let server = serve(&Counting::default()).await;
    let mut ada = Browser::new(&server);
    ada.sign_in().await;
    let mut page = ada.visit("/").await.connect().await.unwrap();
    page.next().await;
    page.send("note_later", json!({})).await;
    assert_eq!(page.next().await["html"], "waiting");
    // The socket has its copy; meanwhile a page writes another key.
    ada.get("/basket").await;
    server.state.gate.0.notify_one();
    assert_eq!(page.next().await["error"], json!(null));
    for key in ["basket", "socket"] {
        let note = page
            .call("read_note", json!({ "key": key, "value": 0 }))
            .await;
        assert_eq!(note["html"], "1", "{key}");
    }
}

#[tokio::test]
async fn the_sockets_of_a_session_end_with_it() {
    let server = serve(&Counting::default()).await;
    for end in ["/sign-out", "/sign-in"] {
        let (mut ada, mut bob) = (Browser::new(&server), Browser::new(&server));
        ada.sign_in().await;
        bob.sign_in().await;
        let visit = ada.visit("/").await;
        let mut first = visit.connect().await.unwrap();
        let mut second = ada.visit("/quiet").await.connect().await.unwrap();
        let mut other = bob.visit("/").await.connect().await.unwrap();
        let started = Instant::now();
        ada.post(end).await;
        assert_eq!(first.closed().await, 1008);
        assert_eq!(second.closed().await, 1008);
        // A second is the promise; the machine may be busy with other things.
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(other.call("who", json!({})).await["html"], "ada");

        // What was copied before is worth nothing afterwards.
        assert_eq!(visit.connect().await.unwrap().closed().await, 1008);
        let mut copied = Browser::new(&server);
        copied.cookie = visit.cookie;
        assert_eq!(copied.user().await, "nobody", "{end}");
    }
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_is_noticed() {
    let store = Counting::default();
    let (here, there) = (serve(&store).await, serve(&store).await);
    let mut ada = Browser::new(&here);
    ada.sign_in().await;
    let visit = ada.visit("/quiet").await;
    let (mut first, mut second) = (
        visit.connect().await.unwrap(),
        visit.another().connect().await.unwrap(),
    );
    let mut elsewhere = Browser::new(&there);
    elsewhere.cookie.clone_from(&ada.cookie);
    assert_eq!(elsewhere.user().await, "ada");
    elsewhere.post("/sign-out").await;

    first.send("who", json!({})).await;
    assert_eq!(first.closed().await, 1008);
    assert_eq!(second.closed().await, 1008);

    // A page that does not ask for its session has the room of one that has gone. Its socket is
    // refused, and the browser gets another name, with which the next load is well.
    let visit = ada.visit("/quiet").await;
    let (_, refusal) = tokio_tungstenite::connect_async(visit.request())
        .await
        .unwrap();
    let told = refusal.headers()["set-cookie"].to_str().unwrap();
    ada.cookie = told.split(';').next().unwrap().to_owned();
    assert!(!name(&ada.cookie).starts_with('k'), "{told}");
    let mut page = ada.visit("/quiet").await.connect().await.unwrap();
    assert!(page.next().await["hello"].is_object());
    until("the others have gone", || {
        here.state.topics.connected() == 1
    })
    .await;
}

#[tokio::test]
async fn no_other_tab_takes_a_sign_in_back() {
    let server = serve(&Counting::default()).await;
    let mut ada = Browser::new(&server);
    ada.get("/basket").await;
    let (mut tab, mut slow) = (Browser::new(&server), Browser::new(&server));
    tab.cookie.clone_from(&ada.cookie);
    slow.cookie.clone_from(&ada.cookie);
    let visit = tab.visit("/").await;
    let signs_in = async {
        until("the page runs", || server.state.notes.all() == ["late"]).await;
        ada.sign_in().await;
        server.state.gate.0.notify_one();
    };
    let (late, ()) = tokio::join!(slow.get("/late"), signs_in);

    // What is still sent with the name of before is answered without another one, which could
    // arrive after the sign-in's.
    let mut heads = vec![late.head];
    for path in ["/", "/basket"] {
        heads.push(tab.get(path).await.head);
    }
    for head in heads {
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(!head.contains("set-cookie"), "{head}");
    }
    let (mut socket, refusal) = tokio_tungstenite::connect_async(visit.request())
        .await
        .unwrap();
    assert!(!refusal.headers().contains_key("set-cookie"));
    let told = socket.next().await.unwrap().unwrap();
    assert!(told.is_close(), "{told:?}");

    // It is worth nothing, but for signing in once more.
    assert_eq!(tab.user().await, "nobody");
    tab.sign_in().await;
    assert_eq!(
        (tab.user().await, ada.user().await),
        ("ada".to_owned(), "ada".to_owned())
    );
}

#[tokio::test]
async fn a_session_is_kept_while_it_is_used() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    let day = Duration::from_secs(24 * 60 * 60);
    app.post("/sign-in", &[]).await.expect_status(303);
    for _ in 0..3 {
        app.advance(10 * day).await;
        app.get("/").await.contains("<body>ada</body>");
    }
    app.advance(15 * day).await;
    app.get("/").await.contains("<body>nobody</body>");
}

#[tokio::test]
async fn a_page_that_fails_says_what_is_for_the_visitor() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    app.get("/refused")
        .await
        .expect_status(403)
        .contains("Members &lt;only&gt;");
    app.post("/sign-in", &[]).await;
    app.get("/refused")
        .await
        .expect_status(500)
        .contains("Reference: ");
}
