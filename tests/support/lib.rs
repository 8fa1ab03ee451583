//! The harness of the suites: a [`Workbench`] is a temporary folder in which the real `liveview` is run.
//!
//! - `workbench`: the folder, what is in it, and running commands there
//! - `run`: what came of a command, and what may be claimed about it
//! - `tree`: every file of a folder, so that a test can say what changed and that nothing else did
//! - `terminal`: the same command, at a terminal with a person in front of it
//! - `project`: what cargo says about a stamped project
//! - `filters`: paths, times and versions out of texts that are compared whole

mod filters;
mod project;
mod run;
#[cfg(unix)]
mod terminal;
mod tree;
mod workbench;

pub use project::target as stamped_target;
pub use run::Run;
#[cfg(unix)]
pub use terminal::{Ended, Terminal, keys};
pub use tree::{Entry, Tree};
pub use workbench::{Workbench, binary, piped};
