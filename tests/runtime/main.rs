//! The runtime from outside: its pipeline through `TestApp`, its edges over real sockets on port
//! 0, with raw bytes where a client library would be too polite.

mod attacks;
mod away;
mod bodies;
mod browser;
mod child;
mod compile_fail;
mod dev;
mod failures;
mod forms;
mod guard;
mod guide;
mod handlers;
mod harness;
mod health;
mod limits;
mod linked;
mod log;
mod messages;
mod named_topics;
mod order;
mod pages;
mod panics;
mod progress;
mod raw;
mod reconnect;
mod refusals;
mod replay;
mod resume;
mod rfc6455;
mod sessions;
mod shutdown;
mod site;
mod time;
mod topics;

pub use site::AppState;
