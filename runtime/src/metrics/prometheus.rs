//! The counts, kept for Prometheus and written as OpenMetrics text. Labels come from the program
//! alone: names of handlers, kinds of outcomes. What a visitor sends never becomes one.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabel, EncodeLabelSet, LabelSetEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::Place;
use crate::app::Shared;
use crate::handler::Handler;
use crate::outbox::Lost;
use crate::pipeline::Trace;

/// Upper ends of the histogram's ranges in seconds, up to the usual deadline of a message.
const SECONDS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0,
];

type Named = [(&'static str, &'static str); 1];

/// A handler as a label. Two of one application never have one name.
#[derive(Clone)]
struct Called(Arc<Handler>);

impl PartialEq for Called {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Called {}

impl Hash for Called {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.name.hash(state);
    }
}

impl fmt::Debug for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

impl EncodeLabelSet for Called {
    fn encode(&self, encoder: &mut LabelSetEncoder<'_>) -> fmt::Result {
        ("handler", self.0.name.as_str()).encode(encoder.encode_label())
    }
}

/// What is counted as it happens.
pub(crate) struct Counters {
    registry: Registry,
    open: Gauge,
    opened: Counter,
    returns: Family<Named, Counter>,
    messages: Family<Named, Counter>,
    seconds: Family<Called, Histogram>,
    limited: Counter,
    queued: Gauge,
    longest: Gauge,
    coalesced: Counter,
    dropped: Counter,
    panics: Family<Named, Counter>,
}

impl Counters {
    pub(crate) fn new() -> Self {
        let mut counters = Self {
            registry: Registry::with_prefix("liveview"),
            open: Gauge::default(),
            opened: Counter::default(),
            returns: Family::default(),
            messages: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            limited: Counter::default(),
            queued: Gauge::default(),
            longest: Gauge::default(),
            coalesced: Counter::default(),
            dropped: Counter::default(),
            panics: Family::default(),
        };
        counters.register();
        counters
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("connections", "Sockets that are open", self.open.clone());
        registry.register(
            "connections_opened",
            "Sockets that were opened",
            self.opened.clone(),
        );
        registry.register(
            "returns",
            "Pages that came back on another socket, by what they found",
            self.returns.clone(),
        );
        registry.register(
            "messages",
            "Messages of pages, by outcome",
            self.messages.clone(),
        );
        registry.register_with_unit(
            "handler_duration",
            "Time in a handler and its middleware",
            Unit::Seconds,
            self.seconds.clone(),
        );
        registry.register(
            "rate_limited",
            "Messages beyond the limit",
            self.limited.clone(),
        );
        registry.register(
            "queued_frames",
            "Frames that wait to be written",
            self.queued.clone(),
        );
        registry.register(
            "longest_queue",
            "Frames in the longest queue",
            self.longest.clone(),
        );
        registry.register(
            "coalesced_frames",
            "Frames that a newer replaced",
            self.coalesced.clone(),
        );
        registry.register(
            "dropped_frames",
            "Frames that no reader took",
            self.dropped.clone(),
        );
        registry.register(
            "panics",
            "Panics that were caught, by place",
            self.panics.clone(),
        );
    }

    /// A socket was opened; it counts for as long as what this gives back is kept.
    pub(crate) fn opened(&self) -> Open {
        self.opened.inc();
        self.open.inc();
        Open(self.open.clone())
    }

    /// A page has come back, and goes on where it was, or has to begin anew.
    pub(crate) fn returned(&self, goes_on: bool) {
        let found = if goes_on { "resumed" } else { "anew" };
        self.returns.get_or_create(&[("found", found)]).inc();
    }

    pub(crate) fn answered(&self, trace: &Trace) {
        self.messages
            .get_or_create(&[("outcome", trace.outcome)])
            .inc();
        if let Some(handler) = &trace.handler {
            let seconds = self
                .seconds
                .get_or_create_owned(&Called(Arc::clone(handler)));
            seconds.observe(trace.handler_time.as_secs_f64());
        }
    }

    pub(crate) fn limited(&self) {
        self.limited.inc();
    }

    pub(crate) fn lost(&self, lost: Lost) {
        self.coalesced.inc_by(lost.replaced);
        self.dropped.inc_by(lost.dropped);
    }

    pub(crate) fn panicked(&self, place: Place) {
        let place = match place {
            Place::Handler => "handler",
            Place::Page => "page",
            Place::Task => "task",
        };
        self.panics.get_or_create(&[("place", place)]).inc();
    }
}

/// One open socket.
pub(crate) struct Open(Gauge);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// What an application has counted, as OpenMetrics text for Prometheus; from
/// [`App::metrics`](crate::App::metrics). It is an axum response, to be served wherever visitors
/// do not come, such as on a port of its own:
///
/// ```no_run
/// use liveview::axum::{self, Router, routing::get};
///
/// # async fn app() -> liveview::Result<liveview::App> { Err(liveview::Error::user("your own")) }
/// # #[tokio::main] async fn main() -> liveview::Result<()> {
/// let app = app().await?;
/// let metrics = app.metrics();
/// let admin = Router::new().route("/metrics", get(async move || metrics));
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:9400").await?;
/// tokio::spawn(async { axum::serve(listener, admin).await });
/// liveview::serve(app).await
/// # }
/// ```
///
/// | name | kind | what |
/// |---|---|---|
/// | `liveview_connections` | gauge | sockets that are open |
/// | `liveview_connections_opened_total` | counter | sockets that were opened |
/// | `liveview_returns_total{found}` | counter | pages that came back on another socket: `resumed`, or `anew` when too much had gone by |
/// | `liveview_messages_total{outcome}` | counter | messages: `ok`, `user`, `invalid`, `refused`, `internal`, `panic`, `timeout`, `left`, `bad`, `unknown`, `repeated`, `stopped` |
/// | `liveview_handler_duration_seconds{handler}` | histogram | time in a handler and its middleware |
/// | `liveview_rate_limited_total` | counter | messages beyond the limit |
/// | `liveview_queued_frames`, `liveview_longest_queue` | gauges | frames that wait: in all, and in the longest queue |
/// | `liveview_coalesced_frames_total` | counter | frames that a newer one replaced |
/// | `liveview_dropped_frames_total` | counter | frames of readers that were too slow |
/// | `liveview_panics_total{place}` | counter | panics: `handler`, `page`, `task` |
#[derive(Clone)]
pub struct Metrics(Arc<Shared>);

impl Metrics {
    pub(crate) fn new(shared: &Arc<Shared>) -> Self {
        Self(Arc::clone(shared))
    }

    /// The text, as it stands now.
    #[must_use]
    pub fn text(&self) -> String {
        let counters = &self.0.metrics;
        let lengths = self.0.topics.all().into_iter();
        let lengths = lengths.map(|connection| connection.outbox.waiting());
        let (all, longest) = lengths.fold((0, 0), |(all, longest), length| {
            (all + length, length.max(longest))
        });
        counters.queued.set(i64::try_from(all).unwrap_or(i64::MAX));
        counters
            .longest
            .set(i64::try_from(longest).unwrap_or(i64::MAX));
        let mut text = String::new();
        // A string takes whatever is written to it.
        let _ = encode(&mut text, &counters.registry);
        text
    }
}

impl IntoResponse for Metrics {
    fn into_response(self) -> Response {
        let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        ([(header::CONTENT_TYPE, kind)], self.text()).into_response()
    }
}
