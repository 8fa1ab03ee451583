//! The handlers of the site under test.
//! Each shows one thing that a handler can do, or do wrong; `site` puts them together.

use std::time::Duration;

use liveview::prelude::*;
use liveview::{Html, Topics};

use crate::site::{Gate, Notes, Visitor};

#[derive(Deserialize)]
pub struct Greeting {
    name: String,
    #[serde(default)]
    times: u8,
}

#[handler]
pub async fn greet(Form(greeting): Form<Greeting>) -> Patch {
    let _ = greeting.times;
    Patch::inner("#greeting").template("greeting.html", context! { name => greeting.name })
}

#[derive(Deserialize)]
pub struct Comment {
    comment_id: u64,
}

#[handler]
pub async fn comment(Data(comment): Data<Comment>) -> [Patch; 2] {
    let id = comment.comment_id;
    [
        Patch::remove(format!("#comment-{id}")),
        Patch::text("#count").content("a < b"),
    ]
}

#[handler("about/page")]
pub async fn about(
    lang: Lang,
    room: Room,
    live: Live,
    Extension(visitor): Extension<Visitor>,
    also: Option<Extension<Visitor>>,
    missing: Option<Extension<u8>>,
) -> Patch {
    assert!(also.is_some() && missing.is_none());
    assert_eq!(live.room(), &room);
    let text = format!(
        "{lang} {} {} {}",
        room.as_str().len(),
        live.page().len(),
        visitor.0
    );
    Patch::text("#about").content(text)
}

#[handler]
pub async fn nothing() {}

// Named as the macro would name things of its own, and as the language does.
#[handler]
pub async fn event(event: Event) -> Patch {
    Patch::text("#named").content(event.function().to_owned())
}

#[handler]
pub async fn state(State(_): State<Notes>) -> Patch {
    Patch::text("#named").content("state")
}

#[handler]
pub async fn argument_0(_room: Room) -> Patch {
    Patch::text("#named").content("argument_0")
}

#[handler]
pub async fn r#move() -> Patch {
    Patch::text("#named").content("move")
}

#[handler]
pub async fn perhaps() -> Option<Patch> {
    None
}

#[handler]
pub async fn user_error() -> Result<Patch> {
    Err(Error::user("Article not found"))
}

#[handler]
pub async fn internal_error() -> Result<Patch> {
    let number: u8 = "the database's password".parse()?;
    Ok(Patch::title(number.to_string()))
}

#[handler]
pub async fn panics() -> Patch {
    panic!("the panic's secret")
}

#[handler]
pub async fn bad_template() -> Patch {
    Patch::inner("#x").template("broken.html", context! {})
}

#[handler]
pub async fn too_long() -> Patch {
    Patch::inner("#x").html(Html::trusted("x".repeat(2 * 1024 * 1024)))
}

/// Waits until the test opens the gate, having said that it does.
#[handler]
pub async fn wait(live: Live, State(gate): State<Gate>, State(notes): State<Notes>) -> Patch {
    notes.add("waiting");
    live.send(Patch::text("#state").content("waiting"));
    gate.0.notified().await;
    notes.add("done");
    Patch::text("#state").content("done")
}

#[handler]
pub async fn slow() -> Patch {
    tokio::time::sleep(Duration::from_secs(2)).await;
    Patch::text("#state").content("slept")
}

#[handler]
pub async fn echo(Form(greeting): Form<Greeting>, State(notes): State<Notes>) -> Patch {
    notes.add(greeting.name.clone());
    Patch::text("#echo").content(greeting.name)
}

#[handler]
pub async fn join(live: Live, Form(greeting): Form<Greeting>) {
    live.subscribe(&greeting.name);
}

#[handler]
pub async fn leave(live: Live, Form(greeting): Form<Greeting>) {
    live.unsubscribe(&greeting.name);
}

#[handler]
pub async fn join_many(live: Live, Form(greeting): Form<Greeting>) {
    for topic in greeting.name.split(',') {
        live.subscribe(topic);
        tokio::task::yield_now().await;
    }
}

#[handler]
pub async fn leave_many(live: Live, Form(greeting): Form<Greeting>) {
    for topic in greeting.name.split(',') {
        live.unsubscribe(topic);
        tokio::task::yield_now().await;
    }
}

#[handler]
pub async fn say(live: Live, Form(greeting): Form<Greeting>) {
    live.topic("chat").send(
        Patch::append("#messages").template("greeting.html", context! { name => greeting.name }),
    );
}

#[handler]
pub async fn shout(live: Live) {
    live.broadcast(Patch::text("#all").content("hear"));
}

/// Fills this page's queue faster than anyone could read.
#[handler]
pub async fn flood(live: Live, State(topics): State<Topics>) {
    let text = "x".repeat(64 * 1024);
    for _ in 0..400 {
        topics
            .room(live.room())
            .send(Patch::text("#flood").content(text.clone()));
        tokio::task::yield_now().await;
    }
}

#[handler]
pub async fn spawns(live: Live, State(notes): State<Notes>) {
    struct Ends(Notes);
    impl Drop for Ends {
        fn drop(&mut self) {
            self.0.add("ended");
        }
    }
    let ends = Ends(notes);
    let ticking = live.clone();
    live.spawn(async move {
        let _ends = ends;
        ticking.send(Patch::text("#tick").content("1"));
        std::future::pending::<()>().await;
    });
}

#[handler]
pub async fn closes(live: Live) {
    live.close();
}

/// Closes when no message has its turn.
#[handler]
pub async fn closes_later(live: Live, State(gate): State<Gate>) {
    let later = live.clone();
    live.spawn(async move {
        gate.0.notified().await;
        later.close();
    });
}

/// Shows what arrived.
#[handler]
pub async fn sent(event: Event) -> Patch {
    let message = serde_json::json!({
        "form": event.form(), "data": event.data(), "lang": event.lang(), "url": event.url(),
    });
    Patch::text("#sent").content(message.to_string())
}

#[handler]
pub async fn lead(Form(greeting): Form<Greeting>) -> Patch {
    Patch::redirect(greeting.name)
}
