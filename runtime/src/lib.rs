//! Real-time web applications in Rust: the front page of the crate, its map, and what it exports. No logic is in here.
#![doc = ""]
#![doc = include_str!("../README.md")]
//!
//! # The crate's own map
//!
//! `builder` puts an `app` together. A message goes from `socket` through `protocol`,
//! `middleware`, a `handler` that `registry` found, and `pipeline`, which renders what the handler
//! returned; it ends in an `outbox`. `pubsub` reaches many of them. `page`, `template`, `assets`,
//! `session` and `room` make what a browser loads first, and `guard` says who may send it back. `dev` is in debug builds only.

mod address;
mod app;
mod assets;
mod away;
mod body;
mod bucket;
mod builder;
mod clock;
mod connection;
mod context;
#[cfg(debug_assertions)]
mod dev;
mod embedded;
mod error;
mod event;
mod extract;
#[cfg(test)]
mod fuzzed;
mod guard;
mod handler;
mod headers;
mod health;
mod html;
mod js;
mod limits;
mod live;
mod metrics;
pub mod middleware;
mod origin;
mod outbox;
mod page;
mod panic;
mod patch;
mod pipeline;
mod progress;
mod protocol;
mod pubsub;
mod registry;
mod reply;
mod resume;
mod room;
mod seats;
mod secret;
mod serve;
mod session;
mod socket;
mod template;
pub mod testing;
mod token;

pub use app::{App, HandlerInfo, Stop};
pub use builder::Builder;
pub use embedded::Embedded;
pub use error::{Error, Result};
pub use event::Event;
pub use extract::{
    Data, Extension, Form, FromEvent, FromRef, Lang, OptionalFromEvent, Room, State,
};
pub use guard::Csp;
pub use html::Html;
pub use js::Js;
pub use limits::Limits;
pub use live::Live;
pub use liveview_macros::{handler, main};
#[cfg(feature = "metrics")]
pub use metrics::Metrics;
pub use page::Page;
pub use patch::{Effect, Patch};
pub use progress::Progress;
pub use pubsub::{Topic, TopicRequest, Topics};
pub use reply::{IntoPatches, Reply};
pub use serve::{Listener, serve, serve_on};
pub use session::{MemoryStore, Session};

/// What [`context!`] makes: the data of a template.
pub use minijinja::Value;

/// What a handler may return to send its patches one by one: see [`Progress`].
pub use futures_util::Stream;

/// What streams are made from, such as `stream::iter` and `stream::unfold`, and `stream::StreamExt`
/// with what can be done to them: see [`Progress`].
pub use futures_util::stream;

/// What a store of sessions implements: those of the `tower-sessions` family fit, and the types
/// they are written with are in here.
pub use tower_sessions_core::{self, SessionStore};

/// The web framework below, in the version that this crate was built with.
pub use axum;

/// What an application uses everywhere: `use liveview::prelude::*;`.
pub mod prelude {
    pub use serde::{Deserialize, Serialize};

    pub use crate::middleware::{self, Next};
    pub use crate::{
        Data, Effect as _, Error, Event, Extension, Form, Html, IntoPatches, Js, Lang, Live, Page,
        Patch, Reply, Result, Room, Session, State, context, handler,
    };
}

/// Begins an application of the calling crate: its handlers, its templates, its assets.
///
/// The crate has a `build.rs` that calls `liveview_build::embed()`. One that has none uses
/// [`Builder::from_embedded`].
#[macro_export]
macro_rules! builder {
    () => {
        $crate::Builder::__of_crate(
            ::core::module_path!(),
            ::core::env!("CARGO_PKG_NAME"),
            ::core::env!("CARGO_MANIFEST_DIR"),
            ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/liveview.rs")),
        )
    };
}

/// What the macros write. Not for use by hand; it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use inventory;

    pub use crate::context::{merge, value};
    pub use crate::extract::extract;
    pub use crate::handler::{Calling, Erased};
    pub use crate::registry::Registration;
    pub use crate::serve::block_on;
    pub use crate::testing::unlinked;
}
