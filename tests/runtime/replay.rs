//! A socket that breaks and a page that comes back: nothing that was sent to it is lost, nothing that it sent is run
//! twice. Over real sockets, which are cut without a word, as a network does.

use std::time::Duration;

use liveview::{Limits, Patch};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::browser::{Server, Socket, frame, until};

const TEXT: u8 = 0x81;

pub(crate) fn say(server: &Server, text: impl ToString) {
    let patch = Patch::append("#log").html(liveview::Html::escape(&text.to_string()));
    server.state.topics.broadcast(patch);
}

pub(crate) async fn hear(socket: &mut Socket, count: usize) -> Vec<String> {
    let mut heard = Vec::new();
    for _ in 0..count {
        let frame = socket.next().await;
        heard.push(frame["html"].as_str().unwrap_or_default().to_owned());
    }
    heard
}

/// Cuts the page's socket, and waits until the server knows.
pub(crate) async fn cut(server: &Server, socket: Socket) {
    let before = server.state.topics.connected();
    drop(socket);
    until("the cut is noticed", || {
        server.state.topics.connected() == before - 1
    })
    .await;
}

fn answers(frames: &[Value], reference: u64) -> Vec<&Value> {
    let of_it = frames.iter().filter(|frame| frame["ref"] == reference);
    of_it.collect()
}

#[tokio::test]
async fn what_was_said_during_an_absence_arrives_once_and_in_order() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    assert_eq!(page.next().await["hello"]["seq"], 0);
    for number in 1..=5 {
        say(&server, number);
    }
    assert_eq!(hear(&mut page, 5).await, ["1", "2", "3", "4", "5"]);
    cut(&server, page).await;
    for number in 6..=9 {
        say(&server, number);
    }

    // It had read five, and says that it has seen three: the rest is sent again.
    let (mut page, hello) = visit.return_with(3).await;
    assert_eq!(
        (&hello["resumed"], &hello["seq"]),
        (&json!(true), &json!(3))
    );
    say(&server, 10);
    let expected = ["4", "5", "6", "7", "8", "9", "10"];
    assert_eq!(hear(&mut page, 7).await, expected);

    cut(&server, page).await;
    let (mut page, hello) = visit.return_with(10).await;
    assert_eq!(hello["resumed"], true);
    say(&server, 11);
    assert_eq!(hear(&mut page, 1).await, ["11"]);
}

#[tokio::test]
async fn a_page_that_lacks_too_much_is_told_so() {
    let limits = Limits {
        replay_frames: 2,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    for number in 1..=4 {
        say(&server, number);
    }
    hear(&mut page, 4).await;
    for wrong in [1, 5, u64::MAX] {
        let (mut other, hello) = visit.return_with(wrong).await;
        assert_eq!(hello["resumed"], false, "{wrong}");
        until("it is one page, once", || {
            server.state.topics.connected() == 1
        })
        .await;
        let seq = hello["seq"].as_u64().unwrap();
        say(&server, "new");
        assert_eq!(hear(&mut other, 1).await, ["new"]);
        let (_, hello) = visit.return_with(seq + 1).await;
        assert_eq!(hello["resumed"], true, "it counts on from its own hello");
    }
}

#[tokio::test]
async fn another_visitor_cannot_have_what_a_page_missed() {
    let server = Server::start().await;
    let (ada, bob) = (server.visit().await, server.visit().await);
    let mut page = ada.connect().await.unwrap();
    page.next().await;
    say(&server, "for ada");
    hear(&mut page, 1).await;
    let stolen = crate::browser::Visit {
        page: ada.page.clone(),
        ..bob
    };
    let (_socket, hello) = stolen.return_with(0).await;
    assert_eq!(hello["resumed"], false);
    let other_document = ada.another();
    let (_socket, hello) = other_document.return_with(0).await;
    assert_eq!(hello["resumed"], false);
    say(&server, "still here");
    assert_eq!(hear(&mut page, 1).await, ["still here"]);
}

#[tokio::test]
async fn an_absence_has_its_time() {
    let limits = Limits {
        replay_age: Duration::from_millis(200),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.call("join", json!({ "name": "chat" })).await;
    page.call("spawns", json!({})).await;
    drop(page);
    // What was spawned on the connection ends with it, and not with its socket.
    until("the page is forgotten", || {
        server.state.notes.all() == ["ended"]
    })
    .await;
    let (_, hello) = visit.return_with(4).await;
    assert_eq!(hello["resumed"], false);
}

#[tokio::test]
async fn an_answer_waits_for_its_page() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    let first = page.send("wait", json!({})).await;
    let second = page.send("echo", json!({ "name": "second" })).await;
    assert_eq!(hear(&mut page, 1).await, ["waiting"]);
    cut(&server, page).await;

    // It is back while the handler still runs, sends both again, and one more.
    let (mut page, hello) = visit.return_with(1).await;
    assert_eq!(hello["resumed"], true);
    page.resend(first, "wait", json!({})).await;
    page.resend(second, "echo", json!({ "name": "second" }))
        .await;
    page.resend(second + 1, "echo", json!({ "name": "third" }))
        .await;
    server.state.gate.0.notify_one();
    let mut frames = Vec::new();
    while answers(&frames, second + 1).is_empty() {
        frames.push(page.next().await);
    }
    assert_eq!(
        server.state.notes.all(),
        ["waiting", "done", "second", "third"],
        "each ran once, in order"
    );
    for (reference, text) in [(first, "done"), (second, "second"), (second + 1, "third")] {
        let answers = answers(&frames, reference);
        assert!(!answers.is_empty(), "{reference}");
        assert!(answers.iter().all(|answer| answer["html"] == text));
    }
}

#[tokio::test]
async fn what_was_answered_is_answered_from_memory() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.resend(5, "echo", json!({ "name": "five" })).await;
    assert_eq!(page.next().await["html"], "five");
    page.resend(5, "echo", json!({ "name": "five again" }))
        .await;
    assert_eq!(
        page.next().await,
        json!({ "target": "#echo", "html": "five", "swap": "text", "ref": 5 })
    );

    // Never seen, but lower than one that was: nobody can say that it was not run.
    page.resend(4, "echo", json!({ "name": "four" })).await;
    assert_eq!(page.next().await["error"]["code"], "repeated");

    // What refuses a message is its answer too.
    page.resend(6, "user_error", json!({})).await;
    let refused = page.next().await;
    page.resend(6, "user_error", json!({})).await;
    assert_eq!(page.next().await, refused);
    assert_eq!(server.state.notes.all(), ["five"]);

    // Another document counts for itself.
    let mut other = visit.another().connect().await.unwrap();
    other.next().await;
    other.resend(1, "echo", json!({ "name": "one" })).await;
    assert_eq!(other.next().await["html"], "one");
}

