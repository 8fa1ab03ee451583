//! Panics around a handler: in middleware, in an argument, in what a template calls, in what is dropped after a wait.
//! Each ends its own call and leaves the socket and the other pages alone; `attacks` has those of the handler itself.

use liveview::prelude::*;
use liveview::{Builder, Embedded, FromEvent, Value};
use serde_json::json;

use crate::browser::Server;
use crate::site::AppState;

#[derive(Deserialize)]
pub struct Asked {
    place: String,
}

/// An argument that cannot even be made.
pub struct Panicking;

impl<S: Sync> FromEvent<S> for Panicking {
    async fn from_event(event: &Event, _state: &S) -> Result<Self> {
        match event.form().contains_key("well") {
            true => Ok(Self),
            false => panic!("secret of the extractor"),
        }
    }
}

struct WhenDropped;

impl Drop for WhenDropped {
    fn drop(&mut self) {
        panic!("secret of the destructor");
    }
}

#[handler]
pub async fn panics_in(Form(asked): Form<Asked>) -> Patch {
    match asked.place.as_str() {
        "drop after a wait" => {
            let _held = WhenDropped;
            tokio::task::yield_now().await;
        }
        "template" => {
            let function = Value::from_function(|| -> String { panic!("secret of the template") });
            return Patch::inner("#x").template("calls.html", context! { function });
        }
        _ => {}
    }
    Patch::text("#x").content("well")
}

#[handler]
pub async fn panics_before(_argument: Panicking) {}

async fn panicking(event: Event, next: Next) -> Reply {
    let before = event.form().get("place") == Some(&json!("middleware"));
    let after = event.form().get("place") == Some(&json!("middleware, later"));
    assert!(!before, "secret of the middleware");
    let reply = next.run(event).await;
    assert!(!after, "secret of the middleware");
    reply
}

const TEMPLATES: &[(&str, &str)] = &[
    ("home.html", "<html data-room=\"{{ liveview_room() }}\">"),
    ("calls.html", "{{ function() }}"),
];

fn builder() -> Builder<AppState> {
    let embedded = Embedded::tables(TEMPLATES, &[], None);
    let home = liveview::axum::routing::get(async || Page::new("home.html", context! {}));
    Builder::from_embedded(module_path!(), "panics", embedded)
        .layer(middleware::from_fn(panicking))
        .pages(liveview::axum::Router::new().route("/", home))
}

#[tokio::test]
async fn a_panic_ends_its_own_call_wherever_it_is() {
    let app = builder().build(AppState::default()).unwrap();
    let server = Server::of(app, AppState::default()).await;
    let (mut page, mut other) = (server.open().await, server.open().await);
    let places = [
        "drop after a wait",
        "template",
        "middleware",
        "middleware, later",
    ];
    for place in places {
        let answer = page.call("panics_in", json!({ "place": place })).await;
        assert_eq!(answer["error"]["code"], "internal", "{place}: {answer}");
        assert!(!answer.to_string().contains("secret"), "{place}: {answer}");
        for page in [&mut page, &mut other] {
            let answer = page.call("panics_in", json!({ "place": "nowhere" })).await;
            assert_eq!(answer["html"], "well", "after {place}");
        }
    }
    let answer = page.call("panics_before", json!({})).await;
    assert_eq!(answer["error"]["code"], "internal");
    let answer = page.call("panics_before", json!({ "well": 1 })).await;
    assert!(answer["error"].is_null(), "{answer}");
}
