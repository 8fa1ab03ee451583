//! An application that is built: what it can be asked from outside, and, in `Shared`, what all of
//! its connections share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::http::HeaderMap;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::away::Away;
use crate::clock::Clock;
use crate::guard::Guard;
use crate::handler::Handler;
use crate::limits::Limits;
use crate::metrics::Counters;
use crate::middleware::Layer;
use crate::protocol::close;
use crate::pubsub::{Gate, Topics};
use crate::registry::Registry;
use crate::seats::Sessions;
use crate::secret::Secret;
use crate::session::{Cookie, Records};
use crate::template::Templates;

/// An application, ready to be served, tested, or embedded in a larger one.
pub struct App {
    pub(crate) shared: Arc<Shared>,
    pub(crate) router: Router,
}

impl App {
    /// The application as an axum router. Its sockets are told to come back when [`App::stop`] is
    /// called on a handle that was taken before; [`serve`](crate::serve) does that by itself.
    pub fn into_router(self) -> Router {
        self.router
    }

    /// The topics, to send to pages from outside of a handler.
    #[must_use]
    pub fn topics(&self) -> Topics {
        self.shared.topics.clone()
    }

    /// The handlers, by name.
    #[must_use]
    pub fn handlers(&self) -> Vec<HandlerInfo> {
        let handlers = self.shared.registry.sorted();
        handlers
            .iter()
            .map(|handler| HandlerInfo {
                name: handler.name.clone(),
                file: handler.file.clone(),
                line: handler.line,
            })
            .collect()
    }

    /// What the application counts of itself, for Prometheus. With the feature `metrics` only.
    #[cfg(feature = "metrics")]
    #[must_use]
    pub fn metrics(&self) -> crate::Metrics {
        crate::Metrics::new(&self.shared)
    }

    /// What ends this application from outside.
    #[must_use]
    pub fn stop(&self) -> Stop {
        Stop {
            shared: Arc::clone(&self.shared),
        }
    }

    /// The same application once more, for a test that both serves it and looks into it.
    pub(crate) fn again(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            router: self.router.clone(),
        }
    }

    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }
}

/// A handler, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HandlerInfo {
    /// What pages call it.
    pub name: String,
    /// Its file, from the package's folder.
    pub file: String,
    /// The line of its `#[handler]`, from 1.
    pub line: u32,
}

/// Ends an application: handlers that run are let end, pages are told to come back.
#[derive(Clone)]
pub struct Stop {
    shared: Arc<Shared>,
}

impl Stop {
    /// Begins the end. It takes as long as [`Limits::shutdown`] at most.
    pub fn stop(&self) {
        self.shared.stop.cancel();
    }
}

/// What all connections of an application share.
pub(crate) struct Shared {
    pub(crate) registry: Registry,
    pub(crate) layers: Arc<[Layer]>,
    pub(crate) templates: Arc<Templates>,
    pub(crate) topics: Topics,
    pub(crate) limits: Limits,
    pub(crate) origins: Vec<String>,
    pub(crate) has_secret: bool,
    pub(crate) secret: Secret,
    pub(crate) cookie: Cookie,
    pub(crate) mount: String,
    /// What `liveview_headers()` writes where there is no nonce.
    pub(crate) headers: String,
    pub(crate) trust_forwarded_proto: bool,
    /// This process, among those that a page may meet.
    pub(crate) instance: String,
    pub(crate) sessions: Sessions,
    pub(crate) metrics: Counters,
    /// How pages are protected.
    pub(crate) guard: Guard,
    /// What is kept of the sessions.
    pub(crate) records: Records,
    pub(crate) away: Away,
    /// What answers pages that name topics.
    pub(crate) gate: Gate,
    /// The time of day, for whatever is dated.
    pub(crate) clock: Clock,
    /// Cancelled when the application is to end.
    pub(crate) stop: CancellationToken,
    /// Cancelled when the pages are to go; the end of the application is one reason.
    pub(crate) release: CancellationToken,
    /// Every socket, and everything that was spawned on one.
    pub(crate) tasks: TaskTracker,
    pub(crate) connections: AtomicU64,
    pub(crate) default_lang: Arc<str>,
    #[cfg(debug_assertions)]
    pub(crate) dev: Option<Arc<crate::dev::Dev>>,
}

impl Shared {
    /// The handler of that name, or the reserved function.
    pub(crate) fn handler(&self, function: &str) -> Option<&Arc<Handler>> {
        self.gate
            .get(function)
            .or_else(|| self.registry.get(function))
    }

    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }

    /// Closes every connection of a session that has ended; none of them comes back with its room.
    pub(crate) fn close_session(&self, session: &str) {
        self.sessions.end(session);
        for connection in self.topics.of_session(session) {
            let reason = "the session has ended";
            connection.outbox.close(close::REFUSED, reason);
        }
    }

    /// Whether the visitor's end of the request was encrypted.
    pub(crate) fn is_tls(&self, headers: &HeaderMap) -> bool {
        self.trust_forwarded_proto && is_forwarded_tls(headers)
    }
}

/// Where proxies stand in a row, the first entry is of the one that the visitor reached.
fn is_forwarded_tls(headers: &HeaderMap) -> bool {
    let line = headers.get("x-forwarded-proto");
    let line = line.and_then(|line| line.to_str().ok()).unwrap_or_default();
    let first = line.split(',').next().unwrap_or_default();
    first.trim().eq_ignore_ascii_case("https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_proxy_knows_how_the_visitor_came() {
        let table = [
            ("https", true),
            ("HTTPS", true),
            ("https,http", true),
            ("https , http", true),
            ("http", false),
            ("http, https", false),
            ("", false),
            (",https", false),
            ("httpsx", false),
        ];
        for (line, expected) in table {
            let headers = [("x-forwarded-proto", line)]
                .map(|(name, line)| (name.parse().unwrap(), line.parse().unwrap()));
            assert_eq!(
                is_forwarded_tls(&headers.into_iter().collect()),
                expected,
                "{line}"
            );
        }
        assert!(!is_forwarded_tls(&HeaderMap::new()));
    }
}
