//! What comes and goes leaves nothing behind: tasks, topics, memberships.

use futures_util::future::join_all;
use liveview::Limits;
use serde_json::json;
use tokio::runtime::Handle;

use crate::browser::{PATIENCE, Server};

#[tokio::test]
async fn pages_that_join_and_leave_and_go_leave_no_task() {
    let limits = Limits {
        messages_per_second: 100_000,
        message_burst: 100_000,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    server.open().await.leave().await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    let base = settled(tasks, 2).await;
    for _ in 0..3 {
        let pages = join_all((0..50).map(|_| server.open())).await;
        let used = pages.into_iter().map(async |mut page| {
            for round in 0..20 {
                let topic = format!("topic {round}");
                page.call("join", json!({ "name": topic })).await;
                page.call("leave", json!({ "name": topic })).await;
                page.call("join", json!({ "name": "chat" })).await;
            }
            page.send("spawns", json!({})).await;
            page.leave().await;
        });
        join_all(used).await;
    }
    let left = settled(tasks, base).await;
    assert!(left <= base, "{left} tasks are left of {base}");
    let topics = &server.state.topics;
    assert_eq!((topics.connected(), topics.topic("chat").members()), (0, 0));
}

/// The count once it is down to what it was, or after so long that it will not be.
async fn settled(tasks: impl Fn() -> usize, base: usize) -> usize {
    let falling = async {
        while tasks() > base {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let _ = tokio::time::timeout(PATIENCE, falling).await;
    tasks()
}
