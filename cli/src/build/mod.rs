//! `liveview build`: assets, templates and client into one binary.

mod assets;
mod compress;
mod css;
mod fault;
mod script;
mod templates;

use std::path::PathBuf;

use crate::{Error, Exit, Project, Result, Ui};

/// What was asked of the build.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Optimised, everything inside.
    pub release: bool,
    /// The folder for the binary.
    pub out: Option<PathBuf>,
}

/// Builds the project.
///
/// # Errors
///
/// When a stage fails.
pub fn run(_project: &Project, _options: BuildOptions, _ui: &Ui) -> Result<Exit> {
    Err(Error::bug("the build is not there yet"))
}
