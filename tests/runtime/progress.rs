//! Streamed answers: each part goes out at once, the last frame ends the answer, and the stream
//! keeps to the page's pace, the deadline and the page's life.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use liveview::prelude::*;
use liveview::testing::TestApp;
use liveview::{Limits, Progress, Stream};
use serde_json::json;

use crate::browser::{Server, until};
use crate::site::{self, Gate, Notes};

fn step(number: impl ToString) -> Patch {
    Patch::text("#step").content(number.to_string())
}

#[derive(Deserialize)]
pub struct Steps {
    #[serde(default)]
    seconds: u64,
    #[serde(default)]
    fails: bool,
}

/// Three steps, each after a time.
#[handler]
pub async fn steps(Form(steps): Form<Steps>) -> impl Stream<Item = Patch> {
    stream::iter(1..=3).then(move |number| async move {
        tokio::time::sleep(Duration::from_secs(steps.seconds)).await;
        step(number)
    })
}

/// One step, and then what the gate lets through: an error, or the end.
#[handler]
pub async fn step_and_wait(
    Form(steps): Form<Steps>,
    State(gate): State<Gate>,
    State(notes): State<Notes>,
) -> Result<(Patch, Progress)> {
    struct Dropped(Notes);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.add("dropped");
        }
    }
    let dropped = Dropped(notes);
    let waiting = stream::once(async move {
        let _dropped = dropped;
        gate.0.notified().await;
        match steps.fails {
            true => Err(Error::user("The second step failed")),
            false => Ok(vec![step(2), Patch::title("two")]),
        }
    });
    Ok((
        step(1),
        Progress::new(waiting.chain(stream::repeat_with(|| Ok(vec![])).take(1))),
    ))
}

#[handler]
pub async fn step_and_panic() -> impl Stream<Item = Patch> {
    stream::iter(1..=2).map(|number| match number {
        1 => step(number),
        _ => panic!("the second step's secret"),
    })
}

/// As many large steps as anyone will take, each of them noted.
#[handler]
pub async fn steps_without_end(State(notes): State<Notes>) -> impl Stream<Item = Patch> {
    let text = "x".repeat(16 * 1024);
    stream::repeat(text).map(move |text| {
        notes.add("step");
        step(text)
    })
}

#[handler]
pub async fn sends_a_stream(live: Live) {
    live.send(Progress::new(stream::iter([step(1)])));
}

#[tokio::test]
async fn each_part_goes_out_at_once() {
    let server = Server::start().await;
    let mut page = server.open().await;
    let reference = page.send("step_and_wait", json!({})).await;
    let after = page.send("echo", json!({ "name": "after" })).await;
    let first =
        json!({ "target": "#step", "html": "1", "swap": "text", "ref": reference, "part": true });
    assert_eq!(page.next().await, first);
    server
        .state
        .topics
        .broadcast(Patch::title("pushed between"));
    assert_eq!(page.next().await, json!({ "title": "pushed between" }));
    server.state.gate.0.notify_one();
    let ops = json!([{ "target": "#step", "html": "2", "swap": "text" }, { "title": "two" }]);
    let second = json!({ "ops": ops, "ref": reference, "part": true });
    assert_eq!(page.next().await, second);
    assert_eq!(page.next().await, json!({ "ref": reference }));
    assert_eq!(page.next().await["ref"], after);
}

#[tokio::test]
async fn an_error_ends_the_stream_and_is_the_answer() {
    let (app, state) = site::app(Limits::default());
    let mut page = TestApp::new(app).await.connect("/").await;
    state.gate.0.notify_one();
    let answer = page.send("step_and_wait").form([("fails", true)]).await;
    assert_eq!(answer.expect_patch("#step").html(), "1");
    let error = answer.expect_error("user");
    assert_eq!(error["message"], "The second step failed");
    assert_eq!(state.notes.all(), ["dropped"]);
}

#[tokio::test]
async fn a_panic_in_a_stream_ends_that_call_only() {
    let mut page = TestApp::new(site::app(Limits::default()).0)
        .await
        .connect("/")
        .await;
    let answer = page.send("step_and_panic").await;
    assert_eq!(answer.parts().len(), 1);
    let error = answer.expect_error("internal").to_string();
    assert!(!error.contains("secret"), "{error}");
    page.send("nothing").await.expect_nothing();
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_for_each_part() {
    let limits = Limits {
        message_deadline: Duration::from_secs(3),
        ..Limits::default()
    };
    let mut page = TestApp::new(site::app(limits).0).await.connect("/").await;
    let answer = page.send("steps").form([("seconds", 2)]).await;
    let parts = answer.parts();
    let shown: Vec<_> = parts.iter().map(|part| part[0].html()).collect();
    assert_eq!(shown, ["1", "2", "3"]);
    assert!(answer.error().is_none());
    let late = page.send("steps").form([("seconds", 4)]).await;
    late.expect_error("timeout");
    assert!(late.parts().is_empty());
}

#[tokio::test]
async fn a_stream_keeps_to_the_pace_of_its_reader() {
    let server = Server::start().await;
    let (mut page, mut other) = (server.open().await, server.open().await);
    page.send("steps_without_end", json!({})).await;
    let steps = || server.state.notes.all().len();
    until("the stream has begun", || steps() > 0).await;
    for _ in 0..200 {
        other.call("nothing", json!({})).await;
    }
    // Half a queue of 1 MiB, and what the buffers of two TCP sockets hold.
    let seen = steps();
    assert!(
        seen < 3000,
        "{seen} steps of 16 KiB, and nobody has read one"
    );
    for _ in 0..seen {
        assert_eq!(page.next().await["part"], true);
    }
    until("the stream went on", || steps() > seen).await;
}

#[tokio::test]
async fn a_stream_ends_with_a_page_that_reads_nothing_and_says_much() {
    let limits = Limits {
        heartbeat: Duration::from_millis(200),
        dead_after: Duration::from_secs(2),
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let mut page = server.open().await;
    page.send("steps_without_end", json!({})).await;
    // More than may wait for their turn, so that nothing of the page is read any more.
    for _ in 0..40 {
        page.send("nothing", json!({})).await;
    }
    until("its socket counts as dead", || {
        server.state.topics.connected() == 0
    })
    .await;
}

#[tokio::test]
async fn a_stream_ends_with_its_page() {
    let server = Server::start().await;
    let mut page = server.open().await;
    page.send("step_and_wait", json!({})).await;
    assert_eq!(page.next().await["part"], true);
    page.leave().await;
    until("the stream was dropped", || {
        server.state.notes.all() == ["dropped"]
    })
    .await;
}

#[tokio::test]
async fn a_stream_cannot_be_sent() {
    let mut page = TestApp::new(site::app(Limits::default()).0)
        .await
        .connect("/")
        .await;
    page.send("sends_a_stream").await.expect_nothing();
    assert!(page.pushed().is_empty());
}
