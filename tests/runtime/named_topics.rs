//! Topics that pages name themselves: asked of the application each time, and the same answer for whatever is not to be
//! heard.

use liveview::{Error, Limits, Patch, Result, TopicRequest};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use crate::browser::{Server, Socket, until};
use crate::site::{self, AppState};

async fn authorize(request: TopicRequest, state: AppState) -> Result<bool> {
    state.notes.add(request.topic());
    assert_eq!((request.lang(), request.room().as_str().len()), ("en", 32));
    assert_eq!(request.session().await?.get::<String>("user")?, None);
    assert_eq!(request.event().function(), "liveview:join");
    match request.topic() {
        "fails" => Err(Error::internal("the table's password")),
        "panics" => panic!("the panic's secret"),
        topic => Ok(topic.starts_with("open")),
    }
}

async fn serve(limits: Limits) -> Server {
    let state = AppState::default();
    let app = site::builder()
        .topics(state.topics.clone())
        .limits(limits)
        .authorize_topic(authorize)
        .build(state.clone());
    Server::of(app.unwrap(), state).await
}

fn unlimited() -> Limits {
    Limits {
        messages_per_second: 1_000_000,
        message_burst: 1_000_000,
        ..Limits::default()
    }
}

fn members(server: &Server, topic: &str) -> usize {
    server.state.topics.topic(topic).members()
}

/// The answer without its `ref`, which differs anyway.
async fn asked(page: &mut Socket, function: &str, data: Value) -> Value {
    let mut answer = page.call_with(function, data).await;
    answer.as_object_mut().unwrap().remove("ref");
    answer
}

fn refused() -> Value {
    json!({ "error": { "code": "refused", "message": "this topic cannot be joined" } })
}

#[tokio::test]
async fn a_page_hears_what_it_may() {
    let server = serve(Limits::default()).await;
    let mut page = server.open().await;
    for _ in 0..2 {
        assert_eq!(page.join("open:1").await["error"], json!(null));
    }
    assert_eq!(members(&server, "open:1"), 1, "twice is once");
    let topic = server.state.topics.topic("open:1");
    topic.send(Patch::text("#x").content("heard"));
    while page.next().await["html"] != "heard" {}
    for _ in 0..2 {
        let left = asked(&mut page, "liveview:leave", json!({ "topic": "open:1" })).await;
        assert_eq!(left, json!({}));
    }
    assert_eq!(members(&server, "open:1"), 0);
    assert_eq!(server.state.notes.all(), ["open:1", "open:1"]);
}

#[tokio::test]
async fn nobody_is_let_in_where_nothing_decides() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let answer = asked(&mut page, "liveview:join", json!({ "topic": "open" })).await;
    assert_eq!(answer, refused());
    let answer = asked(&mut page, "liveview:other", json!({})).await;
    assert_eq!(answer["error"]["code"], "unknown_function");
}

#[tokio::test]
async fn absent_and_forbidden_are_the_same_and_guessing_ends() {
    let server = serve(Limits::default()).await;
    let mut page = server.open().await;
    server.state.topics.topic("secret").send(Patch::title("x"));
    let mut holder = server.open().await;
    holder.call("join", json!({ "name": "secret" })).await;
    for number in 0..10 {
        for topic in ["secret".to_owned(), format!("room:{number}")] {
            let answer = asked(&mut page, "liveview:join", json!({ "topic": topic })).await;
            assert_eq!(answer, refused(), "{topic}");
        }
    }
    assert_eq!(server.state.notes.all().len(), 20, "each was asked for");
    page.send_text(r#"{"function":"liveview:join","data":{"topic":"room:*"},"ref":99}"#)
        .await;
    assert_eq!(page.closed().await, 1008);
    assert_eq!(members(&server, "secret"), 1);
}

#[tokio::test]
async fn what_is_no_name_is_not_asked_for() {
    let server = serve(Limits::default()).await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    let longest = format!("open{}", "x".repeat(252));
    let too_long = format!("{longest}x");
    let room = format!("\u{0}room:{}", &visit.room[..32]);
    for data in [
        json!({ "topic": room }),
        json!({ "topic": "open\n" }),
        json!({ "topic": "" }),
        json!({ "topic": too_long }),
        json!({ "topic": ["open"] }),
        json!({ "topic": null }),
        json!({}),
    ] {
        let answer = asked(&mut page, "liveview:join", data.clone()).await;
        assert_eq!(answer, refused(), "{data}");
    }
    assert!(server.state.notes.all().is_empty());
    assert_eq!(page.join(&longest).await["error"], json!(null));
    // Its own room it hears all the same, and cannot leave.
    let left = asked(&mut page, "liveview:leave", json!({ "topic": room })).await;
    assert_eq!(left, json!({}));
    let answer = page.call("about/page", json!({})).await;
    assert_eq!(answer["error"], json!(null));
}

#[tokio::test]
async fn a_decision_that_fails_lets_nobody_in() {
    let server = serve(Limits::default()).await;
    let mut page = server.open().await;
    let answer = asked(&mut page, "liveview:join", json!({ "topic": "fails" })).await;
    assert_eq!(answer, refused());
    let answer = page.join("panics").await;
    assert_eq!(answer["error"]["code"], "internal");
    assert!(!answer.to_string().contains("secret"), "{answer}");
    assert_eq!(members(&server, "fails") + members(&server, "panics"), 0);
    assert_eq!(page.join("open").await["error"], json!(null));
}

#[tokio::test]
async fn what_the_server_joined_stays_the_servers() {
    let server = serve(Limits::default()).await;
    let mut page = server.open().await;
    page.call("join", json!({ "name": "given" })).await;
    asked(&mut page, "liveview:leave", json!({ "topic": "given" })).await;
    assert_eq!(members(&server, "given"), 1);
    page.join("open").await;
    page.call("leave", json!({ "name": "open" })).await;
    assert_eq!(members(&server, "open"), 0);
}

#[tokio::test]
async fn a_page_has_so_many_topics() {
    let server = serve(unlimited()).await;
    let mut page = server.open().await;
    for number in 0..64 {
        let answer = page.join(&format!("open:{number}")).await;
        assert_eq!(answer["error"], json!(null), "{number}");
    }
    let answer = asked(&mut page, "liveview:join", json!({ "topic": "open:64" })).await;
    assert_eq!(answer, refused());
    // Code of the application is held to it too.
    page.call("join", json!({ "name": "given" })).await;
    assert_eq!(members(&server, "given"), 0);
    asked(&mut page, "liveview:leave", json!({ "topic": "open:0" })).await;
    page.call("join", json!({ "name": "given" })).await;
    assert_eq!(members(&server, "given"), 1);
}

#[tokio::test]
async fn thousands_of_joins_leave_nothing_behind() {
    let server = serve(unlimited()).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let mut page = server.open().await;
    let base = tasks();
    for number in 0..1_000 {
        let topic = format!("open:{number}");
        for function in ["liveview:join", "liveview:leave"] {
            let answer = page.call_with(function, json!({ "topic": topic })).await;
            assert_eq!(answer["error"], json!(null), "{topic}");
        }
    }
    assert_eq!(members(&server, "open:999"), 0);
    assert!(tasks() <= base, "{} tasks of {base}", tasks());
    page.leave().await;
    until("it has left", || server.state.topics.connected() == 0).await;
}
