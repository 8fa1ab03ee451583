//! What a command is going to write, as one value: dry run, diff, JSON, `--check` and apply all use it.
//!
//! - `draft`: what is wanted meets what is on disk, and becomes operations or conflicts; nothing is written
//! - `edit`: the one edit of Rust source, a sorted `mod` line; pure text to text
//! - `operation`: the plan itself
//! - `preview`: the plan as lines, as a diff, as JSON
//! - `apply`: the only writer into projects; all or nothing
//! - `lock`: one command at a time
//! - `journal`: what has been done so far, from which everything is put back
//! - `disk`: the handful of calls that change files, so that a test can make each of them fail

mod apply;
mod disk;
mod draft;
mod edit;
mod interrupt;
mod journal;
mod lock;
mod operation;
mod preview;
mod safe;
#[cfg(test)]
mod tests;

pub use apply::{apply, create};
pub use draft::{Draft, Existing};
pub use edit::{Insertion, insert_mod};
pub use lock::Lock;
pub use operation::{Action, Operation, Plan};
pub use preview::{diff, document, lines};
