//! A panic ends the call that it happened in, and nothing else.
//! Handlers, pages and the tasks of a connection run inside of `catch`.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

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

pin_project! {
    /// A future whose panics are caught; made by [`catch`].
    pub(crate) struct Caught<F> {
        #[pin]
        future: Option<F>,
    }
}

/// Runs a future to its end or to its panic. What a caught future still holds may panic again
/// when it is dropped; that is caught too, and the first panic is the one told.
pub(crate) fn catch<F: Future>(future: F) -> Caught<F> {
    Caught {
        future: Some(future),
    }
}

/// Written by hand, since an `async fn` would hold the future twice: as it was handed over, and
/// where it is pinned. Handlers are large, and one is made for each message.
impl<F: Future> Future for Caught<F> {
    type Output = Result<F::Output, Panic>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut future = self.project().future;
        // The future is not touched again after it has panicked, except to be dropped.
        let polled = || {
            future
                .as_mut()
                .as_pin_mut()
                .map(|future| future.poll(context))
        };
        let outcome = match catch_unwind(AssertUnwindSafe(polled)) {
            Ok(Some(Poll::Ready(output))) => Ok(output),
            Ok(_) => return Poll::Pending,
            Err(payload) => Err(Panic::new(&*payload)),
        };
        match catch_unwind(AssertUnwindSafe(|| future.set(None))) {
            Ok(()) => Poll::Ready(outcome),
            Err(payload) => Poll::Ready(outcome.and(Err(Panic::new(&*payload)))),
        }
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
