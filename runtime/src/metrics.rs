//! What the application counts of itself: connections, messages, queues. With the feature
//! `metrics` it is kept for Prometheus; without it the same calls are there and do nothing, so
//! that no place that counts has to ask.

#[cfg(feature = "metrics")]
mod prometheus;
#[cfg(not(feature = "metrics"))]
mod silent;

#[cfg(feature = "metrics")]
pub(crate) use prometheus::Counters;
#[cfg(feature = "metrics")]
pub use prometheus::Metrics;
#[cfg(not(feature = "metrics"))]
pub(crate) use silent::Counters;

/// Where a panic was caught.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Handler,
    Page,
    Task,
}
