//! Middleware: functions that wrap every handler, in the order that they were listed. Each gets
//! the event and what is behind it, and so can refuse, time, catch or change.
//!
//! One that lets a page search five times a second, and no more:
//!
//! ```
//! use std::collections::HashMap;
//! use std::sync::{Arc, Mutex, PoisonError};
//! use std::time::{Duration, Instant};
//!
//! use liveview::prelude::*;
//!
//! #[derive(Clone, Default)]
//! struct Searches(Arc<Mutex<HashMap<String, Vec<Instant>>>>);
//!
//! impl Searches {
//!     fn allow(&self, page: &str) -> bool {
//!         let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
//!         // Whoever has been silent for a second is forgotten, so the map stays as small as the crowd.
//!         pages.retain(|_, times| {
//!             times.retain(|time| time.elapsed() < Duration::from_secs(1));
//!             !times.is_empty()
//!         });
//!         let times = pages.entry(page.to_owned()).or_default();
//!         times.push(Instant::now());
//!         times.len() <= 5
//!     }
//! }
//!
//! let searches = Searches::default();
//! let layer = middleware::from_fn(move |event: Event, next: Next| {
//!     let allowed = event.function() != "search" || searches.allow(event.live().page());
//!     async move {
//!         match allowed {
//!             true => Ok(next.run(event).await),
//!             false => Err(Error::refused("Not so fast, please")),
//!         }
//!     }
//! });
//! # let _ = layer;
//! ```

use std::future::Future;
use std::sync::Arc;

use crate::event::Event;
use crate::handler::{Calling, Handler};
use crate::reply::{IntoPatches, Reply};

type Wrap = dyn Fn(Event, Next) -> Calling + Send + Sync;

/// One layer around every handler; made by [`from_fn`].
#[derive(Clone)]
pub struct Layer(Arc<Wrap>);

/// Makes middleware of an async function of the event and what is behind it.
///
/// What `next` gives back is the [`Reply`]: it tells an error from patches, and patches can be added
/// to it. The parts of a streamed answer come later, when the reply has passed every layer.
///
/// ```
/// use liveview::prelude::*;
///
/// async fn require_english(event: Event, next: Next) -> Result<Reply> {
///     if event.lang() != "en" {
///         return Err(Error::refused("English only"));
///     }
///     Ok(next.run(event).await)
/// }
/// let layer = middleware::from_fn(require_english);
/// # let _ = layer;
/// ```
pub fn from_fn<F, Fut>(function: F) -> Layer
where
    F: Fn(Event, Next) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: IntoPatches> + Send + 'static,
{
    Layer(Arc::new(move |event, next| {
        let running = function(event, next);
        Box::pin(async move { running.await.into_patches() })
    }))
}

/// What is behind a layer: the next one, or the handler.
pub struct Next {
    layers: Arc<[Layer]>,
    index: usize,
    handler: Arc<Handler>,
}

impl Next {
    pub(crate) fn new(layers: Arc<[Layer]>, handler: Arc<Handler>) -> Self {
        Self {
            layers,
            index: 0,
            handler,
        }
    }

    /// Hands the event on, and gives back what came of it.
    pub async fn run(self, event: Event) -> Reply {
        self.call(event).await
    }

    pub(crate) fn call(mut self, event: Event) -> Calling {
        match self.layers.get(self.index).cloned() {
            Some(layer) => {
                self.index += 1;
                (layer.0)(event, self)
            }
            None => (self.handler.call)(event),
        }
    }

    /// The handler that is called in the end: its source file and line.
    #[must_use]
    pub fn place(&self) -> (&str, u32) {
        (&self.handler.file, self.handler.line)
    }
}
