//! `State` and `Extension`: what the application has, and what middleware left in the event.
//! That a state is part of the application's is checked by the compiler, through `FromRef`.

use std::any::type_name;
use std::ops::{Deref, DerefMut};

pub use axum::extract::FromRef;

use super::FromEvent;
use crate::error::Error;
use crate::event::Event;

/// The application's state, or the part of it that [`FromRef`] gives.
///
/// It is axum's own `State`, so that a page and a handler write the same argument.
pub use axum::extract::State;

impl<S: Sync, T: FromRef<S>> FromEvent<S> for State<T> {
    async fn from_event(_event: &Event, state: &S) -> Result<Self, Error> {
        Ok(Self(T::from_ref(state)))
    }
}

/// A value that middleware put into [`Event::extensions_mut`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Extension<T>(pub T);

impl<S: Sync, T: Clone + Send + Sync + 'static> FromEvent<S> for Extension<T> {
    async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
        event
            .extensions()
            .get::<T>()
            .cloned()
            .map(Self)
            .ok_or_else(|| {
                Error::internal(format!(
                    "no middleware put a `{}` into the event",
                    type_name::<T>()
                ))
            })
    }
}

impl<T> Deref for Extension<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Extension<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
