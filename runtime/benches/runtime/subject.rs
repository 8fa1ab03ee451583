//! The application that is measured: handlers that answer a constant, render a template, render a
//! long one, and send to everyone.

use std::fmt::Write;

use axum::Router;
use axum::routing::get;
use liveview::prelude::*;
use liveview::{Builder, Embedded, Limits, Topics, axum};
use tokio::net::TcpListener;
use tokio::runtime::Handle;

#[derive(Clone, Default)]
pub(crate) struct AppState {
    topics: Topics,
}

/// What [`constant`] answers, and what the template of [`greet`] comes to.
const GREETING: &str = "<h1>Hello, Ada!</h1>\n";

const TEMPLATES: &[(&str, &str)] = &[
    (
        "home.html",
        r#"<html lang="en" data-room="{{ liveview_room() }}"></html>"#,
    ),
    ("greeting.html", "<h1>Hello, {{ name }}!</h1>\n"),
    (
        "table.html",
        "{% for row in rows %}<tr id=\"row-{{ row.id }}\"><td>{{ row.name }}</td><td>{{ row.price }}</td></tr>{% endfor %}",
    ),
];

#[derive(Deserialize)]
pub(crate) struct Greet {
    name: String,
}

#[handler]
async fn constant() -> Patch {
    Patch::inner("#greeting").html(GREETING)
}

#[handler]
async fn greet(Form(greet): Form<Greet>) -> Patch {
    Patch::inner("#greeting").template("greeting.html", context! { name => greet.name })
}

#[derive(Serialize)]
struct Row {
    id: usize,
    name: &'static str,
    price: f64,
}

/// A table of a hundred rows.
#[handler]
async fn table() -> Patch {
    let row = |id| Row {
        id,
        name: "Nuts & bolts",
        price: 12.5,
    };
    let rows: Vec<Row> = (0..100).map(row).collect();
    Patch::inner("#rows").template("table.html", context! { rows })
}

/// The same table, written out by hand: what is not the engine's part of it.
#[handler]
async fn table_by_hand() -> Patch {
    let mut text = String::new();
    for id in 0..100 {
        let _ = write!(
            text,
            "<tr id=\"row-{id}\"><td>Nuts &amp; bolts</td><td>12.5</td></tr>"
        );
    }
    Patch::inner("#rows").html(Html::trusted(text))
}

/// Shows everyone.
#[handler]
async fn shout(live: Live) {
    live.broadcast(Patch::inner("#greeting").html(GREETING));
}

/// A long answer, for a page that does not read it.
#[handler]
async fn fill() -> Patch {
    Patch::text("#fill").content("x".repeat(60 * 1024))
}

/// Tasks that run and pages that are connected.
async fn counts(State(state): axum::extract::State<AppState>) -> String {
    let tasks = Handle::current().metrics().num_alive_tasks();
    format!("{tasks} {}", state.topics.connected())
}

pub(crate) async fn serve(listener: TcpListener, limits: Limits) -> Result<()> {
    let state = AppState::default();
    let pages = Router::new()
        .route("/", get(async || Page::new("home.html", context! {})))
        .route("/counts", get(counts));
    let app = Builder::from_embedded(
        module_path!(),
        "bench",
        Embedded::tables(TEMPLATES, &[], None),
    )
    .limits(limits)
    .topics(state.topics.clone())
    .pages(pages)
    .build(state)?;
    liveview::serve_on(listener, app).await
}