#[tokio::test]
async fn an_answer_that_the_page_has_is_not_kept() {
    let limits = Limits {
        heartbeat: Duration::from_millis(50),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut page = server.open().await;
    page.resend(1, "echo", json!({ "name": "one" })).await;
    assert_eq!(page.next().await["html"], "one");
    // The pong to the first ping may be on its way still; the one to the third is behind two that are not.
    for _ in 0..3 {
        while !page.receive().await.is_ping() {}
    }
    page.resend(1, "echo", json!({ "name": "one" })).await;
    assert_eq!(page.next().await["error"]["code"], "repeated");
    assert_eq!(server.state.notes.all(), ["one"]);
}

#[tokio::test]
async fn a_socket_cut_in_the_middle_of_a_message_runs_it_once() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut raw = visit.upgrade_raw().await;
    let message = json!({ "function": "echo", "form": { "name": "once" }, "ref": 1 }).to_string();
    let bytes = frame(TEXT, message.as_bytes());
    raw.write_all(&bytes[..bytes.len() / 2]).await.unwrap();
    until("it is there", || server.state.topics.connected() == 1).await;
    drop(raw);
    until("it is cut", || server.state.topics.connected() == 0).await;
    assert_eq!(server.state.notes.all(), Vec::<String>::new());

    let (mut page, hello) = visit.return_with(0).await;
    assert_eq!(hello["resumed"], true);
    page.resend(1, "echo", json!({ "name": "once" })).await;
    assert_eq!(page.next().await["html"], "once");
    assert_eq!(server.state.notes.all(), ["once"]);
}

#[tokio::test]
async fn three_hundred_broadcasts_beside_a_slow_handler_all_arrive() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    let slow = page.send("slow", json!({})).await;
    let mut seen = 0;
    let mut heard = Vec::new();
    for number in 0..300 {
        say(&server, number);
        if number == 100 {
            // The socket breaks in the middle of it, with some of them unread.
            seen = 60;
            heard.extend(hear(&mut page, 60).await);
            cut(&server, page).await;
            (page, _) = visit.return_with(seen).await;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(seen, 60);
    let mut answer = None;
    while heard.len() < 300 || answer.is_none() {
        let frame = page.next().await;
        if frame["ref"] == slow {
            answer = frame["html"].as_str().map(str::to_owned);
        } else {
            heard.push(frame["html"].as_str().unwrap().to_owned());
        }
    }
    let expected: Vec<_> = (0..300).map(|number: i32| number.to_string()).collect();
    assert_eq!(heard, expected);
    assert_eq!(answer.as_deref(), Some("slept"));
}

#[tokio::test]
async fn the_newer_socket_of_a_page_takes_over() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut old = visit.connect().await.unwrap();
    old.next().await;
    old.send("wait", json!({})).await;
    assert_eq!(hear(&mut old, 1).await, ["waiting"]);
    let (mut new, hello) = visit.return_with(1).await;
    assert_eq!(hello["resumed"], true);
    assert_eq!(old.closed().await, 1000);
    assert_eq!(server.state.topics.connected(), 1);
    server.state.gate.0.notify_one();
    assert_eq!(hear(&mut new, 1).await, ["done"]);
    assert_eq!(server.state.notes.all(), ["waiting", "done"]);
}
