//! Wakes the one task that waits for something. What is raised while nobody waits is kept for who comes next, once.
//! `tokio::sync::Notify` does that for many tasks, behind a lock; this has room for one.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use futures_util::task::AtomicWaker;

#[derive(Default)]
pub(crate) struct Signal {
    raised: AtomicBool,
    waker: AtomicWaker,
}

impl Signal {
    pub(crate) fn raise(&self) {
        self.raised.store(true, Ordering::Release);
        self.waker.wake();
    }

    /// Takes what was raised, or has the task woken when it is.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        if self.take() {
            return Poll::Ready(());
        }
        self.waker.register(context.waker());
        // It may have been raised just before it knew whom to wake.
        if self.take() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Forgets what was raised, and says whether something was.
    pub(crate) fn take(&self) -> bool {
        self.raised.swap(false, Ordering::AcqRel)
    }

    /// Wakes nobody until it is polled again: the task is awake, and will look by itself.
    pub(crate) fn hush(&self) {
        self.waker.take();
    }

    pub(crate) async fn raised(&self) {
        poll_fn(|context| self.poll(context)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_raised_is_found_once() {
        let signal = Signal::default();
        signal.raise();
        signal.raise();
        signal.raised().await;
        assert!(!signal.take());
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        let signal = std::sync::Arc::new(Signal::default());
        let raising = std::sync::Arc::clone(&signal);
        let waiting = async {
            tokio::spawn(async move { raising.raise() });
            signal.raised().await;
        };
        waiting.await;
    }

    #[tokio::test]
    async fn it_is_found_after_a_hush() {
        let signal = Signal::default();
        let polled = poll_fn(|context| {
            assert!(signal.poll(context).is_pending());
            signal.hush();
            signal.raise();
            Poll::Ready(signal.poll(context))
        });
        assert!(polled.await.is_ready());
    }
}
