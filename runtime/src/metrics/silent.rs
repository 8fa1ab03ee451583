//! The twin of `prometheus`, for a build without the feature `metrics`: nothing is counted.

use super::Place;
use crate::outbox::Lost;
use crate::pipeline::Trace;

pub(crate) struct Counters;

/// One open socket.
pub(crate) struct Open;

#[expect(clippy::unused_self, reason = "the twin of what does count")]
impl Counters {
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) fn opened(&self) -> Open {
        Open
    }

    pub(crate) fn returned(&self, _goes_on: bool) {}

    pub(crate) fn answered(&self, _trace: &Trace) {}

    pub(crate) fn limited(&self) {}

    pub(crate) fn lost(&self, lost: Lost) {
        let Lost { .. } = lost;
    }

    pub(crate) fn panicked(&self, _place: Place) {}
}
