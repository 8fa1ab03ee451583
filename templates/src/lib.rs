//! What the `liveview` command stamps out: the two apps under a new name, the runtime's source that goes with
//! them, and the templates of the generators. Everything here is data in, data out; the command writes.
//!
//! - `project`: a new project's files, from the apps as they stand in the repository
//! - `generator`: what each kind of `gen` writes
//! - `stamp`: replacing a few known places, byte for byte
//! - `render`: Handlebars, and escaping for the file that a value lands in
//! - `pack`: what the build script embedded

mod error;
mod generator;
mod pack;
mod project;
mod render;
mod stamp;
#[cfg(test)]
mod stamp_tests;

use std::borrow::Cow;

pub use error::Error;
pub use generator::{Operation, generate};
pub use project::{Project, SETTINGS, Template, VENDOR, dependencies, lock, runtime, stamp};

/// A file to write: where, relative to the project, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// With `/` between segments, never absolute, never `..`.
    pub path: String,
    /// The content.
    pub bytes: Cow<'static, [u8]>,
}
