//! One process after another: what the old one hands over, and what the new one makes of it.

use serde_json::{Value, json};

use super::run::{Page, Project, Run};

#[tokio::test]
async fn pages_go_from_one_process_to_the_next() {
    let project = Project::new();
    let mut old = Run::ready(&project, "old");
    let visit = old.visit("/").await;
    let mut page = old.open(&visit).await;
    page.next().await;
    page.call("join", json!({ "name": "chat" })).await;
    page.call("greet", json!({ "name": "<Ada>" })).await;

    let mut new = Run::ready(&project, "new");
    old.tell(json!({ "handover": { "id": 1 } }));
    assert_eq!(page.next().await, json!({ "closed": 1012 }));
    let handed = old.hear("handed");
    assert_eq!(
        [&handed["id"], &handed["pages"][0]["topics"]],
        [&json!(1), &json!(["chat"])]
    );
    // Two answers, and the token for the topic.
    assert_eq!(handed["pages"][0]["seq"], 3);
    new.tell(json!({ "adopt": { "id": 2, "pages": handed["pages"] } }));
    assert_eq!(new.hear("adopted"), json!({ "id": 2, "pages": 1 }));

    project.write("greeting.html", "<i>{{ name }}</i>");
    new.tell(json!({ "templates": { "id": 3, "changed": ["greeting.html"] } }));
    new.hear("refreshed");
    let mut page = new.open_with(&visit, "&seen=3").await;
    let hello = page.next().await["hello"].take();
    assert_eq!(
        [&hello["resumed"], &hello["seq"]],
        [&json!(true), &json!(3)]
    );
    let refresh = page.next().await["dev"]["refresh"].take();
    assert_eq!(refresh["html"], json!(null));
    assert_eq!(
        refresh["ops"],
        json!([{ "target": "#greeting", "html": "<i>&lt;Ada&gt;</i>" }])
    );
    assert!(page.next().await["resume"].is_string());
    page.next_ref = 3;
    page.send("say", json!({ "name": "hello" })).await;
    assert_eq!(page.next().await["html"], "<i>hello</i>");
}

#[tokio::test]
async fn a_handover_waits_for_what_was_taken() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.send("slow", json!({})).await;
    page.send("greet", json!({ "name": "Ada" })).await;
    page.has_been_read().await;
    run.tell(json!({ "handover": { "id": 1 } }));
    assert_eq!(page.next().await["html"], "slept");
    assert_eq!(page.next().await["html"], "<b>Ada</b>");
    assert_eq!(page.next().await, json!({ "closed": 1012 }));
    assert_eq!(run.hear("handed")["pages"][0]["seq"], 2);
}

/// Takes everything from one process to the next, as the dev server does.
fn swap(old: &mut Run, new: &mut Run) -> Value {
    old.tell(json!({ "handover": { "id": 1 } }));
    let handed = old.hear("handed");
    new.tell(json!({ "adopt": handed }));
    new.hear("adopted");
    handed
}

async fn who(page: &mut Page) -> Value {
    page.call("who", json!({})).await
}

#[tokio::test]
async fn who_is_signed_in_stays_so() {
    let project = Project::new();
    let mut old = Run::ready(&project, "old");
    let (visit, gone) = (old.visit("/sign-in").await, old.visit("/sign-in").await);
    let mut page = old.open(&visit).await;
    page.next().await;
    assert_eq!(who(&mut page).await["html"], "ada");
    page.call("note", json!({ "key": "seen", "value": 7 }))
        .await;

    let mut new = Run::ready(&project, "new");
    let handed = swap(&mut old, &mut new);
    assert_eq!(handed["sessions"].as_array().unwrap().len(), 2, "{handed}");
    let seen = handed["pages"][0]["seq"].as_u64().unwrap();
    let mut page = new.open_with(&visit, &format!("&seen={seen}")).await;
    assert_eq!(page.next().await["hello"]["resumed"], true);
    page.next_ref = 10;
    assert_eq!(who(&mut page).await["html"], "ada");
    let note = page
        .call("read_note", json!({ "key": "seen", "value": 0 }))
        .await;
    assert_eq!(note["html"], "7");

    // What ends without a hand-over takes its sessions along, and their rooms open no more.
    let third = Run::ready(&project, "third");
    let mut page = third.open(&gone).await;
    assert_eq!(page.next().await, json!({ "closed": 1008 }));
}

#[tokio::test]
async fn what_ran_before_the_swap_is_not_run_again() {
    let project = Project::new();
    let mut old = Run::ready(&project, "old");
    let visit = old.visit("/").await;
    let mut page = old.open(&visit).await;
    page.next().await;
    page.call("greet", json!({ "name": "Ada" })).await;
    let last = page.call("greet", json!({ "name": "Grace" })).await["ref"].clone();

    let mut new = Run::ready(&project, "new");
    swap(&mut old, &mut new);
    let mut page = new.open_with(&visit, "&seen=2").await;
    assert_eq!(page.next().await["hello"]["resumed"], true);
    // It counts from one again, as a page does that sends again what it has sent.
    for _ in 1..=last.as_u64().unwrap() {
        let answer = page.call("greet", json!({ "name": "twice" })).await;
        assert_eq!(answer["error"]["code"], "repeated", "{answer}");
    }
    let answer = page.call("greet", json!({ "name": "new" })).await;
    assert_eq!(answer["html"], "<b>new</b>");
}

#[tokio::test]
async fn a_handover_ends_a_stream_and_answers_what_waits_behind_it() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit("/").await;
    let mut page = run.open(&visit).await;
    page.next().await;
    let stream = page.send("step_and_wait", json!({})).await;
    assert_eq!(page.next().await["part"], true);
    page.send("greet", json!({ "name": "Ada" })).await;
    page.has_been_read().await;
    run.tell(json!({ "handover": { "id": 1 } }));
    let end = page.next().await;
    assert_eq!(
        (&end["ref"], &end["error"]["code"]),
        (&json!(stream), &json!("stopped"))
    );
    assert_eq!(page.next().await["html"], "<b>Ada</b>");
    assert_eq!(page.next().await, json!({ "closed": 1012 }));
    run.hear("handed");
}
