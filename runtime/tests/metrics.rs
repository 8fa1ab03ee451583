//! What is counted, with the feature `metrics`: read as Prometheus would, after an application has
//! answered, failed, panicked and sent more than anyone read.
#![cfg(feature = "metrics")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use liveview::axum::{Router, response::IntoResponse, routing::get};
use liveview::prelude::*;
use liveview::testing::TestApp;
use liveview::{App, Builder, Embedded, Limits, Metrics};

/// No state.
#[derive(Clone)]
pub struct AppState;

#[handler]
async fn greet() -> Patch {
    Patch::text("#greeting").content("hello")
}

#[handler]
async fn fails() -> Result<Patch> {
    Err(Error::user("no"))
}

#[handler]
async fn panics() {
    panic!("on purpose");
}

/// Sends more than the queue holds.
#[handler]
async fn floods(live: Live) {
    for number in 0..5 {
        live.send(Patch::event("step", number));
    }
}

const HOME: &str = r#"<html data-room="{{ liveview_room() }}">"#;

fn app() -> (App, Metrics) {
    let embedded = Embedded::tables(&[("home.html", HOME)], &[], None);
    let home = get(async || Page::new("home.html", context! {}));
    let limits = Limits {
        queue_frames: 4,
        ..Limits::default()
    };
    let app = Builder::from_embedded(module_path!(), "metrics", embedded)
        .pages(Router::new().route("/", home))
        .limits(limits)
        .build(AppState)
        .unwrap();
    let metrics = app.metrics();
    (app, metrics)
}

/// The value of a line, such as `liveview_messages_total{outcome="ok"}`.
fn value(metrics: &Metrics, name: &str) -> Option<f64> {
    let text = metrics.text();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok())
}

#[tokio::test]
async fn messages_are_counted_by_outcome_and_timed_by_handler() {
    let (app, metrics) = app();
    let mut page = TestApp::new(app).await.connect("/").await;
    page.send("greet").await;
    page.send("greet").await;
    page.send("fails").await;
    page.send("panics").await;
    for number in 0..100 {
        page.send(&format!("nobody_{number}")).await;
    }
    let table = [
        ("liveview_messages_total{outcome=\"ok\"}", 2.0),
        ("liveview_messages_total{outcome=\"user\"}", 1.0),
        ("liveview_messages_total{outcome=\"panic\"}", 1.0),
        ("liveview_messages_total{outcome=\"unknown\"}", 100.0),
        (
            "liveview_handler_duration_seconds_count{handler=\"greet\"}",
            2.0,
        ),
        ("liveview_panics_total{place=\"handler\"}", 1.0),
    ];
    for (name, expected) in table {
        assert_eq!(
            value(&metrics, name),
            Some(expected),
            "{name}\n{}",
            metrics.text()
        );
    }
    assert!(
        !metrics.text().contains("nobody"),
        "a visitor chose a label"
    );
}

#[tokio::test]
async fn frames_that_nobody_took_are_counted() {
    let (app, metrics) = app();
    let app = TestApp::new(app).await;
    let page = app.connect("/").await;
    app.topics().broadcast(Patch::event("step", 1));
    assert_eq!(value(&metrics, "liveview_queued_frames"), Some(1.0));
    assert_eq!(value(&metrics, "liveview_longest_queue"), Some(1.0));
    for number in 2..=5 {
        app.topics().broadcast(Patch::event("step", number));
    }
    assert_eq!(value(&metrics, "liveview_dropped_frames_total"), Some(5.0));
    assert_eq!(value(&metrics, "liveview_queued_frames"), Some(0.0));
    drop(page);
}

#[tokio::test]
async fn the_text_is_what_prometheus_reads() {
    let (_, metrics) = app();
    let text = metrics.text();
    assert!(text.ends_with("# EOF\n"), "{text}");
    assert!(
        text.contains("# TYPE liveview_connections gauge\n"),
        "{text}"
    );
    let response = metrics.into_response();
    let kind = response.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
}
