//! The inspector: what goes between browsers and the application, shown as it happens.
//!
//! The dev server's proxy calls [`Recorder`]; `record` turns frames into rows; the page at
//! `/__liveview/inspector` is an application on our own runtime that shows them.
//!
//! `proxy ──frames, traces──▶ Recorder ──rows──▶ feed ──patches──▶ page`

mod clock;
mod connections;
mod detail;
mod feed;
mod filter;
mod frame;
mod mask;
mod page;
mod pretty;
mod record;
mod recorder;
mod row;
mod show;
mod view;

pub use page::{MOUNT, app};
pub use recorder::Recorder;
pub use row::{BuildKind, BuildRecord, ConnectionInfo, Direction, Problem, Trace};
