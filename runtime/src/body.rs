//! The body of a request, which has a limited time to arrive: who sends a byte now and then holds
//! nothing for long. A body is timed while it is read, since what nobody reads costs nothing.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::{Body as Frames, Frame, Incoming, SizeHint};
use tokio::time::Sleep;

/// What a body has to bring each second, in bytes, once its time is over: a long upload over a
/// poor line goes on, and one that is held open on purpose does not.
const LEAST: u32 = 16 * 1024;

/// Whether a body came too slowly.
#[derive(Clone, Default)]
pub(crate) struct Verdict(Option<Arc<AtomicBool>>);

impl Verdict {
    /// What was answered; or, where the body did not come, that it did not.
    pub(crate) fn on(&self, response: Response) -> Response {
        let is_late = self
            .0
            .as_ref()
            .is_some_and(|late| late.load(Ordering::Relaxed));
        if !is_late {
            return response;
        }
        let close = [(header::CONNECTION, "close")];
        (
            StatusCode::REQUEST_TIMEOUT,
            close,
            "the body came too slowly",
        )
            .into_response()
    }
}

/// Gives the body of a request its time.
pub(crate) fn timed(request: Request<Incoming>, time: Duration) -> (Request<Body>, Verdict) {
    if request.body().is_end_stream() {
        return (request.map(Body::new), Verdict::default());
    }
    let late = Arc::new(AtomicBool::new(false));
    let verdict = Verdict(Some(Arc::clone(&late)));
    let timed = request.map(|incoming| {
        Body::new(Timed {
            incoming,
            time,
            alarm: None,
            late,
        })
    });
    (timed, verdict)
}

struct Timed {
    incoming: Incoming,
    /// From the first read to the end, when nothing comes.
    time: Duration,
    alarm: Option<Pin<Box<Sleep>>>,
    late: Arc<AtomicBool>,
}

impl Frames for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let time = this.time;
        let alarm = this
            .alarm
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        if let Poll::Ready(frame) = Pin::new(&mut this.incoming).poll_frame(context) {
            if let Some(Ok(bytes)) = frame
                .as_ref()
                .map(|frame| frame.as_ref().map(Frame::data_ref))
            {
                let length = bytes.map_or(0, Bytes::len);
                let more = Duration::from_secs_f64(length as f64 / f64::from(LEAST));
                let deadline = alarm.deadline() + more;
                alarm.as_mut().reset(deadline);
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)));
        }
        std::task::ready!(alarm.as_mut().poll(context));
        this.late.store(true, Ordering::Relaxed);
        let error = std::io::Error::from(std::io::ErrorKind::TimedOut);
        Poll::Ready(Some(Err(axum::Error::new(error))))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
