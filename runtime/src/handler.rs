//! What a handler is once it is registered: a name, a place in the source, and a call.
//! `#[handler]` writes one for each function; `registry` holds them, and `pipeline` calls them.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::event::Event;
use crate::reply::Reply;

/// A handler, or middleware, on its way to a reply.
pub type Calling = Pin<Box<dyn Future<Output = Reply> + Send>>;

type Call<S> = fn(Event, Arc<S>) -> Calling;

/// A handler's call, its state's type hidden so that one registry can hold them all.
pub struct Erased(Box<dyn Any>);

impl Erased {
    /// Hides the state's type.
    #[must_use]
    pub fn new<S: 'static>(call: Call<S>) -> Self {
        Self(Box::new(call))
    }

    /// The call, if `S` is the state that it was written for.
    pub(crate) fn bind<S: Send + Sync + 'static>(self, state: Arc<S>) -> Option<Bound> {
        let call = *self.0.downcast::<Call<S>>().ok()?;
        Some(Box::new(move |event| call(event, Arc::clone(&state))))
    }
}

type Bound = Box<dyn Fn(Event) -> Calling + Send + Sync>;

/// A handler of an application that is built.
pub(crate) struct Handler {
    pub(crate) name: String,
    /// The source file, from the package's own folder.
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) call: Bound,
}
