//! A streamed answer: patches that a handler sends one after the other, while it works.
//! `pipeline` takes each part when the page has read what was sent before.

use futures_util::{Stream, StreamExt};

use crate::reply::{IntoPatches, Parts, Reply};

/// Patches that are sent one by one, as they come, in answer to one message.
///
/// Each item is sent at once: a `Patch`, a `Vec` of them that belong together, or a `Result`, whose
/// error ends the stream and is the answer. A handler whose signature says `-> impl Stream<…>`
/// needs no `Progress`; it is for the stream in a `Result`, and for middleware.
///
/// - The page's next message is handled when the stream has ended. What should run beside it, or
///   for as long as the page is open, belongs into [`Live::spawn`](crate::Live::spawn).
/// - [`Limits::message_deadline`](crate::Limits::message_deadline) bounds the wait for each item.
/// - The stream is asked for no more while half of the page's queue waits to be read, and is
///   dropped when the page has gone.
/// - When the server stops, or is swapped in development, the stream ends after the part that it
///   is at, for which it has one second. The page is answered with the error code `stopped`.
///
/// Streams are made with [`liveview::stream`](crate::stream), whose `StreamExt` has `map` and
/// `then`:
///
/// ```
/// use liveview::prelude::*;
/// use liveview::stream::{self, StreamExt};
/// use liveview::{Progress, Stream};
///
/// # #[derive(Clone)] pub struct AppState;
/// #[handler]
/// async fn count() -> impl Stream<Item = Patch> {
///     stream::iter(1..=3).map(|number| Patch::text("#count").content(number.to_string()))
/// }
///
/// /// Each step is given what the step before left, until there is none.
/// #[handler]
/// async fn halve() -> impl Stream<Item = Patch> {
///     stream::unfold(100, async |number: u32| {
///         let patch = Patch::text("#count").content(number.to_string());
///         (number > 0).then_some((patch, number / 2))
///     })
/// }
///
/// #[derive(Deserialize)]
/// struct Import {
///     rows: Vec<String>,
/// }
///
/// #[handler]
/// async fn import(Form(import): Form<Import>) -> Result<Progress> {
///     if import.rows.is_empty() {
///         return Err(Error::user("There is nothing to import"));
///     }
///     let steps = stream::iter(import.rows).then(async |row| {
///         let id: u64 = row.parse()?;
///         Ok::<_, Error>(Patch::append("#imported").content(id.to_string()))
///     });
///     Ok(Progress::new(steps))
/// }
/// # fn main() {}
/// ```
#[must_use = "a stream answers the visitor only when it is returned"]
pub struct Progress(Parts);

impl Progress {
    /// Takes a stream of anything that a handler may return.
    pub fn new<S>(stream: S) -> Self
    where
        S: Stream<Item: IntoPatches> + Send + 'static,
    {
        Self(Box::pin(stream.map(IntoPatches::into_patches)))
    }
}

impl IntoPatches for Progress {
    fn into_patches(self) -> Reply {
        ().into_patches().before(self.0)
    }
}
