//! `liveview build`: assets, templates and client into one binary.
//!
//! `read ─▶ check, fingerprint ─▶ compress ─▶ write ─▶ cargo ─▶ install ─▶ report`: `source` and
//! `output` touch the disk, `cargo` runs cargo; everything between is pure.

mod assets;
mod cargo;
mod compress;
mod css;
mod fault;
mod output;
mod profile;
mod report;
mod run;
mod script;
mod source;
mod templates;

use std::path::PathBuf;

pub(crate) use report::size;
pub use run::run;

/// What was asked of the build.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Optimised, everything inside.
    pub release: bool,
    /// The folder for the binary, absolute; `dist` in the project when there is none.
    pub out: Option<PathBuf>,
    /// The platform to build for, as cargo names it.
    pub target: Option<String>,
}
