//! A page that comes back to another process: it finds its topics by its token, and nobody finds another's.
//! Two servers of one secret stand for the process before and the one after.

use liveview::{Limits, Patch, Result, TopicRequest};
use serde_json::{Value, json};

use crate::browser::{Server, Socket, Visit, until};
use crate::site::{self, AppState};

async fn authorize(request: TopicRequest, state: AppState) -> Result<bool> {
    state.notes.add(format!("asked for {}", request.topic()));
    Ok(!state.notes.all().contains(&"closed now".to_owned()))
}

async fn process(limits: Limits) -> Server {
    let state = AppState::default();
    let app = site::builder()
        .secret("a secret that both processes know")
        .topics(state.topics.clone())
        .limits(limits)
        .authorize_topic(authorize)
        .build(state.clone());
    Server::of(app.unwrap(), state).await
}

async fn two() -> (Server, Server) {
    let limits = Limits::default();
    (process(limits.clone()).await, process(limits).await)
}

/// The next token that is sent.
async fn token(page: &mut Socket) -> String {
    loop {
        if let Some(token) = page.next().await["resume"].as_str() {
            return token.to_owned();
        }
    }
}

/// Comes to another process with a token.
async fn come(visit: &Visit, server: &Server, token: &str) -> (Socket, Value) {
    let visit = Visit {
        address: server.address,
        ..visit.clone()
    };
    let request = visit.request_with(&format!("&seen=2&resume={token}"));
    let mut page = Socket::open(request).await.unwrap();
    let hello = page.next().await["hello"].take();
    (page, hello)
}

fn members(server: &Server, topic: &str) -> usize {
    server.state.topics.topic(topic).members()
}

#[tokio::test]
async fn a_page_finds_its_topics_in_another_process() {
    let (old, new) = two().await;
    let visit = old.visit().await;
    let mut page = visit.connect().await.unwrap();
    assert_eq!(page.next().await["hello"]["resume"], "");
    page.send("join", json!({ "name": "chat" })).await;
    let first = token(&mut page).await;
    page.send("join", json!({ "name": "news" })).await;
    let both = token(&mut page).await;

    for (token, chat, news) in [(&first, 1, 0), (&both, 2, 1)] {
        let (mut page, hello) = come(&visit.another(), &new, token).await;
        assert_eq!(hello["resumed"], false);
        assert_eq!((members(&new, "chat"), members(&new, "news")), (chat, news));
        let topic = new.state.topics.topic("chat");
        topic.send(Patch::text("#x").content("heard"));
        assert_eq!(page.next().await["html"], "heard");
        // The hello has a token of its own, so that the page can go on to a third.
        let (_page, again) = come(&visit.another(), &old, hello["resume"].as_str().unwrap()).await;
        assert_ne!(again["resume"], "");
        std::mem::forget(page);
    }
}

#[tokio::test]
async fn a_token_comes_once_a_message_and_not_without_topics() {
    let server = process(Limits::default()).await;
    let mut page = server.open().await;
    page.call("echo", json!({ "name": "nothing new" })).await;
    let many = page.send("join_many", json!({ "name": "a,b,c" })).await;
    assert_eq!(page.next().await, json!({ "ref": many }));
    assert!(page.next().await["resume"].is_string());
    page.send("leave", json!({ "name": "none" })).await;
    page.send("join", json!({ "name": "a" })).await;
    let leaving = page.send("leave_many", json!({ "name": "a,b,c" })).await;
    while page.next().await["ref"] != leaving {}
    assert_eq!(page.next().await, json!({ "resume": "" }));
}

#[tokio::test]
async fn a_token_of_another_is_none() {
    let (old, new) = two().await;
    let (ada, bob) = (old.visit().await, old.visit().await);
    let mut page = ada.connect().await.unwrap();
    page.send("join", json!({ "name": "chat" })).await;
    let token = token(&mut page).await;
    let mut flipped = token.clone().into_bytes();
    flipped[20] = if flipped[20] == b'A' { b'B' } else { b'A' };
    let flipped = String::from_utf8(flipped).unwrap();
    let table = [
        ("another visitor's", &bob, token.as_str()),
        ("flipped", &ada, flipped.as_str()),
        ("cut", &ada, &token[..token.len() - 1]),
        ("none", &ada, ""),
        ("a guess", &ada, "chat"),
    ];
    for (what, visit, token) in table {
        let (_page, hello) = come(visit, &new, token).await;
        assert_eq!(hello["resume"], "", "{what}");
        assert_eq!(members(&new, "chat"), 0, "{what}");
    }

    let stranger = process(Limits::default()).await;
    let elsewhere = stranger.visit().await;
    let (_page, hello) = come(&elsewhere, &stranger, &token).await;
    assert_eq!(hello["resume"], "", "the room is another");
}

#[tokio::test]
async fn a_token_has_its_time() {
    let limits = Limits {
        resume_age: std::time::Duration::ZERO,
        ..Limits::default()
    };
    let server = process(limits).await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.send("join", json!({ "name": "chat" })).await;
    let token = token(&mut page).await;
    drop(page);
    // Tokens are dated in seconds.
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    let (_page, hello) = come(&visit.another(), &server, &token).await;
    assert_eq!(hello["resume"], "");
}

#[tokio::test]
async fn what_a_page_named_itself_is_asked_for_again() {
    let (old, new) = two().await;
    let visit = old.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.send("join", json!({ "name": "given" })).await;
    token(&mut page).await;
    page.join("own").await;
    let both = token(&mut page).await;
    assert_eq!(old.state.notes.all(), ["asked for own"]);

    let (mut page, hello) = come(&visit.another(), &new, &both).await;
    assert_ne!(hello["resume"], "");
    token(&mut page).await;
    assert_eq!(new.state.notes.all(), ["asked for own"]);
    assert_eq!((members(&new, "given"), members(&new, "own")), (1, 1));
    page.leave().await;
    until("it has left", || members(&new, "own") == 0).await;

    new.state.notes.add("closed now");
    let (mut page, _) = come(&visit.another(), &new, &both).await;
    let rest = token(&mut page).await;
    assert!(!rest.is_empty() && rest.len() < both.len(), "one is left");
    assert_eq!((members(&new, "given"), members(&new, "own")), (1, 0));
    // It is not told: it did not ask.
    page.send("echo", json!({ "name": "next" })).await;
    assert_eq!(page.next().await["html"], "next");
}

#[tokio::test]
async fn a_token_that_is_sent_again_does_not_outlive_a_newer_one() {
    let (old, new) = two().await;
    let visit = old.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.send("join", json!({ "name": "chat" })).await;
    token(&mut page).await;
    page.send("wait", json!({})).await;
    page.send("join", json!({ "name": "news" })).await;
    page.send("echo", json!({ "name": "joined" })).await;
    assert_eq!(page.next().await["html"], "waiting");
    drop(page);
    until("the cut is noticed", || old.state.topics.connected() == 0).await;
    old.state.gate.0.notify_one();
    until("it has joined while away", || {
        old.state
            .notes
            .all()
            .last()
            .is_some_and(|last| last == "joined")
    })
    .await;

    // It had not seen the first token, and is sent that again.
    let (mut page, hello) = visit.return_with(1).await;
    assert_eq!(hello["resumed"], true);
    let (first, last) = (token(&mut page).await, token(&mut page).await);
    for (token, news) in [(first, 0), (last, 1)] {
        let (_page, _) = come(&visit.another(), &new, &token).await;
        assert_eq!(members(&new, "news"), news);
    }
}
