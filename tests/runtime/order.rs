//! In which order things happen, and who waits for whom.
//! Over real sockets, with handlers that wait until the test lets them go or a time has passed.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::browser::{Server, until};

#[tokio::test]
async fn messages_of_one_page_are_handled_in_order() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let sent: Vec<_> = (0..100).map(|number| number.to_string()).collect();
    for name in &sent {
        page.send("echo", json!({ "name": name })).await;
    }
    for (index, name) in sent.iter().enumerate() {
        let answer = page.next().await;
        assert_eq!(
            (&answer["ref"], &answer["html"]),
            (&json!(index + 1), &json!(name))
        );
    }
    assert_eq!(server.state.notes.all(), sent);
}

#[tokio::test]
async fn pushes_flow_while_a_handler_waits() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let waiting = page.send("wait", json!({})).await;
    let later = page.send("echo", json!({ "name": "later" })).await;
    assert_eq!(page.next().await["html"], "waiting");
    server
        .state
        .topics
        .broadcast(liveview::Patch::text("#x").content("pushed"));
    assert_eq!(page.next().await["html"], "pushed");
    assert_eq!(server.state.notes.all(), ["waiting"]);
    server.state.gate.0.notify_one();
    let answers = [page.next().await, page.next().await];
    assert_eq!(
        [&answers[0]["ref"], &answers[1]["ref"]],
        [&json!(waiting), &json!(later)]
    );
}

#[tokio::test]
async fn a_slow_handler_delays_nobody_else() {
    let server = Server::start().await;
    let (mut slow, mut quick) = (server.open().await, server.open().await);
    let started = Instant::now();
    slow.send("slow", json!({})).await;
    for _ in 0..20 {
        assert_eq!(
            quick.call("echo", json!({ "name": "x" })).await["html"],
            "x"
        );
    }
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    assert_eq!(slow.next().await["html"], "slept");
    assert!(started.elapsed() >= Duration::from_secs(2));
}

#[tokio::test]
async fn what_was_taken_is_handled_though_the_page_has_left() {
    let server = Server::start().await;
    let mut page = server.open().await;
    page.send("wait", json!({})).await;
    page.send("echo", json!({ "name": "taken" })).await;
    assert_eq!(page.next().await["html"], "waiting");
    page.close().await;
    server.state.gate.0.notify_one();
    until("both messages were handled", || {
        server.state.notes.all() == ["waiting", "done", "taken"]
    })
    .await;
    until("the page is forgotten", || {
        server.state.topics.connected() == 0
    })
    .await;
}

#[tokio::test]
async fn a_panic_ends_the_call_and_not_the_socket() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let answer = page.call("panics", json!({})).await;
    assert_eq!(answer["error"]["code"], "internal");
    assert_eq!(
        page.call("echo", json!({ "name": "alive" })).await["html"],
        "alive"
    );
}
