//! What a handler can ask for: each argument is an extractor, filled from the message, the
//! application's state and the connection.

use std::future::Future;

use crate::error::Error;
use crate::event::Event;

mod fields;
mod form;
mod page;
mod shape;
mod state;

#[cfg(test)]
pub(crate) use form::read as read_fields;
pub use form::{Data, Form};
pub use page::{Lang, Room};
pub(crate) use shape::gather;
pub use state::{Extension, FromRef, State};

/// Something a handler can take as an argument. `S` is the application's state.
///
/// ```
/// use liveview::prelude::*;
/// use liveview::FromEvent;
///
/// /// The address that the page showed when the message was sent.
/// struct Address(String);
///
/// impl<S: Sync> FromEvent<S> for Address {
///     async fn from_event(event: &Event, _state: &S) -> Result<Self> {
///         event.url().map(|url| Self(url.to_owned())).ok_or_else(|| Error::user("no address"))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a handler",
    label = "this cannot be filled from a message",
    note = "arguments are `Form<T>`, `Data<T>`, `State<T>`, `Extension<T>`, `Session`, `Live`, `Lang`, `Room`, `Event`, or a type that implements `FromEvent`",
    note = "`T` of `Form<T>` and `Data<T>` derives `Deserialize`; `T` of `State<T>` is part of the application's state (`FromRef`)"
)]
pub trait FromEvent<S>: Sized {
    /// Makes the argument, or says why it cannot be made; the handler is then not called.
    fn from_event(event: &Event, state: &S) -> impl Future<Output = Result<Self, Error>> + Send;
}

/// One argument of a handler. The macro calls it in place of the trait's function, since the compiler then says once
/// what is wrong with a type.
pub fn extract<'a, T: FromEvent<S> + 'a, S>(
    event: &'a Event,
    state: &'a S,
) -> impl Future<Output = Result<T, Error>> + Send + 'a {
    T::from_event(event, state)
}

/// Something that a message may lack: a handler then takes it as an `Option`. An error is still one; only
/// what is not there is `None`.
#[diagnostic::on_unimplemented(
    message = "`Option<{Self}>` cannot be an argument of a handler",
    label = "this is there with every message, or its absence is an error",
    note = "`Option<Extension<T>>` can, and `Option` of a type that implements `OptionalFromEvent`"
)]
pub trait OptionalFromEvent<S>: Sized {
    /// Makes the argument, if there is something to make it of, or says why it cannot be made.
    fn from_event(
        event: &Event,
        state: &S,
    ) -> impl Future<Output = Result<Option<Self>, Error>> + Send;
}

impl<S: Sync, T: OptionalFromEvent<S>> FromEvent<S> for Option<T> {
    fn from_event(event: &Event, state: &S) -> impl Future<Output = Result<Self, Error>> + Send {
        T::from_event(event, state)
    }
}

impl<S: Sync> FromEvent<S> for Event {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        Ok(event.clone())
    }
}
