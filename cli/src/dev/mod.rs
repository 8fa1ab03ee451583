//! `liveview dev`: watch, build, swap.

use crate::{Error, Exit, Project, Result, Ui};

/// What was asked of the dev server.
#[derive(Debug, Clone, Default)]
pub struct DevOptions {
    /// The port, when it is not the project's.
    pub port: Option<u16>,
    /// Fail when the port is taken.
    pub strict_port: bool,
    /// Open a browser.
    pub open: bool,
    /// Watch by reading.
    pub poll: bool,
}

/// Runs the dev server until it is told to stop.
///
/// # Errors
///
/// When it cannot begin.
pub fn run(_project: &Project, _options: DevOptions, _ui: &Ui) -> Result<Exit> {
    Err(Error::bug("the dev server is not there yet"))
}
