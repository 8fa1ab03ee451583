//! `State` and `Extension`: what the application has, and what middleware left in the event.
//! Both are axum's own types, so that a page and a handler write the same argument.

use std::any::type_name;

pub use axum::extract::FromRef;

use super::{FromEvent, OptionalFromEvent};
use crate::error::Error;
use crate::event::Event;

/// The application's state, or the part of it that [`FromRef`] gives. That it is part of the
/// application's is checked by the compiler.
pub use axum::extract::State;

/// A value that middleware left: in a handler what was put into [`Event::extensions_mut`], in a page what
/// was put into the request's extensions. A handler takes `Option<Extension<T>>` where it may be missing.
pub use axum::Extension;

impl<S: Sync, T: FromRef<S>> FromEvent<S> for State<T> {
    async fn from_event(_event: &Event, state: &S) -> Result<Self, Error> {
        Ok(Self(T::from_ref(state)))
    }
}

impl<S: Sync, T: Clone + Send + Sync + 'static> FromEvent<S> for Extension<T> {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        left(event).ok_or_else(|| {
            Error::internal(format!(
                "no middleware put a `{}` into the event",
                type_name::<T>()
            ))
        })
    }
}

impl<S: Sync, T: Clone + Send + Sync + 'static> OptionalFromEvent<S> for Extension<T> {
    async fn from_event(event: &Event, _state: &S) -> Result<Option<Self>, Error> {
        Ok(left(event))
    }
}

fn left<T: Clone + Send + Sync + 'static>(event: &Event) -> Option<Extension<T>> {
    event.extensions().get::<T>().cloned().map(Extension)
}
