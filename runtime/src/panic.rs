//! A panic ends the call that it happened in, and nothing else.
//! Handlers, pages and the tasks of a connection run inside of `catch`.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// A panic that was caught.
pub(crate) struct Panic {
    message: String,
    /// Where it happened, noted by the hook while a dev server listens.
    #[cfg(debug_assertions)]
    pub(crate) place: Option<crate::dev::PanicPlace>,
}

impl Panic {
    fn new(payload: &(dyn Any + Send)) -> Self {
        let text = payload.downcast_ref::<&str>().copied();
        let message = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        Self {
            message: message.unwrap_or("a panic without a text").to_owned(),
            #[cfg(debug_assertions)]
            place: crate::dev::take_panic_place(),
        }
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

/// Runs a future to its end or to its panic. What a caught future still holds may panic again
/// when it is dropped; that is caught too, and the first panic is the one told.
pub(crate) async fn catch<F: Future>(future: F) -> Result<F::Output, Panic> {
    let mut future = pin!(Some(future));
    let outcome = poll_fn(|context| {
        // The future is not touched again after it has panicked, except to be dropped.
        let polled = || {
            future
                .as_mut()
                .as_pin_mut()
                .map(|future| future.poll(context))
        };
        match catch_unwind(AssertUnwindSafe(polled)) {
            Ok(Some(Poll::Ready(output))) => Poll::Ready(Ok(output)),
            Ok(_) => Poll::Pending,
            Err(payload) => Poll::Ready(Err(Panic::new(&*payload))),
        }
    })
    .await;
    match catch_unwind(AssertUnwindSafe(|| future.set(None))) {
        Ok(()) => outcome,
        Err(payload) => outcome.and(Err(Panic::new(&*payload))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct PanicsWhenDropped;

    impl Drop for PanicsWhenDropped {
        fn drop(&mut self) {
            assert!(std::thread::panicking(), "in drop");
        }
    }

    #[tokio::test]
    async fn panics_are_caught_wherever_they_are() {
        assert_eq!(catch(async { 1 }).await.ok(), Some(1));
        let text = catch(async { panic!("plain") })
            .await
            .map(|()| 0)
            .err()
            .unwrap();
        assert_eq!(text.message(), "plain");
        let formatted = catch(async { panic!("number {}", 1) })
            .await
            .map(|()| 0)
            .err()
            .unwrap();
        assert_eq!(formatted.message(), "number 1");
        let held = PanicsWhenDropped;
        let dropped = catch(async move {
            let _held = held;
        });
        assert_eq!(dropped.await.err().unwrap().message(), "in drop");
    }
}
